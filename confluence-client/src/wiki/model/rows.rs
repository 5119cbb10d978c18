//! What the service tells of content, spaces, people and tasks, as rows: all that a list or a search has, and not what
//! one of the other types is made for. The tables of SQL are made of them.

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::wiki::model::content::{Person, Revision};
use crate::wiki::model::labels::Label;
use crate::wiki::model::tasks::Task;
use crate::wire::timestamp::Timestamp;

/// A piece of content, as far as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ContentRow {
    pub(crate) id: ContentId,
    pub(crate) kind: ContentType,
    pub(crate) title: String,
    pub(crate) status: ContentStatus,
    pub(crate) space_id: Option<SpaceId>,
    pub(crate) space_key: Option<SpaceKey>,
    pub(crate) space_kind: Option<String>,
    /// What it lies under in the tree, or the comment that it answers.
    pub(crate) parent: Option<ContentId>,
    /// What holds a comment or an attachment, and what that is.
    pub(crate) container: Option<ContentId>,
    pub(crate) container_kind: Option<ContentType>,
    pub(crate) position: Option<i64>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) author: Option<Person>,
    pub(crate) owner: Option<Person>,
    pub(crate) version: Revision,
    pub(crate) previous: Option<Revision>,
    pub(crate) storage: Option<String>,
    pub(crate) adf: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) webui: Option<String>,
    pub(crate) tinyui: Option<String>,
    pub(crate) download: Option<String>,
    pub(crate) labels: Vec<Label>,
    pub(crate) location: Option<String>,
    pub(crate) resolution: Option<String>,
    pub(crate) passage: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) file_size: Option<u64>,
    pub(crate) comment: Option<String>,
}

impl ContentRow {
    pub(in crate::wiki) fn new(id: ContentId, kind: ContentType, title: String) -> Self {
        Self {
            id,
            kind,
            title,
            status: ContentStatus::Current,
            space_id: None,
            space_key: None,
            space_kind: None,
            parent: None,
            container: None,
            container_kind: None,
            position: None,
            created: None,
            author: None,
            owner: None,
            version: Revision::default(),
            previous: None,
            storage: None,
            adf: None,
            url: None,
            webui: None,
            tinyui: None,
            download: None,
            labels: Vec::new(),
            location: None,
            resolution: None,
            passage: None,
            media_type: None,
            file_size: None,
            comment: None,
        }
    }
}

/// What to fetch of content beside what always comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) storage: bool,
    pub(crate) adf: bool,
    pub(crate) names: bool,
    /// Key and type of the space.
    pub(crate) space: bool,
    pub(crate) space_kind: bool,
    pub(crate) previous: bool,
    pub(crate) labels: bool,
    pub(crate) owner: bool,
}

/// Which pages or blog posts to list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listing {
    /// `page` or `blogpost`.
    pub(crate) kind: ContentType,
    pub(crate) ids: Option<Vec<ContentId>>,
    pub(crate) spaces: Option<Vec<SpaceKey>>,
    /// One list for each.
    pub(crate) titles: Option<Vec<String>>,
    pub(crate) statuses: Vec<ContentStatus>,
    /// `created-date` or `modified-date`, and whether the newest come first.
    pub(crate) order: Option<(&'static str, bool)>,
    pub(crate) limit: u32,
}

impl Listing {
    /// These lists, each once for every title that is named, with that; once without a title where none is.
    pub(crate) fn for_each_title<R: Clone>(&self, lists: &[R]) -> Vec<(R, Option<String>)> {
        let titles = match &self.titles {
            Some(titles) => titles.iter().cloned().map(Some).collect(),
            None => vec![None],
        };
        let with = |title: Option<String>| lists.iter().map(move |list| (list.clone(), title.clone()));
        titles.into_iter().flat_map(with).collect()
    }
}

/// Rows as they come.
pub(crate) type RowStream<T> = BoxStream<'static, Result<Vec<T>>>;

/// Rows that cannot be had.
pub(crate) fn failed<T: Send + 'static>(error: Error) -> RowStream<T> {
    stream::iter([Err(error)]).boxed()
}

