//! Which of several places of a text are meant.

use super::{Found, Occurrence};
use crate::content::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};

/// The places that are meant.
pub(super) fn choose(found: Vec<Found>, find: &str, which: Occurrence) -> Result<Vec<Found>, ContentError> {
    let count = found.len();
    let shown = shortened(find);
    match which {
        _ if count == 0 => {
            let message = format!(
                "`{shown}` is not on the page; give the text as it is shown, without Markdown, from within one block"
            );
            Err(ContentError::new(ContentErrorKind::NotFound, message))
        }
        Occurrence::All => Ok(found),
        Occurrence::Nth(number) => match number.checked_sub(1).and_then(|index| found.into_iter().nth(index))
        {
            Some(found) => Ok(vec![found]),
            None => Err(no_occurrence(number, find, count)),
        },
        Occurrence::Only if count == 1 => Ok(found),
        Occurrence::Only => {
            let places: Vec<String> =
                found.iter().take(10).map(|found| Handle::of(found.block).to_string()).collect();
            let message = format!(
                "`{shown}` occurs {count} times, in {}; give more of the text, an occurrence, a block, or say that all are meant",
                places.join(", ")
            );
            Err(ContentError::new(ContentErrorKind::Ambiguous, message))
        }
    }
}

/// The beginning of a text on one line.
pub(super) fn shortened(text: &str) -> String {
    text.trim().chars().take(80).map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// What is said where a text occurs less often than that.
pub(super) fn no_occurrence(number: usize, find: &str, count: usize) -> ContentError {
    let shown = shortened(find);
    let message =
        format!("there is no occurrence {number} of `{shown}`; it occurs {count} times, counted from 1");
    ContentError::new(ContentErrorKind::NotFound, message)
}
