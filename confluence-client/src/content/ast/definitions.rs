//! Lists of definitions: a term, and below it lines that begin with a colon and say what it means.

use pulldown_cmark::CowStr;

use super::list_signs::is_line_end;
use super::{AstBlock, AstKind, Inline, InlineKind};

/// Splits a paragraph into a term and its definitions, if it is that.
pub(super) fn split(block: AstBlock<'_>) -> Vec<AstBlock<'_>> {
    let places: Vec<usize> = match block.kind {
        AstKind::Paragraph => (1..block.inline.len()).filter(|&at| begins(&block.inline, at)).collect(),
        _ => Vec::new(),
    };
    if places.is_empty() {
        return vec![block];
    }
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
    let mut term = paragraph(&block, rest);
    make_term(&mut term);
    blocks.push(term);
    blocks.reverse();
    blocks
}

/// Makes a paragraph a term: strong as a whole, and so nothing in it is strong.
pub(super) fn make_term(block: &mut AstBlock<'_>) {
    let is_strong =
        |kind: &InlineKind<'_>| matches!(kind, InlineKind::Open("strong") | InlineKind::Close("strong"));
    block.inline.retain(|inline| !is_strong(&inline.kind));
    let start = block.range.start;
    let end = block.inline.last().map_or(start, |last| last.range.end);
    block.inline.insert(0, Inline { kind: InlineKind::Open("strong"), range: start..start });
    block.inline.push(Inline { kind: InlineKind::Close("strong"), range: end..end });
}

/// Whether a definition begins at an inline: at the start of a line, with a colon and a blank.
fn begins(inlines: &[Inline<'_>], at: usize) -> bool {
    let is_line = inlines.get(at - 1).is_some_and(|inline| is_line_end(&inline.kind));
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
