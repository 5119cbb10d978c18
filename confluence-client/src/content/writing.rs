//! One act of writing: what the caller wants, and what its author is to be told.

use std::cell::RefCell;
use std::ops::Range;

use super::ast::{Source, refuse_json};
use super::note::{Note, Notes};
use super::write_options::WriteOptions;
use crate::site::Deployment;
use crate::storage::error::{ContentError, Position};

/// Markdown on its way into the storage format.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    options: &'a WriteOptions,
    notes: Notes,
    anchors: RefCell<Vec<(String, Position)>>,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(options: &'a WriteOptions) -> Self {
        Self { options, notes: Notes::for_reader(), anchors: RefCell::default() }
    }

    /// The deployment that is written for, if one is named.
    pub(crate) fn deployment(&self) -> Option<Deployment> {
        self.options.deployment
    }

    pub(crate) fn source(&self, markdown: &str) -> Result<Source, ContentError> {
        refuse_json(markdown)?;
        Ok(Source::new(markdown)?.with(self.options))
    }

    pub(crate) fn part(&self, markdown: &str, range: Range<usize>) -> Result<Source, ContentError> {
        refuse_json(markdown)?;
        Ok(Source::part(markdown, range)?.with(self.options))
    }

    /// Takes over what was noted of a text that changes a page, but what its author has not changed: that was so before.
    pub(crate) fn written(&self, source: &Source, before: Option<&Source>) {
        let known = before.map(Source::take_notes).unwrap_or_default();
        let is_new =
            |note: &Note| !known.iter().any(|old| old.message == note.message && old.places >= note.places);
        source.take_notes().into_iter().filter(is_new).for_each(|note| self.notes.add_note(note));
        if source.front_matter.is_some() {
            let message = "the front matter was left out; of a page that is edited, it changes nothing";
            self.note(message.to_owned());
        }
        self.anchors.borrow_mut().extend(source.take_anchors());
    }

    /// Takes over what was noted of a text that stands for itself: of its front matter the caller has title and labels.
    pub(crate) fn converted(&self, source: &Source) {
        source.take_notes().into_iter().for_each(|note| self.notes.add_note(note));
        self.anchors.borrow_mut().extend(source.take_anchors());
    }

    /// Does something with a text in which the author wrote some places alone, of one line and one length. What is noted of
    /// these is told of what was written: the rest is nothing that the author has.
    pub(crate) fn of_part<T>(
        &self,
        text: &str,
        (written, length): (&[usize], usize),
        act: impl FnOnce() -> Result<T, ContentError>,
    ) -> Result<T, ContentError> {
        let starts = Position::all(text, written);
        let ends = Position::all(text, &written.iter().map(|at| at + length).collect::<Vec<_>>());
        let within = |position: Position| {
            let mut places = starts.iter().zip(&ends);
            let is_around = |(start, end): &(&Position, &Position)| {
                position.line == start.line && (start.column..=end.column).contains(&position.column)
            };
            let (start, _) = places.find(is_around)?;
            Some(Position { line: 1, column: position.column - start.column + 1 })
        };
        let done = self.notes.placed(within, act);
        done.map_err(|error| match error.position().and_then(within) {
            Some(position) => error.at_position(position),
            None => error,
        })
    }

    pub(crate) fn note(&self, message: String) {
        self.notes.add_note(Note { position: None, message, places: 1 });
    }

    pub(crate) fn note_at(&self, position: Position, message: String) {
        self.notes.add(message, || position);
    }

    /// The places on this page that links were written to.
    pub(crate) fn take_anchors(&self) -> Vec<(String, Position)> {
        self.anchors.take()
    }

    pub(crate) fn take_notes(&self) -> Vec<Note> {
        self.notes.take()
    }
}

#[cfg(test)]
mod tests {
    use crate::content::{Document, Edit, ReadOptions};

    #[test]
    fn what_an_edit_adds_is_told_beside_many_of_its_kind() {
        let document = Document::parse("<p>@a @b @c @d @e</p><p>end</p>").unwrap();
        let shown = document.markdown(&ReadOptions::new()).text;
        let edited = document.edit(&[Edit::page_markdown(shown.replace("end", "ask @new"))]).unwrap();
        let notes: Vec<String> = edited.notes.iter().map(ToString::to_string).collect();
        assert!(matches!(notes.as_slice(), [note] if note.contains("`@new` mentions nobody")), "{notes:?}");
    }

    #[test]
    fn front_matter_of_what_is_added_is_told() {
        let edits = [Edit::append("---\ntitle: T\n---\nmore")];
        let edited = Document::parse("<p>a</p>").unwrap().edit(&edits).unwrap();
        assert!(edited.storage.ends_with("<p>more</p>"), "{}", edited.storage);
        assert!(edited.notes.iter().any(|note| note.message.contains("the front matter was left out")));
    }
}
