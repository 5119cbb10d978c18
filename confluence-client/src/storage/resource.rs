//! Resource identifiers (`ri:`) as the URLs that our Markdown uses.
//!
//! `page:SPACE/Title#anchor`, `blog:SPACE/2026-11-23/Title`, `attachment:SPACE/Title/file` (`attachment:file` on the
//! same page, `attachment:blog:SPACE/2026-11-23/Title/file`, `attachment:content:id/file`), `space:KEY`, `user:account`,
//! `content:id`; anything else is a URL.

use super::tag::Tag;
use super::text::attribute_into;
use super::tree::{NodeId, Tree};
use crate::site::Deployment;

mod address;

impl Tree {
    /// The URL of an `ri:` element.
    pub(crate) fn resource_uri(&self, id: NodeId, anchor: Option<&str>) -> String {
        let attribute = |name| self.attribute(id, name);
        let space = attribute("ri:space-key");
        let title = attribute("ri:content-title");
        let mut uri = match self.tag(id) {
            // A page or a blog post may be named by its id alone.
            Tag::RiPage | Tag::RiBlogPost if title.is_none() && attribute("ri:content-id").is_some() => {
                format!("content:{}", segment(&attribute("ri:content-id").unwrap_or_default(), false))
            }
            Tag::RiPage if title.is_none() => located("page:", &[space.as_deref()]),
            Tag::RiPage => {
                let title = title.as_deref().unwrap_or_default();
                located("page:", &[space.as_deref()]) + &page_title(title, space.is_none())
            }
            Tag::RiBlogPost => {
                let day = attribute("ri:posting-day").unwrap_or_default().replace('/', "-");
                located("blog:", &[space.as_deref(), Some(&day)])
                    + &segment(title.as_deref().unwrap_or_default(), false)
            }
            Tag::RiAttachment => self.attachment_uri(id),
            Tag::RiUrl => return attribute("ri:value").unwrap_or_default().into_owned(),
            Tag::RiUser => format!("user:{}", segment(&self.user_id(id).unwrap_or_default(), false)),
            Tag::RiSpace => located("space:", &[]) + &segment(&space.unwrap_or_default(), false),
            Tag::RiContent => {
                format!("content:{}", segment(&attribute("ri:content-id").unwrap_or_default(), false))
            }
            Tag::RiShortcut => {
                let key = attribute("ri:key").unwrap_or_default();
                let parameter = attribute("ri:parameter").unwrap_or_default();
                format!("shortcut:{}/{}", segment(&key, true), segment(&parameter, false))
            }
            _ => String::new(),
        };
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) {
            push_anchor(&mut uri, anchor);
        }
        uri
    }

    /// Where a link or an image leads; nothing for what is neither.
    pub(crate) fn address(&self, id: NodeId) -> String {
        let resource = self.children(id).find(|&child| self.tag(child).is_resource());
        match resource {
            Some(resource) => self.resource_uri(resource, self.attribute(id, "ac:anchor").as_deref()),
            None => match self.attribute(id, "ac:anchor") {
                Some(anchor) => {
                    let mut uri = String::new();
                    push_anchor(&mut uri, &anchor);
                    uri
                }
                None => self.attribute(id, "href").unwrap_or_default().into_owned(),
            },
        }
    }

    /// Cloud names people by account id, Data Center by user key or user name.
    pub(crate) fn user_id(&self, id: NodeId) -> Option<String> {
        ["ri:account-id", "ri:userkey", "ri:username"]
            .iter()
            .find_map(|name| self.attribute(id, name))
            .map(std::borrow::Cow::into_owned)
    }

    fn attachment_uri(&self, id: NodeId) -> String {
        let file = self.attribute(id, "ri:filename").unwrap_or_default();
        let page = self.children(id).find(|&child| self.tag(child).is_resource());
        match page {
            Some(page) => {
                let uri = self.resource_uri(page, None);
                let place = match uri.split_once(':') {
                    Some(("page", title)) if !title.contains('/') => format!("/{title}"),
                    Some(("page", place)) => place.to_owned(),
                    // A blog post, and what is named by its id, say what they are.
                    _ => uri,
                };
                format!("attachment:{place}/{}", segment(&file, true))
            }
            None => format!("attachment:{}", segment(&file, true)),
        }
    }
}

/// Appends the place on a page; a blank beside the sign would make a title of it.
fn push_anchor(uri: &mut String, anchor: &str) {
    if uri.ends_with(' ') {
        uri.pop();
        uri.push_str("%20");
    }
    uri.push('#');
    let anchor = segment(anchor, false);
    match anchor.strip_prefix(' ') {
        Some(rest) => uri.push_str(&format!("%20{rest}")),
        None => uri.push_str(&anchor),
    }
}

