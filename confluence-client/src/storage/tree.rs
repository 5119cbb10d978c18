//! Storage format as a tree whose nodes know the bytes they came from.

use std::borrow::Cow;
use std::ops::Range;

use super::tag::{Tag, is_around_blocks};
use super::text::{decode, slice};

mod parse;

pub(crate) use parse::Dialect;

/// A node's place in document order; the root is 0.
pub(crate) type NodeId = usize;

/// The nodes of a document in document order; subtrees are contiguous.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    source: String,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    tag: Tag,
    parent: u32,
    subtree_end: u32,
    start: u32,
    end: u32,
    inner_start: u32,
    inner_end: u32,
}

/// Stands in for a node that is not there, in builds without assertions.
static NOWHERE: Node =
    Node { tag: Tag::Comment, parent: 0, subtree_end: 0, start: 0, end: 0, inner_start: 0, inner_end: 0 };

impl Tree {
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A node; an id that names none is a mistake of ours, which tests have to see.
    fn node(&self, id: NodeId) -> &Node {
        debug_assert!(id < self.nodes.len(), "no node {id} of {}", self.nodes.len());
        self.nodes.get(id).unwrap_or(&NOWHERE)
    }

    pub(crate) fn tag(&self, id: NodeId) -> Tag {
        self.node(id).tag
    }

    pub(crate) fn parent(&self, id: NodeId) -> NodeId {
        self.node(id).parent as usize
    }

    /// One past the last node of the subtree, which is the next sibling if there is one.
    pub(crate) fn after(&self, id: NodeId) -> NodeId {
        (self.node(id).subtree_end as usize).max(id + 1)
    }

    /// The bytes of the whole node.
    pub(crate) fn span(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.start as usize..node.end as usize
    }

    /// The bytes between the tags, or the content of a CDATA section.
    pub(crate) fn inner_span(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.inner_start as usize..node.inner_end as usize
    }

    pub(crate) fn raw(&self, id: NodeId) -> &str {
        slice(&self.source, self.span(id))
    }

    pub(crate) fn children(&self, id: NodeId) -> Siblings<'_> {
        self.siblings(id + 1..self.after(id))
    }

    /// The nodes of `range` that are not inside another node of it; the range must start and end at siblings.
    pub(crate) fn siblings(&self, range: Range<NodeId>) -> Siblings<'_> {
        Siblings { tree: self, next: range.start, end: range.end.min(self.len()) }
    }

    pub(crate) fn child(&self, id: NodeId, tag: Tag) -> Option<NodeId> {
        self.children(id).find(|&child| self.tag(child) == tag)
    }

    pub(crate) fn descendants(&self, id: NodeId) -> Range<NodeId> {
        id + 1..self.after(id).min(self.len())
    }

    /// Whether an element is written without an end tag, `<p />`.
    pub(crate) fn is_empty_element(&self, id: NodeId) -> bool {
        self.raw(id).ends_with("/>") && self.inner_span(id).is_empty()
    }

    /// An element that is written without an end tag, with something in it.
    pub(crate) fn filled(&self, id: NodeId, content: &str) -> String {
        let open = self.raw(id).trim_end_matches('>').trim_end_matches('/').trim_end();
        format!("{open}>{content}</{}>", self.name(id))
    }

    /// The element's name as written.
    pub(crate) fn name(&self, id: NodeId) -> &str {
        let raw = self.raw(id).strip_prefix('<').unwrap_or("");
        let end = raw.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(raw.len());
        slice(raw, 0..end)
    }

    /// Everything of the start tag between the name and its end.
    fn attribute_text(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if !node.tag.is_element() {
            return "";
        }
        let start_tag_end = if node.inner_start == node.inner_end && node.inner_start == node.end {
            node.end
        } else {
            node.inner_start
        };
        let start = node.start as usize + 1 + self.name(id).len();
        slice(&self.source, start..start_tag_end as usize).trim_end_matches('>').trim_end_matches('/')
    }

    pub(crate) fn attributes(&self, id: NodeId) -> Attributes<'_> {
        Attributes { rest: self.attribute_text(id) }
    }

    pub(crate) fn attribute(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        self.attributes(id).find(|(key, _)| *key == name).map(|(_, value)| decode(value))
    }

    /// The bytes of an attribute's value.
    pub(crate) fn attribute_span(&self, id: NodeId, name: &str) -> Option<Range<usize>> {
        let (_, value) = self.attributes(id).find(|(key, _)| *key == name)?;
        let start = value.as_ptr() as usize - self.source.as_ptr() as usize;
        Some(start..start + value.len())
    }

    /// The characters of a text or CDATA node.
    pub(crate) fn characters(&self, id: NodeId) -> Cow<'_, str> {
        let inner = slice(&self.source, self.inner_span(id));
        match self.tag(id) {
            Tag::Text => decode(inner),
            Tag::CData => Cow::Borrowed(inner),
            _ => Cow::Borrowed(""),
        }
    }

    /// All characters below a node, tags dropped.
    pub(crate) fn text(&self, id: NodeId) -> Cow<'_, str> {
        let mut texts = self.descendants(id).filter(|&node| matches!(self.tag(node), Tag::Text | Tag::CData));
        let Some(first) = texts.next() else { return Cow::Borrowed("") };
        let mut text = self.characters(first);
        for node in texts {
            text.to_mut().push_str(&self.characters(node));
        }
        text
    }

    /// A node and what it is in, up to the root.
    pub(crate) fn upward(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |&at| (at > 0).then(|| self.parent(at)))
    }

    /// The nodes of a range whose tag is wanted, but for those that are in one of them.
    pub(crate) fn outermost(&self, nodes: Range<NodeId>, is_wanted: impl Fn(Tag) -> bool) -> Vec<NodeId> {
        let mut behind = 0;
        let is_outermost = |&node: &NodeId| {
            let outermost = node >= behind && is_wanted(self.tag(node));
            if outermost {
                behind = self.after(node);
            }
            outermost
        };
        nodes.filter(is_outermost).collect()
    }

    /// Whether an element is one that stands within a line: a mark, an anchor of a comment, or one of HTML that is no
    /// block.
    pub(crate) fn is_within_line(&self, id: NodeId) -> bool {
        match self.tag(id) {
            Tag::CommentMarker | Tag::AdfMark | Tag::AdfFragmentMark => true,
            Tag::Other => !self.name(id).contains(':') && !is_around_blocks(self.name(id)),
            tag => tag.is_mark(),
        }
    }

    /// Whether a text node holds nothing but white space of XML.
    pub(crate) fn is_blank(&self, id: NodeId) -> bool {
        match self.tag(id) {
            Tag::Text => slice(&self.source, self.inner_span(id)).bytes().all(|b| b.is_ascii_whitespace()),
            Tag::Comment | Tag::Instruction => true,
            _ => false,
        }
    }
}

/// Sibling nodes in order.
#[derive(Clone)]
pub(crate) struct Siblings<'t> {
    tree: &'t Tree,
    next: NodeId,
    end: NodeId,
}

impl Iterator for Siblings<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.end {
            return None;
        }
        let id = self.next;
        self.next = self.tree.after(id);
        Some(id)
    }
}

/// Attribute names and raw values in order.
pub(crate) struct Attributes<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, tail) = self.rest.split_once('=')?;
        let tail = tail.trim_start();
        let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = tail.get(1..)?.split_once(quote)?;
        self.rest = rest;
        Some((name.trim(), value))
    }
}