/// Rows that came together, together.
pub(crate) fn chunked<T: Send + 'static>(rows: BoxStream<'static, Result<T>>) -> RowStream<T> {
    paged(rows, MOST)
}

/// What a request gives at the most.
const MOST: u32 = 250;

/// The same where a request gives so many: what is behind them is asked for only if it is wanted.
pub(crate) fn paged<T: Send + 'static>(rows: BoxStream<'static, Result<T>>, page: u32) -> RowStream<T> {
    let page = usize::try_from(page.clamp(1, MOST)).unwrap_or(1);
    rows.ready_chunks(page).map(|rows| rows.into_iter().collect()).boxed()
}

/// The same rows one by one.
pub(crate) fn one_by_one<T: Send + 'static>(rows: RowStream<T>) -> BoxStream<'static, Result<T>> {
    rows.map_ok(|rows| stream::iter(rows.into_iter().map(Ok))).try_flatten().boxed()
}

/// A space, as far as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SpaceRow {
    pub(crate) id: Option<SpaceId>,
    pub(crate) key: SpaceKey,
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) homepage: Option<ContentId>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) modified: Option<Timestamp>,
    pub(crate) author: Option<Person>,
    pub(crate) url: Option<String>,
    pub(crate) icon_path: Option<String>,
    pub(crate) icon_width: Option<u32>,
    pub(crate) icon_height: Option<u32>,
    pub(crate) icon_default: Option<bool>,
}

/// Which spaces, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SpacesWanted {
    pub(crate) keys: Option<Vec<SpaceKey>>,
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) description: bool,
    pub(crate) icon: bool,
    pub(crate) limit: u32,
}

/// Something that somebody may do in a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GrantRow {
    pub(crate) id: Option<String>,
    pub(crate) operation: String,
    pub(crate) target: String,
    pub(crate) principal_id: Option<String>,
    pub(crate) principal_name: Option<String>,
    pub(crate) principal_kind: Option<String>,
    pub(crate) space_id: Option<SpaceId>,
    pub(crate) space_key: SpaceKey,
}

/// A person or an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UserRow {
    /// The account id on Cloud, the user key on Data Center.
    pub(crate) id: String,
    pub(crate) account_type: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) public_name: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) picture_path: Option<String>,
    pub(crate) picture_width: Option<u32>,
    pub(crate) picture_height: Option<u32>,
    pub(crate) picture_default: Option<bool>,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditRow {
    pub(crate) object_name: Option<String>,
    pub(crate) object_kind: Option<String>,
    pub(crate) author_name: Option<String>,
    pub(crate) author_kind: Option<String>,
    pub(crate) author_id: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) at: Option<i64>,
    pub(crate) address: Option<String>,
}

/// Which part of the audit log. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditWanted {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    pub(crate) text: Option<String>,
}

/// A task in a page or blog post.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TaskRow {
    pub(crate) id: String,
    pub(crate) page: Option<ContentId>,
    pub(crate) blog_post: Option<ContentId>,
    pub(crate) space: Option<SpaceKey>,
    pub(crate) done: bool,
    pub(crate) text: String,
    pub(crate) storage: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) assignee: Option<String>,
    pub(crate) completer: Option<String>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) due: Option<String>,
    pub(crate) completed: Option<Timestamp>,
}

impl From<Task> for TaskRow {
    fn from(task: Task) -> Self {
        Self {
            id: task.id.as_str().to_owned(),
            page: task.page,
            blog_post: None,
            space: None,
            done: task.done,
            text: task.text,
            storage: None,
            author: None,
            assignee: task.assignee.map(|one| one.id),
            completer: None,
            created: None,
            updated: None,
            due: task.due,
            completed: None,
        }
    }
}

/// Which tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TasksWanted {
    pub(crate) pages: Option<Vec<ContentId>>,
    pub(crate) spaces: Option<Vec<SpaceKey>>,
    pub(crate) assignees: Option<Vec<String>>,
    pub(crate) done: Option<bool>,
    pub(crate) limit: u32,
}
