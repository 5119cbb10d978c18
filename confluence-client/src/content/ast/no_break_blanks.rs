//! Blanks that break no line, behind the sign of a heading or of an item: to the parser it would be a word.

use super::line_shape::is_list_marker;
use crate::content::line_starts::NO_BREAK;
use crate::storage::text::slice;

/// The places in a line at which such a blank stands for a blank. A line that is indented like code may be that.
pub(super) fn places(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    if !line.contains(NO_BREAK) {
        return found;
    }
    let content = line.trim_start_matches([' ', '>']);
    let mut at = line.len() - content.len();
    if slice(line, ..at).ends_with("    ") {
        return found;
    }
    loop {
        let rest = slice(line, at..);
        let Some(end) = rest.find([' ', NO_BREAK]) else { return found };
        let sign = slice(rest, ..end);
        let is_box = rest.starts_with("[ ]") || rest.starts_with("[x]") || rest.starts_with("[X]");
        let end = match sign {
            _ if is_box => "[ ]".len(),
            _ if is_list_marker(sign) && sign.len() > usize::from(sign.ends_with(['.', ')'])) => end,
            _ if sign.len() < 7 && !sign.is_empty() && sign.bytes().all(|byte| byte == b'#') => end,
            _ => return found,
        };
        let Some(blank) = slice(rest, end..).chars().next() else { return found };
        match blank {
            NO_BREAK => found.push(at + end),
            ' ' => {}
            _ => return found,
        }
        if is_box || sign.starts_with('#') {
            return found;
        }
        at += end + blank.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Document, ReadOptions, WriteOptions, to_storage};

    #[test]
    fn a_blank_of_another_kind_is_one_behind_a_sign() {
        for (line, expected) in [
            ("-\u{a0}one", vec![1]),
            ("1.\u{a0}one", vec![2]),
            ("##\u{a0}Head", vec![2]),
            ("> -\u{a0}[ ]\u{a0}task", vec![3, 8]),
            ("- [ ]\u{a0}task", vec![5]),
            ("- a\u{a0}b", vec![]),
            ("    -\u{a0}code", vec![]),
            ("a\u{a0}b", vec![]),
            (".\u{a0}b", vec![]),
            ("-", vec![]),
        ] {
            assert_eq!(places(line), expected, "{line}");
        }
    }

    #[test]
    fn such_lines_are_what_they_look_like() {
        let storage = |markdown: &str| to_storage(markdown, &WriteOptions::new()).unwrap().storage;
        for text in ["- one\n- two", "1. one", "## Head", "- [ ] task", "> - a\n> - b"] {
            let typed = text.replace("- ", "-\u{a0}").replace("# ", "#\u{a0}").replace(". ", ".\u{a0}");
            assert_eq!(storage(&typed.replace("] ", "]\u{a0}")), storage(text), "{text}");
        }
        assert!(storage("```\n-\u{a0}x\n```").contains("-\u{a0}x"));
        assert!(storage("<pre>\n-\u{a0}x\n</pre>").contains("-\u{a0}x"));
        for page in ["<p>-\u{a0}x</p>", "<p>1.\u{a0}x</p>", "<p>#\u{a0}x</p>"] {
            let shown = Document::parse(page).unwrap().markdown(&ReadOptions::new()).text;
            assert_eq!(storage(&shown), page, "{shown}");
        }
    }
}
