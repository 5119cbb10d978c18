//! Content as rows: pages, blog posts, comments, attachments and whatever else has a place, with all that a list or a
//! search tells of them. What the tables of SQL are made of.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::shapes::{person, revision, webui};
use super::{Label, Person, Revision, Wiki};
use crate::cql::Cql;
use crate::error::{Error, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, ContentType, LabelPrefix, v1};
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
    pub(super) fn new(id: ContentId, kind: ContentType, title: String) -> Self {
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
    pub(crate) title: Option<String>,
    pub(crate) statuses: Vec<ContentStatus>,
    /// `created-date` or `modified-date`, and whether the newest come first.
    pub(crate) order: Option<(&'static str, bool)>,
    pub(crate) limit: u32,
}

/// Rows as they come.
pub(crate) type RowStream<T> = BoxStream<'static, Result<Vec<T>>>;

/// Rows that came together, together.
pub(crate) fn chunked<T: Send + 'static>(rows: BoxStream<'static, Result<T>>) -> RowStream<T> {
    /// What a request gives at the most.
    const MOST: usize = 250;
    rows.ready_chunks(MOST).map(|rows| rows.into_iter().collect()).boxed()
}

/// The same rows one by one.
pub(crate) fn one_by_one<T: Send + 'static>(rows: RowStream<T>) -> BoxStream<'static, Result<T>> {
    rows.map_ok(|rows| stream::iter(rows.into_iter().map(Ok))).try_flatten().boxed()
}

/// The keys and types of spaces, each looked up once.
#[derive(Clone, Debug, Default)]
pub(super) struct Spaces(Arc<Mutex<HashMap<SpaceId, (SpaceKey, Option<String>)>>>);

impl Wiki {
    /// Searches content by a query. Under a policy with spaces it goes around the query, and every row is checked again.
    pub(crate) fn contents_found(&self, query: &Cql, wanted: Wanted, limit: u32) -> RowStream<ContentRow> {
        let query = match self.policy.restricts_spaces() {
            true => match query.within(&self.policy.spaces) {
                Ok(bounded) => bounded,
                Err(error) => return failed(error),
            },
            false => query.clone(),
        };
        let expand = expansion(self, wanted);
        let found: BoxStream<'static, Result<v1::Content>> =
            deployed!(self => contents::found(query.as_str(), expand, limit));
        self.finished_rows(chunked(found).map(of_contents(self)).boxed(), wanted)
    }

    /// Lists pages or blog posts.
    pub(crate) fn contents_listed(&self, listing: Listing, wanted: Wanted) -> RowStream<ContentRow> {
        let bounded = match self.bounded(listing) {
            Ok(bounded) => bounded,
            Err(error) => return failed(error),
        };
        let rows: RowStream<ContentRow> = deployed!(self => contents::listed(bounded, wanted));
        self.finished_rows(rows, wanted)
    }

    /// The listing over the spaces that the policy allows. Ids are checked when it is known where they lie.
    fn bounded(&self, mut listing: Listing) -> Result<Listing> {
        if !self.policy.restricts_spaces() {
            return Ok(listing);
        }
        match &mut listing.spaces {
            Some(spaces) => {
                let denied = spaces.iter().find(|space| !self.policy.allows(space)).cloned();
                spaces.retain(|space| self.policy.allows(space));
                if let Some(denied) = denied.filter(|_| spaces.is_empty()) {
                    self.policy.check_space(Some(&denied), "sql")?;
                }
            }
            spaces @ None if listing.ids.is_none() => *spaces = Some(self.policy.spaces.clone()),
            None => {}
        }
        Ok(listing)
    }

    /// Adds what is wanted and did not come along, and drops what lies in a space that the policy leaves out.
    fn finished_rows(&self, rows: RowStream<ContentRow>, wanted: Wanted) -> RowStream<ContentRow> {
        let (wiki, spaces) = (self.clone(), Spaces::default());
        rows.then(move |rows| {
            let (wiki, spaces) = (wiki.clone(), spaces.clone());
            async move { wiki.finish(rows?, wanted, &spaces).await }
        })
        .boxed()
    }

    async fn finish(
        &self,
        mut rows: Vec<ContentRow>,
        wanted: Wanted,
        spaces: &Spaces,
    ) -> Result<Vec<ContentRow>> {
        if wanted.space || wanted.space_kind || self.policy.restricts_spaces() {
            self.place_rows(&mut rows, wanted.space_kind, spaces).await?;
        }
        if self.policy.restricts_spaces() {
            rows.retain(|row| row.space_key.as_ref().is_some_and(|space| self.policy.allows(space)));
        }
        if wanted.names {
            self.name_rows(&mut rows).await?;
        }
        Ok(rows)
    }

