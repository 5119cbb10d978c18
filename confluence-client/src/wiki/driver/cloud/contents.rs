//! Content of Cloud as rows: found by v1, whose search tells most, and listed by v2.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::pages::{person, revision};
use super::place;
use crate::cql::Cql;
use crate::error::{Error, Result};
use crate::ids::{BlogPostId, ContentId, PageId, SpaceId, SpaceKey};
use crate::models::{self, BodyFormat, ContentStatus, ContentType};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_rows::{expansion, of_contents};
use crate::wiki::model::rows::{ContentRow, Listing, RowStream, Wanted, paged};
use crate::wiki::policy::{ClearedRead, Scope};
use crate::{v1, v2};

/// The most ids that one request takes.
const BATCH: usize = 250;

pub(in crate::wiki) fn found(
    backend: &Backend,
    query: ClearedRead<Cql>,
    wanted: Wanted,
    limit: u32,
) -> RowStream<ContentRow> {
    let ask = v1::content::search(query.as_str()).expand(expansion(backend, wanted)).limit(limit);
    paged(backend.client.stream(ask), limit).map(of_contents(backend)).boxed()
}

/// Keys and types of spaces by their numbers.
pub(in crate::wiki) async fn spaces(
    backend: &Backend,
    ids: &[SpaceId],
) -> Result<Vec<(SpaceId, SpaceKey, Option<String>)>> {
    let mut all = Vec::new();
    for some in ids.chunks(BATCH) {
        for space in backend.client.send(v2::spaces::list().ids(some).limit(250)).await?.results {
            if let Some(key) = space.key {
                all.push((space.id, key, space.kind.map(|kind| kind.to_string())));
            }
        }
    }
    Ok(all)
}

pub(in crate::wiki) fn listed(
    backend: &Backend,
    _: ClearedRead<Scope>,
    listing: Listing,
    wanted: Wanted,
) -> RowStream<ContentRow> {
    let backend = backend.clone();
    let asked = async move {
        let requests = requests(&backend, &listing).await?;
        let rows = stream::iter(listing.for_each_title(&requests)).map(move |(request, title)| {
            let ask = Ask { listing: &listing, title, wanted };
            if listing.kind == ContentType::BlogPost {
                posts(&backend, ask, request)
            } else {
                pages(&backend, ask, request)
            }
        });
        Ok::<_, Error>(rows.flatten())
    };
    stream::once(asked).try_flatten().boxed()
}

/// How lists are asked.
struct Ask<'l> {
    listing: &'l Listing,
    title: Option<String>,
    wanted: Wanted,
}

/// What one list is asked for.
#[derive(Clone)]
enum Request {
    Ids(Vec<ContentId>),
    Space(SpaceId),
    Spaces(Vec<SpaceId>),
    All,
}

async fn requests(backend: &Backend, listing: &Listing) -> Result<Vec<Request>> {
    if let Some(ids) = &listing.ids {
        return Ok(ids.chunks(BATCH).map(|some| Request::Ids(some.to_vec())).collect());
    }
    let Some(keys) = &listing.spaces else { return Ok(vec![Request::All]) };
    let spaces = place::numbers(backend, keys).await?;
    Ok(match spaces.len() {
        0 => Vec::new(),
        // The list of a space has no title to be asked for beside several.
        1 => spaces.into_iter().map(Request::Space).collect(),
        _ => spaces.chunks(100).map(|some| Request::Spaces(some.to_vec())).collect(),
    })
}

fn order(listing: &Listing) -> Option<String> {
    let (field, descending) = listing.order?;
    Some(format!("{}{field}", if descending { "-" } else { "" }))
}

/// Both representations cannot come at once: the storage format goes first.
fn format(wanted: Wanted) -> Option<BodyFormat> {
    match (wanted.storage, wanted.adf) {
        (true, _) => Some(BodyFormat::Storage),
        (false, true) => Some(BodyFormat::AtlasDocFormat),
        (false, false) => None,
    }
}

