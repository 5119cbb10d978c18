//! Storage format as Markdown.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::blocks::{BlockId, Blocks};
use crate::storage::text::slice;
use crate::storage::tree::{NodeId, Tree};
pub(crate) use block::longest_run;
pub(crate) use macros::as_shown_before;
use writer::Writer;

mod ambiguity;
mod block;
mod cards;
mod collapse;
mod escape;
mod inline;
mod link;
mod list;
mod look;
mod macros;
mod table;
mod unstorable;
mod writer;

/// Options of reading a page as Markdown.
///
/// ```
/// use confluence_client::content::{Document, ReadOptions};
///
/// let page = Document::parse("<p>Ship it</p>")?;
/// assert_eq!(page.markdown(&ReadOptions::new().handles(true)).text, "Ship it {#b1}\n");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    handles: bool,
    comments: bool,
    names: HashMap<String, String>,
}

impl ReadOptions {
    /// Clean Markdown: handles only where Markdown has no word for the construct.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether every block shows its handle, for edits by handle.
    pub fn handles(mut self, show: bool) -> Self {
        self.handles = show;
        self
    }

    pub(crate) fn names_someone(&self, id: &str) -> bool {
        self.names.contains_key(id)
    }

    pub(crate) fn known_names(&self) -> &HashMap<String, String> {
        &self.names
    }

    pub(crate) fn is_clean(&self) -> bool {
        !self.handles && !self.comments
    }

    /// Whether text that carries an inline comment is marked, as `:c[text]{reference}`.
    pub fn comments(mut self, show: bool) -> Self {
        self.comments = show;
        self
    }

    /// Names of people by account id (or user key), as found for [`mentions`](super::Document::mentions).
    pub fn names(mut self, names: impl IntoIterator<Item = (String, String)>) -> Self {
        self.names.extend(names);
        self
    }
}

/// Hidden content: a kind that the Markdown does not show, and how often the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hidden {
    /// What it is, in plain words.
    pub construct: &'static str,
    /// How often it occurs.
    pub count: usize,
}

/// A page rendered as Markdown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rendered {
    /// The Markdown, ending in a line break unless it is empty.
    pub text: String,
    /// What the text does not show. It is still on the page and survives an edit.
    pub lossy: Vec<Hidden>,
    pub(crate) map: SourceMap,
}

/// Which part of the Markdown came from where.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceMap {
    blocks: Vec<(u32, u32)>,
    pub(crate) atoms: Vec<Atom>,
    /// How many blocks show their handle behind their text.
    pub(crate) suffixes: usize,
    /// Whether the anchors of comments are shown.
    pub(crate) comments: bool,
}

/// A construct within a line that is one piece: a link, an image, a mention, a macro.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    pub(crate) node: NodeId,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl SourceMap {
    /// The Markdown of a block, empty if it shows nothing.
    pub(crate) fn block(&self, id: BlockId) -> Range<usize> {
        self.blocks.get(id).map_or(0..0, |&(start, end)| start as usize..end as usize)
    }

    fn set_block(&mut self, id: BlockId, range: Range<usize>) {
        if let Some(place) = self.blocks.get_mut(id) {
            *place = (small(range.start), small(range.end));
        }
    }

    /// Moves everything after insertions of `(place, length)`, which are in order.
    fn shift(&mut self, insertions: &[(usize, usize)]) {
        let mut sums = Vec::with_capacity(insertions.len());
        let mut total = 0;
        for &(at, length) in insertions {
            total += length;
            sums.push((at, total));
        }
        let moved = |at: usize, inclusive: bool| {
            let count = sums.partition_point(|&(place, _)| place < at || inclusive && place == at);
            at + count.checked_sub(1).and_then(|last| sums.get(last)).map_or(0, |&(_, sum)| sum)
        };
        for (start, end) in &mut self.blocks {
            if start != end {
                *start = small(moved(*start as usize, false));
                *end = small(moved(*end as usize, true));
            }
        }
        for atom in &mut self.atoms {
            atom.start = moved(atom.start, true);
            atom.end = moved(atom.end, false);
        }
    }
}

fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Rendered {
    /// Counts something that is not shown.
    pub(crate) fn hide(&mut self, construct: &'static str, count: usize) {
        match self.lossy.iter_mut().find(|hidden| hidden.construct == construct) {
            Some(hidden) => hidden.count += count,
            None => self.lossy.push(Hidden { construct, count }),
        }
    }
}

/// Renders a page.
pub(crate) fn render(tree: &Tree, blocks: &Blocks, options: &ReadOptions) -> Rendered {
    let mut renderer = Renderer::new(tree, blocks, options);
    renderer.map.comments = options.comments;
    renderer.siblings(blocks.roots());
    renderer.finish()
}

/// Renders some sibling blocks and what is in them.
pub(crate) fn render_blocks(
    tree: &Tree,
    blocks: &Blocks,
    ids: &[BlockId],
    options: &ReadOptions,
) -> Rendered {
    let mut renderer = Renderer::new(tree, blocks, options);
    renderer.map.comments = options.comments;
    renderer.siblings(ids.iter().copied());
    renderer.finish()
}

struct Renderer<'t> {
    tree: &'t Tree,
    blocks: &'t Blocks,
    options: &'t ReadOptions,
    out: Writer,
    map: SourceMap,
    hidden: BTreeMap<&'static str, usize>,
    suffixes: Vec<(usize, BlockId)>,
    above: Option<ListAbove>,
    list: Option<ListAbove>,
    in_link: bool,
    /// The cards that a link resembles which is none.
    cards: HashSet<NodeId>,
    code: Option<CodeSpan>,
}

/// The code that was written last within a line.
struct CodeSpan {
    start: usize,
    end: usize,
    text: String,
}

/// The list just above a block, and whether it has the less usual marker.
#[derive(Clone, Copy)]
struct ListAbove {
    ordered: bool,
    alternate: bool,
}

impl<'t> Renderer<'t> {
    fn new(tree: &'t Tree, blocks: &'t Blocks, options: &'t ReadOptions) -> Self {
        Self {
            tree,
            blocks,
            options,
            out: Writer::with_capacity(tree.source().len() / 2),
            map: SourceMap { blocks: vec![(0, 0); blocks.len()], ..SourceMap::default() },
            hidden: BTreeMap::new(),
            suffixes: Vec::new(),
            above: None,
            list: None,
            in_link: false,
            cards: cards::find(tree),
            code: None,
        }
    }

    fn hide(&mut self, construct: &'static str) {
        *self.hidden.entry(construct).or_default() += 1;
    }

    fn finish(mut self) -> Rendered {
        let text = std::mem::replace(&mut self.out, Writer::with_capacity(0)).finish();
        let (text, unstorable) = unstorable::show(text);
        if unstorable > 0 {
            self.hidden.insert("characters that XML does not allow", unstorable);
        }
        let lossy = self.hidden.iter().map(|(&construct, &count)| Hidden { construct, count }).collect();
        let mut rendered = Rendered { text, lossy, map: std::mem::take(&mut self.map) };
        self.add_suffixes(&mut rendered);
        rendered
    }

    /// Adds ` {#b4}` where the options or a lookalike ask for it.
    fn add_suffixes(&self, rendered: &mut Rendered) {
        let marked: Vec<(usize, BlockId)> = if self.options.handles {
            self.suffixes.clone()
        } else {
            let ambiguous = ambiguity::find(self.tree, self.blocks, rendered, &self.suffixes);
            self.suffixes.iter().copied().filter(|(_, id)| ambiguous.contains(id)).collect()
        };
        if marked.is_empty() {
            return;
        }
        let mut text = String::with_capacity(rendered.text.len() + marked.len() * 8);
        let mut insertions = Vec::with_capacity(marked.len());
        let mut done = 0;
        for (at, id) in marked {
            text.push_str(slice(&rendered.text, done..at));
            let before = text.len();
            text.push_str(&format!(" {{#b{}}}", id + 1));
            insertions.push((at, text.len() - before));
            done = at;
        }
        text.push_str(slice(&rendered.text, done..));
        rendered.text = text;
        rendered.map.shift(&insertions);
        rendered.map.suffixes = insertions.len();
    }
}
