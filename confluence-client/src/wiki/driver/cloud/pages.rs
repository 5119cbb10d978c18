//! Pages and blog posts of Cloud.

use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::error::{ErrorKind, Result};
use crate::ids::{AccountId, BlogPostId, ContentId, FolderId, PageId, SpaceKey};
use crate::models::{self, BodyFormat, ContentStatus, ContentType, PageDepth, PageSubtype};
use crate::v2;
use crate::v2::ancestors::TreeOwner;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{not_rendered, with_body};
use crate::wiki::list::List;
use crate::wiki::model::content::{Node, Page, Person, Revision};
use crate::wiki::model::space_ref::SpaceRef;
use crate::wiki::policy::{ClearedRead, Unchecked};

pub(in crate::wiki) async fn get(backend: &Backend, id: &ContentId, version: Option<u32>) -> Unchecked<Page> {
    Unchecked::new(either(backend, id, version, false).await)
}

pub(in crate::wiki) async fn draft(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    Unchecked::new(either(backend, id, None, true).await)
}

/// Asks for a page, and for a blog post if there is no page of this id.
async fn either(backend: &Backend, id: &ContentId, version: Option<u32>, draft: bool) -> Result<Page> {
    let known = backend.caches.kinds.get(id);
    if known == Some(ContentType::BlogPost) {
        return blog_post(backend, id, version, draft).await;
    }
    match page(backend, id, version, draft).await {
        Err(error) if error.kind() == ErrorKind::NotFound && known.is_none() => {
            let post = blog_post(backend, id, version, draft).await;
            post.map_err(|other| if other.kind() == ErrorKind::NotFound { error } else { other })
        }
        answered => answered,
    }
}

async fn page(backend: &Backend, id: &ContentId, version: Option<u32>, draft: bool) -> Result<Page> {
    let mut ask = v2::pages::get(id.as_str()).body_format(BodyFormat::Storage);
    if let Some(version) = version {
        ask = ask.version(version);
    }
    if draft {
        ask = ask.get_draft(true);
    }
    with_body(of_page(backend, backend.client.send(ask).await?))
}

async fn blog_post(backend: &Backend, id: &ContentId, version: Option<u32>, draft: bool) -> Result<Page> {
    let mut ask = v2::blog_posts::get(id.as_str()).body_format(BodyFormat::Storage);
    if let Some(version) = version {
        ask = ask.version(version);
    }
    if draft {
        ask = ask.get_draft(true);
    }
    with_body(of_blog_post(backend, backend.client.send(ask).await?))
}

pub(in crate::wiki) async fn rendered(backend: &Backend, id: &ClearedRead<ContentId>) -> Result<String> {
    let known = backend.caches.kinds.get(id);
    if known != Some(ContentType::BlogPost) {
        match backend.client.send(v2::pages::get(id.as_str()).body_format(BodyFormat::ExportView)).await {
            Err(error) if error.kind() == ErrorKind::NotFound && known.is_none() => {}
            answered => return shown(answered?.body.export_view),
        }
    }
    let ask = v2::blog_posts::get(id.as_str()).body_format(BodyFormat::ExportView);
    let post = backend.client.send(ask).await?;
    shown(post.body.export_view)
}

/// What was asked for as it is shown: without it the page would be taken for an empty one.
fn shown(view: Option<Box<models::Body>>) -> Result<String> {
    view.map(|body| body.value).ok_or_else(not_rendered)
}

pub(in crate::wiki) async fn titled(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
    title: &str,
) -> Result<Option<Unchecked<Page>>> {
    titled_page(backend, space, title).await.map(|page| page.map(|page| Unchecked::new(Ok(page))))
}

/// The page of exactly this title in a space.
pub(super) async fn titled_page(backend: &Backend, space: &SpaceKey, title: &str) -> Result<Option<Page>> {
    let space = match super::place::space_id(backend, space).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        space => space?,
    };
    let ask = v2::pages::list().space_id([&space]).title(title).limit(250);
    let found = backend.client.send(ask.body_format(BodyFormat::Storage)).await?;
    // The filter has been seen to match more than the exact title.
    found
        .results
        .into_iter()
        .find(|page| page.title.to_lowercase() == title.to_lowercase())
        .map(|page| with_body(of_page(backend, page)))
        .transpose()
}

/// Pages and blog posts of these ids, wherever they lie.
pub(in crate::wiki) async fn by_ids(backend: &Backend, ids: &[ContentId]) -> Result<Vec<Unchecked<Page>>> {
    Ok(of_ids(backend, ids).await?.into_iter().map(|page| Unchecked::new(Ok(page))).collect())
}

pub(super) async fn of_ids(backend: &Backend, ids: &[ContentId]) -> Result<Vec<Page>> {
    let among: Vec<PageId> = ids.iter().map(|id| id.as_str().into()).collect();
    let ask = v2::pages::list().id(among).body_format(BodyFormat::Storage).limit(250);
    let found = backend.client.stream(ask).take(ids.len());
    let mut pages: Vec<Page> = found.map(|page| with_body(of_page(backend, page?))).try_collect().await?;
    let missing = |id: &&ContentId| !pages.iter().any(|page| page.id == **id);
    let others: Vec<BlogPostId> = ids.iter().filter(missing).map(|id| id.as_str().into()).collect();
    if !others.is_empty() {
        let ask = v2::blog_posts::list().id(others).body_format(BodyFormat::Storage).limit(250);
        let found = backend.client.stream(ask).take(ids.len());
        pages
            .extend(found.map(|post| with_body(of_blog_post(backend, post?))).try_collect::<Vec<_>>().await?);
    }
    Ok(pages)
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    listed(backend, space, PageDepth::All)
}

