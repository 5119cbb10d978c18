//! Text as a reader sees it: without tags and parameters, and with what stands for a mention, a date, a link, an emoji.
//!
//! The one answer to "what does it say": for outlines, sections, tables, tasks, comments, search in a page, and the
//! plain text of a page.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::macros::Body;
use super::scan;
use super::tag::Tag;
use super::tree::{Dialect, NodeId, Tree};
use super::{emoji, resource};
use crate::invisible::is_space;

/// The text of some storage format, a line for each block; of what is not well-formed, as much as can be told.
pub(crate) fn text_of(storage: &str) -> String {
    match Tree::parse(storage, Dialect::Storage) {
        Ok(tree) => lines(&tree, 1..tree.len()),
        Err(_) => scan::text_of(storage),
    }
}

/// The same with [`OBJECT`] for each thing that shows more than it has of text, or other words: a mention, a date, a status,
/// an emoji, an image, a link without words of its own, code in a macro. What is left is text to the service too.
pub(crate) fn words_of(storage: &str) -> String {
    match Tree::parse(storage, Dialect::Storage) {
        Ok(tree) => lines_by(&tree, 1..tree.len(), &SeenOptions { objects: true, ..SeenOptions::default() }),
        Err(_) => scan::text_of(storage),
    }
}

/// What stands for a thing that is no text (Unicode's object replacement character).
pub(crate) const OBJECT: char = '\u{fffc}';

/// The text of some siblings and what is in them, a line for each block.
pub(crate) fn lines(tree: &Tree, nodes: Range<NodeId>) -> String {
    lines_by(tree, nodes, &SeenOptions::default())
}

/// What of a text is given, and how, where it is not all that a reader sees.
#[derive(Clone, Copy, Default)]
pub(crate) struct SeenOptions<'n> {
    /// The names of people by their ids.
    pub(crate) names: Option<&'n HashMap<String, String>>,
    /// Leaves out pictures: emoji, and the texts that stand for images.
    pub(crate) words_alone: bool,
    /// Puts [`OBJECT`] in the place of what is no text.
    pub(crate) objects: bool,
}

fn lines_by<'t>(tree: &'t Tree, nodes: Range<NodeId>, options: &SeenOptions<'t>) -> String {
    let mut seen = Seen::of(tree, *options);
    seen.nodes(nodes);
    let length = seen.out.trim_end().len();
    seen.out.truncate(length);
    seen.out
}

/// The text of some siblings in one line, by options.
pub(crate) fn line_by(tree: &Tree, nodes: Range<NodeId>, options: &SeenOptions<'_>) -> String {
    one_line(&lines_by(tree, nodes, options))
}

/// The text of some siblings in one line.
pub(crate) fn line(tree: &Tree, nodes: Range<NodeId>) -> String {
    one_line(&lines(tree, nodes))
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Appends the text of some siblings, which are one block or stand in one.
pub(crate) fn append(out: &mut String, tree: &Tree, nodes: Range<NodeId>, options: &SeenOptions<'_>) {
    let start = out.len();
    let mut seen = Seen { out: std::mem::take(out), start, ..Seen::of(tree, *options) };
    seen.nodes(nodes);
    let length = seen.out.trim_end_matches([' ', '\n']).len().max(start);
    seen.out.truncate(length);
    *out = seen.out;
}

/// What a reader sees of a node that has no text of its own, or whose text is not what is seen.
pub(crate) fn stand_in(tree: &Tree, id: NodeId) -> Option<Cow<'_, str>> {
    let attribute = |name| tree.attribute(id, name);
    Some(match tree.tag(id) {
        Tag::RiUser => Cow::Owned(format!("@{}", tree.user_id(id).unwrap_or_default())),
        Tag::Time => attribute("datetime").unwrap_or_default(),
        Tag::Image => attribute("ac:alt").unwrap_or_default(),
        Tag::Img => attribute("alt").unwrap_or_default(),
        Tag::Emoticon => Cow::Owned(emoji::shown(tree, id)),
        Tag::Macro => return shown_of_macro(tree, id),
        Tag::Link => return shown_of_link(tree, id),
        _ => return None,
    })
}

