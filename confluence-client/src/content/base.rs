//! A page as it was read: the ground for turning changed Markdown back into storage format.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::blocks::{BlockId, BlockKind};
use super::document::Document;
use super::normalize::normalized;
use super::render::Rendered;
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::NodeId;

/// A document, its Markdown, and what each piece of the Markdown stood for.
#[derive(Debug)]
pub(crate) struct Base<'a> {
    pub(crate) document: &'a Document,
    pub(crate) rendered: &'a Rendered,
    /// By their Markdown without what is invisible: whoever writes it back cannot bring that along.
    atoms: HashMap<Cow<'a, str>, Vec<NodeId>>,
    images: OnceCell<HashMap<String, Vec<NodeId>>>,
    addresses: OnceCell<HashSet<String>>,
    /// The URLs that hold what nobody sees, by what is seen of them.
    exact: OnceCell<HashMap<String, String>>,
    by_node: OnceCell<HashMap<NodeId, Range<usize>>>,
    macros: OnceCell<HashSet<String>>,
    anchors: OnceCell<HashSet<String>>,
    /// The bytes that are being rewritten: where the same Markdown stood for different things, the nearest counts.
    near: RefCell<Range<usize>>,
}

impl<'a> Base<'a> {
    pub(crate) fn new(document: &'a Document, rendered: &'a Rendered) -> Self {
        let mut atoms: HashMap<Cow<'_, str>, Vec<NodeId>> = HashMap::with_capacity(rendered.map.atoms.len());
        for atom in &rendered.map.atoms {
            if let Some(markdown) = rendered.text.get(atom.start..atom.end) {
                atoms.entry(normalized(markdown)).or_default().push(atom.node);
            }
        }
        Self {
            document,
            rendered,
            atoms,
            images: OnceCell::new(),
            addresses: OnceCell::new(),
            exact: OnceCell::new(),
            by_node: OnceCell::new(),
            macros: OnceCell::new(),
            anchors: OnceCell::new(),
            near: RefCell::new(0..0),
        }
    }

    pub(crate) fn look_near(&self, range: Range<usize>) {
        *self.near.borrow_mut() = range;
    }

