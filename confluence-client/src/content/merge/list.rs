//! Lists that changed.
//!
//! Storage has a list for tasks and others for plain items. Where an item becomes a task, or a task an item, the list is
//! parted around it; every other item keeps its bytes, and with them what makes a task known.

use super::merger::{Group, Level, Merger, Outcome, Pair};
use super::progress::Progress;
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::BlockKind;
use crate::content::emit::{Container, ticked};
use crate::content::splice::Splice;
use crate::storage::error::ContentError;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// What a list of storage holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tasks,
    Bullets,
    Numbers,
}

impl Kind {
    fn of_item(item: &AstBlock<'_>, start: Option<u64>) -> Self {
        match (item.is_task_item(), start) {
            (true, _) => Self::Tasks,
            (false, None) => Self::Bullets,
            (false, Some(_)) => Self::Numbers,
        }
    }

    /// The beginning of a list whose first item has this number.
    fn open(self, number: u64) -> String {
        match self {
            Self::Tasks => "<ac:task-list>".to_owned(),
            Self::Bullets => "<ul>".to_owned(),
            Self::Numbers if number == 1 => "<ol>".to_owned(),
            Self::Numbers => format!("<ol start=\"{number}\">"),
        }
    }

    fn close(self) -> &'static str {
        match self {
            Self::Tasks => "</ac:task-list>",
            Self::Bullets => "</ul>",
            Self::Numbers => "</ol>",
        }
    }
}

