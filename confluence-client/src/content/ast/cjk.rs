//! Strong text beside the punctuation of Chinese, Japanese and Korean.
//!
//! CommonMark lets `**` end a mark behind punctuation only if no letter follows. These scripts set no blanks, so that
//! `**注意：**请看` stays as it is typed, asterisks and all. Where one of their signs stands at a delimiter that the
//! parser left over, a pair of delimiters is the mark that was meant.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::list_signs::is_line_end;
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

/// Joins the lines of scripts that are written without blanks: between two of their signs the end of a line is none, as it is
/// none where they are set.
pub(super) fn join_lines(source: &Source, inlines: &mut Vec<Inline<'_>>) {
    let is_end =
        |inline: &Inline<'_>| is_line_end(&inline.kind) && source.slice(inline.range.clone()).contains('\n');
    let ends = inlines.iter().enumerate().filter(|(_, inline)| is_end(inline)).map(|(at, _)| at);
    // What stands behind the marker of an alert in its line is a title.
    let is_alert = matches!(inlines.first(), Some(Inline { kind: InlineKind::Text(text, _), .. }) if text.starts_with("[!"));
    let joined: Vec<usize> = ends
        .skip(usize::from(is_alert))
        .filter(|&at| {
            let before =
                inlines.get(..at).unwrap_or(&[]).iter().rev().find_map(|inline| sign_of(inline, true));
            let after = inlines.get(at + 1..).unwrap_or(&[]).iter().find_map(|inline| sign_of(inline, false));
            [before, after].into_iter().all(|sign| sign.flatten().is_some_and(is_unspaced))
        })
        .collect();
    let mut places = joined.into_iter().peekable();
    let mut at = 0;
    inlines.retain(|_| {
        at += 1;
        places.next_if_eq(&(at - 1)).is_none()
    });
}

/// The last sign that a part of a line shows, or the first; nothing for a mark, which shows none.
fn sign_of(inline: &Inline<'_>, last: bool) -> Option<Option<char>> {
    match &inline.kind {
        InlineKind::Text(text, _) | InlineKind::Code(text) => {
            Some(if last { text.chars().next_back() } else { text.chars().next() })
        }
        InlineKind::Open(_)
        | InlineKind::Close(_)
        | InlineKind::LinkOpen { .. }
        | InlineKind::LinkClose
        | InlineKind::CommentOpen
        | InlineKind::CommentClose(_) => None,
        _ => Some(None),
    }
}

/// Whether a sign is of a script without blanks. Korean has some.
fn is_unspaced(sign: char) -> bool {
    let is_korean =
        matches!(sign, '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' | '\u{ffa0}'..='\u{ffdc}');
    is_wide(sign) && !is_korean
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

#[cfg(test)]
mod tests {
    use crate::content::{Document, Edit, WriteOptions, to_storage};

    #[test]
    fn lines_of_scripts_without_blanks_are_joined_without_one() {
        for (markdown, stored) in [
            ("这是第一行，\n这是第二行。", "<p>这是第一行，这是第二行。</p>"),
            ("これは\n文です", "<p>これは文です</p>"),
            ("第一\n**第二**\n第三", "<p>第一<strong>第二</strong>第三</p>"),
            ("한국어 문장\n둘째 줄", "<p>한국어 문장 둘째 줄</p>"),
            ("中文\nEnglish\n中文", "<p>中文 English 中文</p>"),
            ("- 第一\n  第二", "<ul><li><p>第一第二</p></li></ul>"),
            ("<p>第一\n第二</p>", "<p>第一第二</p>"),
            ("中文 中文", "<p>中文 中文</p>"),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            assert_eq!(page.storage, stored, "{markdown}");
        }
        let alert = to_storage("> [!NOTE] 标题\n> 正文\n> 再来", &WriteOptions::new()).unwrap().storage;
        assert!(alert.contains(">标题</ac:parameter>") && alert.contains("<p>正文再来</p>"), "{alert}");
        let page = "<p local-id=\"1\">这是第一行这是第二行。</p>";
        let edit = Edit::page_markdown("这是第一行\n这是第二行。");
        assert_eq!(Document::parse(page).unwrap().edit(&[edit]).unwrap().storage, page);
    }
}