    /// The bytes that a piece of Markdown stood for.
    pub(crate) fn atom(&self, markdown: &str) -> Option<&'a str> {
        self.nearest(self.atoms.get(&*normalized(markdown))?).map(|node| self.document.tree.raw(node))
    }

    /// The elements within some bytes that a piece of Markdown stands for, in order.
    pub(crate) fn alike(&self, markdown: &str, within: &Range<usize>) -> Vec<NodeId> {
        let nodes = self.atoms.get(&*normalized(markdown)).map_or(&[][..], Vec::as_slice);
        nodes.iter().copied().filter(|&node| within.contains(&self.document.tree.span(node).start)).collect()
    }

    /// The image of a URL, for what Markdown does not say of images.
    pub(crate) fn image(&self, uri: &str) -> Option<NodeId> {
        let tree = &self.document.tree;
        let images = self.images.get_or_init(|| {
            let mut images: HashMap<String, Vec<NodeId>> = HashMap::new();
            let atoms = self.rendered.map.atoms.iter().map(|atom| atom.node);
            for node in atoms.filter(|&node| tree.tag(node) == Tag::Image) {
                images.entry(normalized(&tree.address(node)).into_owned()).or_default().push(node);
            }
            images
        });
        self.nearest(images.get(&*normalized(uri))?)
    }

    /// The Markdown that stands for a node as a whole.
    pub(crate) fn markdown_of_node(&self, node: NodeId) -> Option<&'a str> {
        let by_node = self.by_node.get_or_init(|| {
            self.rendered.map.atoms.iter().map(|atom| (atom.node, atom.start..atom.end)).collect()
        });
        by_node.get(&node).map(|range| slice(&self.rendered.text, range.clone()))
    }

    /// Whether the page has a macro of a name.
    pub(crate) fn has_macro(&self, name: &str) -> bool {
        let tree = &self.document.tree;
        let macros = (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Macro);
        self.macros
            .get_or_init(|| macros.map(|node| tree.macro_name(node).into_owned()).collect())
            .contains(name)
    }

    /// Whether the page has a place of a name that one can link to.
    pub(crate) fn has_anchor(&self, name: &str) -> bool {
        let tree = &self.document.tree;
        let named = (0..tree.len()).filter_map(|node| tree.anchor_name(node));
        self.anchors
            .get_or_init(|| named.map(|name| normalized(&name).into_owned()).collect())
            .contains(&*normalized(name))
    }

    /// The URL of a link or an image of the page that looks like this one and holds what nobody sees: it is meant, if
    /// the page has none that is the same to the letter.
    pub(crate) fn exact_address(&self, address: &str) -> Option<&str> {
        let exact = self.exact.get_or_init(|| {
            let all = self.rendered.map.atoms.iter().map(|atom| self.document.tree.address(atom.node));
            let (plain, odd): (Vec<String>, Vec<String>) =
                all.partition(|address| matches!(normalized(address), Cow::Borrowed(_)));
            let mut exact: HashMap<String, String> = HashMap::new();
            for address in odd.into_iter().rev() {
                exact.insert(normalized(&address).into_owned(), address);
            }
            if !exact.is_empty() {
                plain.iter().for_each(|address| drop(exact.remove(address)));
            }
            exact
        });
        if exact.is_empty() { None } else { exact.get(&*normalized(address)).map(String::as_str) }
    }

    /// Whether the page has a URL as plain text.
    pub(crate) fn has_plain_address(&self, address: &str) -> bool {
        let known = self.addresses.get_or_init(|| {
            let addresses = self.document.plain_addresses().into_iter();
            addresses.map(|address| normalized(&address).into_owned()).collect()
        });
        let address = &*normalized(address);
        // A link to `www.e.com` is one to `http://www.e.com`, and that of an address of mail to `mailto:`.
        let short = address.strip_prefix("http://").filter(|rest| rest.starts_with("www."));
        let short = short.or_else(|| address.strip_prefix("mailto:"));
        known.contains(address) || short.is_some_and(|short| known.contains(short))
    }

    fn nearest(&self, nodes: &[NodeId]) -> Option<NodeId> {
        let near = self.near.borrow();
        let start = |node: NodeId| self.document.tree.span(node).start;
        let next = nodes.partition_point(|&node| start(node) < near.start);
        nodes.get(next).filter(|&&node| near.contains(&start(node))).or_else(|| nodes.first()).copied()
    }

    pub(crate) fn kind(&self, id: BlockId) -> Option<BlockKind> {
        self.document.blocks.get(id).map(|block| block.kind)
    }

    pub(crate) fn bytes_of(&self, id: BlockId) -> &'a str {
        slice(self.document.storage(), self.span(id))
    }

    pub(crate) fn span(&self, id: BlockId) -> Range<usize> {
        self.document.blocks.span(&self.document.tree, id)
    }

    pub(crate) fn markdown_of(&self, id: BlockId) -> &'a str {
        slice(&self.rendered.text, self.rendered.map.block(id))
    }

    /// The name under which a directive shows a block.
    pub(crate) fn directive_name(&self, id: BlockId) -> Option<String> {
        let block = self.document.blocks.get(id)?;
        let tree = &self.document.tree;
        Some(match (block.kind, tree.tag(block.node())) {
            (BlockKind::Layout, _) => "layout".to_owned(),
            (BlockKind::LayoutSection, _) => "layout-section".to_owned(),
            (BlockKind::LayoutCell, _) => "layout-cell".to_owned(),
            (BlockKind::Unknown, _) => "element".to_owned(),
            (_, Tag::AdfExtension) => "adf-extension".to_owned(),
            (_, Tag::Macro) => tree.macro_name(block.node()).into_owned(),
            _ => return None,
        })
    }
}
