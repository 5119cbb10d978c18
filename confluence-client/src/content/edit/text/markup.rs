//! Whether a text that is looked for is Markdown, and what it says without.

use crate::content::ast::{Ast, AstBlock, AstKind, InlineKind, Source, plain};

/// Whether a text is Markdown that says more than its letters.
pub(super) fn is_markup(text: &str) -> bool {
    fn says_more(blocks: &[AstBlock<'_>]) -> bool {
        blocks.iter().any(|block| {
            !matches!(block.kind, AstKind::Paragraph)
                || block.inline.iter().any(|inline| !matches!(inline.kind, InlineKind::Text(..)))
        })
    }
    let Ok(source) = Source::new(text) else { return false };
    Ast::parse(&source).is_ok_and(|ast| says_more(&ast.blocks))
}

/// Whether a text is one line with marks, code or links in it.
pub(super) fn has_marks(text: &str) -> bool {
    let Ok(source) = Source::new(text) else { return false };
    let Ok(ast) = Ast::parse(&source) else { return false };
    match ast.blocks.as_slice() {
        [AstBlock { kind: AstKind::Paragraph, inline, .. }] => inline.iter().any(|inline| {
            matches!(inline.kind, InlineKind::Open(_) | InlineKind::Code(_) | InlineKind::LinkOpen { .. })
        }),
        _ => false,
    }
}

/// The text of a Markdown snippet, for callers who quote the page as they saw it.
pub(super) fn without_markup(markdown: &str) -> Option<String> {
    fn push(text: &mut String, blocks: &[AstBlock<'_>]) {
        for block in blocks {
            text.push_str(&plain(&block.inline));
            push(text, &block.children);
        }
    }
    let source = Source::new(markdown).ok()?;
    let ast = Ast::parse(&source).ok()?;
    let mut text = String::new();
    push(&mut text, &ast.blocks);
    (!text.trim().is_empty()).then_some(text)
}
