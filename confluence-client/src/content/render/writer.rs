//! Markdown being written: lines with their prefixes, gaps between blocks, marks that open at the first character.

use super::collapse::{ends_line, next_collapsible};
use super::escape::{EscapeContext, Lone, escape_into, splits_entity};
use crate::invisible::is_space;
use crate::storage::text::slice;

/// What stands between what was written and what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Line,
    Blank,
}

/// A kind of emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The delimiter of Markdown, empty where there is none.
    pub(crate) delimiter: &'static str,
    /// The element of HTML that means the same.
    pub(crate) element: &'static str,
    /// Whether what follows the mark forbids the delimiter.
    pub(crate) as_html: bool,
}

/// An end of the text, to which it can go back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place(usize, Gap);

/// Markdown text under construction.
#[derive(Debug)]
pub(crate) struct Writer {
    text: String,
    prefix: String,
    gap: Gap,
    space: bool,
    /// Line breaks that come before the next text: two of them show a line that is blank.
    breaks: usize,
    marks: Vec<Mark>,
    unopened: usize,
    closed_at: usize,
    place: EscapeContext,
    inline_breaks: bool,
    before_block: (usize, Gap),
    /// Behind the box of a task that was written last.
    box_end: usize,
}

impl Writer {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            prefix: String::new(),
            gap: Gap::None,
            space: false,
            breaks: 0,
            marks: Vec::new(),
            unopened: 0,
            closed_at: usize::MAX,
            place: EscapeContext { line_start: true, ..EscapeContext::default() },
            inline_breaks: false,
            before_block: (0, Gap::None),
            box_end: usize::MAX,
        }
    }

    pub(crate) fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn since(&self, start: usize) -> &str {
        slice(&self.text, start..)
    }

    /// Whether what comes next follows right behind a place, without a blank, a break or a mark between.
    pub(crate) fn is_right_behind(&self, end: usize) -> bool {
        self.text.len() == end && !self.space && self.breaks == 0 && self.unopened == 0
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    /// Starts a block: after a blank line, or right below when `tight`. Returns where it starts.
    pub(crate) fn start_block(&mut self) -> usize {
        self.before_block = (self.text.len(), self.gap);
        self.flush_gap();
        self.place.line_start = true;
        self.place.in_line = self.box_end == self.text.len();
        self.text.len()
    }

    /// Says that the next block stands on a line that has begun: behind the box of a task.
    pub(crate) fn end_box(&mut self) {
        self.box_end = self.text.len();
    }

    /// Says that what is written next begins no block, though it is at the start of its text.
    pub(crate) fn stay_in_line(&mut self) {
        self.place.in_line = true;
    }

    /// Says which delimiters the next text has one alone of.
    pub(crate) fn set_lone(&mut self, lone: Lone) {
        self.place.lone = lone;
    }

    pub(crate) fn end_block(&mut self) {
        self.space = false;
        self.breaks = 0;
        self.gap = Gap::Blank;
    }

    /// Lets the next block follow without a blank line.
    pub(crate) fn tighten(&mut self) {
        if self.gap == Gap::Blank {
            self.gap = Gap::Line;
        }
    }

    /// Takes back the start of a block that turned out to be empty.
    pub(crate) fn abandon_block(&mut self) {
        let (length, gap) = self.before_block;
        self.text.truncate(length);
        self.gap = gap;
        self.space = false;
        self.breaks = 0;
        self.place.line_start = true;
    }

    /// Where the text ends now.
    pub(crate) fn place(&self) -> Place {
        Place(self.text.len(), self.gap)
    }

    /// Takes back what was written since a place.
    pub(crate) fn go_back(&mut self, place: Place) {
        self.text.truncate(place.0);
        self.gap = place.1;
        self.place.line_start = true;
    }

    /// Forgets the gap that would come before the next block.
    pub(crate) fn cancel_gap(&mut self) {
        self.gap = Gap::None;
    }

    /// Drops blanks that a container's marker left at the end of the line.
    pub(crate) fn trim_line_end(&mut self, start: usize) {
        while self.text.len() > start && self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    pub(crate) fn is_in_pipe_table(&self) -> bool {
        self.place.in_pipe_table
    }

    /// Ends a label: blanks before the bracket are outside of it.
    pub(crate) fn close_label(&mut self) {
        self.breaks = 0;
        self.place.line_start = false;
    }

    fn flush_gap(&mut self) {
        if self.gap == Gap::None {
            return;
        }
        self.text.push('\n');
        if self.gap == Gap::Blank {
            self.text.push_str(self.prefix.trim_end());
            self.text.push('\n');
        }
        self.text.push_str(&self.prefix);
        self.gap = Gap::None;
    }

    /// Opens a container: writes its marker and prefixes every further line.
    pub(crate) fn open(&mut self, marker: &str, prefix: &str) -> usize {
        let start = self.start_block();
        self.text.push_str(marker);
        self.prefix.push_str(prefix);
        start
    }

    pub(crate) fn close(&mut self, prefix: &str) {
        let length = self.prefix.len().saturating_sub(prefix.len());
        self.prefix.truncate(length);
        self.end_block();
    }

    /// Ends the line and starts another one of the same block.
    pub(crate) fn new_line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&self.prefix);
        self.place.line_start = true;
        self.place.in_line = false;
    }

    /// Ends the line; the next one will be the first line of `text`.
    pub(crate) fn new_line_of(&mut self, text: &str) {
        let blank = text.is_empty() || text.starts_with('\n');
        self.text.push('\n');
        self.text.push_str(if blank { self.prefix.trim_end() } else { &self.prefix });
    }

    /// Appends lines as they are, each with the prefix.
    pub(crate) fn raw_lines(&mut self, lines: &str) {
        for (index, line) in lines.split('\n').enumerate() {
            if index > 0 {
                self.text.push('\n');
                self.text.push_str(if line.is_empty() { self.prefix.trim_end() } else { &self.prefix });
            }
            self.push(line);
        }
    }

    /// Appends as is, as part of the structure of a block.
    pub(crate) fn raw(&mut self, text: &str) {
        self.push(text);
    }

    /// Appends some of the page in which no line ends: what does so for Unicode alone is a blank.
    fn push(&mut self, text: &str) {
        match text.contains(ends_line) {
            true => self.text.extend(text.chars().map(|sign| if ends_line(sign) { ' ' } else { sign })),
            false => self.text.push_str(text),
        }
    }

    pub(crate) fn set_heading(&mut self, on: bool) {
        self.place.in_heading = on;
        self.inline_breaks = on;
    }

    pub(crate) fn set_pipe_table(&mut self, on: bool) {
        self.place.in_pipe_table = on;
        self.inline_breaks = on;
    }

    /// Starts a cell or another stretch of inline content in the middle of a line.
    pub(crate) fn restart_inline(&mut self, line_start: bool) {
        self.space = false;
        self.breaks = 0;
        self.place.line_start = line_start;
        self.place.in_line = false;
    }

    /// Says whether brackets are those of a label, and returns what it was before.
    pub(crate) fn set_label(&mut self, on: bool) -> bool {
        std::mem::replace(&mut self.place.in_label, on)
    }

    /// Appends text of the page, white space collapsed, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start_matches(is_space);
            if trimmed.len() < rest.len() {
                self.space = true;
            }
            if trimmed.is_empty() {
                return;
            }
            let end = next_collapsible(trimmed);
            let (line, tail) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
            self.before_inline(line.chars().next().unwrap_or(' '));
            if let Some(at) = splits_entity(&self.text, line) {
                self.text.insert(at, '\\');
            }
            escape_into(&mut self.text, line, self.place);
            self.place.line_start = false;
            rest = tail;
        }
    }

    /// Appends inline Markdown as it is and returns where it starts.
    pub(crate) fn inline(&mut self, markdown: &str) -> usize {
        self.before_inline(markdown.chars().next().unwrap_or(' '));
        // Right before a link, an exclamation mark would make an image of it.
        if markdown.starts_with('[') && self.text.ends_with('!') && !self.text.ends_with("\\!") {
            self.text.insert(self.text.len() - 1, '\\');
        }
        let start = self.text.len();
        self.push(markdown);
        self.place.line_start = false;
        start
    }

    /// A line break inside a paragraph; nothing is written if no text follows.
    pub(crate) fn line_break(&mut self) {
        self.breaks += 1;
    }

    /// Starts another line of a cell, which is one break however the line before ended.
    pub(crate) fn next_line_of_cell(&mut self) {
        self.breaks = 1;
    }

    /// Whether text is within a mark of this kind already.
    pub(crate) fn is_marked(&self, element: &str) -> bool {
        self.marks.iter().any(|mark| mark.element == element)
    }

    pub(crate) fn open_mark(&mut self, mark: Mark) {
        self.marks.push(mark);
        self.unopened += 1;
    }

    pub(crate) fn close_mark(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        if self.unopened > 0 {
            self.unopened -= 1;
            return;
        }
        if mark.as_html {
            self.text.push_str("</");
            self.text.push_str(mark.element);
            self.text.push('>');
        } else {
            self.text.push_str(mark.delimiter);
            self.closed_at = self.text.len();
        }
    }

    fn before_inline(&mut self, next: char) {
        self.write_breaks();
        if std::mem::take(&mut self.space) && !self.place.line_start {
            self.text.push(' ');
        }
        if self.unopened > 0 {
            self.open_marks(next);
        }
    }

    fn write_breaks(&mut self) {
        let count = std::mem::take(&mut self.breaks) * usize::from(!self.place.line_start);
        for _ in 0..count {
            self.space = false;
            if self.inline_breaks {
                self.text.push_str("<br>");
            } else {
                self.text.push('\\');
                self.new_line();
            }
        }
    }

    fn open_marks(&mut self, next: char) {
        let first = self.marks.len().saturating_sub(self.unopened);
        self.unopened = 0;
        let mut touching = self.closed_at == self.text.len();
        let mut word_before =
            self.text.chars().next_back().is_some_and(char::is_alphanumeric) && !self.place.line_start;
        for index in first..self.marks.len() {
            let behind = self.behind_mark(index, next);
            let fits = !(next.is_whitespace()
                || touching
                || word_before && !behind.is_alphanumeric()
                || self.could_close(index, behind));
            let Some(mark) = self.marks.get_mut(index) else { break };
            mark.as_html |= !fits || mark.delimiter.is_empty();
            if mark.as_html {
                self.text.extend(["<", mark.element, ">"]);
                touching = false;
            } else {
                self.text.push_str(mark.delimiter);
            }
            word_before = false;
        }
        self.place.line_start = false;
    }

    /// Whether a delimiter written now stands between punctuation, so that it could end a mark that is open.
    fn could_close(&self, index: usize, behind: char) -> bool {
        let plain = |sign: char| sign.is_alphanumeric() || sign.is_whitespace();
        let before = self.text.chars().next_back().unwrap_or(' ');
        let sign = self.marks.get(index).and_then(|mark| mark.delimiter.chars().next());
        let mut open = self.marks.iter().take(index).filter(|mark| !mark.as_html);
        !(plain(before) || plain(behind) || matches!(before, '*' | '~'))
            && open.any(|mark| mark.delimiter.chars().next() == sign)
    }

    /// The character behind the run of delimiters that a mark begins, if all marks from it on open before `next`.
    fn behind_mark(&self, index: usize, next: char) -> char {
        let sign = |mark: &Mark| mark.delimiter.chars().next().filter(|_| !mark.as_html).unwrap_or('<');
        let mut signs = self.marks.iter().skip(index).map(sign);
        let first = signs.next();
        signs.find(|&sign| Some(sign) != first).unwrap_or(next)
    }
}
