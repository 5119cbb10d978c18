//! Admonitions and tabs of other tools: a line that opens one, and its text indented below.

use std::collections::HashSet;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::definition_lines::opening;
use super::line_shape::{INDENTATION, Line};
use super::{alert_macro, options};
use crate::storage::text::slice;

/// A line `!!! note "Title"`, `??? note` for one that is folded, or `=== "Title"` for a tab.
pub(super) struct Admonition<'m> {
    pub(super) indent: &'m str,
    folded: bool,
    pub(super) kind: &'m str,
    title: Option<&'m str>,
}

impl<'m> Admonition<'m> {
    pub(super) fn read(line: &'m str) -> Option<Self> {
        let content = line.trim_start_matches(' ');
        let indent = slice(line, ..line.len() - content.len());
        if let Some(rest) = content.strip_prefix("===") {
            let rest = rest.strip_prefix(['!', '+']).unwrap_or(rest).strip_prefix(' ')?.trim();
            let title = rest.strip_prefix('"')?.strip_suffix('"').filter(|title| !title.trim().is_empty())?;
            return Some(Self { indent, folded: true, kind: TAB, title: Some(title) });
        }
        let (folded, rest) = match content.strip_prefix("!!!") {
            Some(rest) => (false, rest),
            None => (true, content.strip_prefix("???").map(|rest| rest.strip_prefix('+').unwrap_or(rest))?),
        };
        let rest = rest.strip_prefix(' ')?.trim();
        let (kind, title) = match rest.split_once('"') {
            // A title alone says no kind, which the text need not have.
            Some((kinds, title)) => {
                (kinds.split_whitespace().next().unwrap_or("note"), Some(title.strip_suffix('"')?))
            }
            None => unquoted(rest),
        };
        kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(Self {
            indent,
            folded,
            kind,
            title: title.filter(|title| !title.trim().is_empty()),
        })
    }

    pub(super) fn is_tab(&self) -> bool {
        self.kind == TAB
    }