fn shown_of_macro(tree: &Tree, id: NodeId) -> Option<Cow<'_, str>> {
    match &*tree.macro_name(id) {
        "status" => Some(tree.macro_parameter(id, "title").unwrap_or_default()),
        "jira" => Some(tree.macro_parameter(id, "key").unwrap_or_default()),
        _ if tree.macro_body(id) == Body::None => Some(Cow::Borrowed("")),
        _ => None,
    }
}

/// The text of a link of Confluence, if it has one.
pub(crate) fn link_body(tree: &Tree, id: NodeId) -> Option<NodeId> {
    tree.children(id).find(|&child| matches!(tree.tag(child), Tag::LinkBody | Tag::PlainTextLinkBody))
}

/// The text of a link of Confluence, if a reader sees it in place of what the link leads to.
pub(crate) fn link_words(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let is_seen = |&inner: &NodeId| match tree.tag(inner) {
        Tag::Text | Tag::CData => !tree.characters(inner).trim_ascii().is_empty(),
        Tag::Image | Tag::Emoticon | Tag::Macro => true,
        _ => false,
    };
    link_body(tree, id).filter(|&body| tree.descendants(body).any(|inner| is_seen(&inner)))
}

/// A link without a text of its own shows what it leads to.
fn shown_of_link(tree: &Tree, id: NodeId) -> Option<Cow<'_, str>> {
    if link_body(tree, id).is_some() {
        return None;
    }
    let target = tree.children(id).find(|&child| tree.tag(child).is_resource());
    match target {
        Some(user) if tree.tag(user) == Tag::RiUser => stand_in(tree, user),
        Some(target) => Some(Cow::Owned(resource::label(tree, target).unwrap_or_default())),
        None => tree.attribute(id, "ac:anchor"),
    }
}

struct Seen<'t> {
    tree: &'t Tree,
    options: SeenOptions<'t>,
    out: String,
    /// Where the text begins; blanks at its start are left out.
    start: usize,
}

impl<'t> Seen<'t> {
    fn of(tree: &'t Tree, options: SeenOptions<'t>) -> Self {
        Self { tree, options, out: String::new(), start: 0 }
    }

    /// What is seen of something that is no text.
    fn object(&mut self, shown: &str) {
        match self.options.objects {
            true if shown.is_empty() => {}
            true => self.out.push(OBJECT),
            false => self.out.push_str(shown),
        }
    }

    fn nodes(&mut self, nodes: Range<NodeId>) {
        for id in self.tree.siblings(nodes) {
            self.node(id);
        }
    }

    fn inside(&mut self, id: NodeId) {
        for child in self.tree.children(id) {
            self.node(child);
        }
    }

    fn node(&mut self, id: NodeId) {
        let tag = self.tree.tag(id);
        match tag {
            Tag::Text | Tag::CData => {
                let text = self.tree.characters(id);
                self.collapsed(&text);
            }
            Tag::Br => self.new_line(),
            Tag::Pre | Tag::PlainTextBody => self.preformatted(id, tag),
            Tag::Comment
            | Tag::Instruction
            | Tag::Style
            | Tag::Script
            | Tag::Parameter
            | Tag::TaskId
            | Tag::TaskUuid
            | Tag::TaskStatus
            | Tag::AdfAttribute
            // What asks for a text is seen by whoever edits the page alone.
            | Tag::Placeholder => {}
            // Words that stand in the place of a person's name are all that is seen.
            Tag::Link => match (link_body(self.tree, id), self.stand_in(id)) {
                (Some(body), _) => self.inside(body),
                (None, Some(shown)) => self.object(&shown),
                (None, None) => {}
            },
            Tag::Emoticon | Tag::Image | Tag::Img if self.options.words_alone => self.collapsed(" "),
            Tag::AdfExtension => match self.tree.shown_of_extension(id).as_slice() {
                [] => self.inside(id),
                [one] => self.inside(*one),
                several => several.iter().for_each(|&shown| {
                    self.new_line();
                    self.inside(shown);
                    self.new_line();
                }),
            },
            Tag::Image => self.image(id),
            _ => match self.stand_in(id) {
                Some(shown) => self.object(&shown),
                None if tag.is_block() => {
                    self.new_line();
                    self.inside(id);
                    self.new_line();
                }
                None => self.inside(id),
            },
        }
    }