/// The title of a page; of one that looks like an id, the first digit is encoded.
fn page_title(title: &str, alone: bool) -> String {
    match title.as_bytes() {
        [first, rest @ ..] if alone && title.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("%{first:02X}{}", String::from_utf8_lossy(rest))
        }
        _ => segment(title, alone),
    }
}

/// What Confluence shows for a link to a resource that has no text of its own.
pub(crate) fn label(tree: &Tree, id: NodeId) -> Option<String> {
    if tree.tag(id) == Tag::RiShortcut {
        let (key, parameter) = (tree.attribute(id, "ri:key")?, tree.attribute(id, "ri:parameter")?);
        return Some(format!("{parameter}@{key}"));
    }
    let names = ["ri:content-title", "ri:filename", "ri:space-key", "ri:content-id", "ri:value"];
    names.iter().find_map(|name| tree.attribute(id, name)).map(std::borrow::Cow::into_owned)
}

fn located(scheme: &str, parts: &[Option<&str>]) -> String {
    let mut uri = scheme.to_owned();
    for part in parts.iter().flatten() {
        uri.push_str(&segment(part, true));
        uri.push('/');
    }
    uri
}

/// Percent-encodes what would end the URL or one of its parts; spaces stay readable.
fn segment(text: &str, slash: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    // Quotes around a title are those of an author, who writes it so.
    let in_quotes = text.ends_with('"');
    for character in text.chars() {
        match character {
            '%' => encoded.push_str("%25"),
            '#' => encoded.push_str("%23"),
            '<' => encoded.push_str("%3C"),
            '>' => encoded.push_str("%3E"),
            '\\' => encoded.push_str("%5C"),
            '\n' => encoded.push_str("%0A"),
            '\r' => encoded.push_str("%0D"),
            '"' if in_quotes => encoded.push_str("%22"),
            '/' if slash => encoded.push_str("%2F"),
            other => encoded.push(other),
        }
    }
    encoded
}

/// What a URL of ours points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) kind: ResourceKind,
    pub(crate) anchor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResourceKind {
    /// The page itself, for a bare `#anchor`.
    Here,
    Page {
        space: Option<String>,
        title: String,
    },
    Blog {
        space: Option<String>,
        day: String,
        title: String,
    },
    Attachment {
        page: Option<Box<ResourceKind>>,
        file: String,
    },
    Space(String),
    User(String),
    Content(String),
    Shortcut {
        key: String,
        parameter: String,
    },
}

impl ResourceKind {
    /// Appends the `ri:` element.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Here => {}
            Self::Page { space, title } => {
                element(
                    out,
                    "ri:page",
                    &[("ri:space-key", space.as_deref()), ("ri:content-title", Some(title))],
                );
            }
            Self::Blog { space, day, title } => element(
                out,
                "ri:blog-post",
                &[
                    ("ri:space-key", space.as_deref()),
                    ("ri:content-title", Some(title)),
                    ("ri:posting-day", Some(day)),
                ],
            ),
            Self::Attachment { page: None, file } => {
                element(out, "ri:attachment", &[("ri:filename", Some(file))])
            }
            Self::Attachment { page: Some(page), file } => {
                out.push_str("<ri:attachment");
                attribute_into(out, "ri:filename", file);
                out.push('>');
                page.write(out);
                out.push_str("</ri:attachment>");
            }
            Self::Space(key) => element(out, "ri:space", &[("ri:space-key", Some(key))]),
            Self::User(id) => element(out, "ri:user", &[(user_attribute(id), Some(id))]),
            Self::Content(id) => element(out, "ri:content-entity", &[("ri:content-id", Some(id))]),
            Self::Shortcut { key, parameter } => {
                element(out, "ri:shortcut", &[("ri:key", Some(key)), ("ri:parameter", Some(parameter))]);
            }
        }
    }
}

impl ResourceKind {
    /// Writes the resource as a deployment knows it: people have account ids on Cloud, whatever those look like, and user
    /// keys or names on Data Center.
    pub(crate) fn write_for(&self, deployment: Option<Deployment>, out: &mut String) {
        match (self, deployment) {
            (Self::User(id), Some(Deployment::Cloud)) => {
                element(out, "ri:user", &[("ri:account-id", Some(id))])
            }
            (Self::User(id), Some(Deployment::DataCenter)) if user_attribute(id) == "ri:account-id" => {
                element(out, "ri:user", &[("ri:username", Some(id))]);
            }
            (kind, _) => kind.write(out),
        }
    }
}

/// Data Center's user keys are 32 hexadecimal digits; a Cloud account id is 24 or has a colon.
fn user_attribute(id: &str) -> &'static str {
    let hexadecimal = id.bytes().all(|byte| byte.is_ascii_hexdigit());
    match id.len() {
        32 if hexadecimal => "ri:userkey",
        24 if hexadecimal => "ri:account-id",
        _ if id.contains(':') => "ri:account-id",
        _ => "ri:username",
    }
}