impl Merger<'_> {
    pub(super) fn list(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let level = Level {
            blocks: self.visible(self.base.document.blocks.children(pair.id)),
            inner: self.base.document.tree.inner_span(pair.node),
            container: Container::Body,
            replace_empty: false,
        };
        if level.blocks.is_empty() {
            return self.replace(pair.group, pair.new, pair.container);
        }
        if let (AstKind::List { start: Some(before) }, AstKind::List { start: Some(wanted) }) =
            (&pair.old.kind, &pair.new.kind)
            && !self.lost_its_first(pair, *before, *wanted)
        {
            self.set_number(pair.node, "start", *before, *wanted);
        }
        let start = match pair.new.kind {
            AstKind::List { start } => start,
            _ => None,
        };
        self.items(pair.node, (&pair.old.children, &pair.new.children), &level, start)
    }

    /// Whether a list begins with another number for no other reason than that the items before it were deleted: as
    /// Markdown it has to be numbered anew, and in storage nothing is.
    fn lost_its_first(&self, pair: &Pair<'_>, before: u64, wanted: u64) -> bool {
        let deleted = wanted.checked_sub(before).and_then(|deleted| usize::try_from(deleted).ok());
        let item = deleted.filter(|&deleted| deleted > 0).and_then(|deleted| pair.old.children.get(deleted));
        let is_first = item.zip(pair.new.children.first()).is_some_and(|(old, new)| {
            self.old.slice(old.range.clone()).trim_end() == self.new.slice(new.range.clone()).trim_end()
        });
        // What stands in another list now was not deleted: the list was parted, and goes on counting.
        let before = pair.old.children.iter().take(deleted.unwrap_or(0));
        let mut texts = before.map(|item| self.old.slice(item.range.clone()).trim_end());
        is_first && !texts.any(|text| self.new.text().contains(text))
    }

    /// Merges items of one list, all of them or some that stand side by side.
    pub(super) fn items(
        &mut self,
        list: NodeId,
        (old, new): (&[AstBlock<'_>], &[AstBlock<'_>]),
        level: &Level,
        start: Option<u64>,
    ) -> Result<(), ContentError> {
        let Some(kind) = self.kind_of(list) else { return self.level(old, new, level) };
        // Whoever writes some items of a list by their handles says nothing of its numbers.
        let is_whole = self.is_whole(list, level);
        let start = if is_whole.0 && is_whole.1 { start } else { (kind == Kind::Numbers).then_some(1) };
        if new.iter().all(|item| Kind::of_item(item, start) == kind) {
            return self.level(old, new, level);
        }
        let groups = self.groups(old, &level.blocks);
        let outcomes = self.outcomes((old, new), &groups, level.container);
        // What stands in the list itself before its first item is no item of another kind.
        let is_item = |outcome: &Outcome| match *outcome {
            Outcome::Kept(group) | Outcome::Changed(group) => {
                let first = groups.get(group).and_then(|group| group.blocks.first());
                matches!(first.and_then(|&id| self.base.kind(id)), Some(BlockKind::Item | BlockKind::Task))
            }
            Outcome::Moved(_) | Outcome::MovedAndChanged(_) | Outcome::New => true,
        };
        let kinds: Vec<Kind> = new
            .iter()
            .zip(&outcomes)
            .map(|(item, outcome)| if is_item(outcome) { Kind::of_item(item, start) } else { kind })
            .collect();
        if kinds.iter().all(|&one| one == kind) {
            return self.merge_groups(old, new, &groups, level);
        }
        let mut parted =
            Parted { list, kind, open: (!is_whole.0).then_some(kind), number: start.unwrap_or(1) };
        let mut progress = Progress::new(&groups, level, &outcomes);
        for ((item, outcome), &kind) in new.iter().zip(&outcomes).zip(&kinds) {
            self.part(&mut parted, progress.at, kind);
            self.put(&mut progress, old, (item, outcome))?;
        }
        self.close(&parted, progress.at, is_whole.1);
        self.remove_others(&progress);
        Ok(())
    }

    fn kind_of(&self, list: NodeId) -> Option<Kind> {
        match self.base.document.tree.tag(list) {
            Tag::TaskList => Some(Kind::Tasks),
            Tag::Ul => Some(Kind::Bullets),
            Tag::Ol => Some(Kind::Numbers),
            _ => None,
        }
    }

    /// Whether some items are the first of their list, and whether they are the last.
    fn is_whole(&self, list: NodeId, level: &Level) -> (bool, bool) {
        let document = self.base.document;
        let Some(id) = document.blocks.at_node(list) else { return (true, true) };
        let spans = || document.blocks.children(id).map(|child| self.base.span(child));
        let items = || level.blocks.iter().map(|&id| self.base.span(id));
        let first = items().map(|span| span.start).min().unwrap_or(0);
        let last = items().map(|span| span.end).max().unwrap_or(0);
        (spans().all(|span| span.start >= first), spans().all(|span| span.end <= last))
    }

    /// Ends the list before an item, and begins another one, if the item cannot stand in it.
    fn part(&mut self, parted: &mut Parted, at: usize, wanted: Kind) {
        let tree = &self.base.document.tree;
        let (span, inner) = (tree.span(parted.list), tree.inner_span(parted.list));
        match parted.open {
            Some(open) if open == wanted => {}
            Some(open) => {
                self.splices.push(Splice::insert(at, open.close().to_owned() + &wanted.open(parted.number)));
            }
            None if wanted == parted.kind => {}
            None => self.splices.push(Splice::new(span.start..inner.start, wanted.open(parted.number))),
        }
        parted.open = Some(wanted);
        parted.number = parted.number.saturating_add(1);
    }

    fn close(&mut self, parted: &Parted, at: usize, is_last: bool) {
        let Some(open) = parted.open.filter(|&open| open != parted.kind) else { return };
        let tree = &self.base.document.tree;
        let (span, inner) = (tree.span(parted.list), tree.inner_span(parted.list));
        self.splices.push(match is_last {
            true => Splice::new(inner.end..span.end, open.close()),
            false => Splice::insert(at, open.close().to_owned() + &parted.kind.open(parted.number)),
        });
    }

    /// An item with what stands behind it in the list itself, or that alone: Markdown has all of it in one item.
    pub(super) fn entry(
        &mut self,
        group: &Group,
        old: &AstBlock<'_>,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        let (AstKind::Item { done: before }, AstKind::Item { done }) = (&old.kind, &new.kind) else {
            return self.replace(group, new, container);
        };
        if before.is_some() != done.is_some() {
            return self.replace(group, new, container);
        }
        let document = self.base.document;
        let mut blocks = Vec::new();
        for &id in &group.blocks {
            match self.base.kind(id) {
                Some(BlockKind::Item | BlockKind::Task) => {
                    blocks.extend(self.visible(document.blocks.children(id)))
                }
                _ => blocks.push(id),
            }
        }
        let task = group.blocks.iter().find(|&&id| self.base.kind(id) == Some(BlockKind::Task));
        if let (Some(&task), Some(done)) = (task, done.filter(|_| before != done)) {
            self.tick(document.blocks.at(task).node(), done);
        }
        let container = match done {
            Some(_) => Container::of_task(&new.children),
            None => Container::Item,
        };
        let level = Level { blocks, inner: group.span.clone(), container, replace_empty: false };
        self.level(&old.children, &new.children, &level)
    }

    /// Says whether a task is done.
    pub(super) fn tick(&mut self, task: NodeId, done: bool) {
        self.splices.push(ticked(&self.base.document.tree, task, done));
    }

    /// A plain item that is a task now: what it says keeps its bytes.
    pub(super) fn item_to_task(&mut self, pair: &Pair<'_>, done: bool) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        if tree.is_empty_element(pair.node) {
            return self.replace(pair.group, pair.new, pair.container);
        }
        let (span, inner) = (tree.span(pair.node), tree.inner_span(pair.node));
        let status = if done { "complete" } else { "incomplete" };
        let open = format!("<ac:task><ac:task-status>{status}</ac:task-status><ac:task-body>");
        let close = "</ac:task-body></ac:task>";
        // The text of a task stands in it without a paragraph.
        let text = match self.visible(self.base.document.blocks.children(pair.id)).as_slice() {
            &[only] if self.base.kind(only) == Some(BlockKind::Paragraph) && self.says_the_same(pair) => {
                let paragraph = self.base.document.blocks.at(only).node();
                Some(tree.inner_span(paragraph)).filter(|_| !tree.is_empty_element(paragraph))
            }
            _ => None,
        };
        let is_bare = text.is_some();
        let inner = text.unwrap_or(inner);
        self.splices.push(Splice::new(span.start..inner.start, open));
        if !is_bare {
            self.inside(pair, pair.node, Container::of_task(&pair.new.children))?;
        }
        self.splices.push(Splice::new(inner.end..span.end, close));
        Ok(())
    }

    fn says_the_same(&self, pair: &Pair<'_>) -> bool {
        match (pair.old.children.as_slice(), pair.new.children.as_slice()) {
            ([old], [new]) => self.old.slice(old.range.clone()) == self.new.slice(new.range.clone()),
            _ => false,
        }
    }
}

/// A list of the page that is being parted.
struct Parted {
    list: NodeId,
    kind: Kind,
    /// What the list holds that is open; nothing before its first item.
    open: Option<Kind>,
    /// The number of the next item.
    number: u64,
}
