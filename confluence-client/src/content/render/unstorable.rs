//! Characters that XML 1.0 allows in no document, and that a page has nevertheless.

use crate::storage::text::is_xml_char;

/// Shows a question mark for each control character, and U+FFFD for U+FFFE and U+FFFF, and says how many there were: as
/// they are, what was read could not be written back. Each is as long as what it stands for, so that places stay.
pub(super) fn show(text: String) -> (String, usize) {
    // Nearly every page has none, and these are all that a text of Rust can hold.
    let control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    if !text.bytes().any(control) && !text.contains(['\u{fffe}', '\u{ffff}']) {
        return (text, 0);
    }
    let mut count = 0;
    let shown = text.chars().map(|character| {
        if is_xml_char(character) {
            return character;
        }
        count += 1;
        if character.is_ascii() { '?' } else { char::REPLACEMENT_CHARACTER }
    });
    (shown.collect(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay() {
        let text = "a\u{1}b\tc\u{fffe}d\n\u{ffff}e\u{1f}";
        assert_eq!(show(text.to_owned()), ("a?b\tc\u{fffd}d\n\u{fffd}e?".to_owned(), 4));
        assert_eq!(show("A page.\r\n".to_owned()), ("A page.\r\n".to_owned(), 0));
        assert_eq!(show(text.to_owned()).0.len(), text.len());
    }
}
