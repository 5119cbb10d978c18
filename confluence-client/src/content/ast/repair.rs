//! Marks within a line, nested like elements. Those of Markdown are; tags of HTML need not be.

use std::collections::HashMap;

use super::{Inline, InlineKind, Source};
use crate::storage::error::{ContentError, ContentErrorKind};

/// Closes what is left open and leaves out what closes nothing, and tells so.
pub(super) fn repair<'m>(source: &Source, inlines: &mut Vec<Inline<'m>>) -> Result<(), ContentError> {
    if let Some(at) = too_deep(inlines) {
        let message =
            format!("marks and links nest more than {MAX_MARKS} deep; take some apart, or close them");
        return Err(source.error(ContentErrorKind::TooLarge, at, message));
    }
    if is_balanced(inlines) {
        return Ok(());
    }
    let mut open: Vec<Inline<'m>> = Vec::new();
    // How many of each are open: what closes nothing is not looked for among all that is open.
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut out: Vec<Inline<'m>> = Vec::with_capacity(inlines.len() + 2);
    for inline in std::mem::take(inlines) {
        let at = inline.range.start;
        if let Some(end) = closing(&inline.kind) {
            *counts.entry(named(&end)).or_default() += 1;
            open.push(inline.clone());
            out.push(inline);
            continue;
        }
        if !closes(&inline.kind) {
            out.push(inline);
            continue;
        }
        let is_open = counts.get(&named(&inline.kind)).is_some_and(|&count| count > 0);
        let mut places = open.iter();
        let place = is_open
            .then(|| places.rposition(|one| closing(&one.kind).is_some_and(|end| fits(&end, &inline.kind))));
        let Some(place) = place.flatten() else {
            if matches!(inline.kind, InlineKind::CommentClose(_)) {
                return Err(source.refuse(at, "`]{reference}` closes no `:c[` here; nest the marks"));
            }
            source.note(
                at,
                format!("{} was left out: it is closed here and was never opened", written(source, &inline)),
            );
            continue;
        };
        for left in open.drain(place + 1..).rev().collect::<Vec<_>>() {
            close_early(source, &left, at, &mut out)?;
            forget(&mut counts, &left.kind);
        }
        open.pop();
        if let Some(count) = counts.get_mut(&named(&inline.kind)) {
            *count = count.saturating_sub(1);
        }
        out.push(inline);
    }
    let end = out.last().map_or(0, |last| last.range.end);
    for left in open.into_iter().rev() {
        close_early(source, &left, end, &mut out)?;
    }
    *inlines = out;
    Ok(())
}

fn forget(counts: &mut HashMap<String, usize>, open: &InlineKind<'_>) {
    if let Some(count) = closing(open).and_then(|end| counts.get_mut(&named(&end))) {
        *count = count.saturating_sub(1);
    }
}

fn close_early<'m>(
    source: &Source,
    left: &Inline<'m>,
    at: usize,
    out: &mut Vec<Inline<'m>>,
) -> Result<(), ContentError> {
    if left.kind == InlineKind::CommentOpen {
        let message = "`:c[` is never closed; end the commented text with `]{reference}`";
        return Err(source.refuse(left.range.start, message));
    }
    source.note(
        left.range.start,
        format!(
            "{} is opened and not closed within the same paragraph; it was closed there",
            written(source, left)
        ),
    );
    if let Some(kind) = closing(&left.kind) {
        out.push(Inline { kind, range: at..at });
    }
    Ok(())
}

/// How deep marks and links may nest: the storage format is read to 100 elements, blocks included.
const MAX_MARKS: usize = 90;

/// Where marks that are opened and not closed nest too deep.
fn too_deep(inlines: &[Inline<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    inlines.iter().find_map(|inline| {
        if closing(&inline.kind).is_some() {
            depth += 1;
        } else if closes(&inline.kind) {
            depth = depth.saturating_sub(1);
        }
        (depth > MAX_MARKS).then_some(inline.range.start)
    })
}

fn is_balanced(inlines: &[Inline<'_>]) -> bool {
    let mut open: Vec<&InlineKind<'_>> = Vec::new();
    for inline in inlines {
        if closing(&inline.kind).is_some() {
            open.push(&inline.kind);
        } else if closes(&inline.kind)
            && !open.pop().and_then(closing).is_some_and(|end| fits(&end, &inline.kind))
        {
            return false;
        }
    }
    open.is_empty()
}

/// What ends an inline that is open until then.
fn closing(kind: &InlineKind<'_>) -> Option<InlineKind<'static>> {
    match kind {
        InlineKind::Open(mark) => Some(InlineKind::Close(mark)),
        InlineKind::LinkOpen { .. } => Some(InlineKind::LinkClose),
        InlineKind::ImageOpen { .. } => Some(InlineKind::ImageClose),
        InlineKind::CommentOpen => Some(InlineKind::CommentClose(String::new())),
        _ => None,
    }
}

fn closes(kind: &InlineKind<'_>) -> bool {
    matches!(
        kind,
        InlineKind::Close(_) | InlineKind::LinkClose | InlineKind::ImageClose | InlineKind::CommentClose(_)
    )
}

fn fits(end: &InlineKind<'_>, found: &InlineKind<'_>) -> bool {
    match (end, found) {
        (InlineKind::CommentClose(_), InlineKind::CommentClose(_)) => true,
        (end, found) => end == found,
    }
}

/// A mark as its author wrote it: `<b>`, where the page has `<strong>`.
fn written(source: &Source, inline: &Inline<'_>) -> String {
    let tag = source.slice(inline.range.clone());
    let name: String =
        tag.chars().take_while(|sign| !sign.is_whitespace() && *sign != '>').take(40).collect();
    if name.starts_with('<') && tag.ends_with('>') { format!("`{name}>`") } else { named(&inline.kind) }
}

fn named(kind: &InlineKind<'_>) -> String {
    match kind {
        InlineKind::Open(mark) => format!("`<{mark}>`"),
        InlineKind::Close(mark) => format!("`</{mark}>`"),
        InlineKind::LinkOpen { .. } => "`<a>`".to_owned(),
        InlineKind::LinkClose => "`</a>`".to_owned(),
        InlineKind::ImageClose => "an image".to_owned(),
        _ => "a mark".to_owned(),
    }
}