macro_rules! asked {
    ($ask:expr, $by:expr) => {{
        let mut ask = $ask.limit($by.listing.limit).status($by.listing.statuses.clone());
        if let Some(order) = order($by.listing) {
            ask = ask.sort(order.as_str());
        }
        if let Some(title) = &$by.title {
            ask = ask.title(title);
        }
        if let Some(format) = format($by.wanted) {
            ask = ask.body_format(format);
        }
        ask
    }};
}

fn pages(backend: &Backend, by: Ask<'_>, request: Request) -> RowStream<ContentRow> {
    let client = &backend.client;
    let found = match request {
        Request::Space(id) => client.stream(asked!(v2::pages::of_space(id), by)),
        Request::Spaces(ids) => client.stream(asked!(v2::pages::list().space_id(ids), by)),
        Request::All => client.stream(asked!(v2::pages::list(), by)),
        Request::Ids(ids) => {
            let most = ids.len();
            let ids: Vec<PageId> = ids.iter().map(|id| id.as_str().into()).collect();
            // The list gives no more rows than ids; asking on would be in vain.
            client.stream(asked!(v2::pages::list().id(ids), by)).take(most).boxed()
        }
    };
    let backend = backend.clone();
    paged(found.map_ok(move |page| of_page(&backend, page)).boxed(), by.listing.limit)
}

fn posts(backend: &Backend, by: Ask<'_>, request: Request) -> RowStream<ContentRow> {
    let client = &backend.client;
    let found = match request {
        Request::Space(id) => client.stream(asked!(v2::blog_posts::of_space(id), by)),
        Request::Spaces(ids) => client.stream(asked!(v2::blog_posts::list().space_id(ids), by)),
        Request::All => client.stream(asked!(v2::blog_posts::list(), by)),
        Request::Ids(ids) => {
            let most = ids.len();
            let ids: Vec<BlogPostId> = ids.iter().map(|id| id.as_str().into()).collect();
            client.stream(asked!(v2::blog_posts::list().id(ids), by)).take(most).boxed()
        }
    };
    let backend = backend.clone();
    paged(found.map_ok(move |post| of_post(&backend, post)).boxed(), by.listing.limit)
}

fn of_page(backend: &Backend, page: models::Page) -> ContentRow {
    let id: ContentId = page.id.as_str().into();
    backend.caches.kinds.put(id.clone(), ContentType::Page);
    let mut row = ContentRow::new(id, ContentType::Page, page.title);
    row.status = page.status.unwrap_or(ContentStatus::Current);
    row.space_id = page.space_id;
    row.parent = page.parent_id;
    row.position = page.position;
    row.created = page.created_at;
    row.author = page.author_id.map(person);
    row.owner = page.owner_id.map(person);
    fill(backend, &mut row, page.version, page.body, page.links);
    row
}

fn of_post(backend: &Backend, post: models::BlogPost) -> ContentRow {
    let id: ContentId = post.id.as_str().into();
    backend.caches.kinds.put(id.clone(), ContentType::BlogPost);
    let mut row = ContentRow::new(id, ContentType::BlogPost, post.title);
    row.status = post.status.unwrap_or(ContentStatus::Current);
    row.space_id = post.space_id;
    row.created = post.created_at;
    row.author = post.author_id.map(person);
    fill(backend, &mut row, post.version, post.body, post.links);
    row
}

fn fill(
    backend: &Backend,
    row: &mut ContentRow,
    version: Option<models::Version>,
    body: models::Bodies,
    links: models::Links,
) {
    row.version = version.map(revision).unwrap_or_default();
    row.storage = body.storage.map(|body| body.value);
    row.adf = body.atlas_doc_format.map(|body| body.value);
    row.url = links.webui.as_deref().and_then(|link| backend.site().link(link));
    row.webui = links.webui;
    row.tinyui = links.tinyui;
}
