//! Elements of HTML that belong to a block beside them: captions of images and tables, and terms above what they mean.

use pulldown_cmark::CowStr;

use super::builder::Builder;
use super::definition_lines::OF_LINES;
use super::definitions::make_term;
use super::html::attribute;
use super::{AstKind, Inline, InlineKind, plain};
use crate::storage::error::ContentError;

impl<'m> Builder<'m> {
    /// What `<dd>` opens. Where lines of Markdown opened it, the paragraph before is its term.
    pub(super) fn definition(&mut self, attributes: &str) -> AstKind<'m> {
        let before = self.open.last_mut().and_then(|parent| parent.children.last_mut());
        if let Some(before) = before.filter(|before| matches!(before.kind, AstKind::Paragraph))
            && attribute(attributes, OF_LINES).is_some()
        {
            make_term(before);
        }
        AstKind::Definition
    }

    /// The text of `<figcaption>` right behind an image without a title is the caption of it.
    pub(super) fn caption_image(&mut self) {
        let Some(parent) = self.open.last_mut() else { return };
        let [.., image, caption] = parent.children.as_mut_slice() else { return };
        if !matches!((&image.kind, &caption.kind), (AstKind::Paragraph, AstKind::Paragraph)) {
            return;
        }
        if let [Inline { kind: InlineKind::ImageOpen { title, .. }, .. }, .., last] =
            image.inline.as_mut_slice()
            && last.kind == InlineKind::ImageClose
            && title.is_empty()
        {
            *title = CowStr::from(plain(&caption.inline));
            parent.children.pop();
        }
    }

    /// A caption is a paragraph above its table.
    pub(super) fn lift_caption(&mut self) -> Result<(), ContentError> {
        let Some(caption) = self.open.pop() else { return Ok(()) };
        self.opened.pop();
        let above = self.open.len().checked_sub(2).and_then(|above| self.open.get_mut(above));
        if let Some(above) = above {
            above.children.extend(caption.children);
        }
        Ok(())
    }
}
