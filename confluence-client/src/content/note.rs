//! What an author is told of Markdown that was written in another way than it says.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::storage::error::Position;

/// Something that was left out, written as plain text, or understood as something else than it says.
///
/// ```
/// use confluence_client::content::{WriteOptions, to_storage};
///
/// let page = to_storage("Done <!-- really? --> :rocket:", &WriteOptions::new())?;
/// assert_eq!(page.storage, "<p>Done  🚀</p>");
/// assert_eq!(page.notes[0].to_string(), "line 1, column 6: a comment of HTML was left out, since nobody sees it");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// Where in the Markdown it stands; the first place if there are several.
    pub position: Option<Position>,
    /// What became of it, and what to write instead.
    pub message: String,
    /// How many places have the same note.
    pub places: usize,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(formatter, "{position}: ")?;
        }
        formatter.write_str(&self.message)?;
        match self.places {
            0 | 1 => Ok(()),
            2 => formatter.write_str(" (and once more)"),
            many => write!(formatter, " (and {} times more)", many - 1),
        }
    }
}

/// Different notes that are kept of one text. Whoever gets more reads none; the rest is counted in the last.
pub(super) const MOST: usize = 40;

/// What is said of the rest.
pub(super) const MORE: &str = "more was left out or written as text, too much to list";

/// Notes while they are gathered, the same ones counted.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    notes: RefCell<Vec<Note>>,
    is_quiet: Cell<bool>,
}

impl Notes {
    /// Adds a note. The position is asked for only if nothing else has the same note: to find it costs the length of the
    /// text.
    pub(crate) fn add(&self, message: String, position: impl FnOnce() -> Position) {
        if self.is_quiet.get() {
            return;
        }
        let mut notes = self.notes.borrow_mut();
        if let Some(known) = notes.iter_mut().find(|note| note.message == message) {
            known.places += 1;
            return;
        }
        if notes.len() < MOST {
            notes.push(Note { position: Some(position()), message, places: 1 });
            return;
        }
        match notes.last_mut() {
            Some(last) if last.message == MORE => last.places += 1,
            _ => notes.push(Note { position: None, message: MORE.to_owned(), places: 1 }),
        }
    }

    /// Does something of which nothing is noted.
    pub(crate) fn quietly<T>(&self, act: impl FnOnce() -> T) -> T {
        let before = self.is_quiet.replace(true);
        let done = act();
        self.is_quiet.set(before);
        done
    }

    /// The notes in the order of their places.
    pub(crate) fn take(&self) -> Vec<Note> {
        let mut notes = self.notes.take();
        notes.sort_by_key(|note| {
            note.position.map_or((usize::MAX, 0), |position| (position.line, position.column))
        });
        notes
    }
}
