//! Strong text beside the punctuation of Chinese, Japanese and Korean.
//!
//! CommonMark lets `**` end a mark behind punctuation only if no letter follows. These scripts set no blanks, so that
//! `**注意：**请看` stays as it is typed, asterisks and all. Where one of their signs stands at a delimiter that the
//! parser left over, a pair of delimiters is the mark that was meant.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::{Inline, InlineKind, Source};
use crate::wide::is_wide;

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
    if pairs.is_empty() {
        return;
    }
    let marks = pairs
        .into_iter()
        .flat_map(|(start, end)| [(start, InlineKind::Open("strong")), (end, InlineKind::Close("strong"))]);
    let mut marks = marks.peekable();
    let mut out = Vec::with_capacity(inlines.len() * 2);
    for (index, inline) in std::mem::take(inlines).into_iter().enumerate() {
        let mut done = 0;
        while let Some(((_, at), mark)) = marks.next_if(|((place, _), _)| *place == index) {
            out.extend(text_of(&inline, done..at));
            done = at + DELIMITER.len();
            let range = inline.range.start + at..inline.range.start + done;
            out.push(Inline { kind: mark, range });
        }
        match done {
            0 => out.push(inline),
            _ => out.extend(text_of(&inline, done..usize::MAX)),
        }
    }
    *inlines = out;
}

/// Tells of strong text that is none, since a letter follows its last punctuation: `**Note:**text`.
pub(super) fn tell_unpaired(source: &Source, inlines: &[Inline<'_>]) {
    for inline in inlines {
        let InlineKind::Text(text, false) = &inline.kind else { continue };
        let mut parts = text.match_indices(DELIMITER).map(|(at, _)| at);
        while let (Some(start), Some(end)) = (parts.next(), parts.next()) {
            let inside = text.get(start + DELIMITER.len()..end).unwrap_or("");
            if inside.len() > LONGEST {
                continue;
            }
            let kept = inside.trim_end();
            let why = if inside.trim() == inside && inside.contains(char::is_alphabetic) {
                format!(
                    "right behind a punctuation mark and before a letter they end no strong text; put a blank behind them, or \
                     write `<strong>{inside}</strong>`"
                )
            } else if kept != inside && inside.starts_with(char::is_alphabetic) {
                format!(
                    "strong text ends only where no blank stands before the last asterisks; write `**{kept}** `"
                )
            } else {
                continue;
            };
            let message = format!("`**{inside}**` was written with its asterisks: {why}");
            source.note((inline.range.start + start).min(inline.range.end), message);
        }
    }
}

/// The longest text that is quoted to its author.
const LONGEST: usize = 100;

/// A part of a text, if anything is in it.
fn text_of<'m>(inline: &Inline<'m>, part: Range<usize>) -> Option<Inline<'m>> {
    let InlineKind::Text(text, _) = &inline.kind else { return None };
    let part = part.start..part.end.min(text.len());
    let text = text.get(part.clone()).filter(|text| !text.is_empty())?.to_owned();
    let end = inline.range.end.max(inline.range.start);
    let range = inline.range.start + part.start..(inline.range.start + part.end).min(end);
    Some(Inline { kind: InlineKind::Text(CowStr::from(text), false), range })
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
