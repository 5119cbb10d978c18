//! What stands in braces at the end of a line: the name of a place, a handle.

use pulldown_cmark::CowStr;

use super::directive::Directive;
use super::{AstBlock, Inline, InlineKind, Source};
use crate::content::handle::is_handle;
use crate::storage::text::slice;

/// Turns ` {#set-up}` at the end of a heading, as other tools name a place, into an anchor; ` {#b4}` is a handle. Classes
/// and the like beside it mean nothing here.
pub(super) fn take_heading_id(source: &Source, block: &mut AstBlock<'_>) {
    let Some(Inline { kind: InlineKind::Text(text, false), range }) = block.inline.last_mut() else { return };
    let Some((kept, inside)) = text.trim_end().strip_suffix('}').and_then(|text| text.rsplit_once(" {"))
    else {
        return;
    };
    let mut words = inside.trim_start_matches(':').split_whitespace().peekable();
    let is_attribute = |word: &str| word.starts_with(['#', '.']) || word == "-" || word.contains('=');
    if words.peek().is_none() || !words.clone().all(is_attribute) {
        return;
    }
    let id = words.clone().find_map(|word| word.strip_prefix('#'));
    let is_name = |id: &str| {
        id.starts_with(|first: char| first.is_alphabetic())
            && id.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.' | ':'))
    };
    if id.is_some_and(|id| is_handle(id) || !is_name(id)) {
        return;
    }
    let place = range.clone();
    let others: Vec<&str> = words.filter(|word| !word.starts_with('#')).collect();
    if !others.is_empty() {
        let others = others.join(" ");
        let message =
            format!("`{others}` behind the heading was left out: attributes of HTML mean nothing on a page");
        source.note((place.start + kept.len() + 1).min(place.end), message);
    }
    let anchor = id.map(|id| {
        let attributes = vec![("default".to_owned(), id.to_owned())];
        Directive { name: "anchor".to_owned(), attributes, ..Directive::default() }
    });
    range.end = range.start + kept.len();
    *text = CowStr::from(kept.trim_end().to_owned());
    if let Some(anchor) = anchor {
        block.inline.insert(0, Inline { kind: InlineKind::Directive(Box::new(anchor)), range: place });
    }
}

/// Takes ` {#b4}` off the end of a line; right behind a word it belongs to a directive.
pub(super) fn take_suffix(block: &mut AstBlock<'_>) {
    let Some((last, before)) = block.inline.split_last_mut() else { return };
    let InlineKind::Text(text, false) = &mut last.kind else { return };
    let Some(start) = text.rfind("{#b") else { return };
    let Some(handle) =
        text.get(start..).filter(|tail| tail.trim_end().ends_with('}')).and_then(|tail| tail.parse().ok())
    else {
        return;
    };
    let kept = slice(text, ..start);
    let previous = match before.last().map(|piece| &piece.kind) {
        Some(InlineKind::Text(previous, _)) if kept.is_empty() => previous,
        _ => kept,
    };
    if previous.ends_with(|last: char| !last.is_whitespace()) {
        return;
    }
    let kept = kept.trim_end().to_owned();
    block.handle = Some(handle);
    if kept.is_empty() {
        block.inline.pop();
    } else {
        *text = CowStr::from(kept);
    }
}
