//! The content tree of Cloud. One operation goes ten levels down, so that deep trees are walked in stages.

use std::collections::HashMap;
use std::sync::Mutex;

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

use super::pages::{owner_as, tree_owner};
use super::place;
use crate::client::stream::Seen;
use crate::cql::quote;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, PageId, SpaceKey};
use crate::models::{self, ContentStatus, ContentType, Descendant, v1 as v1_models};
use crate::wiki::backend::Backend;
use crate::wiki::driver::prefetch::prefetched;
use crate::wiki::model::content::Node;
use crate::wiki::model::tree::Branch;
use crate::wiki::policy::ClearedRead;
use crate::{v1, v2};

/// How many levels one request goes down, how many rows it gives, and how many requests run at a time.
const STAGE: u32 = 10;
const ROWS: u32 = 250;
const AT_A_TIME: usize = 4;

pub(in crate::wiki) fn walk(
    backend: &Backend,
    root: ClearedRead<ContentId>,
    levels: u32,
) -> BoxStream<'static, Result<Branch>> {
    let backend = backend.clone();
    let walked = async move {
        // A folder has descendants of its own collection, and an id does not tell.
        if place::kind(&backend, &root).await? == ContentType::BlogPost {
            return Ok(stream::empty().boxed());
        }
        let root = Root { kind: backend.caches.kinds.get(&root), id: root.into_inner(), depth: 0 };
        Ok::<_, Error>(stage(backend, vec![root], levels, Seen::default()))
    };
    walked.into_stream().try_flatten().boxed()
}

/// Where a stage begins. Its type is kept with it: an id does not tell which collection it is of, and what is remembered
/// of types has an end.
struct Root {
    id: ContentId,
    kind: Option<ContentType>,
    depth: u32,
}

/// What is below some roots, and then what is below the lowest of it. The roots come with their own depth; one that was
/// walked before is not walked again, lest pages that are moved meanwhile lead in circles.
fn stage(
    backend: Backend,
    mut roots: Vec<Root>,
    levels: u32,
    mut walked: Seen,
) -> BoxStream<'static, Result<Branch>> {
    roots.retain(|root| walked.is_new(&root.id));
    let below = stream::iter(roots).map({
        let backend = backend.clone();
        move |root| prefetched(subtree(&backend, &root, levels))
    });
    let lowest = std::sync::Arc::new(Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&lowest);
    let branches = below.buffered(AT_A_TIME).flatten().inspect_ok(move |branch| {
        let last = branch.depth % STAGE == 0 && branch.depth < levels;
        if let (true, Ok(mut lowest)) = (last, seen.lock()) {
            let kind = Some(ContentType::from(branch.node.kind.as_str()));
            lowest.push(Root { id: branch.node.id.clone(), kind, depth: branch.depth });
        }
    });
    let deeper = async move {
        let roots = lowest.lock().map(|mut lowest| std::mem::take(&mut *lowest)).unwrap_or_default();
        if roots.is_empty() { stream::empty().boxed() } else { stage(backend, roots, levels, walked) }
    };
    branches.chain(deeper.into_stream().flatten()).boxed()
}

fn subtree(backend: &Backend, root: &Root, levels: u32) -> BoxStream<'static, Result<Branch>> {
    let depth = root.depth;
    let levels = levels.saturating_sub(depth).min(STAGE);
    if levels == 0 {
        return stream::empty().boxed();
    }
    let ask = v2::descendants::of(owner_as(root.kind.clone(), &root.id)).depth(levels).limit(ROWS);
    let known = backend.clone();
    let rows = backend.client.stream(ask);
    rows.map_ok(move |row| branch(&known, row, depth)).boxed()
}

fn branch(backend: &Backend, row: Descendant, above: u32) -> Branch {
    let kind = row.kind.unwrap_or(ContentType::Page);
    backend.caches.kinds.put(row.id.clone(), kind.clone());
    let node = Node {
        id: row.id,
        title: row.title,
        kind: kind.to_string(),
        status: row.status.unwrap_or(ContentStatus::Current),
    };
    Branch::new(node, row.parent_id, above.saturating_add(row.depth.unwrap_or(1)))
}

