//! Items of lists in edits: what names an item, and items that go into a list that is there.

use super::{Content, Notation};
use crate::content::ast::{Ast, AstBlock, AstKind, Source};
use crate::content::base::Base;
use crate::content::blocks::{Block, BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::emit::{Container, Emitter};
use crate::content::handle::Handle;
use crate::content::splice::Splice;
use crate::content::writing::Writing;
use crate::storage::error::ContentError;
use crate::storage::tag::Tag;

impl Document {
    /// The item or task that a block is the line of: the handle that is shown behind an item is that of its line, and
    /// names the item wherever an item is what can be meant.
    pub(super) fn item_of_line(&self, id: BlockId) -> Option<BlockId> {
        let is_line = matches!(self.blocks.get(id)?.kind, BlockKind::Paragraph | BlockKind::Run);
        let mut inside = Some(id).filter(|_| is_line)?;
        loop {
            let parent = self.blocks.get(inside)?.parent()?;
            let mut before = self.blocks.children(parent).take_while(|&child| child < inside);
            if before.any(|child| !self.seen(child).is_empty()) {
                return None;
            }
            match self.blocks.get(parent)?.kind {
                BlockKind::Item | BlockKind::Task => return Some(parent),
                BlockKind::Wrapper => inside = parent,
                _ => return None,
            }
        }
    }

    /// The block that is meant where content comes beside it or in its place: items go beside items.
    pub(super) fn meant_by_items(&self, id: BlockId, content: &Content) -> BlockId {
        self.item_of_line(id).filter(|_| content.begins_with_items()).unwrap_or(id)
    }

    /// What kind of item of a list a block is, if it is one.
    pub(super) fn item_kind(&self, id: BlockId) -> Option<ItemKind> {
        match self.blocks.get(id).map(|block| block.kind) {
            Some(BlockKind::Item) => Some(ItemKind::Plain),
            Some(BlockKind::Task) => Some(ItemKind::Task),
            _ => None,
        }
    }

    /// What is told of a deleted item in which more stands than its line.
    pub(super) fn tell_of_deleted_item(&self, handle: Handle, writing: &Writing<'_>) {
        let item = self.block(handle).ok().and_then(|id| self.item_of_line(id));
        if item.is_some_and(|item| self.has_more_than_line(item)) {
            writing.note(format!("{handle} names an item: what stood below its line went with it"));
        }
    }

    /// The same of one that is replaced by an item of one line.
    pub(super) fn tell_of_replaced_item(
        &self,
        handle: Handle,
        id: BlockId,
        content: &Content,
        writing: &Writing<'_>,
    ) {
        if id != handle.block() && self.has_more_than_line(id) && content.has_lines_alone() {
            writing.note(format!(
                "{handle} names an item: what stood below its line was replaced with it; to change the line alone, write its \
                 text without the marker"
            ));
        }
    }

    fn has_more_than_line(&self, item: BlockId) -> bool {
        self.blocks.children(item).filter(|&child| !self.seen(child).is_empty()).nth(1).is_some()
    }

    /// New content right behind a list of which it goes on: the items that it begins with go into the list. `None` if
    /// nothing of it does.
    pub(super) fn joined_with_list(
        &self,
        above: Option<BlockId>,
        content: &Content,
        (at, container): (usize, Container),
        writing: &Writing<'_>,
    ) -> Result<Option<Vec<Splice>>, ContentError> {
        let Notation::Markdown(markdown) = &content.0 else { return Ok(None) };
        let is_list = |list: &&Block| {
            matches!(list.kind, BlockKind::List { .. } | BlockKind::TaskList)
                && !self.tree.is_empty_element(list.node())
        };
        let Some(list) = above.and_then(|id| self.blocks.get(id)).filter(is_list) else { return Ok(None) };
        let source = writing.source(markdown)?;
        let ast = Ast::parse(&source)?;
        let Some((first, rest)) = ast.blocks.split_first() else { return Ok(None) };
        if !goes_on(list.kind, first) {
            return Ok(None);
        }
        let rendered = self.shown_to_author_of(markdown);
        let base = Base::new(self, &rendered);
        let mut emitter = Emitter::new(&source, Some(&base));
        emitter.blocks(&first.children, Container::Body)?;
        let items = std::mem::take(&mut emitter.out);
        emitter.blocks(rest, container)?;
        writing.written(&source, None);
        let mut splices = vec![Splice::insert(self.tree.inner_span(list.node()).end, items)];
        splices.extend((!rest.is_empty()).then(|| Splice::insert(at, emitter.out)));
        Ok(Some(splices))
    }
}

/// Whether a list of Markdown is of the kind of one of the page.
fn goes_on(list: BlockKind, new: &AstBlock<'_>) -> bool {
    let AstKind::List { start } = new.kind else { return false };
    let all = |kind: ItemKind| new.children.iter().all(|item| ItemKind::of(item) == kind);
    match list {
        BlockKind::List { ordered } => ordered == start.is_some() && all(ItemKind::Plain),
        BlockKind::TaskList => all(ItemKind::Task),
        _ => false,
    }
}

impl Content {
    /// Whether it is written as items of a list.
    fn begins_with_items(&self) -> bool {
        match &self.0 {
            Notation::Markdown(_) => self.reads(
                |blocks| matches!(blocks.first(), Some(first) if matches!(first.kind, AstKind::List { .. })),
            ),
            Notation::Storage(storage) => Document::parse(storage).is_ok_and(|document| {
                let tree = &document.tree;
                let first = tree.children(0).find(|&node| !tree.is_blank(node));
                first.is_some_and(|node| matches!(tree.tag(node), Tag::Li | Tag::Task))
            }),
        }
    }

    /// Whether its items have one line each.
    fn has_lines_alone(&self) -> bool {
        self.reads(|blocks| {
            blocks.iter().flat_map(|list| &list.children).all(|item| item.children.len() <= 1)
        })
    }

    fn reads(&self, look: impl FnOnce(&[AstBlock<'_>]) -> bool) -> bool {
        let Notation::Markdown(markdown) = &self.0 else { return false };
        let Ok(source) = Source::new(markdown) else { return false };
        Ast::parse(&source).is_ok_and(|ast| look(&ast.blocks))
    }
}

/// What an item of a list is; storage has lists of tasks, and lists of plain items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    Plain,
    Task,
}

impl ItemKind {
    pub(super) fn of(item: &AstBlock<'_>) -> Self {
        if item.is_task_item() { Self::Task } else { Self::Plain }
    }

    /// What is said of an item of the other kind.
    pub(super) fn alone(self) -> &'static str {
        match self {
            Self::Task => {
                "this place is in a list of tasks, which holds nothing else; write `- [ ] task`, or insert the list after \
                 the list of tasks"
            }
            Self::Plain => {
                "this place is in a list of plain items, which holds no task; write `- item`, or insert the tasks after the \
                 list"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::edit::Edit;
    use crate::content::loss::AllowLoss;

    const ITEMS: &str = "<ul><li><p>alpha</p></li><li><p>beta</p></li><li><p>gamma</p></li></ul>";
    const TASKS: &str = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
                         <ac:task-body>a</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id>\
                         <ac:task-status>complete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>";

    fn edited(page: &str, edit: Edit) -> String {
        let edited = Document::parse(page).unwrap().edit(&[edit]).unwrap();
        edited.into_storage(&AllowLoss::none()).unwrap()
    }

    fn block(handle: &str) -> Handle {
        handle.parse().unwrap()
    }

    #[test]
    fn the_handle_behind_an_item_names_the_item() {
        let item = |text: &str| format!("<li><p>{text}</p></li>");
        let list =
            |items: &[&str]| format!("<ul>{}</ul>", items.iter().map(|text| item(text)).collect::<String>());
        let (alpha, beta, gamma) = (block("#b3"), block("#b5"), block("#b7"));
        assert_eq!(edited(ITEMS, Edit::delete_block(beta)), list(&["alpha", "gamma"]));
        assert_eq!(edited(ITEMS, Edit::move_before(gamma, alpha)), list(&["gamma", "alpha", "beta"]));
        assert_eq!(edited(ITEMS, Edit::move_after(block("#b2"), gamma)), list(&["beta", "gamma", "alpha"]));
        let new = edited(ITEMS, Edit::insert_after(beta, "- new"));
        assert_eq!(new, ITEMS.replace("</p></li><li><p>gamma", "</p></li><li><p>new</p></li><li><p>gamma"));
        assert_eq!(edited(ITEMS, Edit::replace_block(beta, "- beta2")), ITEMS.replace("beta", "beta2"));
        assert_eq!(edited(ITEMS, Edit::replace_block(beta, "beta2")), ITEMS.replace("beta", "beta2"));
        let stored = edited(ITEMS, Edit::replace_block(beta, Content::storage(item("x"))));
        assert_eq!(stored, list(&["alpha", "x", "gamma"]));
        let below = edited(ITEMS, Edit::insert_after(beta, "More."));
        assert_eq!(below, ITEMS.replace("beta</p>", "beta</p><p>More.</p>"));
        assert_eq!(edited("<ul><li><p>a</p></li></ul><p>x</p>", Edit::delete_block(alpha)), "<p>x</p>");
    }

    #[test]
    fn the_handle_behind_a_task_names_the_task() {
        let (first, second) = (block("#b3"), block("#b5"));
        let (one, two) = TASKS.split_once("</ac:task><ac:task>").unwrap();
        assert_eq!(edited(TASKS, Edit::delete_block(second)), format!("{one}</ac:task></ac:task-list>"));
        let moved = edited(TASKS, Edit::move_before(second, first));
        let two = two.trim_end_matches("</ac:task></ac:task-list>");
        let one = one.trim_start_matches("<ac:task-list><ac:task>");
        assert_eq!(
            moved,
            format!("<ac:task-list><ac:task>{two}</ac:task><ac:task>{one}</ac:task></ac:task-list>")
        );
        let new = edited(TASKS, Edit::insert_after(first, "- [ ] new"));
        assert!(new.contains("<ac:task-body>new</ac:task-body></ac:task><ac:task><ac:task-id>2"), "{new}");
        assert_eq!(edited(TASKS, Edit::replace_block(first, "- [ ] x")), TASKS.replace(">a<", ">x<"));
        let page = Document::parse(TASKS).unwrap();
        assert!(page.edit(&[Edit::insert_after(first, "- plain")]).is_err());
    }

    #[test]
    fn what_stands_below_the_line_of_an_item_goes_with_it_and_is_told() {
        let page = "<ul><li>a<ul><li>a1</li></ul></li><li>b</li></ul>";
        let document = Document::parse(page).unwrap();
        for (edit, after) in [
            (Edit::delete_block(block("#b3")), "<ul><li>b</li></ul>"),
            (Edit::replace_block(block("#b3"), "- x"), "<ul><li><p>x</p></li><li>b</li></ul>"),
        ] {
            let edited = document.edit(&[edit]).unwrap();
            assert_eq!(edited.storage, after);
            assert!(
                edited.notes.iter().any(|note| note.message.contains("#b3 names an item")),
                "{:?}",
                edited.notes
            );
        }
        let line = document.edit(&[Edit::replace_block(block("#b3"), "x")]).unwrap();
        assert_eq!((&*line.storage, line.notes.len()), (&*page.replace("<li>a<", "<li>x<"), 0));
    }

    #[test]
    fn items_that_come_behind_a_list_of_their_kind_go_into_it() {
        let page = "<h2>A</h2><ol><li>one</li><li>two</li></ol><h2>B</h2>";
        let append = |heading: &str, content: &str| edited(page, Edit::append_to_section(heading, content));
        assert_eq!(append("A", "1. three"), page.replace("</ol>", "<li><p>three</p></li></ol>"));
        assert_eq!(
            append("A", "3. three\n\nEnd."),
            page.replace("</ol>", "<li><p>three</p></li></ol><p>End.</p>")
        );
        assert_eq!(append("A", "- three"), page.replace("</ol>", "</ol><ul><li><p>three</p></li></ul>"));
        let added = edited(TASKS, Edit::append("- [ ] c"));
        assert_eq!((added.matches("<ac:task-list>").count(), added.matches("<ac:task>").count()), (1, 3));
        let layout = format!(
            "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell>{ITEMS}</ac:layout-cell></ac:layout-section></ac:layout>"
        );
        assert_eq!(edited(&layout, Edit::append("- d")), layout.replace("</ul>", "<li><p>d</p></li></ul>"));
    }
}
