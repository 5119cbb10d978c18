//! What an author is told of Markdown that was written in another way than it says.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::storage::error::Position;

/// A note for the author of Markdown: something that was left out, written as plain text, or understood as something else than it says.
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
    /// What became of it, and what to write instead; of many of a kind, how many more there are.
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
            many if self.message == MORE => write!(formatter, " ({many})"),
            0 | 1 => Ok(()),
            2 => formatter.write_str(" (and once more)"),
            many => write!(formatter, " (and {} times more)", many - 1),
        }
    }
}

/// The bytes of the notes of one text. Whoever gets more reads none; the rest is counted in the last.
const MOST_BYTES: usize = 4_000;

/// What is said of the rest.
const MORE: &str = "more was left out or written as text, in too many places to list";

/// How many notes that differ in what they quote alone are told each; the others are counted with the last of them.
const ALIKE: usize = 3;

/// Notes while they are gathered, the same ones counted.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    gathered: RefCell<Gathered>,
    is_quiet: Cell<bool>,
}

/// The same while it is not known which of them their author has seen before.
const MOST_BYTES_OF_TEXT: usize = 4 * MOST_BYTES;

#[derive(Debug, Default)]
struct Gathered {
    /// Whether they are for their reader, and those alike are told together.
    for_reader: bool,
    kept: Vec<Kept>,
    bytes: usize,
    /// How many places are in none of them.
    more: usize,
}

#[derive(Debug)]
struct Kept {
    note: Note,
    kind: String,
    /// How many others of its kind are told by it.
    alike: usize,
}

impl Notes {
    /// Notes for their reader: those of a kind told together, and all of them bounded.
    pub(crate) fn for_reader() -> Self {
        let gathered = RefCell::new(Gathered { for_reader: true, ..Gathered::default() });
        Self { gathered, is_quiet: Cell::default() }
    }

    /// Adds a note. The position is asked for only if nothing else has the same note: to find it costs the length of the
    /// text.
    pub(crate) fn add(&self, message: String, position: impl FnOnce() -> Position) {
        if !self.is_quiet.get() {
            self.gathered.borrow_mut().add(message, 1, || Some(position()));
        }
    }

    /// Takes over a note as it is.
    pub(crate) fn add_note(&self, note: Note) {
        self.gathered.borrow_mut().add(note.message, note.places, || note.position);
    }

    /// Does something of which nothing is noted.
    pub(crate) fn quietly<T>(&self, act: impl FnOnce() -> T) -> T {
        let before = self.is_quiet.replace(true);
        let done = act();
        self.is_quiet.set(before);
        done
    }

    /// Does something whose notes are told of another place.
    pub(crate) fn placed<T>(
        &self,
        place: impl Fn(Position) -> Option<Position>,
        act: impl FnOnce() -> T,
    ) -> T {
        let before = self.gathered.take();
        let done = act();
        let new = self.take();
        self.gathered.replace(before);
        for note in new {
            self.add_note(Note { position: note.position.and_then(&place), ..note });
        }
        done
    }

    /// The notes as they came.
    pub(crate) fn take(&self) -> Vec<Note> {
        let Gathered { kept, more, .. } = self.gathered.take();
        let mut notes: Vec<Note> = kept.into_iter().map(Kept::into_note).collect();
        if more > 0 {
            notes.push(Note { position: None, message: MORE.to_owned(), places: more });
        }
        notes
    }

    /// The notes in the order of their places.
    pub(crate) fn take_sorted(&self) -> Vec<Note> {
        let mut notes = self.take();
        notes.sort_by_key(|note| {
            note.position.map_or((usize::MAX, 0), |position| (position.line, position.column))
        });
        notes
    }
}

impl Gathered {
    fn add(&mut self, message: String, places: usize, position: impl FnOnce() -> Option<Position>) {
        if message == MORE {
            self.more += places;
            return;
        }
        if let Some(known) = self.kept.iter_mut().find(|known| known.note.message == message) {
            known.note.places += places;
            return;
        }
        let kind = kind(&message);
        let mut same = self.kept.iter_mut().filter(|known| known.kind == kind);
        if let Some(last) = same.nth(ALIKE - 1).filter(|_| self.for_reader) {
            last.alike += places;
            return;
        }
        let most = if self.for_reader { MOST_BYTES } else { MOST_BYTES_OF_TEXT };
        if !self.kept.is_empty() && self.bytes + message.len() > most {
            self.more += places;
            return;
        }
        self.bytes += message.len();
        self.kept.push(Kept { note: Note { position: position(), message, places }, kind, alike: 0 });
    }
}

impl Kept {
    fn into_note(mut self) -> Note {
        if self.alike > 0 {
            let more = self.alike + self.note.places - 1;
            self.note.places = 1;
            self.note.message.push_str(&format!(" (and {more} more like it)"));
        }
        self.note
    }
}

/// A message without what it quotes: what it says of every place alike.
fn kind(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(messages: impl Iterator<Item = String>) -> Vec<String> {
        let notes = Notes::for_reader();
        let mut line = 0;
        messages.for_each(|message| {
            line += 1;
            notes.add(message, || Position { line, column: 1 });
        });
        notes.take_sorted().iter().map(Note::to_string).collect()
    }

    #[test]
    fn notes_of_a_kind_are_counted_behind_the_third() {
        let names = (1..=9).map(|name| format!("`@n{name}` mentions nobody"));
        let notes = told(names.chain(["other".to_owned(), "other".to_owned()]));
        assert_eq!(
            notes,
            [
                "line 1, column 1: `@n1` mentions nobody",
                "line 2, column 1: `@n2` mentions nobody",
                "line 3, column 1: `@n3` mentions nobody (and 6 more like it)",
                "line 10, column 1: other (and once more)",
            ]
        );
    }

    #[test]
    fn notes_have_a_bound_and_the_rest_is_counted() {
        let notes =
            told((0..500).map(|number| format!("the file {number} is not there, whatever it may be")));
        assert!(notes.iter().map(String::len).sum::<usize>() < MOST_BYTES * 2, "{notes:?}");
        let last = format!("{MORE} ({})", 500 - (notes.len() - 1));
        assert_eq!(notes.last(), Some(&last));
    }
}
