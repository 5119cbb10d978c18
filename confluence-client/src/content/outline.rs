//! What a page consists of, without its text.

use std::collections::{BTreeMap, HashMap};

use super::blocks::{BlockId, BlockKind};
use super::document::Document;
use super::handle::Handle;
use crate::storage::tag::Tag;

/// The outline of a page: its headings and macros.
///
/// ```
/// use confluence_client::content::Document;
///
/// let outline = Document::parse("<h1>Plan</h1><p>x</p><h2>Who</h2>")?.outline();
/// assert_eq!(outline.to_string(), "- Plan (#b1, 33 bytes)\n  - Who (#b3, 12 bytes)\n3 blocks, 33 bytes\n");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outline {
    /// The headings in order, those inside of layouts and macros included.
    pub headings: Vec<Heading>,
    /// The handles of the tables in order, those inside of other tables aside.
    pub tables: Vec<Handle>,
    /// Names of macros and how often each occurs.
    pub macros: BTreeMap<String, usize>,
    /// How many blocks the page has; handles run from `#b1` to this number.
    pub blocks: usize,
    /// Size of the storage format in bytes.
    pub bytes: usize,
}

/// One heading and the section below it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heading {
    /// The handle of the heading.
    pub handle: Handle,
    /// 1 to 6.
    pub level: u8,
    /// The text of the heading.
    pub title: String,
    /// Size in bytes of the section: from the heading to the next one of the same or a higher level in its container.
    pub bytes: usize,
}

impl Document {
    /// The headings, their handles and sizes, and the macros.
    pub fn outline(&self) -> Outline {
        let (mut headings, mut tables) = (Vec::new(), Vec::new());
        let mut macros = BTreeMap::new();
        for (id, block) in self.blocks.iter() {
            if let BlockKind::Heading(level) = block.kind {
                headings.push(Heading { handle: Handle::of(id), level, title: self.title(id), bytes: 0 });
            }
            if block.kind == BlockKind::Table && !self.in_table(id) {
                tables.push(Handle::of(id));
            }
        }
        self.measure(&mut headings);
        for id in (0..self.tree.len()).filter(|&id| self.tree.tag(id) == Tag::Macro) {
            *macros.entry(self.tree.macro_name(id).into_owned()).or_default() += 1;
        }
        Outline { headings, tables, macros, blocks: self.blocks.len(), bytes: self.storage().len() }
    }

    fn in_table(&self, id: BlockId) -> bool {
        let parent = |&id: &BlockId| self.blocks.get(id).and_then(|block| block.parent());
        std::iter::successors(parent(&id), parent)
            .any(|around| self.blocks.get(around).is_some_and(|block| block.kind == BlockKind::Table))
    }

    /// A heading's text in one line.
    pub(crate) fn title(&self, id: BlockId) -> String {
        self.seen(id)
    }

    /// Sizes by walking backwards with the last place where a section of each level would have to end.
    fn measure(&self, headings: &mut [Heading]) {
        let mut later: Vec<(Option<BlockId>, u8, usize)> = Vec::new();
        let mut ends = HashMap::new();
        for heading in headings.iter_mut().rev() {
            let id = heading.handle.block();
            let parent = self.blocks.get(id).and_then(|block| block.parent());
            let start = self.blocks.span(&self.tree, id).start;
            while later.last().is_some_and(|&(other, level, _)| other == parent && level > heading.level) {
                later.pop();
            }
            let end = match later.last() {
                Some(&(other, _, start)) if other == parent => start,
                _ => *ends.entry(parent).or_insert_with(|| self.container_end(parent)),
            };
            heading.bytes = end.saturating_sub(start);
            later.push((parent, heading.level, start));
        }
    }

    /// Where the content of a container ends.
    pub(crate) fn container_end(&self, parent: Option<BlockId>) -> usize {
        let last = match parent {
            Some(parent) => self.blocks.children(parent).last(),
            None => self.blocks.roots().last(),
        };
        last.map_or(0, |last| self.blocks.span(&self.tree, last).end)
    }
}

impl std::fmt::Display for Outline {
    /// One line for each heading, indented by level, with handle and size; then the macros.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for heading in &self.headings {
            let indent = usize::from(heading.level.saturating_sub(1)) * 2;
            writeln!(
                formatter,
                "{:indent$}- {} ({}, {} bytes)",
                "", heading.title, heading.handle, heading.bytes
            )?;
        }
        if !self.macros.is_empty() {
            let macros: Vec<String> =
                self.macros.iter().map(|(name, count)| format!("{name} {count}")).collect();
            writeln!(formatter, "macros: {}", macros.join(", "))?;
        }
        writeln!(formatter, "{} blocks, {} bytes", self.blocks, self.bytes)
    }
}
