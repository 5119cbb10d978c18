//! Whether a text that is looked for is Markdown, and what it says without.

use crate::content::ast::{Ast, AstBlock, AstKind, InlineKind, Source, plain};
use crate::storage::text::slice;

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

/// Whether a text is Markdown of several blocks.
pub(super) fn has_blocks(text: &str) -> bool {
    let Ok(source) = Source::new(text) else { return false };
    Ast::parse(&source).is_ok_and(|ast| ast.blocks.len() > 1)
}

/// Whether a text is one line with marks, code, links, images or directives in it.
pub(super) fn has_marks(text: &str) -> bool {
    let Ok(source) = Source::new(text) else { return false };
    let Ok(ast) = Ast::parse(&source) else { return false };
    match ast.blocks.as_slice() {
        [AstBlock { kind: AstKind::Paragraph, inline, .. }] => inline.iter().any(|inline| {
            matches!(inline.kind, InlineKind::Open(_) | InlineKind::Code(_) | InlineKind::LinkOpen { .. })
                || is_no_text(&inline.kind)
        }),
        _ => false,
    }
}

/// Whether a part of a line shows something that is no text.
fn is_no_text(kind: &InlineKind<'_>) -> bool {
    matches!(
        kind,
        InlineKind::Directive(_)
            | InlineKind::ImageOpen { .. }
            | InlineKind::Stored(_)
            | InlineKind::FootnoteReference(_)
    )
}

/// The text of a Markdown snippet, for callers who quote the page as they saw it; `None` if it says more than text can.
pub(super) fn without_markup(markdown: &str) -> Option<String> {
    fn push(text: &mut String, blocks: &[AstBlock<'_>]) -> Option<()> {
        for block in blocks {
            let is_text = !matches!(block.kind, AstKind::Leaf(_) | AstKind::Stored(_) | AstKind::Rule)
                && !block.inline.iter().any(|inline| is_no_text(&inline.kind));
            is_text.then_some(())?;
            if !text.is_empty() && !block.inline.is_empty() {
                text.push('\n');
            }
            text.push_str(&plain(&block.inline));
            push(text, &block.children)?;
        }
        Some(())
    }
    let source = Source::new(markdown).ok()?;
    let ast = Ast::parse(&source).ok()?;
    let mut text = String::new();
    push(&mut text, &ast.blocks)?;
    (!text.trim().is_empty()).then_some(text)
}

/// What a new text says that is Markdown as the old one is, with the blanks at its ends that the old one does not have.
pub(super) fn new_text(find: &str, replace: &str) -> String {
    let Some(text) = without_markup(replace) else { return replace.to_owned() };
    let lead = match find.starts_with(char::is_whitespace) {
        true => "",
        false => slice(replace, ..replace.len() - replace.trim_start().len()),
    };
    let tail = match find.ends_with(char::is_whitespace) {
        true => "",
        false => slice(replace, replace.trim_end().len()..),
    };
    format!("{lead}{}{tail}", text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_text_cannot_say_is_no_text() {
        for markdown in
            [":status[OK]{green} y", "x ![a](attachment:a.png)", ":date[2026-03-04] x", "a\n\n::toc{}"]
        {
            assert_eq!(without_markup(markdown), None, "{markdown}");
        }
        assert!(
            has_marks(":status[OK]{green} y") && has_marks("![a](attachment:a.png) y") && !has_marks("a b")
        );
        assert_eq!(without_markup("5\\*3 and C# (\\~10)").as_deref(), Some("5*3 and C# (~10)"));
    }

    #[test]
    fn a_new_text_keeps_the_blanks_that_the_old_one_lacks() {
        assert_eq!(new_text("a\\*", " b\\* "), " b* ");
        assert_eq!(new_text("a\\* ", "b\\* "), "b*");
        assert_eq!(new_text("a\\*", ""), "");
    }
}
