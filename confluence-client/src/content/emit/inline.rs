//! Lines of Markdown as storage format.

use super::Emitter;
use crate::content::ast::directive::Directive;
use crate::content::ast::{Inline, InlineKind, plain};
use crate::storage::error::ContentError;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::text::{attribute_into, cdata_into, escape_into, part, slice};

/// Whether a line is one image and nothing else.
pub(super) fn is_image(pieces: &[Inline<'_>]) -> bool {
    matches!(pieces.first().map(|piece| &piece.kind), Some(InlineKind::ImageOpen { .. }))
        && pieces.iter().position(|piece| piece.kind == InlineKind::ImageClose) == pieces.len().checked_sub(1)
}

impl Emitter<'_> {
    pub(crate) fn inline(&mut self, pieces: &[Inline<'_>]) -> Result<(), ContentError> {
        let mut closings: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let rest = part(pieces, at + 1..);
            at += 1;
            if let Some(skipped) = self.reuse(piece, rest) {
                at += skipped;
                continue;
            }
            match &piece.kind {
                InlineKind::Text(text, _) => self.text(text),
                InlineKind::Code(code) => {
                    self.out.push_str("<code>");
                    escape_into(&mut self.out, code);
                    self.out.push_str("</code>");
                }
                InlineKind::Break => self.out.push_str("<br />"),
                InlineKind::Open(mark) => self.out.push_str(&format!("<{mark}>")),
                InlineKind::Close(mark) => self.out.push_str(&format!("</{mark}>")),
                InlineKind::LinkOpen { uri } => {
                    let (label, skipped) = self.open_link(piece, uri, rest, &mut closings)?;
                    at += if label { 0 } else { skipped };
                }
                InlineKind::LinkClose => self.out.push_str(&closings.pop().unwrap_or_default()),
                InlineKind::ImageOpen { uri, title } => {
                    let inside = until(rest, &InlineKind::ImageClose);
                    self.image(piece, uri, title, &plain(part(rest, ..inside)))?;
                    at += inside + 1;
                }
                InlineKind::ImageClose => {}
                InlineKind::CommentOpen => self.open_comment(rest),
                InlineKind::CommentClose(_) => self.out.push_str("</ac:inline-comment-marker>"),
                InlineKind::Directive(directive) => self.directive(piece, directive)?,
                InlineKind::FootnoteReference(label) => self.footnote_reference(label),
            }
        }
        Ok(())
    }

    /// Takes the bytes that the same piece of Markdown had on the page; returns how many pieces they stand for.
    fn reuse(&mut self, piece: &Inline<'_>, rest: &[Inline<'_>]) -> Option<usize> {
        let base = self.base?;
        let skipped = match &piece.kind {
            InlineKind::LinkOpen { .. } => until(rest, &InlineKind::LinkClose) + 1,
            InlineKind::ImageOpen { .. } => until(rest, &InlineKind::ImageClose) + 1,
            InlineKind::Directive(_) => 0,
            _ => return None,
        };
        let bytes = base.atom(self.source.slice(piece.range.clone()))?;
        self.out.push_str(bytes);
        Some(skipped)
    }

    fn text(&mut self, text: &str) {
        let found = self
            .emoticons
            .iter()
            .enumerate()
            .filter_map(|(index, (shown, _))| text.find(shown.as_str()).map(|at| (at, index)))
            .min();
        let Some((at, index)) = found else { return escape_into(&mut self.out, text) };
        let (shown, bytes) = self.emoticons.remove(index);
        escape_into(&mut self.out, slice(text, ..at));
        self.out.push_str(&bytes);
        self.text(slice(text, at + shown.len()..));
    }

    /// Opens a link; false if the label is not written, since Confluence shows it by itself.
    fn open_link(
        &mut self,
        piece: &Inline<'_>,
        uri: &str,
        rest: &[Inline<'_>],
        closings: &mut Vec<String>,
    ) -> Result<(bool, usize), ContentError> {
        let inside = until(rest, &InlineKind::LinkClose);
        let label = part(rest, ..inside);
        let Some(resource) = Resource::parse(uri) else {
            self.refuse_scripts(piece, uri)?;
            self.out.push_str("<a");
            attribute_into(&mut self.out, "href", uri);
            self.out.push('>');
            closings.push("</a>".to_owned());
            return Ok((true, inside));
        };
        self.out.push_str("<ac:link");
        if let Some(anchor) = &resource.anchor {
            attribute_into(&mut self.out, "ac:anchor", anchor);
        }
        self.out.push('>');
        resource.kind.write(&mut self.out);
        let text = plain(label);
        let only_text = label.iter().all(|piece| matches!(piece.kind, InlineKind::Text(..)));
        if matches!(resource.kind, ResourceKind::User(_)) || only_text && text == default_label(&resource) {
            self.out.push_str("</ac:link>");
            return Ok((false, inside + 1));
        }
        if only_text {
            self.out.push_str("<ac:plain-text-link-body>");
            cdata_into(&mut self.out, &text);
            self.out.push_str("</ac:plain-text-link-body></ac:link>");
            return Ok((false, inside + 1));
        }
        self.out.push_str("<ac:link-body>");
        closings.push("</ac:link-body></ac:link>".to_owned());
        Ok((true, inside))
    }

    pub(super) fn refuse_scripts(&self, piece: &Inline<'_>, uri: &str) -> Result<(), ContentError> {
        let scheme = uri.split(':').next().unwrap_or("").trim().to_ascii_lowercase();
        if uri.contains(':') && matches!(&*scheme, "javascript" | "vbscript" | "data") {
            let message =
                format!("links to `{scheme}:` are not stored; link to a page, a file or a web address");
            return Err(self.source.refuse(piece.range.start, message));
        }
        Ok(())
    }

    fn open_comment(&mut self, rest: &[Inline<'_>]) {
        let mut depth = 0;
        let reference = rest.iter().find_map(|piece| match &piece.kind {
            InlineKind::CommentOpen => {
                depth += 1;
                None
            }
            InlineKind::CommentClose(reference) if depth == 0 => Some(reference),
            InlineKind::CommentClose(_) => {
                depth -= 1;
                None
            }
            _ => None,
        });
        self.out.push_str("<ac:inline-comment-marker");
        attribute_into(&mut self.out, "ac:ref", reference.map_or("", |reference| reference));
        self.out.push('>');
    }

    fn footnote_reference(&mut self, label: &str) {
        self.out.push_str("<sup><ac:link");
        attribute_into(&mut self.out, "ac:anchor", &format!("footnote-{label}"));
        self.out.push_str("><ac:plain-text-link-body>");
        cdata_into(&mut self.out, label);
        self.out.push_str("</ac:plain-text-link-body></ac:link></sup>");
    }

    fn directive(&mut self, piece: &Inline<'_>, directive: &Directive) -> Result<(), ContentError> {
        let at = piece.range.start;
        match &*directive.name {
            "status" if directive.handle.is_none() => self.status(at, directive),
            "date" => self.date(at, directive),
            "emoticon" => {
                self.out.push_str("<ac:emoticon");
                attribute_into(&mut self.out, "ac:name", directive.attribute("name").unwrap_or("smile"));
                self.out.push_str(" />");
                Ok(())
            }
            "placeholder" => {
                self.out.push_str("<ac:placeholder>");
                escape_into(&mut self.out, directive.attribute("text").unwrap_or(""));
                self.out.push_str("</ac:placeholder>");
                Ok(())
            }
            _ => self.bodiless(at, directive),
        }
    }

    fn status(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        self.out.push_str("<ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\">");
        let title = directive.label.as_deref().or_else(|| directive.attribute("title")).unwrap_or("");
        self.parameter("title", title);
        if let Some(code) = directive.attribute("colour") {
            self.parameter("colour", code);
        }
        for word in &directive.words {
            let lower = word.to_ascii_lowercase();
            match &*lower {
                "subtle" => self.parameter("subtle", "true"),
                "grey" | "red" | "yellow" | "blue" | "green" | "purple" => {
                    let mut colour = lower.clone();
                    if let Some(first) = colour.get_mut(..1) {
                        first.make_ascii_uppercase();
                    }
                    self.parameter("colour", &colour);
                }
                _ => {
                    let message = format!(
                        "`{word}` is no colour of a status; use grey, red, yellow, blue, green or purple"
                    );
                    return Err(self.source.refuse(at, message));
                }
            }
        }
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    fn date(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let date = directive.label.as_deref().unwrap_or("");
        let shape = date.len() == 10
            && date.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            let message = format!("`:date[{date}]` is not a date; write it as `:date[2026-11-23]`");
            return Err(self.source.refuse(at, message));
        }
        self.out.push_str("<time");
        attribute_into(&mut self.out, "datetime", date);
        self.out.push_str(" />");
        Ok(())
    }
}

fn until(pieces: &[Inline<'_>], wanted: &InlineKind<'_>) -> usize {
    pieces.iter().position(|piece| piece.kind == *wanted).unwrap_or(pieces.len())
}

fn default_label(resource: &Resource) -> String {
    match &resource.kind {
        ResourceKind::Page { title, .. } | ResourceKind::Blog { title, .. } => title.clone(),
        ResourceKind::Attachment { file, .. } => file.clone(),
        ResourceKind::Space(key) => key.clone(),
        ResourceKind::Content(id) => id.clone(),
        _ => String::new(),
    }
}
