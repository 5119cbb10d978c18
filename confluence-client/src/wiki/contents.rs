//! Content as rows: pages, blog posts, comments, attachments and whatever else has a place, with all that a list or a
//! search tells of them. What the tables of SQL are made of.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use super::Wiki;
use super::model::content::{Person, Revision};
use super::model::rows::{ContentRow, Listing, RowStream, Wanted, failed};
use crate::cql::Cql;
use crate::error::{ErrorKind, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::ContentStatus;
use crate::site::Deployment;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

/// How many rows are asked about at a time where each is a request.
const AT_A_TIME: usize = 6;

/// How many rows a request lists.
const MOST: u32 = 250;

/// The keys and types of spaces, each looked up once.
#[derive(Clone, Debug, Default)]
struct Spaces(Arc<Mutex<HashMap<SpaceId, KeyAndType>>>);

type KeyAndType = (SpaceKey, Option<String>);

/// Whether a space is named twice: the policy may name one in two ways.
fn has_twins(spaces: &[SpaceKey]) -> bool {
    let mut seen = HashSet::new();
    spaces.iter().any(|space| !seen.insert(space.as_str().to_ascii_lowercase()))
}

/// The same rows, each once: of several titles or keys the service may take some as one, such as `Notes` and `NOTES`.
fn each_once(rows: RowStream<ContentRow>) -> RowStream<ContentRow> {
    let mut seen = HashSet::new();
    rows.map_ok(move |mut rows| {
        rows.retain(|row| seen.insert(row.id.clone()));
        rows
    })
    .boxed()
}

impl Wiki {
    /// Searches content by a query. Under a policy with spaces it goes around the query, and every row is checked again.
    pub(crate) fn contents_found(&self, query: &Cql, wanted: Wanted, limit: u32) -> RowStream<ContentRow> {
        let bound = match self.policy.search(query) {
            Ok(bound) => bound,
            Err(error) => return failed(error),
        };
        let rows: RowStream<ContentRow> = deployed!(self => contents::found(bound, wanted, limit));
        let (policy, query) = (Arc::clone(&self.policy), query.clone());
        let rows = rows.map_err(move |error| policy.without_bounds(&query, error)).boxed();
        self.finished_rows(rows, wanted)
    }

    /// Lists pages or blog posts.
    pub(crate) fn contents_listed(&self, listing: Listing, wanted: Wanted) -> RowStream<ContentRow> {
        let (scope, bounded) = match (self.policy.scope("sql"), self.bounded(listing)) {
            (Ok(scope), Ok(bounded)) => (scope, bounded),
            (Err(error), _) | (_, Err(error)) => return failed(error),
        };
        let titles = bounded.titles.as_ref().map_or(0, Vec::len);
        let several = titles > 1 || bounded.spaces.as_ref().is_some_and(|spaces| has_twins(spaces));
        let rows: RowStream<ContentRow> = deployed!(self => contents::listed(scope, bounded, wanted));
        let rows = self.finished_rows(rows, wanted);
        let rows = if wanted.storage && wanted.adf { self.with_documents(rows) } else { rows };
        if several { each_once(rows) } else { rows }
    }

    /// The same rows with their bodies as documents of the editor: a list of Cloud gives one form of them.
    fn with_documents(&self, rows: RowStream<ContentRow>) -> RowStream<ContentRow> {
        if self.site().deployment() != Deployment::Cloud {
            return rows;
        }
        let wiki = self.clone();
        rows.and_then(move |mut rows| {
            let wiki = wiki.clone();
            async move {
                let scope = wiki.policy.scope("sql")?;
                let mut statuses: Vec<ContentStatus> = rows.iter().map(|row| row.status.clone()).collect();
                statuses.sort_by(|one, other| one.as_str().cmp(other.as_str()));
                statuses.dedup();
                let Some(first) = rows.first() else { return Ok(rows) };
                let listing = Listing {
                    kind: first.kind.clone(),
                    ids: Some(rows.iter().map(|row| row.id.clone()).collect()),
                    spaces: None,
                    titles: None,
                    statuses,
                    order: None,
                    limit: MOST,
                };
                let wanted = Wanted { adf: true, ..Wanted::default() };
                let documents: RowStream<ContentRow> =
                    deployed!(wiki => contents::listed(scope, listing, wanted));
                let documents: Vec<Vec<ContentRow>> = documents.try_collect().await?;
                let mut documents: HashMap<ContentId, Option<String>> =
                    documents.into_iter().flatten().map(|row| (row.id, row.adf)).collect();
                for row in &mut rows {
                    row.adf = row.adf.take().or_else(|| documents.remove(&row.id).flatten());
                }
                Ok(rows)
            }
        })
        .boxed()
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
                    self.policy.read_space(denied, "sql")?;
                }
            }
            spaces @ None if listing.ids.is_none() => *spaces = self.policy.spaces.clone(),
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
        if wanted.previous {
            self.add_previous(&mut rows).await?;
        }
        if wanted.names {
            self.name_rows(&mut rows).await?;
        }
        Ok(rows)
    }

    /// Puts in the keys of spaces that come by number, and their types.
    async fn place_rows(&self, rows: &mut [ContentRow], kinds: bool, spaces: &Spaces) -> Result<()> {
        let known = |id: &SpaceId| -> Option<KeyAndType> {
            let looked_up = spaces.0.lock().ok().and_then(|known| known.get(id).cloned());
            looked_up
                .or_else(|| Some((self.backend.caches.space_keys.get(id)?, None)))
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
                    self.backend.caches.space_keys.put(id.clone(), key.clone());
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

    /// Adds the version before to rows of which the list does not tell it, as those of Cloud do not.
    async fn add_previous(&self, rows: &mut [ContentRow]) -> Result<()> {
        let lacks = |row: &&ContentRow| row.previous.is_none() && row.version.number > 1;
        let lacking: Vec<(ContentId, u64)> =
            rows.iter().filter(lacks).map(|row| (row.id.clone(), row.version.number)).collect();
        let wiki = self.clone();
        let asked = lacking.into_iter().map(move |(id, now)| {
            let wiki = wiki.clone();
            async move { wiki.version_before(id, now).await }
        });
        let found = stream::iter(asked).buffer_unordered(AT_A_TIME);
        let mut found: HashMap<ContentId, Option<Revision>> = found.try_collect().await?;
        for row in rows {
            row.previous = row.previous.take().or_else(|| found.remove(&row.id).flatten());
        }
        Ok(())
    }

    /// The version before one; nothing where all older ones, or the page itself, went away.
    async fn version_before(&self, id: ContentId, now: u64) -> Result<(ContentId, Option<Revision>)> {
        let mut versions = self.versions(id.clone()).limit(2).stream();
        loop {
            match versions.try_next().await {
                Ok(Some(version)) if version.number >= now => {}
                Ok(before) => return Ok((id, before)),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok((id, None)),
                Err(error) => return Err(error),
            }
        }
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
