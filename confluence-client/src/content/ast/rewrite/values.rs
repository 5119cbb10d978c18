//! Signs of Markdown in the values of a directive, where they mean nothing but themselves:
//! `::jira{jqlQuery="text ~ '*bar*'"}`. The parser knows no directives, so that those signs get a backslash before it
//! sees them; what has one already is left as it is.

use std::ops::Range;

use crate::content::ast::directive::{closing_quote, name_length};
use crate::content::ranges::within;
use crate::storage::text::{is_escaped, slice};

/// The longest values that are looked through at once: no parameter of a macro is as long.
const LONGEST: usize = 4_000;

/// Bytes that may be looked at for each byte of a text: openings that never close must not cost quadratic time.
const EFFORT_PER_BYTE: usize = 8;

/// Directives whose label is a name, and no text with marks.
const NAMED_BY_LABEL: [&str; 3] = ["anchor", "include", "excerpt-include"];

/// A directive whose values hold signs of Markdown.
pub(super) struct Values {
    /// Where its colon stands.
    colon: usize,
    /// Its braces, or the brackets of its label.
    pub(super) range: Range<usize>,
}

/// Where the parser found marks, links and code.
#[derive(Default)]
pub(super) struct Marks {
    /// Where they begin and end.
    bounds: Vec<usize>,
    code: Vec<Range<usize>>,
}

impl Marks {
    pub(super) fn add(&mut self, range: &Range<usize>) {
        self.bounds.extend([range.start, range.end]);
    }

    /// Code, or HTML: what looks like a directive in it is none.
    pub(super) fn add_code(&mut self, range: Range<usize>) {
        self.code.push(range);
    }

    /// The directives in whose values something begins or ends.
    pub(super) fn broken(mut self, values: Vec<Values>) -> Vec<Values> {
        self.bounds.sort_unstable();
        let is_broken = |values: &Values| {
            let next = self.bounds.partition_point(|&bound| bound <= values.range.start);
            self.bounds.get(next).is_some_and(|&bound| bound < values.range.end)
        };
        let in_code = |values: &Values| within(&self.code, values.colon);
        values.into_iter().filter(|values| is_broken(values) && !in_code(values)).collect()
    }
}

/// The values of directives that hold such signs, in order.
pub(super) fn find(text: &str) -> Vec<Values> {
    let mut found = Vec::new();
    let (mut done, mut effort) = (0, 0);
    if !text.contains(['{', '[']) {
        return found;
    }
    for (colon, _) in text.match_indices(':') {
        let Some(open) = opening(text, colon).filter(|_| colon >= done) else { continue };
        let (range, looked_at) = values_of(text, colon, open);
        effort += looked_at;
        if effort > text.len() * EFFORT_PER_BYTE + LONGEST {
            break;
        }
        let Some(range) = range.filter(|range| !signs(text, range).is_empty()) else { continue };
        if !is_escaped(text, colon) {
            done = range.end;
            found.push(Values { colon, range });
        }
    }
    found
}

/// Where the signs stand that have no backslash.
pub(super) fn signs(text: &str, range: &Range<usize>) -> Vec<usize> {
    let inside = slice(text, range.start + 1..range.end - 1);
    let bytes = inside.as_bytes();
    let is_part_of_word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
    };
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'_' if is_part_of_word(at.checked_sub(1)) && is_part_of_word(Some(at + 1)) => {}
            b'*' | b'_' | b'`' | b'~' | b'<' | b'[' | b']' => signs.push(range.start + 1 + at),
            _ => {}
        }
        at += 1;
    }
    signs
}

/// Where a bracket or a brace opens behind the name of a directive whose last colon stands at a place.
fn opening(text: &str, colon: usize) -> Option<usize> {
    let rest = slice(text, colon + 1..);
    let name = name_length(rest);
    let opens = name > 0 && matches!(rest.as_bytes().get(name), Some(b'[' | b'{'));
    opens.then_some(colon + 1 + name)
}

/// The values of that directive, and how much was looked at to find them.
fn values_of(text: &str, colon: usize, open: usize) -> (Option<Range<usize>>, usize) {
    let rest = slice(text, open..);
    let near = slice(rest, ..rest.floor_char_boundary(LONGEST));
    let line = near.lines().next().unwrap_or("");
    let mut at = 0;
    if line.starts_with('[') {
        let Some(close) = brackets_end(line) else { return (None, line.len()) };
        at = close;
        let is_name = NAMED_BY_LABEL.contains(&slice(text, colon + 1..open));
        if is_name && line.as_bytes().get(at) != Some(&b'{') {
            return (Some(open..open + at), at);
        }
    }
    if line.as_bytes().get(at) != Some(&b'{') {
        return (None, at);
    }
    (braces_end(line, at).map(|end| open + at..open + end), line.len())
}

/// The place behind the bracket that ends the one that a line begins with.
fn brackets_end(line: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = line.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + 1),
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The place behind the brace that ends the one that opens at a place.
fn braces_end(line: &str, open: usize) -> Option<usize> {
    // A quote that nothing closes is a sign of the value.
    let last = ['"', '\'', '\u{201d}'].map(|quote| (quote, line.rfind(quote)));
    let closes = |quote: char, at: usize| last.iter().any(|&(one, place)| one == quote && place > Some(at));
    let mut quote = None;
    let mut before = '{';
    let mut signs = slice(line, open + 1..).char_indices();
    while let Some((at, sign)) = signs.next() {
        let at = open + 1 + at;
        match (sign, quote) {
            ('\\', _) => drop(signs.next()),
            (sign, Some(end)) if sign == end => quote = None,
            (_, Some(_)) => {}
            ('}', None) => return Some(at + 1),
            ('{', None) => return None,
            (sign, None) if before == '=' => {
                quote = closing_quote(sign).filter(|&end| closes(end, at));
            }
            _ => {}
        }
        before = sign;
    }
    None
}

/// How far back the opening brace of a directive is looked for: more than any parameters take.
pub(super) const LOOK_BACK: usize = 2_000;

/// Whether a place is in the label of a directive, or between its braces: `::widget{url="https://..."}`.
pub(super) fn in_directive(text: &str, at: usize) -> bool {
    let near = slice(text, text.floor_char_boundary(at.saturating_sub(LOOK_BACK))..at);
    let line = near.rsplit('\n').next().unwrap_or(near);
    let is_named = |before: &str| {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
        let named = before.trim_end_matches(is_part);
        named.len() < before.len() && named.ends_with(':')
    };
    if let Some((before, inside)) = line.rsplit_once('[')
        && !inside.contains(']')
        && is_named(before)
    {
        return true;
    }
    let Some((before, inside)) = line.rsplit_once('{') else { return false };
    let before = match before.strip_suffix(']').and_then(|label| label.rsplit_once('[')) {
        Some((name, _)) => name,
        None => before,
    };
    !inside.contains('}') && is_named(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_the_directive_ends() {
        for (text, expected) in [
            ("::jira{jql=\"a } *b*\"} *c*", vec!["{jql=\"a } *b*\"}"]),
            (":x{a='*b* }' c=“_d_”} y", vec!["{a='*b* }' c=“_d_”}"]),
            ("a :status[**x**]{green} :y{z=*a*}", vec!["{z=*a*}"]),
            ("::anchor[_x_]", vec!["[_x_]"]),
            ("\\:x{a=*b*} :x{a=b_c} :x{a=\\*b\\*} {a=*b*} :x{a=*b*", vec![]),
        ] {
            let found = find(text);
            let found: Vec<&str> = found.iter().map(|values| slice(text, values.range.clone())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
