//! What can be wrong with content.

use std::fmt;

/// The kind of a [`ContentError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentErrorKind {
    /// The storage format is not well-formed XML.
    Malformed,
    /// The input is nested too deeply or is too large.
    TooLarge,
    /// The Markdown asks for something that the storage format cannot hold.
    Inexpressible,
    /// A handle names no block of this page, or one of the wrong kind.
    UnknownHandle,
    /// Nothing matches what an edit wants to change.
    NotFound,
    /// More than one thing matches what an edit wants to change.
    Ambiguous,
    /// An edit would lose content that nobody asked to delete.
    Loss,
    /// Two people changed the same block.
    Conflict,
    /// An argument of an edit makes no sense.
    InvalidEdit,
}

/// A position in a text: line and column, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        Self { line, column: before.get(line_start..).unwrap_or("").chars().count() + 1 }
    }
}

impl Position {
    /// The positions of places in order, in one walk over the text.
    pub(crate) fn all(text: &str, offsets: &[usize]) -> Vec<Self> {
        let mut positions = Vec::with_capacity(offsets.len());
        let (mut at, mut line, mut column) = (0, 1, 1);
        for &offset in offsets {
            for character in text.get(at..offset).unwrap_or("").chars() {
                (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            at = at.max(offset);
            positions.push(Self { line, column });
        }
        positions
    }

    /// The position in a text that has more lines before this one.
    pub(crate) fn below(self, lines: usize) -> Self {
        Self { line: self.line + lines, ..self }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// An error of reading, converting or editing content; the message says what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentError(Box<Failure>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure {
    kind: ContentErrorKind,
    position: Option<Position>,
    /// Which of how many edits, counted from 1.
    edit: Option<(usize, usize)>,
    message: String,
}

impl ContentError {
    pub(crate) fn new(kind: ContentErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Failure { kind, position: None, edit: None, message: message.into() }))
    }

    pub(crate) fn at(mut self, text: &str, offset: usize) -> Self {
        self.0.position = Some(Position::of(text, offset));
        self
    }

    pub(crate) fn at_position(mut self, position: Position) -> Self {
        self.0.position = Some(position);
        self
    }

    pub(crate) fn of_edit(mut self, number: usize, of: usize) -> Self {
        self.0.edit = Some((number, of)).filter(|_| of > 1);
        self
    }

    /// The kind of failure.
    pub fn kind(&self) -> ContentErrorKind {
        self.0.kind
    }

    /// Where in the offending text, when that is known.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// Which edit failed, where several were given, counted from 1.
    pub fn edit(&self) -> Option<usize> {
        self.0.edit.map(|(number, _)| number)
    }

    /// What is wrong and what would be right, without the position and the number of the edit.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((number, of)) = self.0.edit {
            write!(formatter, "edit {number} of {of}: ")?;
        }
        match self.0.position {
            Some(position) => write!(formatter, "{position}: {}", self.0.message),
            None => formatter.write_str(&self.0.message),
        }
    }
}

impl std::error::Error for ContentError {}
