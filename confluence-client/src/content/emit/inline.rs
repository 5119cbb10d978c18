//! Lines of Markdown as storage format.

use super::Emitter;
use super::image::Picture;
use super::link::Target;
use crate::content::ast::{Inline, InlineKind, plain};
use crate::invisible::is_invisible;
use crate::site::Deployment;
use crate::storage::error::ContentError;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::text::{attribute_into, cdata_into, escape_into, part, slice};

/// Whether a line is one image and nothing else.
pub(super) fn is_image(pieces: &[Inline<'_>]) -> bool {
    matches!(pieces.first().map(|piece| &piece.kind), Some(InlineKind::ImageOpen { .. }))
        && pieces.iter().position(|piece| piece.kind == InlineKind::ImageClose) == pieces.len().checked_sub(1)
}

/// What the names of the anchors of footnotes begin with.
pub(crate) const FOOTNOTE: &str = "footnote-";

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
                InlineKind::LinkOpen { uri, title, card } => {
                    let card = card.filter(|_| self.has_cards(piece));
                    let (label, skipped) = self.open_link(piece, (uri, title, card), rest, &mut closings)?;
                    at += if label { 0 } else { skipped };
                }
                InlineKind::LinkClose => self.out.push_str(&closings.pop().unwrap_or_default()),
                InlineKind::ImageOpen { uri, title, attributes } => {
                    let inside = until(rest, &InlineKind::ImageClose);
                    let alt = plain(part(rest, ..inside.min(rest.len())));
                    self.image(piece, uri, &Picture { caption: title, alt: &alt, attributes })?;
                    at += inside + 1;
                }
                InlineKind::ImageClose => {}
                InlineKind::CommentOpen => self.open_comment(rest),
                InlineKind::CommentClose(_) => self.out.push_str("</ac:inline-comment-marker>"),
                InlineKind::Directive(directive) => self.directive(piece, directive)?,
                InlineKind::FootnoteReference(label) => self.footnote_reference(label),
                InlineKind::Stored(number) => self.out.push_str(self.source.stored(*number)),
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
        let bytes = match self.kept.get(&piece.range.start) {
            Some(&node) => base.document.tree.raw(node),
            None => base.atom(self.source.slice(piece.range.clone()))?,
        };
        self.out.push_str(bytes);
        Some(skipped)
    }

    fn text(&mut self, text: &str) {
        let mut done = 0;
        if !self.emoticons.is_empty() {
            for (at, _) in text.char_indices() {
                if at < done {
                    continue;
                }
                if let Some((bytes, length)) = self.emoticons.take(slice(text, at..)) {
                    escape_into(&mut self.out, slice(text, done..at));
                    self.out.push_str(&bytes);
                    done = at + length;
                }
            }
        }
        escape_into(&mut self.out, slice(text, done..));
    }

    /// Opens a link; false if the label is not written, since Confluence shows it by itself.
    fn open_link(
        &mut self,
        piece: &Inline<'_>,
        (uri, title, card): (&str, &str, Option<&str>),
        rest: &[Inline<'_>],
        closings: &mut Vec<String>,
    ) -> Result<(bool, usize), ContentError> {
        let inside = until(rest, &InlineKind::LinkClose);
        let label = part(rest, ..inside);
        let text = plain(label);
        let resource = match self.target(piece, uri, &text)? {
            Target::Nothing => {
                closings.push(String::new());
                return Ok((true, inside));
            }
            Target::Web(address) => {
                self.open_web_link(&address, title, card);
                if is_seen(label) {
                    closings.push("</a>".to_owned());
                    return Ok((true, inside));
                }
                self.without_text(piece, &address);
                escape_into(&mut self.out, &address);
                self.out.push_str("</a>");
                return Ok((false, inside + 1));
            }
            Target::Resource(resource) => resource,
        };
        if !title.is_empty() {
            let message =
                format!("the title \"{title}\" of the link was left out: only links to the web have one");
            self.source.note(piece.range.start, message);
        }
        self.tell_of_name(piece, &resource, &text);
        self.out.push_str("<ac:link");
        if let Some(anchor) = &resource.anchor {
            attribute_into(&mut self.out, "ac:anchor", anchor);
        }
        if let Some(card) = card {
            attribute_into(&mut self.out, "ac:card-appearance", card);
        }
        self.out.push('>');
        self.resource(&resource.kind);
        if !is_seen(label) && !matches!(resource.kind, ResourceKind::User(_)) {
            self.close_without_text(piece, &resource);
            return Ok((false, inside + 1));
        }
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

    /// A mention shows a name of its own.
    fn tell_of_name(&self, link: &Inline<'_>, resource: &Resource, label: &str) {
        let is_other = !label.trim().is_empty() && !label.starts_with('@');
        if is_other && matches!(resource.kind, ResourceKind::User(_)) {
            let message = format!(
                "a mention shows the name of the person: `{}` was left out; write such words beside it",
                label.trim().chars().take(60).collect::<String>()
            );
            self.source.note(link.range.start, message);
        }
    }

    fn open_web_link(&mut self, address: &str, title: &str, card: Option<&str>) {
        self.out.push_str("<a");
        attribute_into(&mut self.out, "href", address);
        if !title.is_empty() {
            attribute_into(&mut self.out, "title", title);
        }
        if let Some(card) = card {
            attribute_into(&mut self.out, "data-card-appearance", card);
        }
        self.out.push('>');
    }

    /// Whether a link may be shown as a card: Cloud alone knows them.
    fn has_cards(&self, link: &Inline<'_>) -> bool {
        let knows_cards = self.source.options().deployment != Some(Deployment::DataCenter);
        if !knows_cards {
            let message = "Data Center shows no cards: the card was written as a link";
            self.source.note(link.range.start, message.to_owned());
        }
        knows_cards
    }

    fn resource(&mut self, kind: &ResourceKind) {
        kind.write_for(self.source.options().deployment, &mut self.out);
    }

    /// Confluence shows the title of a page and the name of a file by itself, and nothing for a place.
    fn close_without_text(&mut self, link: &Inline<'_>, resource: &Resource) {
        if let (ResourceKind::Here, Some(anchor)) = (&resource.kind, &resource.anchor) {
            self.without_text(link, anchor);
            self.out.push_str("<ac:plain-text-link-body>");
            cdata_into(&mut self.out, anchor);
            self.out.push_str("</ac:plain-text-link-body>");
        }
        self.out.push_str("</ac:link>");
    }

    fn without_text(&self, link: &Inline<'_>, address: &str) {
        let message =
            format!("the link to `{address}` has no text, so that nobody would see it; its URL was written");
        self.source.note(link.range.start, message);
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

    /// The place of a footnote, under a name that the page does not have: a footnote that comes later is another one. Where
    /// the text that is written anew had a footnote of that name, it is that one.
    pub(crate) fn footnote_name(&self, label: &str) -> String {
        let name = format!("{FOOTNOTE}{label}");
        let is_taken = |name: &str| {
            self.base.is_some_and(|base| base.has_anchor(name))
                && !self.free_anchors.is_some_and(|free| free.contains(name))
        };
        if !is_taken(&name) {
            return name;
        }
        let mut others = (2..).map(|number: usize| format!("{name}-{number}"));
        others.find(|other| !is_taken(other)).unwrap_or(name)
    }

    fn footnote_reference(&mut self, label: &str) {
        let name = self.footnote_name(label);
        self.out.push_str("<sup><ac:link");
        attribute_into(&mut self.out, "ac:anchor", &name);
        self.out.push_str("><ac:plain-text-link-body>");
        cdata_into(&mut self.out, label);
        self.out.push_str("</ac:plain-text-link-body></ac:link></sup>");
    }
}

/// Whether a reader sees something of the text of a link.
fn is_seen(label: &[Inline<'_>]) -> bool {
    label.iter().any(|piece| match &piece.kind {
        InlineKind::Text(text, _) | InlineKind::Code(text) => {
            text.chars().any(|sign| !sign.is_whitespace() && !is_invisible(sign))
        }
        InlineKind::Break | InlineKind::Open(_) | InlineKind::Close(_) => false,
        _ => true,
    })
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