    /// The lines below that are indented by four more, or by a tab, blank ones between them included, without that
    /// indentation.
    pub(super) fn body(&self, below: &[Line<'m>]) -> Vec<Line<'m>> {
        let mut body = Vec::new();
        let mut length = 0;
        for line in below {
            let inner = self.inner(line.text);
            if inner.is_none() && !line.text.trim().is_empty() {
                break;
            }
            body.push(match inner {
                Some(lead) => Line { at: line.at + lead, text: slice(line.text, lead..) },
                None => *line,
            });
            if inner.is_some() && !line.text.trim().is_empty() {
                length = body.len();
            }
        }
        body.truncate(length);
        body
    }

    /// How much of a line that belongs to the body is its indentation.
    fn inner(&self, line: &str) -> Option<usize> {
        let rest = line.strip_prefix(self.indent)?;
        if rest.starts_with(INDENTATION) {
            return Some(INDENTATION.len());
        }
        // What is indented itself keeps its own indentation, which a tab says nothing of.
        (self.indent.is_empty() && rest.starts_with('\t')).then_some(1)
    }

    pub(super) fn opening(&self) -> String {
        let name = match (self.folded, alert_macro(self.kind)) {
            (true, _) => "expand",
            (false, name) => name.unwrap_or("info"),
        };
        let title = self.title.or(self.folded.then_some(self.kind));
        let title = title.map(|title| format!("{{title=\"{}\"}}", quoted(title)));
        format!("{}:::{name}{}\n", self.indent, title.unwrap_or_default())
    }
}

/// A title as the value of an attribute: a backslash in it is one, but where it keeps a sign from being a mark.
fn quoted(title: &str) -> String {
    let mut value = String::with_capacity(title.len());
    let mut is_escaped = false;
    for (at, sign) in title.char_indices() {
        let next = title.get(at + sign.len_utf8()..).and_then(|rest| rest.chars().next());
        match sign {
            _ if is_escaped => {
                value.push(sign);
                is_escaped = false;
            }
            '"' => value.push_str("\\\""),
            '\\' if next.is_some_and(|next| "\"*_`[]<>~#\\".contains(next)) => {
                value.push(sign);
                is_escaped = true;
            }
            '\\' => value.push_str("\\\\"),
            _ => value.push(sign),
        }
    }
    value
}

/// The kind of an admonition, and its title without the quotes that it should have. Words for how it looks are none.
fn unquoted(rest: &str) -> (&str, Option<&str>) {
    let (kind, title) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_look = |word: &str| matches!(word, "inline" | "end" | "left" | "right" | "highlight" | "blink");
    let quotes = [('\'', '\''), ('\u{201c}', '\u{201d}'), ('\u{ab}', '\u{bb}')];
    let title = title.trim();
    let bare = quotes.into_iter().find_map(|(open, close)| title.strip_prefix(open)?.strip_suffix(close));
    (kind, bare.or((!title.split_whitespace().all(is_look)).then_some(title)))
}

/// What is said of a tab in place of its kind.
const TAB: &str = "tab";

/// The lines of indented code, by their number, where one may look like an admonition or a definition: only the parser tells
/// code from what is indented in a list.
pub(super) fn code_lines(lines: &[Line<'_>]) -> HashSet<usize> {
    let is_deep = |line: &Line<'_>| {
        let indent = Admonition::read(line.text).map(|found| found.indent);
        let indent = indent.or_else(|| opening(line.text).map(|(prefix, _)| prefix));
        indent.is_some_and(|indent| indent.len() >= INDENTATION.len())
    };
    if !lines.iter().any(is_deep) {
        return HashSet::new();
    }
    let text: String = lines.iter().map(|line| line.text).collect();
    let mut starts = Vec::with_capacity(lines.len());
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.text.len();
    }
    let mut found = HashSet::new();
    for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))) {
            let first = starts.partition_point(|&start| start <= range.start).saturating_sub(1);
            let last = starts.partition_point(|&start| start < range.end);
            found.extend(first..last);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line<'_>> {
        text.split_inclusive('\n').map(|text| Line { at: 0, text }).collect()
    }

    #[test]
    fn an_admonition_in_code_is_code() {
        for (text, expected) in [
            ("How to:\n\n    !!! note\n        body\n", vec![2, 3]),
            ("- a\n\n      !!! note\n          body\n", vec![2, 3]),
            ("- a\n\n    !!! note\n        body\n", vec![]),
            ("!!! note\n    !!! tip\n        body\n", vec![]),
        ] {
            let mut found: Vec<usize> = code_lines(&lines(text)).into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn titles_without_quotes_are_titles() {
        for (line, title) in [
            ("!!! warning Do not delete this", Some("Do not delete this")),
            ("!!! note 'single quoted'", Some("single quoted")),
            ("!!! note \u{201c}x y\u{201d}", Some("x y")),
            ("!!! note inline end", None),
            ("!!! note inline end \"T\"", Some("T")),
            ("!!! note \"\"", None),
            ("!!! note", None),
        ] {
            assert_eq!(Admonition::read(line).unwrap().title, title, "{line}");
        }
    }

    #[test]
    fn a_title_is_what_it_says_with_its_backslashes() {
        for (line, opening) in [
            ("!!! note \"C:\\.ssh\"", ":::info{title=\"C:\\\\.ssh\"}\n"),
            ("!!! note \"In C:\\\"", ":::info{title=\"In C:\\\\\"}\n"),
            ("!!! note \"a \\*b\\*\"", ":::info{title=\"a \\*b\\*\"}\n"),
            ("!!! note \"say \\\"hi\\\"\"", ":::info{title=\"say \\\"hi\\\"\"}\n"),
            ("??? \"Only a title\"", ":::expand{title=\"Only a title\"}\n"),
            ("!!! \"Only a title\"", ":::info{title=\"Only a title\"}\n"),
        ] {
            assert_eq!(
                Admonition::read(line).map(|found| found.opening()).as_deref(),
                Some(opening),
                "{line}"
            );
        }
        let page =
            crate::content::to_storage("!!! note \"In C:\\\"\n    text\n", &Default::default()).unwrap();
        assert!(page.storage.contains("\"title\">In C:\\</ac:parameter>"), "{}", page.storage);
    }

    #[test]
    fn bodies_are_indented_by_blanks_or_a_tab() {
        let below = lines("\tone\n    two\n\n\t\tthree\nfour\n");
        for opening in ["!!! note\n", "=== \"A\"\n"] {
            let body = Admonition::read(opening).unwrap().body(&below);
            let texts: Vec<&str> = body.iter().map(|line| line.text).collect();
            assert_eq!(texts, ["one\n", "two\n", "\n", "\tthree\n"]);
        }
        assert!(Admonition::read("=== A").is_none() && Admonition::read("===").is_none());
    }
}
