//! The one store behind all faces.

#[path = "store/comments.rs"]
pub(crate) mod comments;
#[path = "store/content.rs"]
pub(crate) mod content;
#[path = "store/files.rs"]
pub(crate) mod files;
#[path = "store/metadata.rs"]
pub(crate) mod metadata;
#[path = "store/people.rs"]
pub(crate) mod people;
#[path = "store/selection.rs"]
mod selection;
#[path = "store/spaces.rs"]
pub(crate) mod spaces;
#[path = "store/tasks.rs"]
pub(crate) mod tasks;
#[path = "store/tree.rs"]
pub(crate) mod tree;
#[path = "store/write.rs"]
pub(crate) mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::clock::{Clock, Timestamp};
use super::failure::Failure;
use content::{Content, Group, Kind, LongTask, Space, Status, Template, User};

/// Everything that the site knows.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) clock: Arc<Clock>,
    /// How far the accounts' clock is ahead of UTC, in milliseconds: dates in queries are read by it.
    pub(crate) zone: i64,
    pub(crate) spaces: BTreeMap<u64, Space>,
    pub(crate) contents: BTreeMap<u64, Content>,
    pub(crate) users: Vec<User>,
    pub(crate) groups: Vec<Group>,
    pub(crate) templates: Vec<Template>,
    pub(crate) long_tasks: BTreeMap<String, LongTask>,
    pub(crate) watched_labels: std::collections::BTreeSet<(String, String)>,
    label_ids: HashMap<(String, String), u64>,
    task_ids: BTreeMap<(u64, String), u64>,
    children: HashMap<u64, Vec<u64>>,
    titles: HashMap<(u64, String), u64>,
    last_id: u64,
}

impl Store {
    pub(crate) fn new(clock: Arc<Clock>) -> Self {
        Self { clock, last_id: 65_536, ..Self::default() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// A record of any kind, if the account may see it.
    ///
    /// # Errors
    /// The same 404 whether it is absent or hidden.
    pub(crate) fn seen(&self, id: u64, account: &str) -> Result<&Content, Failure> {
        let found = self.contents.get(&id).filter(|content| self.may_read(content, account));
        found.ok_or_else(|| Failure::not_found(format!("No content found with id: ContentId{{id={id}}}")))
    }

    /// As [`Store::seen`], of one kind.
    ///
    /// # Errors
    /// 404 for a record of another kind as well.
    pub(crate) fn seen_as(&self, kind: Kind, id: u64, account: &str) -> Result<&Content, Failure> {
        self.seen(id, account)
            .ok()
            .filter(|content| content.kind == kind)
            .ok_or_else(|| Failure::not_found(format!("Cannot find {} with id [{id}]", kind.name())))
    }

    /// A record that the account may change.
    ///
    /// # Errors
    /// 404 when it may not be seen, 403 when it may only be read.
    pub(crate) fn changed(&mut self, id: u64, account: &str) -> Result<&mut Content, Failure> {
        let content = self.seen(id, account)?;
        if !self.may_update(content, account) {
            return Err(Failure::forbidden(format!("User is not permitted to update content with id: {id}")));
        }
        self.contents.get_mut(&id).ok_or_else(|| Failure::not_found("Not Found"))
    }

    /// Whether the account may read the record, by its space and the restrictions up the tree.
    pub(crate) fn may_read(&self, content: &Content, account: &str) -> bool {
        self.spaces.get(&content.space).is_some_and(|space| space.admits(account))
            && self.lineage(content).all(|above| self.admits(&above.restrictions.read, account))
    }

    /// Whether the account may change the record.
    pub(crate) fn may_update(&self, content: &Content, account: &str) -> bool {
        self.may_read(content, account) && self.admits(&content.restrictions.update, account)
    }

    fn admits(&self, subjects: &content::Subjects, account: &str) -> bool {
        let in_group = |group: &Group| subjects.groups.contains(&group.id) && group.members.contains(account);
        subjects.is_empty() || subjects.users.contains(account) || self.groups.iter().any(in_group)
    }

    /// The record itself, then its parent, and so on.
    fn lineage<'a>(&'a self, content: &'a Content) -> impl Iterator<Item = &'a Content> {
        std::iter::successors(Some(content), |below| {
            below.parent.and_then(|parent| self.contents.get(&parent))
        })
    }

    /// The page of a title in a space; titles compare without case.
    pub(crate) fn titled(&self, space: u64, title: &str) -> Option<&Content> {
        self.titles.get(&(space, title.to_lowercase())).and_then(|id| self.contents.get(id))
    }

    /// Puts a new record in its place in all indexes.
    pub(crate) fn insert(&mut self, content: Content) {
        if let Some(parent) = content.parent {
            self.children.entry(parent).or_default().push(content.id);
        }
        self.contents.insert(content.id, content.clone());
        self.index_title(&content);
    }

    pub(crate) fn index_title(&mut self, content: &Content) {
        let reserved =
            content.kind == Kind::Page && matches!(content.status, Status::Current | Status::Archived);
        if reserved && !content.title().is_empty() {
            self.titles.insert((content.space, content.title().to_lowercase()), content.id);
        }
    }

    pub(crate) fn forget_title(&mut self, content: &Content) {
        let key = (content.space, content.title().to_lowercase());
        if self.titles.get(&key) == Some(&content.id) {
            self.titles.remove(&key);
        }
    }

    /// Whatever belongs to a record: children in the tree, comments, replies, attachments.
    pub(crate) fn belonging(&self, id: u64) -> impl Iterator<Item = &Content> {
        self.children.get(&id).into_iter().flatten().filter_map(|child| self.contents.get(child))
    }
}
