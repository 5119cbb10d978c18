//! Lines of Markdown as storage format.

use super::Emitter;
use super::image::Picture;
use super::link::Target;
use crate::content::ast::directive::Directive;
use crate::content::ast::{Inline, InlineKind, plain};
use crate::content::parameters::set_parameters;
use crate::content::splice::apply_within;
use crate::site::Deployment;
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
                self.out.push_str("<a");
                attribute_into(&mut self.out, "href", &address);
                if !title.is_empty() {
                    attribute_into(&mut self.out, "title", title);
                }
                if let Some(card) = card {
                    attribute_into(&mut self.out, "data-card-appearance", card);
                }
                self.out.push('>');
                if label.is_empty() {
                    self.without_text(piece, &address);
                    escape_into(&mut self.out, &address);
                }
                closings.push("</a>".to_owned());
                return Ok((true, inside));
            }
            Target::Resource(resource) => resource,
        };
        if !title.is_empty() {
            let message =
                format!("the title \"{title}\" of the link was left out: only links to the web have one");
            self.source.note(piece.range.start, message);
        }
        self.out.push_str("<ac:link");
        if let Some(anchor) = &resource.anchor {
            attribute_into(&mut self.out, "ac:anchor", anchor);
        }
        if let Some(card) = card {
            attribute_into(&mut self.out, "ac:card-appearance", card);
        }
        self.out.push('>');
        self.resource(&resource.kind);
        if label.is_empty() && !matches!(resource.kind, ResourceKind::User(_)) {
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
        match (kind, self.source.options().deployment) {
            // Cloud knows people by their account ids alone, whatever those look like.
            (ResourceKind::User(id), Some(Deployment::Cloud)) => {
                self.out.push_str("<ri:user");
                attribute_into(&mut self.out, "ri:account-id", id);
                self.out.push_str(" />");
            }
            (kind, _) => kind.write(&mut self.out),
        }
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
        let message = format!(
            "the link to `{address}` has no text, so that nobody would see it; its address was written"
        );
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
            "emoticon" => self.emoticon(at, directive),
            "placeholder" => {
                self.placeholder(directive);
                Ok(())
            }
            _ => self.bodiless(at, directive),
        }
    }

    /// A hint of a template; one of the page with another text stays what it asks for: a name, a file.
    fn placeholder(&mut self, directive: &Directive) {
        let text = directive.attribute("text").or(directive.label.as_deref()).unwrap_or("");
        let known = self.base.zip(self.placeholders.pop_front());
        let open = known.map(|(base, node)| {
            let tree = &base.document.tree;
            slice(tree.source(), tree.span(node).start..tree.inner_span(node).start)
        });
        self.out.push_str(open.filter(|open| !open.ends_with("/>")).unwrap_or("<ac:placeholder>"));
        escape_into(&mut self.out, text);
        self.out.push_str("</ac:placeholder>");
    }

    fn emoticon(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let word = directive.words.first().map(String::as_str);
        let name = directive.attribute("name").or(directive.label.as_deref()).or(word);
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Err(self.source.refuse(at, "the emoticon has no name; write `:emoticon{name=tick}`"));
        };
        self.out.push_str("<ac:emoticon");
        attribute_into(&mut self.out, "ac:name", name);
        self.out.push_str(" />");
        Ok(())
    }

    fn status(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let status = self.read_status(at, directive)?;
        if let Some(base) = self.base
            && let Some(node) = self.statuses.pop_front()
        {
            let tree = &base.document.tree;
            let colour = if tree.macro_parameter(node, "color").is_some() { "color" } else { "colour" };
            let stored = tree.macro_parameter(node, colour);
            // The service takes the words for colours in any case.
            let kept = stored.as_deref().zip(status.colour.as_deref());
            let kept = kept.filter(|(one, other)| one.eq_ignore_ascii_case(other)).map(|(one, _)| one);
            let wanted = [
                ("title", Some(&*status.title)),
                (colour, kept.or(status.colour.as_deref())),
                ("subtle", status.subtle.as_deref()),
            ];
            let splices = set_parameters(base.document, node, &wanted);
            self.out.push_str(&apply_within(tree.source(), tree.span(node), splices));
            return Ok(());
        }
        self.out.push_str("<ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\">");
        self.parameter("title", &status.title);
        for (name, value) in [("colour", status.colour), ("subtle", status.subtle)] {
            if let Some(value) = value {
                self.parameter(name, &value);
            }
        }
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    fn read_status(&self, at: usize, directive: &Directive) -> Result<Status, ContentError> {
        let title = directive.label.as_deref().or_else(|| directive.attribute("title")).unwrap_or("");
        let mut status = Status { title: title.to_owned(), colour: None, subtle: None };
        for (name, value) in &directive.attributes {
            match &*name.to_ascii_lowercase() {
                "title" if directive.label.is_none() => {}
                "colour" | "color" if is_colour(value) => status.colour = Some(capitalised(value)),
                "colour" | "color" if value.starts_with('#') => status.colour = Some(value.clone()),
                "colour" | "color" => return Err(self.source.refuse(at, no_colour(value))),
                "subtle" if matches!(&**value, "true" | "false") => status.subtle = Some(value.clone()),
                _ => {
                    let message =
                        format!("`{name}` of the status was left out; write `:status[TEXT]{{green subtle}}`");
                    self.source.note(at, message);
                }
            }
        }
        let words = directive.words.iter().flat_map(|word| word.split(','));
        for word in words.filter(|word| !word.is_empty()) {
            match &*word.to_ascii_lowercase() {
                "subtle" => status.subtle = Some("true".to_owned()),
                _ if is_colour(word) => status.colour = Some(capitalised(word)),
                _ => return Err(self.source.refuse(at, no_colour(word))),
            }
        }
        Ok(status)
    }

    fn date(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let word = directive.words.first().map(String::as_str);
        let date =
            directive.label.as_deref().or_else(|| directive.attribute("datetime")).or(word).unwrap_or("");
        let shape = date.len() == 10
            && date.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            let message = format!("`:date[{date}]` is not a date; write it as `:date[2026-11-23]`");
            return Err(self.source.refuse(at, message));
        }
        if date.parse::<jiff::civil::Date>().is_err() {
            return Err(self.source.refuse(at, format!("`:date[{date}]` is no day of the calendar")));
        }
        self.out.push_str("<time");
        attribute_into(&mut self.out, "datetime", date);
        self.out.push_str(" />");
        Ok(())
    }
}

/// What Markdown says of a status.
struct Status {
    title: String,
    colour: Option<String>,
    subtle: Option<String>,
}

fn is_colour(word: &str) -> bool {
    ["grey", "red", "yellow", "blue", "green", "purple"]
        .iter()
        .any(|colour| word.eq_ignore_ascii_case(colour))
}

fn capitalised(colour: &str) -> String {
    let mut colour = colour.to_ascii_lowercase();
    if let Some(first) = colour.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    colour
}

fn no_colour(word: &str) -> String {
    format!("`{word}` is no colour of a status; use grey, red, yellow, blue, green or purple")
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
