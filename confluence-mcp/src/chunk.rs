//! Long text in chunks that fit an answer.

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chunk<'a> {
    pub(crate) text: &'a str,
    /// Where the next chunk begins; `None` if this is the last.
    pub(crate) next: Option<usize>,
}

/// The chunk of at most `max_bytes` bytes that begins at `from`, cut at an empty line or at least at a line's end where
/// there is one in its second half, not right behind a heading, and never inside of a character.
pub(crate) fn chunk(text: &str, from: usize, max_bytes: usize) -> Chunk<'_> {
    let from = text.floor_char_boundary(from);
    let rest = text.get(from..).unwrap_or_default();
    if rest.len() <= max_bytes {
        return Chunk { text: rest, next: None };
    }
    let longest = rest.get(..rest.floor_char_boundary(max_bytes)).unwrap_or_default();
    let behind =
        |mark: &str| longest.rfind(mark).map(|at| at + mark.len()).filter(|end| *end > max_bytes / 2);
    let end = behind("\n\n")
        .map(|end| before_headings(longest, end, max_bytes / 2))
        .or_else(|| behind("\n"))
        .unwrap_or(longest.len())
        .max(first(rest));
    let next = (end < rest.len()).then_some(from + end);
    Chunk { text: rest.get(..end).unwrap_or_default(), next }
}

/// The same end of a chunk before the headings that it would end with: what they are above comes with the next chunk.
fn before_headings(text: &str, mut end: usize, least: usize) -> usize {
    while let Some(lines) = text.get(..end).map(str::trim_end)
        && let start = lines.rfind('\n').map_or(0, |at| at + 1)
        && lines.get(start..).is_some_and(|line| line.starts_with('#'))
        && start > least
    {
        end = start;
    }
    end
}

fn first(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The first `max_chars` characters, with an ellipsis if there are more.
pub(crate) fn truncated(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str, max_bytes: usize) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = Some(0);
        while let Some(from) = at {
            let chunk = chunk(text, from, max_bytes);
            found.push(chunk.text);
            at = chunk.next;
        }
        found
    }

    #[test]
    fn chunks_end_at_blocks_then_lines_then_characters() {
        assert_eq!(chunks("one\n\ntwo\nthree\n\nfour", 12), ["one\n\ntwo\n", "three\n\nfour"]);
        assert_eq!(chunks("aaaa bbbb", 4), ["aaaa", " bbb", "b"]);
        assert_eq!(chunks("äöü", 3), ["ä", "ö", "ü"]);
        assert_eq!(chunks("漢字", 1), ["漢", "字"]);
        assert_eq!(chunks("", 4), [""]);
    }

    #[test]
    fn chunks_together_are_the_text() {
        let text = "# Title\n\nSome words.\n\n- a\n- b\n\n```\ncode\n\nmore\n```\n".repeat(20);
        for max_bytes in [1, 7, 64, 1000] {
            assert_eq!(chunks(&text, max_bytes).concat(), text);
        }
    }

    #[test]
    fn no_chunk_ends_with_a_heading() {
        assert_eq!(chunks("one two\n\n# A\n\n## B\n\nthree", 17), ["one two\n\n", "# A\n\n## B\n\nthree"]);
        assert_eq!(chunks("# A\n\n# B\n\n# C\n\n", 6), ["# A\n\n", "# B\n\n", "# C\n\n"]);
    }

    #[test]
    fn a_made_up_place_is_harmless() {
        assert_eq!(chunk("äö", 3, 10), Chunk { text: "ö", next: None });
        assert_eq!(chunk("abc", 99, 10), Chunk { text: "", next: None });
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(truncated("äöü", 2), "äö…");
        assert_eq!(truncated("äöü", 3), "äöü");
    }
}
