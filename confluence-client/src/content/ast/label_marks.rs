//! Marks within the label of a directive, which is plain text: `:status[**Done**]{green}`.

use pulldown_cmark::CowStr;

use super::{Inline, InlineKind, Source};

/// The directives whose labels are text that a reader sees.
const LABELLED: [&str; 3] = [":status[", ":date[", ":emoticon["];

/// How many parts of a line a label may have: a text of openings that never close must not cost quadratic time.
const MOST_PARTS: usize = 40;

/// Takes marks off the labels, and tells.
pub(super) fn take(source: &Source, inlines: &mut Vec<Inline<'_>>) {
    let mut at = 0;
    while at < inlines.len() {
        let found = inlines.get(at).is_some_and(opens).then(|| end_of(inlines, at)).flatten();
        if let Some(end) = found {
            let place = inlines.get(at).map_or(0, |inline| inline.range.start);
            source.note(place, "marks within the label of a directive were left out: it is plain text");
            let mut inside = inlines.splice(at + 1..end, []).collect::<Vec<_>>();
            inside.retain(|inline| matches!(inline.kind, InlineKind::Text(..) | InlineKind::Code(_)));
            for inline in &mut inside {
                if let InlineKind::Code(code) = &mut inline.kind {
                    inline.kind = InlineKind::Text(std::mem::replace(code, CowStr::Borrowed("")), true);
                }
            }
            let length = inside.len();
            inlines.splice(at + 1..at + 1, inside);
            at += length;
        }
        at += 1;
    }
}

/// Whether a text ends within a label, in which a mark follows.
fn opens(inline: &Inline<'_>) -> bool {
    let InlineKind::Text(text, false) = &inline.kind else { return false };
    let lower = text.to_ascii_lowercase();
    LABELLED
        .iter()
        .any(|name| lower.rfind(name).is_some_and(|at| !lower.get(at..).unwrap_or("").contains(']')))
}

/// The text that ends the label, if nothing but text, code and marks stands before it.
fn end_of(inlines: &[Inline<'_>], at: usize) -> Option<usize> {
    let mut marked = false;
    for (index, inline) in inlines.iter().enumerate().skip(at + 1).take(MOST_PARTS) {
        match &inline.kind {
            InlineKind::Text(text, false) if text.contains(']') => return marked.then_some(index),
            InlineKind::Text(..) => {}
            InlineKind::Code(_) | InlineKind::Open(_) | InlineKind::Close(_) => marked = true,
            _ => return None,
        }
    }
    None
}
