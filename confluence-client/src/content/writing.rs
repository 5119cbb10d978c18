//! One act of writing: what the caller wants, and what its author is to be told.

use std::cell::RefCell;
use std::ops::Range;

use super::ast::{FrontMatter, Source, refuse_json};
use super::note::{MORE, MOST, Note};
use super::write_options::WriteOptions;
use crate::site::Deployment;
use crate::storage::error::{ContentError, Position};

/// Markdown on its way into the storage format.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    options: &'a WriteOptions,
    notes: RefCell<Vec<Note>>,
    anchors: RefCell<Vec<(String, Position)>>,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(options: &'a WriteOptions) -> Self {
        Self { options, notes: RefCell::default(), anchors: RefCell::default() }
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

    /// Takes over what was noted of a text, but what its author has not changed: that was so before.
    pub(crate) fn written(&self, source: &Source, before: Option<&Source>) {
        let known = before.map(Source::take_notes).unwrap_or_default();
        let is_new =
            |note: &Note| !known.iter().any(|old| old.message == note.message && old.places >= note.places);
        self.notes.borrow_mut().extend(source.take_notes().into_iter().filter(is_new));
        if let Some(FrontMatter { .. }) = &source.front_matter
            && before.is_some()
        {
            let message = "the front matter was left out; of a page that is edited, it changes nothing";
            self.note(message.to_owned());
        }
        self.anchors.borrow_mut().extend(source.take_anchors());
    }

    pub(crate) fn note(&self, message: String) {
        self.notes.borrow_mut().push(Note { position: None, message, places: 1 });
    }

    pub(crate) fn note_at(&self, position: Position, message: String) {
        let mut notes = self.notes.borrow_mut();
        if notes.len() < MOST {
            notes.push(Note { position: Some(position), message, places: 1 });
        } else if let Some(last) = notes.last_mut() {
            *last = Note { position: None, message: MORE.to_owned(), places: last.places + 1 };
        }
    }

    /// The places on this page that links were written to.
    pub(crate) fn take_anchors(&self) -> Vec<(String, Position)> {
        self.anchors.take()
    }

    pub(crate) fn take_notes(&self) -> Vec<Note> {
        self.notes.take()
    }
}