    /// Puts in the keys of spaces that come by number, and their types.
    async fn place_rows(&self, rows: &mut [ContentRow], kinds: bool, spaces: &Spaces) -> Result<()> {
        let known = |id: &SpaceId| -> Option<(SpaceKey, Option<String>)> {
            let looked_up = spaces.0.lock().ok().and_then(|known| known.get(id).cloned());
            looked_up
                .or_else(|| Some((self.known.space_keys.get(id)?, None)))
                .filter(|it| !kinds || it.1.is_some())
        };
        let lacks = |row: &&ContentRow| row.space_key.is_none() || (kinds && row.space_kind.is_none());
        let missing: BTreeSet<SpaceId> = rows
            .iter()
            .filter(lacks)
            .filter_map(|row| row.space_id.clone())
            .filter(|id| known(id).is_none())
            .collect();
        if !missing.is_empty() {
            let missing: Vec<SpaceId> = missing.into_iter().collect();
            let found: Vec<(SpaceId, SpaceKey, Option<String>)> =
                deployed!(self => contents::spaces(&missing).await)?;
            if let Ok(mut known) = spaces.0.lock() {
                for (id, key, kind) in found {
                    self.known.space_keys.put(id.clone(), key.clone());
                    known.insert(id, (key, kind));
                }
            }
        }
        for row in rows {
            if let Some((key, kind)) = row.space_id.as_ref().and_then(known) {
                row.space_key.get_or_insert(key);
                row.space_kind = row.space_kind.take().or(kind);
            }
        }
        Ok(())
    }

    /// Gives people their names, as far as they can be had.
    async fn name_rows(&self, rows: &mut [ContentRow]) -> Result<()> {
        let mut unnamed: Vec<&mut Person> = rows
            .iter_mut()
            .flat_map(|row| {
                let previous = row.previous.as_mut().and_then(|version| version.by.as_mut());
                [row.author.as_mut(), row.owner.as_mut(), row.version.by.as_mut(), previous]
            })
            .flatten()
            .filter(|person| person.name.is_none())
            .collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = unnamed.iter().map(|person| person.id.clone()).collect();
        let named = self.people(ids).await?;
        for (person, named) in unnamed.iter_mut().zip(named) {
            person.name = named.name;
        }
        Ok(())
    }
}

fn failed<T: Send + 'static>(error: Error) -> RowStream<T> {
    stream::iter([Err(error)]).boxed()
}

/// What to expand of content in the shape of v1.
pub(super) fn expansion(wiki: &Wiki, wanted: Wanted) -> Vec<&'static str> {
    let mut parts = vec!["version", "space", "ancestors", "container", "history", "extensions.resolution"];
    parts.push("extensions.inlineProperties");
    let cloud = wiki.site().deployment() == crate::site::Deployment::Cloud;
    let more = [
        (wanted.storage, "body.storage"),
        (wanted.adf && cloud, "body.atlas_doc_format"),
        (wanted.previous, "history.previousVersion"),
        (wanted.labels, "metadata.labels"),
        (wanted.owner && cloud, "history.ownedBy"),
    ];
    parts.extend(more.into_iter().filter(|(wanted, _)| *wanted).map(|(_, part)| part));
    parts
}

/// Rows out of content in the shape of v1.
pub(super) fn of_contents(
    wiki: &Wiki,
) -> impl Fn(Result<Vec<v1::Content>>) -> Result<Vec<ContentRow>> + Send + 'static {
    let wiki = wiki.clone();
    move |contents| Ok(contents?.into_iter().filter_map(|content| of_content(&wiki, content)).collect())
}

/// A row; nothing for content without an id.
pub(super) fn of_content(wiki: &Wiki, content: v1::Content) -> Option<ContentRow> {
    let kind = content.kind.clone().unwrap_or(ContentType::Page);
    let id = content.id.clone()?;
    wiki.known.kinds.put(id.clone(), kind.clone());
    let said = |group: &str, name: &str| match content.extensions.get(group) {
        Some(Value::Object(fields)) => fields.get(name).and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let extension = |name: &str| content.extensions.get(name).and_then(Value::as_str).map(str::to_owned);
    let container = content.container.as_ref();
    let mut row = ContentRow::new(id, kind, content.title.clone().unwrap_or_default());
    row.location = extension("location");
    row.resolution = said("resolution", "status");
    row.passage = said("inlineProperties", "originalSelection");
    row.media_type = extension("mediaType");
    row.file_size = content.extensions.get("fileSize").and_then(Value::as_u64);
    row.comment = extension("comment").filter(|comment| !comment.is_empty());
    row.container = container.and_then(|it| serde_json::from_value(it.get("id")?.clone()).ok());
    row.container_kind = container.and_then(|it| serde_json::from_value(it.get("type")?.clone()).ok());
    row.url = webui(wiki, &content.links);
    row.webui = content.links.webui().map(str::to_owned);
    row.tinyui = content.links.tinyui().map(str::to_owned);
    row.download = content.links.download().and_then(|link| wiki.site().link(link));
    row.status = content.status.unwrap_or(ContentStatus::Current);
    row.position = content.position.filter(|position| *position >= 0);
    if let Some(space) = content.space {
        row.space_id = space.id;
        row.space_key = space.key;
        row.space_kind = space.kind.map(|kind| kind.to_string());
    }
    row.parent = content.ancestors.into_iter().next_back().and_then(|above| above.id);
    if let Some(history) = content.history {
        row.created = history.created_date;
        row.author = history.created_by.and_then(person);
        row.owner = history.owned_by.and_then(person);
        row.previous = history.previous_version.map(revision);
    }
    row.version = content.version.map(|version| revision(*version)).unwrap_or_default();
    row.storage = content.body.storage.map(|body| body.value);
    row.adf = content.body.atlas_doc_format.map(|body| body.value);
    let labels = content.metadata.map(|metadata| metadata.labels.into_vec()).unwrap_or_default();
    let label =
        |label: v1::Label| Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) };
    row.labels = labels.into_iter().map(label).collect();
    Some(row)
}
