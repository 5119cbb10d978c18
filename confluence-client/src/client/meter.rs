//! How many requests some work made, and how many it may make.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::error::{Error, ErrorKind};
use crate::operation::describe::Operation;

/// Counts the attempts of a client, by operation, up to a number.
#[derive(Debug)]
pub(crate) struct Meter {
    most: u64,
    asked: Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    by_operation: BTreeMap<&'static str, u64>,
    in_all: u64,
}

impl Meter {
    /// A meter that lets this many requests through.
    pub(crate) fn up_to(most: u64) -> Self {
        Self { most, asked: Mutex::default() }
    }

    /// How often each operation was asked for.
    pub(crate) fn asked(&self) -> BTreeMap<&'static str, u64> {
        self.asked.lock().map(|asked| asked.by_operation.clone()).unwrap_or_default()
    }

    /// Counts one request.
    pub(crate) fn count(&self, operation: &Operation) -> Result<(), Error> {
        let Ok(mut asked) = self.asked.lock() else { return Ok(()) };
        if asked.in_all >= self.most {
            return Err(Error::new(ErrorKind::TooLarge, "requests").with_message(format!(
                "this would take more than the {} requests that it may make",
                self.most
            )));
        }
        asked.in_all += 1;
        *asked.by_operation.entry(operation.id).or_default() += 1;
        Ok(())
    }
}
