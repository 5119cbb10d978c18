//! Text that is taken out of a file, up to a bound.

use super::MAX_TEXT_BYTES;
use super::reply::Extracted;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    is_cut: bool,
}

impl Text {
    /// Adds some text; false once no more of it is kept.
    pub(super) fn push(&mut self, text: &str) -> bool {
        let left = MAX_TEXT_BYTES.saturating_sub(self.text.len());
        if text.len() <= left {
            self.text.push_str(text);
            return !self.is_cut;
        }
        self.text.push_str(text.get(..text.floor_char_boundary(left)).unwrap_or_default());
        self.is_cut = true;
        false
    }

    /// Begins a part of the file: a page, a sheet, a slide.
    pub(super) fn part(&mut self, title: &str) -> bool {
        self.end_line();
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.push(&format!("{gap}## {title}\n\n"))
    }

    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_cut
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn finish(self) -> Extracted {
        Extracted { text: self.text.trim_end().to_owned(), is_cut: self.is_cut }
    }
}
