//! The content tree of Cloud. One operation goes ten levels down, so that deep trees are walked in stages.

use std::collections::HashMap;
use std::sync::Mutex;

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

use super::pages::tree_owner;
use super::place;
use crate::client::stream::Seen;
use crate::cql::quote;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType, Descendant, v1 as v1_models};
use crate::wiki::tree::{Branch, begun};
use crate::wiki::{Node, Wiki};
use crate::{v1, v2};

/// How many levels one request goes down, how many rows it gives, and how many requests run at a time.
const STAGE: u32 = 10;
const ROWS: u32 = 250;
const AT_A_TIME: usize = 4;

pub(in crate::wiki) fn walk(wiki: &Wiki, root: ContentId, levels: u32) -> BoxStream<'static, Result<Branch>> {
    let wiki = wiki.clone();
    let checked = async move {
        wiki.may_read(&root, "tree").await?;
        // A folder has descendants of its own collection, and an id does not tell.
        place::kind(&wiki, &root).await?;
        Ok::<_, Error>(stage(wiki, vec![(root, 0)], levels, Seen::default()))
    };
    checked.into_stream().try_flatten().boxed()
}

/// What is below some roots, and then what is below the lowest of it. The roots come with their own depth; one that was
/// walked before is not walked again, lest pages that are moved meanwhile lead in circles.
fn stage(
    wiki: Wiki,
    mut roots: Vec<(ContentId, u32)>,
    levels: u32,
    mut walked: Seen,
) -> BoxStream<'static, Result<Branch>> {
    roots.retain(|(root, _)| walked.is_new(root));
    let below = stream::iter(roots).map({
        let wiki = wiki.clone();
        move |(root, depth)| begun(subtree(&wiki, root, depth, levels))
    });
    let lowest = std::sync::Arc::new(Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&lowest);
    let branches = below.buffered(AT_A_TIME).flatten().inspect_ok(move |branch| {
        let last = branch.depth % STAGE == 0 && branch.depth < levels;
        if let (true, Ok(mut lowest)) = (last, seen.lock()) {
            lowest.push((branch.node.id.clone(), branch.depth));
        }
    });
    let deeper = async move {
        let roots = lowest.lock().map(|mut lowest| std::mem::take(&mut *lowest)).unwrap_or_default();
        if roots.is_empty() { stream::empty().boxed() } else { stage(wiki, roots, levels, walked) }
    };
    branches.chain(deeper.into_stream().flatten()).boxed()
}

fn subtree(wiki: &Wiki, root: ContentId, depth: u32, levels: u32) -> BoxStream<'static, Result<Branch>> {
    let levels = levels.saturating_sub(depth).min(STAGE);
    if levels == 0 {
        return stream::empty().boxed();
    }
    let ask = v2::descendants::of(tree_owner(wiki, &root)).depth(levels).limit(ROWS);
    let known = wiki.clone();
    let rows = wiki.client.stream(ask);
    rows.map_ok(move |row| branch(&known, row, depth)).boxed()
}

fn branch(wiki: &Wiki, row: Descendant, above: u32) -> Branch {
    let kind = row.kind.unwrap_or(ContentType::Page);
    wiki.known.kinds.put(row.id.clone(), kind.clone());
    let node = Node {
        id: row.id,
        title: row.title,
        kind: kind.to_string(),
        status: row.status.unwrap_or(ContentStatus::Current),
    };
    Branch::new(node, row.parent_id, above + row.depth.unwrap_or(1))
}

/// Folders, whiteboards and databases at the root of a space: no operation lists these, so that they are searched for, and
/// each one that has no ancestors is asked whether it has a parent.
pub(in crate::wiki) fn at_root(wiki: &Wiki, space: SpaceKey) -> BoxStream<'static, Result<Node>> {
    let query = format!("space = {} and type in (folder, whiteboard, database)", quote(space.as_str()));
    let ask = v1::search::by_cql(query).expand(["content.space", "content.ancestors"]);
    let (found, wiki) = (wiki.client.stream(ask), wiki.clone());
    let nodes = found.try_filter_map(move |found| {
        let wiki = wiki.clone();
        async move {
            match found.content {
                Some(content) if content.ancestors.is_empty() => root_node(&wiki, *content).await,
                _ => Ok(None),
            }
        }
    });
    nodes.boxed()
}

async fn root_node(wiki: &Wiki, content: v1_models::Content) -> Result<Option<Node>> {
    let (Some(id), Some(kind)) = (content.id, content.kind) else { return Ok(None) };
    let text = id.as_str();
    let found = match kind {
        ContentType::Folder => wiki.client.send(v2::folders::get(text)).await,
        ContentType::Whiteboard => wiki.client.send(v2::whiteboards::get(text)).await,
        ContentType::Database => wiki.client.send(v2::databases::get(text)).await,
        _ => return Ok(None),
    };
    let found = match found {
        Ok(found) => found,
        // The index still has what was deleted since.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    wiki.known.kinds.put(found.id.clone(), kind.clone());
    let status = found.status.unwrap_or(ContentStatus::Current);
    let node = Node { id: found.id, title: found.title, kind: kind.to_string(), status };
    Ok(found.parent_id.is_none().then_some(node))
}

/// The operation gives ids and types alone; titles are asked for in one request for all pages, and one for each folder.
pub(in crate::wiki) async fn ancestors(wiki: &Wiki, id: &ContentId) -> Result<Vec<Node>> {
    place::kind(wiki, id).await?;
    let above = wiki.client.send(v2::ancestors::of(tree_owner(wiki, id)).limit(ROWS)).await?.results;
    let pages: Vec<ContentId> = above
        .iter()
        .filter(|one| matches!(one.kind, None | Some(ContentType::Page)))
        .map(|one| one.id.clone())
        .collect();
    let mut titles: HashMap<ContentId, String> = HashMap::new();
    if !pages.is_empty() {
        let pages = super::pages::by_ids(wiki, &pages).await?;
        titles.extend(pages.into_iter().map(|page| (page.id, page.title)));
    }
    let mut nodes = Vec::with_capacity(above.len());
    for one in above {
        let kind = one.kind.unwrap_or(ContentType::Page);
        let title = match titles.remove(&one.id) {
            None if kind == ContentType::Folder => super::folders::get(wiki, &one.id).await?.title,
            title => title.unwrap_or_default(),
        };
        nodes.push(Node { id: one.id, title, kind: kind.to_string(), status: ContentStatus::Current });
    }
    Ok(nodes)
}
