//! Links, mentions and images as Markdown.

use super::escape::starts_entity;
use super::inline::is_atom;
use super::macros::push_attribute;
use super::{Atom, Renderer};
use crate::storage::resource::label;
use crate::storage::seen::{link_body, link_words, one_line};
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Renderer<'_> {
    /// A link of HTML.
    pub(super) fn anchor(&mut self, id: NodeId) {
        let href = self.tree.attribute(id, "href").map(|href| href.trim().replace(['\n', '\r', '\t'], ""));
        let Some(href) = href.filter(|href| !href.is_empty()) else {
            if self.tree.attribute(id, "name").or_else(|| self.tree.attribute(id, "id")).is_some() {
                self.hide("anchors of HTML");
            }
            return self.label(id);
        };
        let text = self.tree.text(id);
        if !self.in_link && *text == *href && is_autolink(&href) {
            let card = self.card(id, "data-card-appearance");
            return self.atom(id, &format!("<{href}>{card}"));
        }
        if self.tree.attribute(id, "title").is_some_and(|title| !title.is_empty()) {
            self.hide("titles of links");
        }
        let card = self.card(id, "data-card-appearance");
        self.linked(id, Some(id), (&href, &card), "");
    }

    /// How a link says that it is a card, where the page has one that is none and looks like it; else nothing.
    fn card(&mut self, id: NodeId, attribute: &str) -> String {
        let Some(card) = self.tree.attribute(id, attribute) else { return String::new() };
        if !self.cards.contains(&id) || self.in_link {
            self.hide("cards of links");
            return String::new();
        }
        let mut shown = String::from("{");
        push_attribute(&mut shown, "card", &card);
        shown.replacen("{ ", "{", 1) + "}"
    }

    fn label(&mut self, id: NodeId) {
        self.inline(self.tree.children(id));
    }

    /// A link of Confluence.
    pub(super) fn link(&mut self, id: NodeId) {
        let anchor = self.tree.attribute(id, "ac:anchor");
        let resource = self.tree.children(id).find(|&child| self.tree.tag(child).is_resource());
        let uri = match resource {
            Some(resource)
                if self.tree.tag(resource) == Tag::RiUser && link_words(self.tree, id).is_none() =>
            {
                return self.mention(id, resource);
            }
            Some(resource) => self.tree.resource_uri(resource, anchor.as_deref()),
            None => format!("#{}", anchor.as_deref().unwrap_or("").replace('%', "%25").replace('#', "%23")),
        };
        if self.tree.attribute(id, "ac:tooltip").is_some_and(|title| !title.is_empty()) {
            self.hide("titles of links");
        }
        let card = self.card(id, "ac:card-appearance");
        let body = link_body(self.tree, id);
        let default = self.default_label(resource, anchor.as_deref());
        self.linked(id, body, (&uri, &card), &default);
    }

    /// What Confluence shows for a link without a body.
    fn default_label(&self, resource: Option<NodeId>, anchor: Option<&str>) -> String {
        let named = resource.and_then(|id| label(self.tree, id));
        named.unwrap_or_else(|| anchor.unwrap_or("link").to_owned())
    }

    fn linked(&mut self, id: NodeId, body: Option<NodeId>, (uri, card): (&str, &str), default: &str) {
        if self.in_link {
            self.hide("links inside links");
            return match body {
                Some(body) => self.label(body),
                None => self.out.text(default),
            };
        }
        self.in_link = true;
        let start = self.out.inline("[");
        let before = self.out.set_label(true);
        match body {
            Some(body) => self.label(body),
            None => self.out.text(default),
        }
        self.out.set_label(before);
        self.out.close_label();
        self.out.raw("](");
        self.out.raw(&destination(uri, self.out.is_in_pipe_table()));
        self.out.raw(")");
        self.out.raw(card);
        self.in_link = false;
        self.map.atoms.push(Atom { node: id, start, end: self.out.len() });
    }

    fn mention(&mut self, id: NodeId, user: NodeId) {
        let account = self.tree.user_id(user).unwrap_or_default();
        let uri = self.tree.resource_uri(user, None);
        if self.in_link {
            self.hide("links inside links");
            // What comes back could not say whose name it is.
            return self.out.text(&format!("@{account}"));
        }
        let name = self.options.names.get(&account).map_or(&*account, |name| name.trim());
        let start = self.out.inline("[@");
        let before = self.out.set_label(true);
        self.out.text(name);
        self.out.set_label(before);
        self.out.close_label();
        self.out.raw("](");
        self.out.raw(&destination(&uri, self.out.is_in_pipe_table()));
        self.out.raw(")");
        self.map.atoms.push(Atom { node: id, start, end: self.out.len() });
    }

    /// A resource outside of a link: Data Center allows a bare mention.
    pub(super) fn bare_resource(&mut self, id: NodeId) {
        match self.tree.tag(id) {
            Tag::RiUser => self.mention(id, id),
            _ => {
                let uri = self.tree.resource_uri(id, None);
                let default = self.default_label(Some(id), None);
                self.linked(id, None, (&uri, ""), &default);
            }
        }
    }

    pub(super) fn image(&mut self, id: NodeId) {
        let resource = self.tree.children(id).find(|&child| self.tree.tag(child).is_resource());
        let uri = match resource {
            Some(resource) => self.tree.resource_uri(resource, None),
            None => self.tree.attribute(id, "src").map_or_else(String::new, |src| src.trim().to_owned()),
        };
        let alt =
            self.tree.attribute(id, "ac:alt").or_else(|| self.tree.attribute(id, "alt")).unwrap_or_default();
        let start = self.out.inline("![");
        let before = self.out.set_label(true);
        self.out.text(&alt);
        self.out.set_label(before);
        self.out.close_label();
        self.out.raw("](");
        self.out.raw(&destination(&uri, self.out.is_in_pipe_table()));
        if let Some(caption) = self.tree.child(id, Tag::ImageCaption) {
            self.count_in_caption(caption);
            let caption = one_line(&self.tree.text(caption));
            self.out.raw(&format!(" \"{}\"", escape_title(&caption, self.out.is_in_pipe_table())));
        }
        self.out.raw(")");
        let looks =
            ["ac:width", "ac:height", "ac:align", "ac:layout", "ac:style", "ac:border", "ac:thumbnail"];
        if looks.iter().any(|name| self.tree.attribute(id, name).is_some()) {
            self.hide("size and alignment of images");
        }
        if self.tree.attribute(id, "ac:href").is_some() {
            self.hide("links of images");
        }
        if self.tree.attribute(id, "ac:title").is_some() {
            self.hide("titles of images");
        }
        self.map.atoms.push(Atom { node: id, start, end: self.out.len() });
    }

    /// A caption is the title of an image, which is plain text.
    fn count_in_caption(&mut self, caption: NodeId) {
        let (mut atoms, mut formatted) = (false, false);
        for inner in self.tree.descendants(caption) {
            match self.tree.tag(inner) {
                Tag::CommentMarker => self.hide("inline comments"),
                tag if is_atom(tag) => atoms = true,
                tag => formatted |= tag.is_element() && tag != Tag::P,
            }
        }
        if atoms {
            self.hide("links and macros in captions");
        } else if formatted {
            self.hide("formatting of captions");
        }
    }
}

fn is_autolink(href: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'|' | b'\\');
    href.bytes().all(plain) && (href.starts_with("https://") || href.starts_with("http://"))
}

/// The URL of a link, in angle brackets where Markdown needs them.
fn destination(uri: &str, in_table: bool) -> String {
    let simple = !uri.is_empty()
        && uri
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '<' | '>' | '\\'))
        && !uri.contains(';');
    let mut text = if simple { uri.to_owned() } else { angle_bracketed(uri) };
    if in_table {
        text = text.replace('|', "\\|");
    }
    text
}

fn angle_bracketed(uri: &str) -> String {
    let mut text = String::from("<");
    for character in uri.chars() {
        if matches!(character, '<' | '>' | '\\') || character == '&' && uri.contains(';') {
            text.push('\\');
        }
        if !matches!(character, '\n' | '\r') {
            text.push(character);
        }
    }
    text.push('>');
    text
}

fn escape_title(title: &str, in_table: bool) -> String {
    let mut text = String::new();
    for (at, character) in title.char_indices() {
        let marked = matches!(character, '"' | '\\') || character == '&' && starts_entity(title, at);
        if marked || in_table && character == '|' {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
