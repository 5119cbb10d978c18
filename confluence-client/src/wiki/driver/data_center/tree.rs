//! The content tree of Data Center: level by level, because its operation for descendants gives comments alone.

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

use crate::client::stream::Seen;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, v1};
use crate::wiki::backend::Backend;
use crate::wiki::driver::prefetch::prefetched;
use crate::wiki::model::content::Node;
use crate::wiki::model::tree::Branch;
use crate::wiki::policy::ClearedRead;

/// How many parents are asked for their children at a time, and how many rows a request gives.
const AT_A_TIME: usize = 6;
const ROWS: u32 = 200;

/// Nothing but pages has a place in the tree here.
pub(in crate::wiki) fn at_root(_: &Backend, _: ClearedRead<SpaceKey>) -> BoxStream<'static, Result<Node>> {
    stream::empty().boxed()
}

pub(in crate::wiki) fn walk(
    backend: &Backend,
    root: ClearedRead<ContentId>,
    levels: u32,
) -> BoxStream<'static, Result<Branch>> {
    level(backend.clone(), vec![root.into_inner()], 1, levels, Seen::default())
}

/// What is below some pages, and then what is below that. A page that was walked before is not walked again, lest pages
/// that are moved meanwhile lead in circles.
fn level(
    backend: Backend,
    mut parents: Vec<ContentId>,
    depth: u32,
    levels: u32,
    mut walked: Seen,
) -> BoxStream<'static, Result<Branch>> {
    parents.retain(|parent| walked.is_new(parent));
    if depth > levels || parents.is_empty() {
        return stream::empty().boxed();
    }
    let asked = backend.clone();
    let children = stream::iter(parents).map(move |parent| prefetched(children(&asked, parent, depth)));
    let found = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&found);
    let branches = children.buffered(AT_A_TIME).flatten().inspect_ok(move |branch| {
        if let Ok(mut found) = seen.lock() {
            found.push(branch.node.id.clone());
        }
    });
    let deeper = async move {
        let parents = found.lock().map(|mut found| std::mem::take(&mut *found)).unwrap_or_default();
        level(backend, parents, depth + 1, levels, walked)
    };
    branches.chain(deeper.into_stream().flatten()).boxed()
}

fn children(backend: &Backend, parent: ContentId, depth: u32) -> BoxStream<'static, Result<Branch>> {
    let ask = dc::child_content::of_type(&parent, "page").limit(ROWS);
    let rows = backend.client.stream(ask);
    let branch = move |row: v1::Content| {
        let parent = Some(parent.clone());
        std::future::ready(Ok(node(row).map(|node| Branch::new(node, parent, depth))))
    };
    rows.try_filter_map(branch).boxed()
}

pub(in crate::wiki) async fn ancestors(backend: &Backend, id: &ClearedRead<ContentId>) -> Result<Vec<Node>> {
    let content = backend.client.send(dc::content::get(id).expand(["ancestors"])).await?;
    Ok(content.ancestors.into_iter().filter_map(node).collect())
}

fn node(row: v1::Content) -> Option<Node> {
    Some(Node {
        id: row.id?,
        title: row.title.unwrap_or_default(),
        kind: row.kind.map_or_else(|| "page".to_owned(), |kind| kind.to_string()),
        status: row.status.unwrap_or(ContentStatus::Current),
    })
}
