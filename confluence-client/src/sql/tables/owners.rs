//! What hangs on content: the content is named by the query, or it is each page and blog post of some space, one after the
//! other.

use std::collections::HashMap;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::unknown_spaces::or_unknown_spaces;
use crate::cql;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::needs;
use crate::wiki::Wiki;
use crate::wiki::rows::{ContentRow, Listing, RowStream, Wanted, one_by_one};

/// How many owners are asked about at a time.
const AT_A_TIME: usize = 6;

/// How many pages a request lists.
const ROWS: u32 = 250;

/// Content on which something hangs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Owner {
    pub(super) id: ContentId,
    /// Its space and its type, where it was listed.
    pub(super) space: Option<SpaceKey>,
    pub(super) kind: Option<ContentType>,
}

impl Owner {
    /// The key of its space.
    pub(super) fn space_key(&self) -> Option<&str> {
        self.space.as_ref().map(SpaceKey::as_str)
    }
}

/// What is gone through where no condition names content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walked {
    /// Pages: blog posts have a place in no tree.
    Pages,
    /// Pages, and blog posts behind them.
    PagesAndPosts,
}

/// A row of something that hangs on content.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hanging<T> {
    pub(super) on: Owner,
    pub(super) it: T,
}

/// The rows of each owner, some owners at a time, in their order. An owner that was named and is not there has no rows.
pub(super) fn of_each<T, F>(
    context: Context,
    scan: &Scan,
    column: &str,
    walked: Walked,
    ask: impl Fn(Wiki, ContentId) -> F + Send + 'static,
) -> RowStream<Hanging<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<Vec<T>>> + Send + 'static,
{
    let named = scan.equal(column).is_some();
    let owners = owners(&context, scan, column, walked);
    owners
        .map_ok(move |owner| {
            let rows = ask(context.wiki.clone(), owner.id.clone());
            let context = context.clone();
            async move {
                match rows.await {
                    Ok(rows) => Ok(rows.into_iter().map(|it| Hanging { on: owner.clone(), it }).collect()),
                    Err(error) if is_gone(&error) => {
                        if named {
                            tell_gone(&context, &owner.id).await?;
                        }
                        Ok(Vec::new())
                    }
                    Err(error) => Err(error),
                }
            }
        })
        .try_buffered(AT_A_TIME)
        .boxed()
}

/// Whether an error says of something that it is not there, or is left out by the policy, which looks the same: then it has
/// no rows.
pub(super) fn is_gone(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Policy)
}

/// Tells why content that a condition names has no rows: it is not there, or it is of another type.
pub(super) async fn tell_gone(context: &Context, id: &ContentId) -> Result<()> {
    let found = of_id(&context.wiki, id.as_str(), Wanted::default()).await?;
    let other = |kind: &ContentType| !matches!(kind, ContentType::Page | ContentType::BlogPost);
    context.notes.add(match found.map(|row| row.kind).filter(other) {
        Some(kind) => {
            format!("{id} is of the type {kind}, and this table has rows of pages and blog posts alone")
        }
        None => format!("{id} is not there, or you may not see it"),
    });
    Ok(())
}

/// What has this id, as far as the search knows it. A service that cannot read the id says what is true as well: nothing has
/// it.
pub(in crate::sql) async fn of_id(wiki: &Wiki, id: &str, wanted: Wanted) -> Result<Option<ContentRow>> {
    let rows = wiki.contents_found(&cql::ID.is(id).into_cql(), wanted, 1);
    match rows.try_collect::<Vec<Vec<ContentRow>>>().await {
        Ok(found) => Ok(found.into_iter().flatten().find(|row| row.id.as_str() == id)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The same rows; none and a note where the content that they are of is not there.
pub(super) fn or_gone<T: Send + 'static>(
    context: &Context,
    id: ContentId,
    rows: RowStream<T>,
) -> RowStream<T> {
    let context = context.clone();
    rows.then(move |rows| {
        let (context, id) = (context.clone(), id.clone());
        async move {
            match rows {
                Err(error) if is_gone(&error) => tell_gone(&context, &id).await.map(|()| Vec::new()),
                answered => answered,
            }
        }
    })
    .boxed()
}

/// The content that a condition names, that of a space that one names, or all of it.
pub(super) fn owners(
    context: &Context,
    scan: &Scan,
    column: &str,
    walked: Walked,
) -> BoxStream<'static, Result<Owner>> {
    if let Some(ids) = scan.equal(column) {
        if scan.needs(needs::SPACE) {
            return placed(context.clone(), ids);
        }
        let owners: Vec<Result<Owner>> =
            ids.into_iter().map(|id| Ok(Owner { id: id.into(), space: None, kind: None })).collect();
        return stream::iter(owners).boxed();
    }
    let listed = listed(context, scan, walked, Wanted { space: true, ..Wanted::default() });
    listed
        .map_ok(|rows| {
            let owner = |row: ContentRow| Owner { id: row.id, space: row.space_key, kind: Some(row.kind) };
            stream::iter(rows.into_iter().map(move |row| Ok(owner(row))))
        })
        .try_flatten()
        .boxed()
}

/// The content of some ids with the spaces that it lies in; what the search does not find keeps its place.
fn placed(context: Context, ids: Vec<String>) -> BoxStream<'static, Result<Owner>> {
    let found = async move {
        let query = cql::ID.is_one_of(ids.iter().map(String::as_str)).into_cql();
        let wanted = Wanted { space: true, ..Wanted::default() };
        let rows = one_by_one(context.wiki.contents_found(&query, wanted, ROWS));
        let found: HashMap<ContentId, (Option<SpaceKey>, ContentType)> =
            rows.map_ok(|row| (row.id, (row.space_key, row.kind))).try_collect().await?;
        let owner = move |id: String| {
            let id = ContentId::from(id);
            let (space, kind) = found.get(&id).cloned().unzip();
            Ok(Owner { space: space.flatten(), kind, id })
        };
        Ok::<_, Error>(stream::iter(ids.into_iter().map(owner).collect::<Vec<_>>()))
    };
    stream::once(found).try_flatten().boxed()
}

/// The content of the spaces that a condition names, or all of it: one kind behind the other.
pub(super) fn listed(
    context: &Context,
    scan: &Scan,
    walked: Walked,
    wanted: Wanted,
) -> RowStream<ContentRow> {
    let spaces: Option<Vec<SpaceKey>> =
        scan.equal("SpaceKey").map(|keys| keys.into_iter().map(Into::into).collect());
    let of_kind = |kind| {
        let listing = Listing {
            kind,
            ids: None,
            spaces: spaces.clone(),
            titles: None,
            statuses: vec![ContentStatus::Current],
            order: None,
            limit: ROWS,
        };
        context.wiki.contents_listed(listing, wanted)
    };
    let pages = of_kind(ContentType::Page);
    let rows = match walked {
        Walked::Pages => pages,
        Walked::PagesAndPosts => pages.chain(of_kind(ContentType::BlogPost)).boxed(),
    };
    or_unknown_spaces(context, scan, rows, |row| row.space_key.as_ref())
}
