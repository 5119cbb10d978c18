//! Text normalized for comparison: whoever reads a page and writes it back does not bring along which blank was a hard
//! one, nor the characters that show nothing. Neither is a change, and neither keeps a text from being found.

use std::borrow::Cow;

use crate::invisible::{is_blank, is_invisible};

/// Stands beside delimiters in text that is made ready for the parser, to which it is a letter. No author can write it.
pub(crate) const GUARD: char = '\u{2}';

/// The text with ordinary blanks, and without what shows nothing.
pub(crate) fn normalized(text: &str) -> Cow<'_, str> {
    let is_nothing = |character: char| is_invisible(character) || character == GUARD;
    let differs = |character: char| character != ' ' && is_blank(character) || is_nothing(character);
    if text.is_ascii() || !text.contains(differs) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().filter(|&character| !is_nothing(character));
    Cow::Owned(shown.map(|character| if is_blank(character) { ' ' } else { character }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_and_what_is_invisible_count_as_the_same() {
        assert_eq!(normalized("a\u{a0}b\u{200b}c \u{26a0}\u{fe0f}"), "a bc \u{26a0}");
        assert!(matches!(normalized("é — plain"), Cow::Borrowed(_)));
    }
}
