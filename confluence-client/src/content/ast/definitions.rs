//! Lists of definitions: a term, and below it lines that begin with a colon and say what it means.

use pulldown_cmark::CowStr;

use super::{AstBlock, AstKind, Inline, InlineKind};

/// Splits a paragraph into a term and its definitions, if it is that.
pub(super) fn split(block: AstBlock<'_>) -> Vec<AstBlock<'_>> {
    let places: Vec<usize> = match block.kind {
        AstKind::Paragraph => (1..block.inline.len()).filter(|&at| begins(&block.inline, at)).collect(),
        _ => Vec::new(),
    };
    let Some(&first) = places.first() else { return vec![block] };
    let mut rest = block.inline.clone();
    let mut blocks = Vec::with_capacity(places.len() + 1);
    for &at in places.iter().rev() {
        let mut definition = rest.split_off(at);
        if let Some(Inline { kind: InlineKind::Text(text, _), .. }) = definition.first_mut() {
            *text = CowStr::from(text.trim_start_matches(':').trim_start().to_owned());
        }
        rest.pop();
        let children = vec![AstBlock { handle: None, ..paragraph(&block, definition) }];
        blocks.push(AstBlock { kind: AstKind::Definition, children, handle: None, ..copy(&block) });
    }
    let at = block.range.start;
    rest.insert(0, Inline { kind: InlineKind::Open("strong"), range: at..at });
    let end = block.inline.get(first).map_or(at, |inline| inline.range.start);
    rest.push(Inline { kind: InlineKind::Close("strong"), range: end..end });
    blocks.push(paragraph(&block, rest));
    blocks.reverse();
    blocks
}

/// Whether a definition begins at an inline: at the start of a line, with a colon and a blank.
fn begins(inlines: &[Inline<'_>], at: usize) -> bool {
    let is_line = matches!(inlines.get(at - 1).map(|inline| &inline.kind), Some(InlineKind::Text(text, true)) if &**text == " ");
    is_line
        && matches!(inlines.get(at).map(|inline| &inline.kind), Some(InlineKind::Text(text, false)) if text.starts_with(": "))
}

fn paragraph<'m>(block: &AstBlock<'m>, inline: Vec<Inline<'m>>) -> AstBlock<'m> {
    AstBlock { inline, ..copy(block) }
}

fn copy<'m>(block: &AstBlock<'m>) -> AstBlock<'m> {
    AstBlock {
        kind: AstKind::Paragraph,
        range: block.range.clone(),
        handle: block.handle,
        align: block.align,
        inline: Vec::new(),
        children: Vec::new(),
    }
}
