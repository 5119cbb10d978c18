//! White space of a text as it is written: every run of it is one blank.

use crate::invisible::{is_separator, is_space};

/// Whether a character ends a line, be it for Unicode alone.
pub(super) fn ends_line(sign: char) -> bool {
    sign == '\r' || is_separator(sign)
}

/// Where the first white space starts that is not a single blank between two characters.
pub(super) fn next_collapsible(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let collapses = match byte {
            b' ' => text.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(is_space)),
            b'\t' | b'\n' | b'\r' => true,
            0xc2 | 0xe2 => text.get(at..).is_some_and(|rest| rest.starts_with(is_separator)),
            _ => false,
        };
        if collapses {
            return at;
        }
        at += 1;
    }
    bytes.len()
}
