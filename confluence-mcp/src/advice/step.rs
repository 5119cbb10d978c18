//! Failures of one step of an edit.

use confluence_client::Error;
use confluence_client::content::ContentError;

use super::{Failure, MOST_QUOTED};
use crate::chunk::truncated;

/// Which of several edits failed, and why.
#[derive(Debug)]
pub(super) struct Step {
    at: usize,
    said: String,
}

impl Step {
    /// The edit that an error is of, where it tells nothing else.
    pub(super) fn of(error: &Error) -> Option<Self> {
        let cause: &ContentError = error.cause()?;
        let at = cause.edit()?.checked_sub(1)?;
        let said = match cause.position() {
            Some(position) => format!("{position}: {}", cause.message()),
            None => cause.message().to_owned(),
        };
        (error.message() == Some(cause.to_string().as_str())).then_some(Self { at, said })
    }
}

impl Failure {
    /// The same of one of several steps of an edit, named as the argument that it came in.
    pub(crate) fn of_step(mut self) -> Self {
        if let Some(Step { at, said }) = self.step.take() {
            let kind = self.kind.map(|kind| format!("{kind}: ")).unwrap_or_default();
            self.what = format!("{kind}steps[{at}]: {}", truncated(&said, MOST_QUOTED));
        }
        self
    }
}
