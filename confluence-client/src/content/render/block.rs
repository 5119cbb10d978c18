//! Blocks as Markdown.

use super::super::blocks::{Block, BlockId, BlockKind};
use super::super::handle::Handle;
use super::escape::Lone;
use super::{ListAbove, Renderer};
use crate::offload::stop_if_abandoned;
use crate::storage::tag::Tag;
use crate::storage::text::{slice, unix_lines};
use crate::storage::tree::NodeId;

impl Renderer<'_> {
    pub(super) fn block(&mut self, id: BlockId) {
        stop_if_abandoned();
        let Some(&block) = self.blocks.get(id) else { return };
        let node = block.node();
        match block.kind {
            BlockKind::Paragraph | BlockKind::Run => self.paragraph(id, &block),
            BlockKind::Heading(level) => self.heading(id, level, &block),
            BlockKind::List { ordered } => self.list(id, ordered, node),
            BlockKind::TaskList => self.task_list(id),
            BlockKind::Item | BlockKind::Task => {
                self.item(id, &[], "- ");
            }
            BlockKind::Quote => self.quote(id, None),
            BlockKind::Rule => {
                self.note_handle(id);
                let start = self.out.start_block();
                // Behind the marker of an item, dashes would be one rule together with it.
                let in_item = self.out.since(0).ends_with("- ");
                self.out.raw(if in_item { "***" } else { "---" });
                self.end(id, start);
            }
            BlockKind::Preformatted => self.preformatted(id, node),
            BlockKind::Table => self.table(id),
            BlockKind::Row | BlockKind::Cell | BlockKind::Wrapper => self.wrapper(id, node),
            BlockKind::Alert => self.alert(id, node),
            BlockKind::Expand => self.expand(id, node),
            BlockKind::Code => self.code(id, node),
            BlockKind::TextMacro => self.text_macro(id, node),
            BlockKind::Container => self.container_macro(id, node),
            BlockKind::Macro => self.leaf_macro(id, node),
            BlockKind::Layout | BlockKind::LayoutSection | BlockKind::LayoutCell => {
                self.layout(id, block.kind)
            }
            BlockKind::Image => self.image_block(id, node),
            BlockKind::Extension => self.extension(id, node),
            BlockKind::Unknown => self.unknown(id, node),
        }
    }

    fn end(&mut self, id: BlockId, start: usize) {
        self.map.set_block(id, start..self.out.len());
        self.out.end_block();
    }

    pub(super) fn children(&mut self, id: BlockId) {
        self.siblings(self.blocks.children(id));
    }

    pub(super) fn siblings(&mut self, siblings: impl Iterator<Item = BlockId>) {
        self.all_below(siblings, None);
    }

    /// Blocks one below the other; returns the list that is the last of them.
    fn all_below(
        &mut self,
        blocks: impl Iterator<Item = BlockId>,
        mut above: Option<ListAbove>,
    ) -> Option<ListAbove> {
        blocks.for_each(|id| self.below(id, &mut above));
        above
    }

    /// A block, and which list is above the next one.
    pub(super) fn below(&mut self, id: BlockId, above: &mut Option<ListAbove>) {
        let before = self.out.len();
        self.above = *above;
        self.block(id);
        if self.out.len() > before {
            let is_wrapper = self.blocks.get(id).is_some_and(|block| block.kind == BlockKind::Wrapper);
            *above = self.list.take().filter(|_| is_wrapper || self.is_list(id));
        }
    }

    /// Shows the handle of a block that has no line of its own to carry it.
    pub(super) fn note_handle(&mut self, id: BlockId) {
        if self.options.handles {
            self.out.start_block();
            self.out.raw(&format!("{{{}}}", Handle::of(id)));
            self.out.end_block();
        }
    }

    fn paragraph(&mut self, id: BlockId, block: &Block) {
        if !self.is_visible(block) {
            return;
        }
        self.count_formatting(block);
        let start = self.out.start_block();
        let nodes = self.tree.siblings(block.line_nodes(self.tree));
        self.with_lone(id, |renderer| renderer.inline(nodes));
        if self.out.len() > start {
            self.suffixes.push((self.out.len(), id));
            self.end(id, start);
        } else {
            self.out.abandon_block();
        }
    }

    /// Writes what is in a block, knowing of which delimiters it has one alone.
    pub(super) fn with_lone(&mut self, id: BlockId, write: impl FnOnce(&mut Self)) {
        self.out.set_lone(self.lone_signs(id));
        write(self);
        self.out.set_lone(Lone::default());
    }

    /// The delimiters of which a line has one alone: no other in what it is made of, and nothing that is written with one.
    fn lone_signs(&self, id: BlockId) -> Lone {
        let nodes = self.blocks.at(id).nodes();
        let source = slice(self.tree.source(), self.blocks.span(self.tree, id));
        let is_one = |sign: char| source.matches(sign).take(2).count() == 1;
        let (asterisk, tilde) = (is_one('*'), is_one('~'));
        // A name can have any sign, and so can what is written as a reference.
        if !asterisk && !tilde
            || source.contains("<ri:user")
            || source.contains("&#")
            || source.contains("&ast;")
        {
            return Lone::default();
        }
        let has = |tags: &[Tag]| nodes.clone().any(|node| tags.contains(&self.tree.tag(node)));
        Lone {
            asterisk: asterisk && !has(&[Tag::Strong, Tag::B, Tag::Em, Tag::I]),
            tilde: tilde && !has(&[Tag::Del, Tag::S, Tag::Strike]) && !source.contains("line-through"),
        }
    }

    /// Editors leave paragraphs behind that only make room.
    pub(super) fn is_visible(&self, block: &Block) -> bool {
        block.nodes().any(|id| match self.tree.tag(id) {
            Tag::Text | Tag::CData => self
                .tree
                .characters(id)
                .chars()
                .any(|c| !c.is_whitespace() && c != '\u{a0}' && c != '\u{200b}'),
            Tag::Image
            | Tag::Img
            | Tag::Macro
            | Tag::Emoticon
            | Tag::Link
            | Tag::Time
            | Tag::AdfExtension => true,
            tag => tag.is_resource(),
        })
    }

    /// Counts what the style of a line of text sets.
    pub(super) fn count_formatting(&mut self, block: &Block) {
        if block.kind != BlockKind::Run {
            self.count_look(block.node());
        }
    }

    fn heading(&mut self, id: BlockId, level: u8, block: &Block) {
        self.count_formatting(block);
        let start = self.out.start_block();
        let marker = "######".get(..usize::from(level)).unwrap_or("#");
        self.out.raw(marker);
        self.out.raw(" ");
        self.out.restart_inline(true);
        self.out.stay_in_line();
        let text_start = self.out.len();
        self.out.set_heading(true);
        self.with_lone(id, |renderer| renderer.inline(renderer.tree.children(block.node())));
        self.out.set_heading(false);
        if self.out.len() == text_start {
            self.out.truncate(text_start - 1);
        } else {
            self.suffixes.push((self.out.len(), id));
        }
        self.end(id, start);
    }

    pub(super) fn quote(&mut self, id: BlockId, heading: Option<&str>) {
        self.note_handle(id);
        self.count_look(self.blocks.at(id).node());
        let start = self.out.open("> ", "> ");
        if let Some(heading) = heading {
            self.out.raw(heading);
            self.out.end_block();
            let first = self.blocks.children(id).next().and_then(|child| self.blocks.get(child));
            if first.is_some_and(|first| {
                matches!(first.kind, BlockKind::Paragraph | BlockKind::Run) && self.is_visible(first)
            }) {
                self.out.tighten();
            }
        }
        self.children(id);
        self.out.trim_line_end(start);
        self.map.set_block(id, start..self.out.len());
        self.out.close("> ");
    }

    fn preformatted(&mut self, id: BlockId, node: NodeId) {
        self.count_look(node);
        let text = self.tree.text(node).into_owned();
        self.fence(id, "", text.strip_prefix('\n').unwrap_or(&text));
    }

    fn wrapper(&mut self, id: BlockId, node: NodeId) {
        self.count_wrapper(node);
        let start = self.out.len();
        // A reader sees no wrapper: lists are side by side across its edges.
        self.list = self.all_below(self.blocks.children(id), self.above);
        if self.out.len() > start {
            let first =
                self.blocks.children(id).map(|child| self.map.block(child)).find(|range| !range.is_empty());
            self.map.set_block(id, first.map_or(start, |range| range.start)..self.out.len());
        }
    }

    fn image_block(&mut self, id: BlockId, node: NodeId) {
        self.note_handle(id);
        let start = self.out.start_block();
        self.image(node);
        self.end(id, start);
    }

    /// A fenced block whose fence is longer than any in the text. Behind one of backticks no backtick can stand.
    pub(super) fn fence(&mut self, id: BlockId, info: &str, body: &str) {
        let body = &*unix_lines(body);
        let (sign, byte) = if info.contains('`') { ("~", b'~') } else { ("`", b'`') };
        let fence = sign.repeat(longest_run(body, byte).max(2) + 1);
        let start = self.out.start_block();
        self.out.raw(&fence);
        self.out.raw(info);
        if self.options.handles && !info.contains("{#b") {
            self.out.raw(if info.is_empty() { "text " } else { " " });
            self.out.raw(&format!("{{{}}}", Handle::of(id)));
        }
        if !body.is_empty() {
            self.out.new_line_of(body);
            self.out.raw_lines(body);
        }
        self.out.new_line();
        self.out.raw(&fence);
        self.end(id, start);
    }

    /// A block that is one line of ours.
    pub(super) fn line(&mut self, id: BlockId, line: &str) {
        let start = self.out.start_block();
        self.out.raw(line);
        self.end(id, start);
    }

    /// A container of ours around blocks.
    pub(super) fn fenced_container(&mut self, id: BlockId, opening: &str) {
        let start = self.out.start_block();
        self.out.raw(":::");
        self.out.raw(opening);
        self.out.end_block();
        self.children(id);
        self.out.start_block();
        self.out.raw(":::");
        self.end(id, start);
    }
}

pub(crate) fn longest_run(text: &str, wanted: u8) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for byte in text.bytes() {
        current = if byte == wanted { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}
