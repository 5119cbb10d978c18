//! Images, new and of the page.

use super::Emitter;
use crate::content::ast::Inline;
use crate::content::extension::one_line;
use crate::storage::error::ContentError;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, escape_into};
use crate::storage::tree::NodeId;

impl Emitter<'_> {
    pub(super) fn image(
        &mut self,
        piece: &Inline<'_>,
        uri: &str,
        caption: &str,
        alt: &str,
    ) -> Result<(), ContentError> {
        self.refuse_scripts(piece, uri)?;
        if let Some(node) = self.base.and_then(|base| base.image(uri)) {
            self.changed_image(node, caption, alt);
            return Ok(());
        }
        self.out.push_str("<ac:image");
        if !alt.is_empty() {
            attribute_into(&mut self.out, "ac:alt", alt);
        }
        self.out.push('>');
        self.file(piece, uri)?;
        self.caption(caption);
        self.out.push_str("</ac:image>");
        Ok(())
    }

    fn file(&mut self, piece: &Inline<'_>, uri: &str) -> Result<(), ContentError> {
        match Resource::parse(uri).map(|resource| resource.kind) {
            Some(kind @ ResourceKind::Attachment { .. }) => kind.write(&mut self.out),
            Some(_) => {
                let message = "an image needs a file or a web address: `![alt](attachment:name.png)`";
                return Err(self.source.refuse(piece.range.start, message));
            }
            None if uri.contains("://") => {
                self.out.push_str("<ri:url");
                attribute_into(&mut self.out, "ri:value", uri);
                self.out.push_str(" />");
            }
            None => {
                let message = format!(
                    "`{uri}` is no address of an image; for a file of this page write attachment:{uri}"
                );
                return Err(self.source.refuse(piece.range.start, message));
            }
        }
        Ok(())
    }

    fn caption(&mut self, caption: &str) {
        if !caption.is_empty() {
            self.out.push_str("<ac:caption><p>");
            escape_into(&mut self.out, caption);
            self.out.push_str("</p></ac:caption>");
        }
    }

    /// An image of the page with another caption or text: its size and place, which Markdown does not show, stay.
    fn changed_image(&mut self, node: NodeId, caption: &str, alt: &str) {
        let Some(tree) = self.base.map(|base| &base.document.tree) else { return };
        self.out.push_str("<ac:image");
        let mut has_alt = false;
        for (name, _) in tree.attributes(node) {
            let value = tree.attribute(node, name).unwrap_or_default();
            has_alt |= name == "ac:alt";
            attribute_into(&mut self.out, name, if name == "ac:alt" { alt } else { &value });
        }
        if !has_alt && !alt.is_empty() {
            attribute_into(&mut self.out, "ac:alt", alt);
        }
        self.out.push('>');
        let stays = tree
            .child(node, Tag::ImageCaption)
            .is_some_and(|known| one_line(&tree.text(known)) == one_line(caption));
        for child in tree.children(node).filter(|&child| stays || tree.tag(child) != Tag::ImageCaption) {
            self.out.push_str(tree.raw(child));
        }
        if !stays {
            self.caption(caption);
        }
        self.out.push_str("</ac:image>");
    }
}
