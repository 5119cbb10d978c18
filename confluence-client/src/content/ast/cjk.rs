//! Strong text beside the punctuation of Chinese, Japanese and Korean.
//!
//! CommonMark lets `**` end a mark behind punctuation only if no letter follows. These scripts set no blanks, so that
//! `**注意：**请看` stays as it is typed, asterisks and all. Where one of their signs stands at a delimiter that the
//! parser left over, a pair of delimiters is the mark that was meant.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::{Inline, InlineKind};

const DELIMITER: &str = "**";

/// Turns delimiters that were left as text into marks.
pub(super) fn pair(inlines: &mut Vec<Inline<'_>>) {
    let found: Vec<(usize, usize)> = delimiters(inlines);
    let mut pairs: Vec<((usize, usize), (usize, usize))> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for &place in &found {
        match open.take() {
            Some(start) if fits(inlines, start, place) => pairs.push((start, place)),
            _ => open = Some(place),
        }
    }
    for (start, end) in pairs.into_iter().rev() {
        split(inlines, end, InlineKind::Close("strong"));
        split(inlines, start, InlineKind::Open("strong"));
    }
}

/// Where `**` stands as text: the number of the inline, and the place in it.
fn delimiters(inlines: &[Inline<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (index, inline) in inlines.iter().enumerate() {
        if let InlineKind::Text(text, false) = &inline.kind {
            found.extend(text.match_indices(DELIMITER).map(|(at, _)| (index, at)));
        }
    }
    found
}

fn fits(inlines: &[Inline<'_>], start: (usize, usize), end: (usize, usize)) -> bool {
    let inner = before(inlines, end);
    let first = after(inlines, start);
    let around = [before(inlines, start), first, inner, after(inlines, end)];
    let nested = start.0 == end.0 || is_balanced(inlines.get(start.0 + 1..end.0).unwrap_or(&[]));
    let text = start.0 != end.0 || end.1 > start.1 + DELIMITER.len();
    nested
        && text
        && first.is_some_and(|sign| !sign.is_whitespace())
        && inner.is_some_and(|sign| !sign.is_whitespace())
        && around.into_iter().flatten().any(is_wide)
}

fn is_balanced(inlines: &[Inline<'_>]) -> bool {
    let mut depth = 0_i32;
    for inline in inlines {
        match inline.kind {
            InlineKind::Open(_) | InlineKind::LinkOpen { .. } | InlineKind::CommentOpen => depth += 1,
            InlineKind::Close(_) | InlineKind::LinkClose | InlineKind::CommentClose(_) => depth -= 1,
            InlineKind::Break => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn before(inlines: &[Inline<'_>], (index, at): (usize, usize)) -> Option<char> {
    let InlineKind::Text(text, _) = &inlines.get(index)?.kind else { return None };
    text.get(..at)?.chars().next_back().or_else(|| match &inlines.get(index.checked_sub(1)?)?.kind {
        InlineKind::Text(text, _) | InlineKind::Code(text) => text.chars().next_back(),
        _ => Some('*'),
    })
}

fn after(inlines: &[Inline<'_>], (index, at): (usize, usize)) -> Option<char> {
    let InlineKind::Text(text, _) = &inlines.get(index)?.kind else { return None };
    text.get(at + DELIMITER.len()..)?.chars().next().or_else(|| match &inlines.get(index + 1)?.kind {
        InlineKind::Text(text, _) | InlineKind::Code(text) => text.chars().next(),
        _ => Some('*'),
    })
}

/// Letters and signs of scripts that are written without blanks.
fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Puts a mark in the place of a delimiter.
fn split<'m>(inlines: &mut Vec<Inline<'m>>, (index, at): (usize, usize), mark: InlineKind<'m>) {
    let Some(Inline { kind: InlineKind::Text(text, _), range }) = inlines.get(index).cloned() else { return };
    let text_of = |part: Range<usize>| {
        let text = text.get(part.clone()).unwrap_or("").to_owned();
        let range = range.start + part.start..(range.start + part.end).min(range.end.max(range.start));
        (!text.is_empty()).then(|| Inline { kind: InlineKind::Text(CowStr::from(text), false), range })
    };
    let behind = at + DELIMITER.len();
    let mark = Inline { kind: mark, range: range.start + at..range.start + behind };
    let parts = text_of(0..at).into_iter().chain([mark]).chain(text_of(behind..text.len()));
    inlines.splice(index..=index, parts);
}
