//! Footnotes, which the page has as paragraphs that begin with an anchor.

use pulldown_cmark::CowStr;

use crate::content::ast::directive::Directive;
use crate::content::ast::{AstBlock, AstKind, Inline, InlineKind};

/// New blocks with each footnote as the paragraphs that it is stored as, so that those are found again on the page. `name` is
/// the anchor of a label.
pub(super) fn as_stored<'m>(blocks: Vec<AstBlock<'m>>, name: impl Fn(&str) -> String) -> Vec<AstBlock<'m>> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let AstKind::Footnote(label) = &block.kind else {
            out.push(block);
            continue;
        };
        let begins_with_text = block.children.first().map(|first| &first.kind);
        if !matches!(begins_with_text, Some(AstKind::Paragraph)) {
            out.push(block);
            continue;
        }
        let head = head(label.clone(), block.range.start, name(label));
        let mut children = std::mem::take(&mut block.children).into_iter();
        out.extend(children.next().map(|first| AstBlock {
            range: block.range.start..first.range.end,
            inline: head.into_iter().chain(first.inline).collect(),
            ..first
        }));
        out.extend(children);
    }
    out
}

/// What a footnote begins with.
fn head(label: CowStr<'_>, start: usize, name: String) -> Vec<Inline<'_>> {
    let anchor = Directive {
        name: "anchor".to_owned(),
        label: None,
        handle: None,
        words: Vec::new(),
        attributes: vec![("default".to_owned(), name)],
    };
    let pieces = [
        InlineKind::Directive(Box::new(anchor)),
        InlineKind::Open("sup"),
        InlineKind::Text(label, true),
        InlineKind::Close("sup"),
        InlineKind::Text(CowStr::Borrowed(" "), true),
    ];
    pieces.into_iter().map(|kind| Inline { kind, range: start..start + 1 }).collect()
}