/// Folders, whiteboards and databases at the root of a space: no operation lists these, so that they are searched for, and
/// each one that has no ancestors is asked whether it has a parent.
pub(in crate::wiki) fn at_root(
    backend: &Backend,
    space: ClearedRead<SpaceKey>,
) -> BoxStream<'static, Result<Node>> {
    let query = format!("space = {} and type in (folder, whiteboard, database)", quote(space.as_str()));
    let ask = v1::search::by_cql(query).expand(["content.space", "content.ancestors"]);
    let (found, backend) = (backend.client.stream(ask), backend.clone());
    let nodes = found.try_filter_map(move |found| {
        let backend = backend.clone();
        async move {
            match found.content {
                Some(content) if content.ancestors.is_empty() => root_node(&backend, *content).await,
                _ => Ok(None),
            }
        }
    });
    nodes.boxed()
}

/// The title of what is no page. What this account may not read above a page has none here.
async fn title_beside_pages(backend: &Backend, kind: &ContentType, id: &ContentId) -> Result<String> {
    match tree_content(backend, kind, id).await {
        Some(Ok(found)) => Ok(found.title),
        Some(Err(error)) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Forbidden) => Err(error),
        _ => Ok(String::new()),
    }
}

/// What is no page, in the collection of its type.
async fn tree_content(
    backend: &Backend,
    kind: &ContentType,
    id: &ContentId,
) -> Option<Result<models::TreeContent>> {
    let text = id.as_str();
    Some(match kind {
        ContentType::Folder => backend.client.send(v2::folders::get(text)).await,
        ContentType::Whiteboard => backend.client.send(v2::whiteboards::get(text)).await,
        ContentType::Database => backend.client.send(v2::databases::get(text)).await,
        ContentType::Embed => backend.client.send(v2::smart_links::get(text)).await,
        _ => return None,
    })
}

async fn root_node(backend: &Backend, content: v1_models::Content) -> Result<Option<Node>> {
    let (Some(id), Some(kind)) = (content.id, content.kind) else { return Ok(None) };
    let found = match tree_content(backend, &kind, &id).await {
        Some(Ok(found)) => found,
        // The index still has what was deleted since.
        Some(Err(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Some(Err(error)) => return Err(error),
        None => return Ok(None),
    };
    backend.caches.kinds.put(found.id.clone(), kind.clone());
    let status = found.status.unwrap_or(ContentStatus::Current);
    let node = Node { id: found.id, title: found.title, kind: kind.to_string(), status };
    Ok(found.parent_id.is_none().then_some(node))
}

/// The operation gives ids and types alone; titles are asked for in one request for all pages, without their bodies, and one
/// for each of the others.
pub(in crate::wiki) async fn ancestors(backend: &Backend, id: &ClearedRead<ContentId>) -> Result<Vec<Node>> {
    if place::kind(backend, id).await? == ContentType::BlogPost {
        return Ok(Vec::new());
    }
    let above = backend.client.send(v2::ancestors::of(tree_owner(backend, id)).limit(ROWS)).await?.results;
    let pages = above.iter().filter(|one| matches!(one.kind, None | Some(ContentType::Page)));
    let pages: Vec<PageId> = pages.map(|one| one.id.as_str().into()).collect();
    let mut titles: HashMap<ContentId, String> = HashMap::new();
    if !pages.is_empty() {
        let many = pages.len();
        let found = backend.client.stream(v2::pages::list().id(pages).limit(ROWS)).take(many);
        let found: Vec<models::Page> = found.try_collect().await?;
        titles.extend(found.into_iter().map(|page| (page.id.into(), page.title)));
    }
    let mut nodes = Vec::with_capacity(above.len());
    for one in above {
        let kind = one.kind.unwrap_or(ContentType::Page);
        let title = match titles.remove(&one.id) {
            Some(title) => title,
            None => title_beside_pages(backend, &kind, &one.id).await?,
        };
        nodes.push(Node { id: one.id, title, kind: kind.to_string(), status: ContentStatus::Current });
    }
    Ok(nodes)
}
