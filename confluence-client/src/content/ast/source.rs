//! Markdown made ready for the parser, and the way back to what its author wrote.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::front_matter::FrontMatter;
use super::known::Known;
use super::offsets::Offsets;
use super::{prepare, rewrite};
use crate::content::note::{Note, Notes};
use crate::content::write_options::WriteOptions;
use crate::storage::error::{ContentError, ContentErrorKind, Position};
use crate::storage::text::slice;

/// Markdown made ready for parsing, and how to find the places that its author knows.
#[derive(Debug)]
pub(crate) struct Source {
    text: String,
    original: String,
    offsets: Offsets,
    /// Where the original stands in a longer text, and how many lines are before it.
    offset: usize,
    lines: usize,
    /// Whether it is all of a text, and no part.
    is_whole: bool,
    /// Elements of the storage format that stand in the Markdown, taken as they are.
    stored: Vec<String>,
    /// Links that the author wrote as bare URLs, by where they start.
    bare: BTreeSet<usize>,
    pub(crate) front_matter: Option<FrontMatter>,
    /// What the text defines for all of itself.
    pub(super) known: Known,
    notes: Notes,
    /// Places on the page that links lead to.
    anchors: RefCell<HashMap<String, usize>>,
    options: WriteOptions,
}

impl Source {
    pub(crate) fn new(markdown: &str) -> Result<Self, ContentError> {
        Self::part(markdown, 0..markdown.len())
    }

    /// A part of a text that begins and ends between blocks.
    pub(crate) fn part(markdown: &str, range: Range<usize>) -> Result<Self, ContentError> {
        let original = slice(markdown, range.clone()).to_owned();
        let lines = slice(markdown, ..range.start).bytes().filter(|&byte| byte == b'\n').count();
        let prepared = prepare::prepare(&original, range.start == 0)?;
        let rewritten = rewrite::rewrite(&prepared.text)
            .map_err(|refused| refused.at(&original, prepared.offsets.old(refused.offset), lines))?;
        let mut source = Self {
            text: prepared.text,
            offsets: prepared.offsets,
            original,
            offset: range.start,
            is_whole: range.len() == markdown.len(),
            lines,
            stored: Vec::new(),
            bare: BTreeSet::new(),
            front_matter: prepared.front_matter,
            known: Known::default(),
            notes: Notes::default(),
            anchors: RefCell::default(),
            options: WriteOptions::default(),
        };
        for (at, message) in prepared.notes {
            source.notes.add(message, || source.original_position(at));
        }
        if let Some(rewritten) = rewritten {
            for (at, message) in rewritten.notes {
                source.note(at, message);
            }
            source.offsets = source.offsets.then(&rewritten.offsets);
            source.text = rewritten.text;
            source.stored = rewritten.stored;
            source.bare = rewritten.bare;
        }
        source.known = Known::of(&source.text);
        Ok(source)
    }

    pub(crate) fn with(self, options: &WriteOptions) -> Self {
        Self { options: options.clone(), ..self }
    }

    pub(crate) fn options(&self) -> &WriteOptions {
        &self.options
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &str {
        slice(&self.text, range)
    }

    /// The place in the author's text, which may be longer than this part.
    pub(crate) fn original(&self, offset: usize) -> usize {
        self.offset + self.old(offset)
    }

    /// The place in this part of the author's text. The last line of a text is ended for the parser, if it is not.
    fn old(&self, offset: usize) -> usize {
        self.offsets.old(offset).min(self.original.len())
    }

    /// What stands at a place and behind it, as its author wrote it.
    pub(crate) fn written_from(&self, offset: usize) -> &str {
        self.original.get(self.old(offset)..).unwrap_or("")
    }

    pub(crate) fn stored(&self, index: usize) -> &str {
        self.stored.get(index).map_or("", String::as_str)
    }

    /// Whether an element of the storage format is a block, and not part of a line.
    pub(super) fn is_stored_block(&self, index: usize) -> bool {
        rewrite::is_block(self.stored(index))
    }

    /// Whether an element of the storage format is a block that no paragraph holds.
    pub(super) fn tears_line(&self, index: usize) -> bool {
        rewrite::tears_line(self.stored(index))
    }

    /// Whether the author wrote a bare URL where this link starts.
    pub(crate) fn is_bare(&self, offset: usize) -> bool {
        self.bare.contains(&offset)
    }

    fn position(&self, offset: usize) -> Position {
        self.original_position(self.old(offset))
    }

    fn original_position(&self, at: usize) -> Position {
        Position::of(&self.original, at).below(self.lines)
    }

    /// The number of the line of a place in the author's text.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.position(offset).line
    }

    /// Tells the author something of a place.
    pub(crate) fn note(&self, offset: usize, message: impl Into<String>) {
        self.notes.add(message.into(), || self.position(offset));
    }

    /// Does something of which nothing is told, and whose links lead nowhere: text that is written to be compared.
    pub(crate) fn quietly<T>(&self, act: impl FnOnce() -> T) -> T {
        let anchors = self.anchors.take();
        let done = self.notes.quietly(act);
        self.anchors.replace(anchors);
        done
    }

    /// Remembers that a link leads to a place on the page.
    pub(crate) fn leads_to(&self, anchor: &str, offset: usize) {
        let mut anchors = self.anchors.borrow_mut();
        if !anchors.contains_key(anchor) {
            anchors.insert(anchor.to_owned(), offset);
        }
    }

    /// The places that links lead to, in order, each with where its first link stands.
    pub(crate) fn take_anchors(&self) -> Vec<(String, Position)> {
        let mut anchors: Vec<(usize, String)> =
            self.anchors.take().into_iter().map(|(anchor, at)| (self.old(at), anchor)).collect();
        anchors.sort_unstable();
        let places: Vec<usize> = anchors.iter().map(|&(at, _)| at).collect();
        let positions = Position::all(&self.original, &places);
        let anchors = anchors.into_iter().zip(positions);
        anchors.map(|((_, anchor), position)| (anchor, position.below(self.lines))).collect()
    }

    pub(crate) fn take_notes(&self) -> Vec<Note> {
        self.notes.take_sorted()
    }

    pub(crate) fn refuse(&self, offset: usize, message: impl Into<String>) -> ContentError {
        self.error(ContentErrorKind::Inexpressible, offset, message)
    }

    pub(crate) fn error(
        &self,
        kind: ContentErrorKind,
        offset: usize,
        message: impl Into<String>,
    ) -> ContentError {
        ContentError::new(kind, message).at_position(self.position(offset))
    }
}
