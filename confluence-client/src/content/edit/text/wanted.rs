//! What is looked for in a text, and how much may be written in its place.

use crate::content::normalize::normalized;
use crate::invisible::is_space;
use crate::storage::error::{ContentError, ContentErrorKind};

/// A text to look for, as it is copied.
pub(super) struct Wanted {
    pub(super) text: String,
    pub(super) chars: Vec<char>,
}

impl Wanted {
    pub(super) fn new(find: &str) -> Self {
        let text = collapsed(&normalized(find));
        Self { chars: text.chars().collect(), text }
    }
}

/// The most that a replacement may write in all: as much as the Markdown of the largest page.
const MOST_WRITTEN: usize = 8 << 20;

/// The most places that are changed at once: each costs some two hundred bytes until all are known.
const MOST_PLACES: usize = 100_000;

/// Refuses what would make a page that no service stores out of a long text in many places.
pub(super) fn within_bounds(places: usize, replace: &str) -> Result<(), ContentError> {
    if places > MOST_PLACES {
        let message = format!(
            "the text occurs in more than {MOST_PLACES} places; give more of it, an occurrence, or a block"
        );
        return Err(ContentError::new(ContentErrorKind::TooLarge, message));
    }
    if places.saturating_mul(replace.len()) <= MOST_WRITTEN {
        return Ok(());
    }
    let message = format!(
        "the new text has {} bytes and would be written in {places} places or more, over {} MiB in all; say which \
         occurrence or which block is meant",
        replace.len(),
        MOST_WRITTEN >> 20
    );
    Err(ContentError::new(ContentErrorKind::TooLarge, message))
}

fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            space if is_space(space) && out.ends_with(' ') => {}
            space if is_space(space) => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
