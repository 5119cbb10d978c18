//! Children, descendants and ancestors.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Content, Kind};
use super::paging::{Limits, list};

pub(super) const ROWS: &[Row] = &[
    ("GET /pages/{id}/children", "getChildPages", child_pages),
    ("GET /pages/{id}/direct-children", "getPageDirectChildren", children),
    ("GET /folders/{id}/direct-children", "getFolderDirectChildren", children),
    ("GET /whiteboards/{id}/direct-children", "getWhiteboardDirectChildren", children),
    ("GET /databases/{id}/direct-children", "getDatabaseDirectChildren", children),
    ("GET /embeds/{id}/direct-children", "getSmartLinkDirectChildren", children),
    ("GET /pages/{id}/descendants", "getPageDescendants", descendants),
    ("GET /folders/{id}/descendants", "getFolderDescendants", descendants),
    ("GET /whiteboards/{id}/descendants", "getWhiteboardDescendants", descendants),
    ("GET /databases/{id}/descendants", "getDatabaseDescendants", descendants),
    ("GET /embeds/{id}/descendants", "getSmartLinkDescendants", descendants),
    ("GET /pages/{id}/ancestors", "getPageAncestors", ancestors),
    ("GET /folders/{id}/ancestors", "getFolderAncestors", ancestors),
    ("GET /whiteboards/{id}/ancestors", "getWhiteboardAncestors", ancestors),
    ("GET /databases/{id}/ancestors", "getDatabaseAncestors", ancestors),
    ("GET /embeds/{id}/ancestors", "getSmartLinkAncestors", ancestors),
];

/// Pages only: folders are left out without a word.
fn child_pages(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    let mut found = store.tree_children(id, &call.account);
    found.retain(|it| it.kind == Kind::Page);
    list(
        call,
        Limits::LIST,
        &found,
        |it| it.id,
        |it| {
            let mut row = row(it);
            row.as_object_mut().map(|row| row.remove("type"));
            row
        },
    )
}

fn children(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    let found = store.tree_children(id, &call.account);
    list(call, Limits::LIST, &found, |it| it.id, |it| row(it))
}

fn descendants(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    let depth = call.query_number("depth")?.unwrap_or(2);
    let depth = usize::try_from(depth).ok().filter(|depth| (1..=10).contains(depth));
    let depth =
        depth.ok_or_else(|| Failure::invalid("Provided value for 'depth' must be between 1 and 10"))?;
    let found = store.tree_below(id, depth, &call.account);
    list(
        call,
        Limits::LIST,
        &found,
        |(_, it)| it.id,
        |(level, it)| {
            let mut row = row(it);
            row["depth"] = json!(level);
            row["parentId"] = json!(it.parent.map(|parent| parent.to_string()));
            row["lastModified"] = json!(it.latest().at.rfc3339());
            row
        },
    )
}

/// The nearest ones, the root first; there is no cursor.
fn ancestors(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = own(store, call)?;
    let limit = call.query_number("limit")?.unwrap_or(25);
    let above = store.ancestors(it);
    let skipped = above.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    let rows: Vec<Value> = above
        .get(skipped..)
        .unwrap_or_default()
        .iter()
        .map(|it| json!({"id": it.id.to_string(), "type": it.kind.name()}))
        .collect();
    Ok(Reply::ok(&json!({"results": rows, "_links": {"base": call.site.base()}})))
}

fn own<'s>(store: &'s Store, call: &Call<'_>) -> Result<&'s Content, Failure> {
    store.seen_as(call.kind()?, call.id("id")?, &call.account)
}

fn row(it: &Content) -> Value {
    json!({
        "id": it.id.to_string(),
        "status": it.status.name(),
        "title": it.title(),
        "type": it.kind.name(),
        "spaceId": it.space.to_string(),
        "childPosition": i32::try_from(it.position % 2_000_000_000).unwrap_or(0),
    })
}
