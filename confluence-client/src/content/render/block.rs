//! Blocks as Markdown.

use super::super::blocks::{Block, BlockId, BlockKind};
use super::super::handle::Handle;
use super::{ListAbove, Renderer};
use crate::offload::stop_if_abandoned;
use crate::storage::tag::Tag;
use crate::storage::text::unix_lines;
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
            BlockKind::TaskList => self.plain_list(id),
            BlockKind::Item | BlockKind::Task => {
                self.item(id, "- ");
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
        let mut above = None;
        for id in siblings {
            let before = self.out.len();
            self.above = above;
            self.block(id);
            if self.out.len() > before {
                above = self.list.take().filter(|_| self.is_list(id));
            }
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
        match block.kind {
            BlockKind::Run => self.inline(self.tree.siblings(block.nodes())),
            _ => self.inline(self.tree.children(block.node())),
        }
        if self.out.len() > start {
            self.suffixes.push((self.out.len(), id));
            self.end(id, start);
        } else {
            self.out.abandon_block();
        }
    }

    /// Editors leave paragraphs behind that only make room.
    fn is_visible(&self, block: &Block) -> bool {
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

    fn count_formatting(&mut self, block: &Block) {
        if block.kind == BlockKind::Run {
            return;
        }
        if let Some(style) = self.tree.attribute(block.node(), "style") {
            if style.contains("text-align") {
                self.hide("text alignment");
            }
            if style.contains("margin-left") {
                self.hide("indentation");
            }
            self.count_colours(&style);
        }
    }

    fn heading(&mut self, id: BlockId, level: u8, block: &Block) {
        self.count_formatting(block);
        let start = self.out.start_block();
        let marker = "######".get(..usize::from(level)).unwrap_or("#");
        self.out.raw(marker);
        self.out.raw(" ");
        self.out.restart_inline(true);
        let text_start = self.out.len();
        self.out.set_heading(true);
        self.inline(self.tree.children(block.node()));
        self.out.set_heading(false);
        if self.out.len() == text_start {
            self.out.truncate(text_start - 1);
        } else {
            self.suffixes.push((self.out.len(), id));
        }
        self.end(id, start);
    }

    fn list(&mut self, id: BlockId, ordered: bool, node: NodeId) {
        self.count_list_style(node);
        let first =
            self.tree.attribute(node, "start").and_then(|start| start.parse::<u32>().ok()).unwrap_or(1);
        let alternate = self.alternate(ordered);
        let mut start = None;
        let mut number = first;
        for (index, child) in self.blocks.children(id).enumerate() {
            if index > 0 {
                self.out.tighten();
            }
            let marker = match (ordered, alternate) {
                (true, false) => format!("{number}. "),
                (true, true) => format!("{number}) "),
                (false, false) => "- ".to_owned(),
                (false, true) => "* ".to_owned(),
            };
            let at = if self.blocks.get(child).is_some_and(|block| block.kind == BlockKind::Item) {
                number = number.saturating_add(1);
                self.item(child, &marker)
            } else {
                self.nested_in_list(child, &marker)
            };
            start.get_or_insert(at);
        }
        self.finish_list(id, start, ListAbove { ordered, alternate });
    }

    fn finish_list(&mut self, id: BlockId, start: Option<usize>, list: ListAbove) {
        if let Some(start) = start {
            self.list = Some(list);
            self.map.set_block(id, start..self.out.len());
            self.out.end_block();
        }
    }

    /// Markdown would join a list with one of the same kind just above; another marker keeps them apart.
    fn alternate(&self, ordered: bool) -> bool {
        self.above.is_some_and(|above| above.ordered == ordered && !above.alternate)
    }

    fn plain_list(&mut self, id: BlockId) {
        let alternate = self.alternate(false);
        let marker = if alternate { "* " } else { "- " };
        let mut start = None;
        for (index, child) in self.blocks.children(id).enumerate() {
            if index > 0 {
                self.out.tighten();
            }
            let is_task = self.blocks.get(child).is_some_and(|block| block.kind == BlockKind::Task);
            let at = if is_task { self.item(child, marker) } else { self.nested_in_list(child, marker) };
            start.get_or_insert(at);
        }
        self.finish_list(id, start, ListAbove { ordered: false, alternate });
    }

    /// A list directly inside a list belongs to the item above it.
    fn nested_in_list(&mut self, id: BlockId, marker: &str) -> usize {
        let prefix = " ".repeat(marker.len());
        let start = self.out.open("", &prefix);
        self.out.raw(&prefix);
        self.block(id);
        self.out.close(&prefix);
        self.out.tighten();
        start
    }

    fn item(&mut self, id: BlockId, marker: &str) -> usize {
        let prefix = " ".repeat(marker.len());
        let start = self.out.open(marker, &prefix);
        self.task_box(id);
        self.item_children(id);
        self.out.trim_line_end(start);
        self.map.set_block(id, start..self.out.len());
        self.out.close(&prefix);
        self.out.tighten();
        start
    }

    /// A list below the text of an item follows without a blank line.
    fn item_children(&mut self, id: BlockId) {
        let mut above = None;
        let mut after_text = false;
        for child in self.blocks.children(id) {
            if after_text && self.may_follow_text(child) {
                self.out.tighten();
            }
            let before = self.out.len();
            self.above = above;
            self.block(child);
            if self.out.len() > before {
                above = self.list.take().filter(|_| self.is_list(child));
                let kind = self.blocks.get(child).map(|block| block.kind);
                after_text = matches!(kind, Some(BlockKind::Paragraph | BlockKind::Run));
            }
        }
    }

    fn task_box(&mut self, id: BlockId) {
        let Some(block) = self.blocks.get(id).filter(|block| block.kind == BlockKind::Task) else { return };
        let status = self.tree.child(block.node(), Tag::TaskStatus).map(|node| self.tree.text(node));
        self.out.raw(if status.is_some_and(|status| status.trim() == "complete") { "[x] " } else { "[ ] " });
    }

    /// Whether Markdown sees a list right below a line of text: not if it is numbered from another number than 1, and
    /// not if its first item is empty.
    fn may_follow_text(&self, id: BlockId) -> bool {
        let Some(list) = self.blocks.get(id).filter(|_| self.is_list(id)) else { return false };
        let start = self.tree.attribute(list.node(), "start");
        let first = self.blocks.children(id).next();
        let text =
            first.and_then(|item| self.blocks.children(item).next()).and_then(|child| self.blocks.get(child));
        start.is_none_or(|start| start == "1") && text.is_some_and(|text| self.is_visible(text))
    }

    fn is_list(&self, id: BlockId) -> bool {
        matches!(
            self.blocks.get(id).map(|block| block.kind),
            Some(BlockKind::List { .. } | BlockKind::TaskList)
        )
    }

    pub(super) fn quote(&mut self, id: BlockId, heading: Option<&str>) {
        self.note_handle(id);
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
        let text = self.tree.text(node).into_owned();
        self.fence(id, "", text.strip_prefix('\n').unwrap_or(&text));
    }

    fn wrapper(&mut self, id: BlockId, node: NodeId) {
        if self.tree.tag(node) == Tag::AdfMark {
            self.hide("marks of the new editor");
        }
        let start = self.out.len();
        self.children(id);
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

    /// A fenced block whose fence is longer than any in the text.
    pub(super) fn fence(&mut self, id: BlockId, info: &str, body: &str) {
        let body = &*unix_lines(body);
        let fence = "`".repeat(longest_run(body, b'`').max(2) + 1);
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

pub(super) fn longest_run(text: &str, wanted: u8) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for byte in text.bytes() {
        current = if byte == wanted { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}
