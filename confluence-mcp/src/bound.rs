//! Long text, a piece at a time.

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    /// Where the next piece begins; `None` if this is the last.
    pub(crate) next: Option<usize>,
}

/// The piece of at most `most` bytes that begins at `from`, cut at an empty line or at least at a line's end where
/// there is one in its second half, and never inside of a character.
pub(crate) fn piece(text: &str, from: usize, most: usize) -> Piece<'_> {
    let from = floor(text, from.min(text.len()));
    let rest = text.get(from..).unwrap_or_default();
    if rest.len() <= most {
        return Piece { text: rest, next: None };
    }
    let longest = rest.get(..floor(rest, most)).unwrap_or_default();
    let behind = |mark: &str| longest.rfind(mark).map(|at| at + mark.len()).filter(|end| *end > most / 2);
    let end = behind("\n\n").or_else(|| behind("\n")).unwrap_or(longest.len()).max(first(rest));
    let next = (end < rest.len()).then_some(from + end);
    Piece { text: rest.get(..end).unwrap_or_default(), next }
}

/// The greatest border between characters that is not behind `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn first(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The first `most` characters, with an ellipsis if there are more.
pub(crate) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, most: usize) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = Some(0);
        while let Some(from) = at {
            let piece = piece(text, from, most);
            found.push(piece.text);
            at = piece.next;
        }
        found
    }

    #[test]
    fn pieces_end_at_blocks_then_lines_then_characters() {
        assert_eq!(pieces("one\n\ntwo\nthree\n\nfour", 12), ["one\n\ntwo\n", "three\n\nfour"]);
        assert_eq!(pieces("aaaa bbbb", 4), ["aaaa", " bbb", "b"]);
        assert_eq!(pieces("äöü", 3), ["ä", "ö", "ü"]);
        assert_eq!(pieces("漢字", 1), ["漢", "字"]);
        assert_eq!(pieces("", 4), [""]);
    }

    #[test]
    fn pieces_together_are_the_text() {
        let text = "# Title\n\nSome words.\n\n- a\n- b\n\n```\ncode\n\nmore\n```\n".repeat(20);
        for most in [1, 7, 64, 1000] {
            assert_eq!(pieces(&text, most).concat(), text);
        }
    }

    #[test]
    fn a_made_up_place_is_harmless() {
        assert_eq!(piece("äö", 3, 10), Piece { text: "ö", next: None });
        assert_eq!(piece("abc", 99, 10), Piece { text: "", next: None });
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(clipped("äöü", 2), "äö…");
        assert_eq!(clipped("äöü", 3), "äöü");
    }
}