fn element(out: &mut String, name: &str, attributes: &[(&str, Option<&str>)]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        if let Some(value) = value {
            attribute_into(out, name, value);
        }
    }
    out.push_str(" />");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::tree::Dialect;

    fn round_trip(storage: &str, uri: &str) {
        let tree = Tree::parse(storage, Dialect::Storage).unwrap();
        assert_eq!(tree.resource_uri(1, None), uri);
        let mut back = String::new();
        Resource::parse(uri).unwrap().kind.write(&mut back);
        assert_eq!(back, storage);
    }

    #[test]
    fn addresses_go_both_ways() {
        round_trip(r#"<ri:page ri:space-key="DOC" ri:content-title="A &amp; B" />"#, "page:DOC/A & B");
        round_trip(r#"<ri:page ri:content-title="100% a/b #1" />"#, "page:100%25 a%2Fb %231");
        round_trip(r#"<ri:attachment ri:filename="a b.png" />"#, "attachment:a b.png");
        round_trip(
            r#"<ri:attachment ri:filename="x.png"><ri:page ri:content-title="Other" /></ri:attachment>"#,
            "attachment:/Other/x.png",
        );
        round_trip(
            r#"<ri:attachment ri:filename="x.png"><ri:blog-post ri:space-key="S" ri:content-title="N" ri:posting-day="2026/01/02" /></ri:attachment>"#,
            "attachment:blog:S/2026-01-02/N/x.png",
        );
        round_trip(
            r#"<ri:attachment ri:filename="x.png"><ri:content-entity ri:content-id="77" /></ri:attachment>"#,
            "attachment:content:77/x.png",
        );
        round_trip(
            r#"<ri:attachment ri:filename="x.png"><ri:page ri:content-title="blog:a" /></ri:attachment>"#,
            "attachment:/blog:a/x.png",
        );
        round_trip(r#"<ri:user ri:account-id="557058:a-b" />"#, "user:557058:a-b");
        round_trip(
            r#"<ri:user ri:userkey="8a7f808a5e3c1a2b015e3c1a2b3c0001" />"#,
            "user:8a7f808a5e3c1a2b015e3c1a2b3c0001",
        );
        round_trip(r#"<ri:space ri:space-key="TST" />"#, "space:TST");
        round_trip(
            r#"<ri:blog-post ri:space-key="S" ri:content-title="T" ri:posting-day="2026/11/23" />"#,
            "blog:S/2026-11-23/T",
        );
    }

    #[test]
    fn urls_are_not_ours() {
        assert_eq!(Resource::parse("https://example.com/#x"), None);
        assert_eq!(Resource::parse("mailto:a@example.com"), None);
        assert_eq!(Resource::parse("/relative"), None);
        for ours in
            ["page:", "blog:", "blog:T", "attachment:", "space:", "user:", "content:x y", "shortcut:jira"]
        {
            let found = Resource::parse(ours).unwrap();
            assert!(found.kind.lacks().is_some(), "{ours}: {found:?}");
        }
        for bad in
            ["blog:DOCS/yesterday/T", "blog:DOCS/T", "blog:S/2026-02-30/T", "attachment:/f", "space:A B"]
        {
            assert!(Resource::parse(bad).unwrap().kind.lacks().is_some(), "{bad}");
        }
    }

    #[test]
    fn a_sign_at_the_end_or_beside_a_blank_is_part_of_a_title() {
        for (uri, title, anchor) in [
            ("page:C#", "C#", None),
            ("page:C# guide", "C# guide", None),
            ("page:Issue #42", "Issue #42", None),
            ("page:C# guide#Set up", "C# guide", Some("Set up")),
            ("page:C##Set up", "C#", Some("Set up")),
            ("page:A#b", "A", Some("b")),
            ("page:A%23b", "A#b", None),
        ] {
            let found = Resource::parse(uri).unwrap();
            assert_eq!(found.kind, ResourceKind::Page { space: None, title: title.to_owned() }, "{uri}");
            assert_eq!(found.anchor.as_deref(), anchor, "{uri}");
        }
        let tree = Tree::parse("<ri:page ri:content-title=\"A \" />", Dialect::Storage).unwrap();
        let uri = tree.resource_uri(1, Some(" b"));
        assert_eq!(uri, "page:A%20#%20b");
        assert_eq!(Resource::parse(&uri).unwrap().anchor.as_deref(), Some(" b"));
        let tree = Tree::parse("<ri:blog-post ri:content-id=\"6\" />", Dialect::Storage).unwrap();
        assert_eq!(tree.resource_uri(1, None), "content:6");
    }
}
