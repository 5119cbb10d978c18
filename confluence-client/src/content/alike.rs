//! Text as it is copied: whoever reads a page and writes it back does not bring along which blank was a hard one, nor
//! the characters that nobody sees. Neither is a change, and neither keeps a text from being found.

use std::borrow::Cow;

/// Whether a character is drawn as a blank, the ordinary one included.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a character is not drawn at all: joiners, marks of direction, variation selectors, tags.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The text with ordinary blanks, and without what nobody sees.
pub(crate) fn as_copied(text: &str) -> Cow<'_, str> {
    let differs = |character: char| character != ' ' && is_blank(character) || is_unseen(character);
    if text.is_ascii() || !text.contains(differs) {
        return Cow::Borrowed(text);
    }
    let seen = text.chars().filter(|&character| !is_unseen(character));
    Cow::Owned(seen.map(|character| if is_blank(character) { ' ' } else { character }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_and_what_is_unseen_count_as_the_same() {
        assert_eq!(as_copied("a\u{a0}b\u{200b}c \u{26a0}\u{fe0f}"), "a bc \u{26a0}");
        assert!(matches!(as_copied("é — plain"), Cow::Borrowed(_)));
    }
}
