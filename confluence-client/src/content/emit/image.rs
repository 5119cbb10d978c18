//! Images, new and of the page.

use super::Emitter;
use super::link::is_scheme_alone;
use crate::content::ast::Inline;
use crate::storage::error::ContentError;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::seen::one_line;
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, escape_into};
use crate::storage::tree::NodeId;

/// What Markdown says of an image besides its URL.
pub(super) struct Picture<'p> {
    pub(super) caption: &'p str,
    pub(super) alt: &'p str,
    pub(super) attributes: &'p [(String, String)],
}

const NO_ADDRESS: &str = "the image has no URL; write `![alt](attachment:name.png)`, or a web URL";

impl Emitter<'_> {
    pub(super) fn image(
        &mut self,
        piece: &Inline<'_>,
        uri: &str,
        picture: &Picture<'_>,
    ) -> Result<(), ContentError> {
        self.refuse_scripts(piece, uri)?;
        let mut attributes = self.measures(piece, picture.attributes);
        let known = self.base.and_then(|base| base.image(uri)).map(|node| (node, None));
        let known = known.or_else(|| Some((self.images.pop_front()?, Some(uri))));
        let (alt, measures) = match known {
            Some(_) => (picture.alt, Vec::new()),
            None => sized(picture.alt),
        };
        let picture = &Picture { alt, ..*picture };
        attributes.extend(measures);
        if let Some((node, file)) = known {
            return self.changed_image(piece, (node, file), picture, &attributes);
        }
        self.out.push_str("<ac:image");
        for (name, value) in &attributes {
            attribute_into(&mut self.out, name, value);
        }
        if !picture.alt.is_empty() {
            attribute_into(&mut self.out, "ac:alt", picture.alt);
        }
        self.out.push('>');
        self.file(piece, uri)?;
        self.tell_plain_title(piece.range.start, picture.caption);
        self.caption(picture.caption);
        self.out.push_str("</ac:image>");
        Ok(())
    }

    /// Width, height and alignment as storage format has them: in pixels.
    fn measures(&self, piece: &Inline<'_>, attributes: &[(String, String)]) -> Vec<(&'static str, String)> {
        let mut measures = Vec::new();
        for (name, value) in attributes {
            let pixels = value.trim().trim_end_matches(';').trim_end_matches("px").trim_end();
            let is_number = !pixels.is_empty() && pixels.bytes().all(|byte| byte.is_ascii_digit());
            match &**name {
                "width" if is_number => measures.push(("ac:width", pixels.to_owned())),
                "height" if is_number => measures.push(("ac:height", pixels.to_owned())),
                "align" if matches!(&**value, "left" | "center" | "right") => {
                    measures.push(("ac:align", value.clone()));
                }
                _ => {
                    let message =
                        format!("`{name}={value}` of the image was left out; write a number of pixels");
                    self.source.note(piece.range.start, message);
                }
            }
        }
        measures
    }

    fn file(&mut self, piece: &Inline<'_>, uri: &str) -> Result<(), ContentError> {
        let at = piece.range.start;
        let resolved = match uri.contains("://") {
            true => None,
            false => self.source.options().images.as_ref().and_then(|resolve| resolve(uri)),
        };
        let uri = resolved.as_deref().unwrap_or(uri).trim();
        let uri = self.base.and_then(|base| base.exact_address(uri)).unwrap_or(uri);
        if uri.is_empty() || is_scheme_alone(uri) {
            return Err(self.source.refuse(at, NO_ADDRESS));
        }
        match Resource::parse(uri).map(|resource| resource.kind) {
            Some(kind @ ResourceKind::Attachment { .. }) => {
                if let Some(lacks) = kind.lacks() {
                    let message = format!("`{uri}` names no {lacks}; write `attachment:name.png`");
                    return Err(self.source.refuse(at, message));
                }
                kind.write(&mut self.out);
                return Ok(());
            }
            Some(_) => {
                let message = "an image needs a file or a web URL: `![alt](attachment:name.png)`";
                return Err(self.source.refuse(at, message));
            }
            None => {}
        }
        if (uri.contains("://") || uri.starts_with("//")) && !uri.starts_with("file:") {
            self.out.push_str("<ri:url");
            attribute_into(&mut self.out, "ri:value", &uri.replace(' ', "%20"));
            self.out.push_str(" />");
            return Ok(());
        }
        let file = uri.split(['?', '#']).next().unwrap_or("").rsplit(['/', '\\']).next().unwrap_or("");
        if file.is_empty() {
            return Err(self.source.refuse(at, NO_ADDRESS));
        }
        let file = percent_decoded(file);
        let note = format!(
            "`{uri}` is a path, which means nothing on a page: the image was written as attachment:{file}; upload {file} \
             to the page"
        );
        self.source.note(at, note);
        ResourceKind::Attachment { page: None, file }.write(&mut self.out);
        Ok(())
    }

    fn caption(&mut self, caption: &str) {
        if !caption.is_empty() {
            self.out.push_str("<ac:caption><p>");
            escape_into(&mut self.out, caption);
            self.out.push_str("</p></ac:caption>");
        }
    }

    /// An image of the page with another caption or text, or another file: its size and place, which Markdown does not show,
    /// stay.
    fn changed_image(
        &mut self,
        piece: &Inline<'_>,
        (node, file): (NodeId, Option<&str>),
        picture: &Picture<'_>,
        measures: &[(&'static str, String)],
    ) -> Result<(), ContentError> {
        let Some(tree) = self.base.map(|base| &base.document.tree) else { return Ok(()) };
        let Picture { caption, alt, .. } = *picture;
        self.out.push_str("<ac:image");
        let mut has_alt = false;
        let is_of_file = |name: &str| matches!(name, "ac:original-width" | "ac:original-height" | "ac:src");
        for (name, _) in tree.attributes(node).filter(|(name, _)| file.is_none() || !is_of_file(name)) {
            let value = tree.attribute(node, name).unwrap_or_default();
            has_alt |= name == "ac:alt";
            let new = measures.iter().find(|(measure, _)| *measure == name).map(|(_, value)| value.as_str());
            attribute_into(&mut self.out, name, if name == "ac:alt" { alt } else { new.unwrap_or(&value) });
        }
        for (name, value) in measures.iter().filter(|(name, _)| tree.attribute(node, name).is_none()) {
            attribute_into(&mut self.out, name, value);
        }
        if !has_alt && !alt.is_empty() {
            attribute_into(&mut self.out, "ac:alt", alt);
        }
        self.out.push('>');
        let stays = tree
            .child(node, Tag::ImageCaption)
            .is_some_and(|known| one_line(&tree.text(known)) == one_line(caption));
        for child in tree.children(node).filter(|&child| stays || tree.tag(child) != Tag::ImageCaption) {
            match file.filter(|_| tree.tag(child).is_resource()) {
                Some(file) => self.file(piece, file)?,
                None => self.out.push_str(tree.raw(child)),
            }
        }
        if !stays {
            self.caption(caption);
        }
        self.out.push_str("</ac:image>");
        Ok(())
    }
}

/// `![plan|300](a.png)` and `![plan|300x200](a.png)`, as Obsidian writes the size of an image.
fn sized(alt: &str) -> (&str, Vec<(&'static str, String)>) {
    let is_number =
        |text: &str| !text.is_empty() && text.len() < 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((text, size)) = alt.rsplit_once('|') else { return (alt, Vec::new()) };
    match size.split_once('x') {
        None if is_number(size) => (text, vec![("ac:width", size.to_owned())]),
        Some((width, height)) if is_number(width) && is_number(height) => {
            (text, vec![("ac:width", width.to_owned()), ("ac:height", height.to_owned())])
        }
        _ => (alt, Vec::new()),
    }
}

fn percent_decoded(file: &str) -> String {
    percent_encoding::percent_decode_str(file).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn pixels_are_read_however_they_are_written() {
        for width in ["100", "100px", "100px;", "100 px"] {
            let page = to_storage(
                &format!("<img src=\"https://e.org/a.png\" width=\"{width}\">"),
                &WriteOptions::new(),
            );
            let page = page.unwrap();
            assert!(page.storage.contains("ac:width=\"100\"") && page.notes.is_empty(), "{page:?}");
        }
    }
}
