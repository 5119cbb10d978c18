//! Extensions of the editor, of which a page has two copies: they stay as they are.

use super::{Container, Emitter};
use crate::content::ast::{Ast, AstBlock, AstKind, Source};
use crate::content::base::Base;
use crate::content::blocks::BlockId;
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::said::{Anchors, said};
use crate::storage::error::ContentError;

impl Emitter<'_> {
    /// Writes an extension of the page, of which the Markdown has to say what it says on the page.
    pub(crate) fn extension(
        &mut self,
        block: &AstBlock<'_>,
        base: &Base<'_>,
        id: BlockId,
    ) -> Result<(), ContentError> {
        let is_as_shown =
            base.markdown_of(id).trim_end() == self.source.slice(block.range.clone()).trim_end();
        if !is_as_shown && !self.says_as_before(block, base, id) {
            let message = format!(
                "the extension {} can be moved and deleted as a whole, and of it only text can be changed, by \
                 `replace_text`; in Markdown put its lines back as they were shown",
                Handle::of(id)
            );
            return Err(self.source.refuse(block.range.start, message));
        }
        self.out.push_str(base.bytes_of(id));
        Ok(())
    }

    /// Whether the blocks in an extension say what they said, though they may be written in another way.
    fn says_as_before(&self, block: &AstBlock<'_>, base: &Base<'_>, id: BlockId) -> bool {
        let says = |source: &Source, blocks: &[AstBlock<'_>]| {
            let storage = source.quietly(|| {
                let mut emitter = Emitter::new(source, self.base);
                emitter.blocks(blocks, Container::Body).ok().map(|()| emitter.out)
            });
            let document = Document::parse(&storage?).ok()?;
            Some(said(&document.tree, 1..document.tree.len(), Anchors::All))
        };
        let before = || {
            let source = Source::new(base.markdown_of(id)).ok()?;
            let ast = Ast::parse(&source).ok()?;
            match ast.blocks.as_slice() {
                [AstBlock { kind: AstKind::Container(_) | AstKind::Leaf(_), children, .. }] => {
                    says(&source, children)
                }
                _ => None,
            }
        };
        says(self.source, &block.children).is_some_and(|after| before() == Some(after))
    }
}
