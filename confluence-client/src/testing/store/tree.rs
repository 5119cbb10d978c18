//! The page tree: children, ancestors, descendants, moves.

use super::super::failure::Failure;
use super::Store;
use super::content::{Content, Kind, Status};

/// Where a moved record goes, seen from the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Before,
    After,
    Append,
}

impl Store {
    /// The children of a record in the tree, in order; the account sees what it may.
    pub(crate) fn tree_children(&self, id: u64, account: &str) -> Vec<&Content> {
        let shown = |child: &&Content| {
            child.kind.in_tree() && child.status == Status::Current && self.may_read(child, account)
        };
        let mut children: Vec<&Content> = self.belonging(id).filter(shown).collect();
        children.sort_by_key(|child| (child.position, child.id));
        children
    }

    /// Ancestors in the tree, the root first.
    pub(crate) fn ancestors(&self, content: &Content) -> Vec<&Content> {
        let above = content.parent.and_then(|parent| self.contents.get(&parent));
        let next = |below: &&Content| below.parent.and_then(|parent| self.contents.get(&parent));
        let mut line: Vec<&Content> =
            std::iter::successors(above, next).filter(|it| it.kind.in_tree()).collect();
        line.reverse();
        line
    }

    /// Everything below a record down to a depth, parents before children, with the depth of each.
    pub(crate) fn tree_below(&self, id: u64, depth: usize, account: &str) -> Vec<(usize, &Content)> {
        let mut found = Vec::new();
        let mut pending: Vec<(usize, &Content)> =
            self.tree_children(id, account).into_iter().rev().map(|child| (1, child)).collect();
        while let Some((level, content)) = pending.pop() {
            found.push((level, content));
            if level < depth {
                let below = self.tree_children(content.id, account).into_iter().rev();
                pending.extend(below.map(|child| (level + 1, child)));
            }
        }
        found
    }

    /// Moves a record next to or below another one, across spaces too.
    ///
    /// # Errors
    /// 400 when the target lies below the record, or the title is taken there.
    pub(crate) fn relocate(
        &mut self,
        id: u64,
        place: Place,
        target: u64,
        account: &str,
    ) -> Result<(), Failure> {
        let to = self.seen(target, account)?;
        let (space, position) = (to.space, to.position);
        let parent = if place == Place::Append { Some(target) } else { to.parent };
        if parent.is_none_or(|parent| self.is_within(parent, id)) && place == Place::Append {
            return Err(Failure::invalid("Cannot move a page below itself or one of its descendants"));
        }
        let moving = self.changed(id, account)?.clone();
        let taken = self.titled(space, moving.title()).is_some_and(|other| other.id != id);
        if moving.kind == Kind::Page && moving.space != space && taken {
            return Err(Failure::invalid(format!(
                "A page with this title already exists in the target space: {}",
                moving.title()
            )));
        }
        self.set_parent(id, parent);
        self.set_space(id, space);
        self.set_position(id, parent, place, position);
        Ok(())
    }

    /// Hangs a record below another parent, at the end.
    pub(crate) fn set_parent(&mut self, id: u64, parent: Option<u64>) {
        let Some(old) = self.contents.get(&id).map(|content| content.parent) else { return };
        if let Some(siblings) = old.and_then(|old| self.children.get_mut(&old)) {
            siblings.retain(|sibling| *sibling != id);
        }
        if let Some(parent) = parent {
            self.children.entry(parent).or_default().push(id);
        }
        if let Some(content) = self.contents.get_mut(&id) {
            content.parent = parent;
            content.position = i64::try_from(id).unwrap_or(i64::MAX) * 16;
        }
    }

    fn set_space(&mut self, id: u64, space: u64) {
        let below: Vec<u64> = self.belonging(id).map(|content| content.id).collect();
        let Some(content) = self.contents.get(&id).cloned() else { return };
        if content.space != space {
            self.forget_title(&content);
            let moved = Content { space, ..content };
            self.index_title(&moved);
            self.contents.insert(id, moved);
            for child in below {
                self.set_space(child, space);
            }
        }
    }

    fn set_position(&mut self, id: u64, parent: Option<u64>, place: Place, beside: i64) {
        let position = match place {
            Place::Append => i64::try_from(self.next_id()).unwrap_or(i64::MAX) * 16,
            Place::Before => beside,
            Place::After => beside + 1,
        };
        let siblings: Vec<u64> =
            parent.into_iter().flat_map(|parent| self.belonging(parent)).map(|it| it.id).collect();
        if place != Place::Append {
            for sibling in siblings {
                if let Some(content) = self.contents.get_mut(&sibling).filter(|it| it.position >= position) {
                    content.position += 1;
                }
            }
        }
        if let Some(content) = self.contents.get_mut(&id) {
            content.position = position;
        }
    }

    /// Whether a record is another one or lies below it.
    pub(crate) fn is_within(&self, id: u64, root: u64) -> bool {
        self.contents.get(&id).is_some_and(|content| self.lineage(content).any(|above| above.id == root))
    }
}
