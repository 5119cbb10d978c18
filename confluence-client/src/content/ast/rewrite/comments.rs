//! Comments of other tools, which show nothing there: `%% .. %%`, `{/* .. */}`, `[//]: # (..)`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::content::ast::line_shape::is_line_start;
use crate::content::comment_signs::{COMMENTS, opens_comment};
use crate::content::ranges::within;
use crate::storage::text::{is_escaped, slice};

/// A comment, and what its author is told.
pub(super) struct Comment {
    pub(super) range: Range<usize>,
    pub(super) message: String,
}

/// Whether a text might have such a comment.
pub(super) fn may_be_in(text: &str) -> bool {
    COMMENTS.iter().any(|(open, _)| text.contains(open)) || text.contains("]:")
}

/// Where the parser found text, and code, in which a comment is none.
#[derive(Default)]
pub(super) struct Places {
    text: Vec<Range<usize>>,
    code: Vec<Range<usize>>,
}

impl Places {
    /// Takes in what the parser found; text in links and in elements for code is looked at by nobody.
    pub(super) fn see(&mut self, text: &str, event: &Event<'_>, range: &Range<usize>, is_plain: bool) {
        match event {
            Event::Start(Tag::HtmlBlock) if holds_code(slice(text, range.clone())) => {
                self.code.push(range.clone());
            }
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => self.code.push(range.clone()),
            Event::Text(_) if is_plain => self.text.push(range.clone()),
            Event::Start(Tag::HtmlBlock) => self.text.push(range.clone()),
            _ => {}
        }
    }

    /// The comments of a text.
    pub(super) fn comments(&self, text: &str) -> Vec<Comment> {
        let mut found = self.enclosed(text);
        found.extend(self.definitions(text));
        found
    }

    fn enclosed(&self, text: &str) -> Vec<Comment> {
        let mut found: Vec<Comment> = Vec::new();
        let mut ends = COMMENTS.map(|(_, close)| Ends::of(close));
        let mut done = 0;
        for (at, _) in text.match_indices(['{', '<', '%']) {
            let (before, rest) = (slice(text, ..at).chars().next_back(), slice(text, at..));
            let Some(kind) = opens_comment(rest, before).filter(|_| at >= done) else { continue };
            let Some(((open, close), ends)) = COMMENTS.get(kind).zip(ends.get_mut(kind)) else { continue };
            done = at + open.len();
            if is_escaped(text, at) || !within(&self.text, at) {
                continue;
            }
            let Some(end) = ends.find(text, &self.code, at, done) else { continue };
            let inside = slice(text, at + open.len()..end - close.len());
            let begins_line = is_line_start(text, at);
            // In a sentence such signs may be meant as what they are, and a comment of several paragraphs stands alone.
            let is_loose = *open == "%%" && (inside.contains(char::is_whitespace) || inside.contains(open));
            if !begins_line && (is_loose || inside.contains("\n\n")) {
                continue;
            }
            done = end;
            let message =
                format!("a comment between `{open}` and `{close}` was left out, since nobody sees it");
            found.push(Comment { range: with_its_line(text, at..end), message });
        }
        found
    }

    /// Lines that define a link to nowhere, for the sake of what they say. Below a line of text they are none to CommonMark.
    fn definitions(&self, text: &str) -> Vec<Comment> {
        let mut found = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at + line.len() - line.trim_start_matches([' ', '>']).len();
            at += line.len();
            if !slice(text, start..).starts_with('[') || within(&self.code, start) {
                continue;
            }
            if let Some(length) = definition(slice(text, start..)) {
                let message = "a comment (`[//]: # (..)`) was left out, since nobody sees it".to_owned();
                found.push(Comment { range: with_its_line(text, start..start + length), message });
            }
        }
        found
    }
}

/// Where comments of a kind end.
struct Ends {
    close: &'static str,
    /// Nothing ends one between the last that was found and this place.
    none_before: usize,
    /// Whether no line ends with the signs any more.
    none_below: bool,
    /// Where the line ends in which the last one was looked for.
    line_end: usize,
}

impl Ends {
    fn of(close: &'static str) -> Self {
        Self { close, none_before: 0, none_below: false, line_end: 0 }
    }

    /// Where a comment ends that opens at a place and has its text from another one on.
    fn find(&mut self, text: &str, code: &[Range<usize>], open: usize, from: usize) -> Option<usize> {
        // What opens and closes with the same signs ends in its line.
        let is_alike = self.close == "%%";
        let limit = if is_alike { self.line_end(text, from) } else { text.len() };
        if limit > self.none_before {
            if let Some(end) = self.first(text, code, from..limit, |_| true) {
                return Some(end);
            }
            self.none_before = limit;
        }
        // It goes over several only where those signs stand at their ends.
        if !is_alike || self.none_below || !is_line_start(text, open) {
            return None;
        }
        let end = self.first(text, code, limit..text.len(), ends_line);
        self.none_below = end.is_none();
        end
    }

    fn line_end(&mut self, text: &str, from: usize) -> usize {
        if from > self.line_end || self.line_end == 0 {
            self.line_end = from + slice(text, from..).find('\n').unwrap_or(text.len() - from);
        }
        self.line_end
    }

