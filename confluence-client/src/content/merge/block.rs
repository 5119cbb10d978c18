//! One block that changed, merged into the block it was.

use std::ops::Range;

use super::level::{Level, Merger, Unit};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::draft::{DraftBlock, DraftKind};
use crate::content::emit::{Emitter, Place, code_info};
use crate::content::error::ContentError;
use crate::content::macros::Body;
use crate::content::parameters::{parameter_splices, set_parameter};
use crate::content::splice::Splice;
use crate::content::tag::Tag;
use crate::content::text::escape_into;
use crate::content::tree::NodeId;

impl Merger<'_> {
    pub(crate) fn changed(
        &mut self,
        old: &[DraftBlock<'_>],
        unit: &Unit,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let [old] = old else { return self.replace(unit, new, place) };
        let &[id] = unit.blocks.as_slice() else { return self.lines(unit, old, new, place) };
        let Some(block) = self.base.document.blocks.get(id).copied() else { return Ok(()) };
        let node = block.node();
        match (block.kind, &old.kind, &new.kind) {
            (BlockKind::Paragraph | BlockKind::Run, DraftKind::Paragraph, DraftKind::Paragraph) => {
                self.line(id, old, new)
            }
            (BlockKind::Heading(level), DraftKind::Heading(_), DraftKind::Heading(wanted)) => {
                self.relevel(node, level, *wanted);
                self.line(id, old, new)
            }
            (BlockKind::List { .. }, DraftKind::List { .. }, DraftKind::List { .. }) => {
                self.list(id, unit, old, new, place)
            }
            (BlockKind::TaskList, DraftKind::List { .. }, DraftKind::List { .. }) => {
                self.tasks(id, unit, old, new, place)
            }
            (BlockKind::Item, DraftKind::Item { .. }, DraftKind::Item { done: None }) => {
                self.inside(id, node, old, new, Place::Item)
            }
            (BlockKind::Task, DraftKind::Item { done: before }, DraftKind::Item { done: Some(done) }) => {
                self.task(id, node, old, new, *before != Some(*done), *done)
            }
            (BlockKind::Quote, DraftKind::Quote, DraftKind::Quote) => {
                self.inside(id, node, old, new, Place::Body)
            }
            (BlockKind::Alert, DraftKind::Alert(_), DraftKind::Alert(name)) => {
                self.alert(id, node, old, new, name)
            }
            (BlockKind::Expand, DraftKind::Details { summary: before }, DraftKind::Details { summary }) => {
                if before != summary {
                    let splice = set_parameter(self.base.document, id, "title", Some(summary.trim()))?;
                    self.splices.extend(splice);
                }
                self.rich_body(id, node, old, new)
            }
            (_, DraftKind::Container(before), DraftKind::Container(after))
                if before.handle == after.handle =>
            {
                self.container(id, block.kind, unit, old, new, place)
            }
            (BlockKind::Code, DraftKind::Code { .. }, DraftKind::Code { info, body }) => {
                self.code(id, node, info, body)
            }
            (BlockKind::Preformatted, DraftKind::Code { .. }, DraftKind::Code { info, body })
                if info.is_empty() =>
            {
                let mut text = String::new();
                escape_into(&mut text, body);
                self.splices.push(Splice::new(self.base.document.tree.inner_span(node), text));
                Ok(())
            }
            (BlockKind::Table, DraftKind::Table, DraftKind::Table) => self.table(id, unit, old, new, place),
            (BlockKind::Row, DraftKind::Row, DraftKind::Row) => self.row(id, node, old, new),
            (BlockKind::Cell, DraftKind::Cell { .. }, DraftKind::Cell { .. }) => {
                self.cell(id, node, old, new)
            }
            _ => self.replace(unit, new, place),
        }
    }

    /// Converts a block as a whole; the comments that were anchored in it go with their text.
    pub(crate) fn replace(
        &mut self,
        unit: &Unit,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        self.handles.look_near(unit.span.clone());
        let text = self.emit(std::slice::from_ref(new), place)?;
        let text = self.rewrapped(&unit.blocks, text);
        self.splices.push(Splice::new(unit.span.clone(), text));
        Ok(())
    }

    fn relevel(&mut self, node: NodeId, level: u8, wanted: u8) {
        if level == wanted {
            return;
        }
        let tree = &self.base.document.tree;
        let (span, inner) = (tree.span(node), tree.inner_span(node));
        self.splices.push(Splice::new(span.start + 1..span.start + 3, format!("h{wanted}")));
        if inner.end < span.end {
            self.splices.push(Splice::new(inner.end..span.end, format!("</h{wanted}>")));
        }
    }

    fn inside(
        &mut self,
        id: BlockId,
        node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let inner = self.base.document.tree.inner_span(node);
        self.children(id, inner, old, new, place)
    }

    pub(super) fn children(
        &mut self,
        id: BlockId,
        inner: Range<usize>,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let level = Level {
            blocks: self.visible(self.base.document.blocks.children(id)),
            inner,
            place,
            replace_empty: place != Place::Body,
        };
        self.level(&old.children, &new.children, &level)
    }

    fn rich_body(
        &mut self,
        id: BlockId,
        node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
    ) -> Result<(), ContentError> {
        match self.base.document.tree.macro_body(node) {
            Body::Rich(body) => self.inside(id, body, old, new, Place::Body),
            _ => Ok(()),
        }
    }

    fn list(
        &mut self,
        id: BlockId,
        unit: &Unit,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let (DraftKind::List { start: before }, DraftKind::List { start: after }) = (&old.kind, &new.kind)
        else {
            return Ok(());
        };
        let tasks = new.children.iter().any(DraftBlock::is_task_item);
        if tasks || before.is_some() != after.is_some() || before != after {
            return self.replace(unit, new, place);
        }
        self.items(id, old, new)
    }

    fn tasks(
        &mut self,
        id: BlockId,
        unit: &Unit,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        if !new.children.iter().all(DraftBlock::is_task_item) {
            return self.replace(unit, new, place);
        }
        self.items(id, old, new)
    }

    /// The items of a list, whose kind stays as it is.
    fn items(&mut self, id: BlockId, old: &DraftBlock<'_>, new: &DraftBlock<'_>) -> Result<(), ContentError> {
        let node = self.base.document.blocks.get(id).map_or(0, |block| block.node());
        let inner = self.base.document.tree.inner_span(node);
        self.children(id, inner, old, new, Place::Body)
    }

    fn task(
        &mut self,
        id: BlockId,
        node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        toggled: bool,
        done: bool,
    ) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        if toggled {
            let status = if done { "complete" } else { "incomplete" };
            match tree.child(node, Tag::TaskStatus) {
                Some(element) if !tree.raw(element).ends_with("/>") => {
                    self.splices.push(Splice::new(tree.inner_span(element), status));
                }
                Some(element) => self.splices.push(Splice::new(
                    tree.span(element),
                    format!("<ac:task-status>{status}</ac:task-status>"),
                )),
                None => {
                    let at = tree
                        .child(node, Tag::TaskBody)
                        .map_or(tree.inner_span(node).end, |body| tree.span(body).start);
                    self.splices
                        .push(Splice::insert(at, format!("<ac:task-status>{status}</ac:task-status>")));
                }
            }
        }
        match tree.child(node, Tag::TaskBody) {
            Some(body) if !tree.raw(body).ends_with("/>") => self.inside(id, body, old, new, Place::Task),
            Some(body) => {
                let text = self.emit(&new.children, Place::Task)?;
                self.splices
                    .push(Splice::new(tree.span(body), format!("<ac:task-body>{text}</ac:task-body>")));
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn alert(
        &mut self,
        id: BlockId,
        node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        name: &str,
    ) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        if let Some(span) = tree.attribute_span(node, "ac:name").filter(|_| tree.macro_name(node) != name) {
            self.splices.push(Splice::new(span, name));
        }
        self.rich_body(id, node, old, new)
    }

    fn container(
        &mut self,
        id: BlockId,
        kind: BlockKind,
        unit: &Unit,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let Some(node) = self.base.document.blocks.get(id).map(|block| block.node()) else { return Ok(()) };
        let DraftKind::Container(directive) = &new.kind else { return Ok(()) };
        match kind {
            BlockKind::Alert | BlockKind::Container => {
                let splices = parameter_splices(self.base.document, id, directive.parameters())
                    .map_err(|error| self.new.error(error.kind(), new.range.start, error.message()))?;
                self.splices.extend(splices);
                self.rich_body(id, node, old, new)
            }
            BlockKind::Layout | BlockKind::LayoutSection | BlockKind::LayoutCell => {
                if let (Some(wanted), Some(span)) =
                    (directive.attribute("type"), self.base.document.tree.attribute_span(node, "ac:type"))
                    && self.base.document.storage().get(span.clone()) != Some(wanted)
                {
                    self.splices.push(Splice::new(span, wanted.replace(['<', '&', '"'], "")));
                }
                self.inside(id, node, old, new, Place::Body)
            }
            _ => self.replace(unit, new, place),
        }
    }

    fn code(&mut self, id: BlockId, node: NodeId, info: &str, body: &str) -> Result<(), ContentError> {
        let document = self.base.document;
        let tree = &document.tree;
        if let Body::Plain(plain) = tree.macro_body(node)
            && tree.text(plain) != body
        {
            let mut emitter = Emitter::new(self.new, None);
            emitter.plain_body(body);
            self.splices.push(Splice::new(tree.span(plain), emitter.out));
        }
        let (language, title) = code_info(info);
        for (name, wanted) in [("language", Some(language)), ("title", title)] {
            let current = tree.macro_parameter(node, name).filter(|value| !value.is_empty());
            let wanted = wanted.filter(|value| !value.is_empty());
            let shown = current
                .as_deref()
                .map(|value| if name == "language" { value.split(' ').next().unwrap_or("") } else { value });
            if shown != wanted.as_deref()
                && !(name == "language" && wanted.as_deref() == Some("text") && shown.is_none())
            {
                self.splices.extend(set_parameter(document, id, name, wanted.as_deref())?);
            }
        }
        Ok(())
    }
}