    fn preformatted(&mut self, id: NodeId, tag: Tag) {
        self.new_line();
        let text = self.tree.text(id);
        let text = text.strip_prefix('\n').unwrap_or(&text);
        match tag {
            Tag::PlainTextBody => self.object(text),
            _ => self.out.push_str(text),
        }
        self.new_line();
    }

    /// The text that stands for an image, and its caption.
    fn image(&mut self, id: NodeId) {
        let alt = stand_in(self.tree, id).unwrap_or_default();
        match self.options.objects {
            true => self.object(&alt),
            false => self.collapsed(&alt),
        }
        if !alt.is_empty() {
            self.collapsed(" ");
        }
        if let Some(caption) = self.tree.child(id, Tag::ImageCaption) {
            self.collapsed(" ");
            self.inside(caption);
            self.collapsed(" ");
        }
    }

    /// What stands for a node: of a person, the name where that is known.
    fn stand_in(&self, id: NodeId) -> Option<Cow<'t, str>> {
        self.named(id).map(Cow::Owned).or_else(|| stand_in(self.tree, id))
    }

    /// The name of the person whom a mention or a link is of.
    fn named(&self, id: NodeId) -> Option<String> {
        let names = self.options.names?;
        let user = match self.tree.tag(id) {
            Tag::RiUser => id,
            Tag::Link => self.tree.child(id, Tag::RiUser)?,
            _ => return None,
        };
        names.get(&self.tree.user_id(user)?).map(|name| format!("@{}", name.trim()))
    }

    fn new_line(&mut self) {
        let length = self.out.trim_end_matches(' ').len().max(self.start);
        self.out.truncate(length);
        if self.out.len() > self.start && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn collapsed(&mut self, text: &str) {
        for character in text.chars() {
            if is_space(character) {
                if self.out.len() > self.start && !self.out.ends_with([' ', '\n']) {
                    self.out.push(' ');
                }
            } else {
                self.out.push(character);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_from_text() {
        let storage = "<p><ac:link><ri:user ri:account-id=\"u10\" /></ac:link> total <code>10</code> on \
                       <time datetime=\"2026-12-24\" /> <ac:link><ri:page ri:content-title=\"T\" /><ac:link-body>see</ac:link-body>\
                       </ac:link></p><ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[let x]]>\
                       </ac:plain-text-body></ac:structured-macro>";
        assert_eq!(words_of(storage), "\u{fffc} total 10 on \u{fffc} see\n\u{fffc}");
    }

    #[test]
    fn every_construct_shows_what_a_reader_sees() {
        let link = |inside: &str| format!("<ac:link>{inside}</ac:link>");
        for (storage, expected) in [
            ("<p>a  b\n c</p><p>d</p>".to_owned(), "a b c\nd"),
            ("<p>one<br/>two</p>".to_owned(), "one\ntwo"),
            ("Gr&ouml;&szlig;e &lt;x&gt;".to_owned(), "Größe <x>"),
            ("<![CDATA[x<y]]><!-- no -->".to_owned(), "x<y"),
            (link("<ri:user ri:account-id=\"u1\" />"), "@u1"),
            (link("<ri:page ri:content-title=\"Getting started\" />"), "Getting started"),
            (link("<ri:page ri:content-title=\"T\" /><ac:link-body>see <b>it</b></ac:link-body>"), "see it"),
            (link("<ri:page ri:content-id=\"111\" /><ac:plain-text-link-body><![CDATA[One]]></ac:plain-text-link-body>"), "One"),
            (link("<ri:user ri:account-id=\"u1\" /><ac:link-body>my <b>boss</b></ac:link-body>"), "my boss"),
            (link("<ri:shortcut ri:key=\"jira\" ri:parameter=\"A-1\" />"), "A-1@jira"),
            (link("<ri:attachment ri:filename=\"a.pdf\" />"), "a.pdf"),
            (link("<ri:space ri:space-key=\"DOC\" />"), "DOC"),
            ("<ac:link ac:anchor=\"top\" />".to_owned(), "top"),
            ("<time datetime=\"2026-03-04\" />".to_owned(), "2026-03-04"),
            ("<p>a <ac:placeholder>type here</ac:placeholder></p>".to_owned(), "a"),
            ("<p><ac:image ac:alt=\"Logo\"><ri:url ri:value=\"u\" /></ac:image>Product</p>".to_owned(), "Logo Product"),
            ("<ac:emoticon ac:name=\"tick\" />".to_owned(), "✅"),
            ("<ac:emoticon ac:name=\"blue-star\" ac:emoji-fallback=\":y:\" ac:emoji-id=\"u\" />".to_owned(), ":emoticon{name=y}"),
            ("<ac:emoticon ac:name=\"blue-star\" ac:emoji-id=\"1f44d\" />".to_owned(), "👍"),
            ("<ac:emoticon ac:name=\"blue-star\" ac:emoji-id=\"8bb9a2f5-4b1d\" />".to_owned(), "🔵"),
            ("<ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":done:\" ac:emoji-id=\"u\" ac:emoji-fallback=\":done:\" />".to_owned(), ":emoticon{name=done}"),
            ("<ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":rocket:\" ac:emoji-fallback=\"🚀\" />".to_owned(), "🚀"),
            ("<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">install</ac:parameter></ac:structured-macro>Install".to_owned(), "Install"),
            ("<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">OK</ac:parameter></ac:structured-macro>".to_owned(), "OK"),
            ("<ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"server\">S</ac:parameter><ac:parameter ac:name=\"key\">A-1</ac:parameter></ac:structured-macro>".to_owned(), "A-1"),
            ("<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">3</ac:parameter></ac:structured-macro>".to_owned(), ""),
            ("<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[a  b\n  c]]></ac:plain-text-body></ac:structured-macro>".to_owned(), "a  b\n  c"),
            ("<ac:structured-macro ac:name=\"info\"><ac:parameter ac:name=\"title\">T</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>".to_owned(), "x"),
            ("<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>do</ac:task-body></ac:task></ac:task-list>".to_owned(), "do"),
            ("<ac:image ac:alt=\"plan\"><ri:attachment ri:filename=\"a.png\" /><ac:caption><p>Plan B</p></ac:caption></ac:image>".to_owned(), "plan\nPlan B"),
            ("<ac:adf-extension><ac:adf-node type=\"x\"><ac:adf-attribute key=\"a\">no</ac:adf-attribute><ac:adf-content>y</ac:adf-content></ac:adf-node><ac:adf-fallback><p>y</p></ac:adf-fallback></ac:adf-extension>".to_owned(), "y"),
            ("<table><tbody><tr><td>a</td><td><p>b</p></td></tr></tbody></table>".to_owned(), "a\nb"),
            ("<p>a <ac:inline-comment-marker ac:ref=\"r\">b</ac:inline-comment-marker></p>".to_owned(), "a b"),
            ("<p>broken".to_owned(), "broken"),
        ] {
            assert_eq!(text_of(&storage), expected, "{storage}");
        }
    }
}