    /// The place behind the first signs in a range that end a comment, if what is behind them fits.
    fn first(
        &self,
        text: &str,
        code: &[Range<usize>],
        range: Range<usize>,
        fits: impl Fn(&str) -> bool,
    ) -> Option<usize> {
        let is_end = |&at: &usize| {
            let behind = slice(text, at + self.close.len()..);
            let ends = match self.close {
                "%%" => !behind.starts_with(|next: char| next.is_alphanumeric() || next == '%'),
                "#}" => slice(text, ..at).ends_with(|last: char| last.is_whitespace() || last == '-'),
                _ => true,
            };
            ends && !within(code, at) && fits(behind)
        };
        let mut places = slice(text, range.clone()).match_indices(self.close).map(|(at, _)| range.start + at);
        places.find(is_end).map(|at| at + self.close.len())
    }
}

/// The longest definition that is looked at: many that never close must not cost quadratic time.
const LONGEST_DEFINITION: usize = 2_000;

/// The length of a line, or of some, that defines a link to nowhere: `[//]: # (a comment)`.
fn definition(text: &str) -> Option<usize> {
    let text = slice(text, ..text.floor_char_boundary(LONGEST_DEFINITION));
    let (label, _) = text.lines().next()?.strip_prefix('[')?.split_once("]:")?;
    if label.contains(['[', ']']) {
        return None;
    }
    let behind = slice(text, label.len() + "[]:".len()..);
    let is_named = matches!(label, "//" | "comment");
    let target = behind.trim_start_matches(' ');
    let title = ["<>", "<#>", "#"].iter().find_map(|nowhere| target.strip_prefix(nowhere));
    let line = text.lines().next().unwrap_or(text).len();
    let Some(title) = title.filter(|title| title.starts_with([' ', '\n'])) else {
        return (label == "//").then_some(line);
    };
    let title = title.trim_start_matches(' ');
    let close = match title.chars().next() {
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        _ => return is_named.then_some(line),
    };
    let paragraph = slice(title, 1..);
    let paragraph = paragraph.split_once("\n\n").map_or(paragraph, |(paragraph, _)| paragraph);
    let is_end = |&at: &usize| ends_line(slice(paragraph, at + 1..));
    let end = paragraph.match_indices(close).map(|(at, _)| at).find(is_end)?;
    Some(text.len() - title.len() + 2 + end)
}

/// A comment with its line, where nothing else stands there, or with the blanks before it at the end of a line, which
/// would break that.
fn with_its_line(text: &str, range: Range<usize>) -> Range<usize> {
    let behind = slice(text, range.end..);
    if !ends_line(behind) {
        return range;
    }
    if is_line_start(text, range.start) {
        let start = slice(text, ..range.start).rfind('\n').map_or(0, |at| at + 1);
        return start..range.end + behind.split_inclusive('\n').next().map_or(0, str::len);
    }
    slice(text, ..range.start).trim_end_matches([' ', '\t']).len()..range.end
}

/// Whether nothing but blanks stands in a line any more.
fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with('\n')
}

/// Whether a block of HTML holds text that is no Markdown.
fn holds_code(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    ["<pre", "<code", "<script", "<style", "<summary", "<kbd", "<samp", "<tt"]
        .iter()
        .any(|tag| html.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::super::rewrite;

    fn without(text: &str) -> String {
        rewrite(text).ok().flatten().map_or_else(|| text.to_owned(), |found| found.text)
    }

    #[test]
    fn comments_are_taken_out_with_their_lines() {
        for (text, expected) in [
            ("a %%hidden%% b", "a  b"),
            ("a %%hidden%%\nb", "a\nb"),
            ("a\n%%\none\n\ntwo\n%%\nb\n", "a\nb\n"),
            ("> a\n> %% x %%\n> b", "> a\n> b"),
            ("%% a\n\nx %%b%% y", "%% a\n\nx  y"),
            ("{/* one\n\ntwo */}\n\nb", "\nb"),
            ("a {# x #} {{!-- y --}} {{/* z */}} <%-- t --%> b", "a     b"),
            ("{% comment %}x{% endcomment %}b", "b"),
            ("a\n[//]: # (hidden\nnote)\nb", "a\nb"),
            ("a\n[comment]: <> (x)\nb\n\n[//]: # \"y\"\n", "a\nb\n\n"),
        ] {
            assert_eq!(without(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_comment_stays() {
        for text in [
            "`%% x %%` and `{/* x */}`",
            "```\n%% x %%\n[//]: # (x)\n```\n",
            "    {# x #}\n",
            "<pre>\n{# x #}\n</pre>",
            "<code>{# x #}</code>",
            "50%% of 100%% is it",
            "for %%i in (a) do echo %%i",
            "for %%i in (*.txt) do echo %%i and 50%%x%% y",
            "x %%i y %%j z%%w%% end",
            "echo %%i, then 50%% off",
            "%%time and %%bash",
            "%% never closed",
            "\\%% x %% \\{/* x */} \\{{/* x */}}",
            "# T {#set-up} and {#b4}",
            "[x]: https://e.com (title)\n\n[x]",
            "::a{b=\"{/* x */}\"}",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