pub(in crate::wiki) fn at_root(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    listed(backend, space, PageDepth::Root)
}

fn listed(backend: &Backend, space: ClearedRead<SpaceKey>, depth: PageDepth) -> List<Page> {
    List::later(backend, async move |backend: Backend| {
        let space = super::place::space_id(&backend, &space).await?;
        let ask = v2::pages::of_space(space).status(["current"]).depth(depth);
        Ok(List::of(&backend, ask, |backend, page| Some(of_page(backend, page))))
    })
}

pub(in crate::wiki) fn posts_of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    List::later(backend, async move |backend: Backend| {
        let ask =
            v2::blog_posts::of_space(super::place::space_id(&backend, &space).await?).status(["current"]);
        Ok(List::of(&backend, ask, |backend, post| Some(of_blog_post(backend, post))))
    })
}

pub(in crate::wiki) fn children(backend: &Backend, page: ClearedRead<ContentId>) -> List<Node> {
    List::later(backend, async move |backend: Backend| {
        // A folder has children of its own collection, and an id does not tell.
        if super::place::kind(&backend, &page).await? == ContentType::BlogPost {
            return Ok(List::nothing());
        }
        let ask = v2::children::of(tree_owner(&backend, &page));
        Ok(List::of(&backend, ask, child))
    })
}

fn child(backend: &Backend, child: models::Child) -> Option<Node> {
    if let Some(kind) = &child.kind {
        backend.caches.kinds.put(child.id.clone(), kind.clone());
    }
    Some(Node {
        id: child.id,
        title: child.title,
        kind: child.kind.map_or_else(|| "page".to_owned(), |kind| kind.to_string()),
        status: child.status.unwrap_or(ContentStatus::Current),
    })
}

/// What stands in the tree under this id: a page, unless it is known to be something else.
pub(in crate::wiki) fn tree_owner(backend: &Backend, id: &ContentId) -> TreeOwner {
    owner_as(backend.caches.kinds.get(id), id)
}

/// What stands in the tree under this id, which is of this type.
pub(super) fn owner_as(kind: Option<ContentType>, id: &ContentId) -> TreeOwner {
    let text = id.as_str();
    match kind {
        Some(ContentType::Folder) => FolderId::from(text).into(),
        Some(ContentType::Whiteboard) => crate::ids::WhiteboardId::from(text).into(),
        Some(ContentType::Database) => crate::ids::DatabaseId::from(text).into(),
        Some(ContentType::Embed) => crate::ids::EmbedId::from(text).into(),
        _ => PageId::from(text).into(),
    }
}

pub(in crate::wiki) fn of_page(backend: &Backend, page: models::Page) -> Page {
    let webui = page.links.webui.as_deref();
    let id: ContentId = page.id.as_str().into();
    backend.caches.kinds.put(id.clone(), ContentType::Page);
    Page {
        id,
        kind: ContentType::Page,
        subtype: page
            .subtype
            .filter(|subtype| *subtype != PageSubtype::Page)
            .map(|subtype| subtype.to_string()),
        title: page.title,
        status: page.status.unwrap_or(ContentStatus::Current),
        space: SpaceRef { id: page.space_id, key: webui.and_then(key_of_address) },
        parent: page.parent_id,
        created: page.created_at,
        author: page.author_id.map(person),
        version: page.version.map(revision).unwrap_or_default(),
        storage: page.body.storage.map(|body| body.value),
        url: webui.and_then(|webui| backend.site().link(webui)),
    }
}

pub(in crate::wiki) fn of_blog_post(backend: &Backend, post: models::BlogPost) -> Page {
    let webui = post.links.webui.as_deref();
    let id: ContentId = post.id.as_str().into();
    backend.caches.kinds.put(id.clone(), ContentType::BlogPost);
    Page {
        id,
        kind: ContentType::BlogPost,
        subtype: None,
        title: post.title,
        status: post.status.unwrap_or(ContentStatus::Current),
        space: SpaceRef { id: post.space_id, key: webui.and_then(key_of_address) },
        parent: None,
        created: post.created_at,
        author: post.author_id.map(person),
        version: post.version.map(revision).unwrap_or_default(),
        storage: post.body.storage.map(|body| body.value),
        url: webui.and_then(|webui| backend.site().link(webui)),
    }
}

pub(in crate::wiki) fn revision(version: models::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.created_at,
        by: version.author_id.map(person),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

pub(in crate::wiki) fn person(id: AccountId) -> Person {
    Person { id: id.as_str().to_owned(), name: None }
}

/// The key in `/spaces/KEY/pages/...`.
fn key_of_address(webui: &str) -> Option<SpaceKey> {
    let key = webui.strip_prefix("/spaces/")?.split(['/', '?']).next()?;
    (!key.is_empty()).then(|| percent_encoding::percent_decode_str(key).decode_utf8_lossy().as_ref().into())
}
