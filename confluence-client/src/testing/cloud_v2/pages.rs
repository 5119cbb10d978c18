//! Pages, blog posts, folders, whiteboards, databases, smart links and custom content.

use serde_json::{Value, json};

use super::super::call::{Call, body_id};
use super::super::failure::Failure;
use super::super::links;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Status};
use super::super::store::write::{NewContent, Update};
use super::paging::{Limits, embedded, list, list_by_id};
use super::{render, write};

pub(super) const ROWS: &[Row] = &[
    ("GET /pages", "getPages", find),
    ("POST /pages", "createPage", create),
    ("GET /pages/{id}", "getPageById", get),
    ("PUT /pages/{id}", "updatePage", update),
    ("DELETE /pages/{id}", "deletePage", delete),
    ("PUT /pages/{id}/title", "updatePageTitle", rename),
    ("GET /blogposts", "getBlogPosts", find),
    ("POST /blogposts", "createBlogPost", create),
    ("GET /blogposts/{id}", "getBlogPostById", get),
    ("PUT /blogposts/{id}", "updateBlogPost", update),
    ("DELETE /blogposts/{id}", "deleteBlogPost", delete),
    ("GET /custom-content", "getCustomContentByType", find),
    ("POST /custom-content", "createCustomContent", create),
    ("GET /custom-content/{id}", "getCustomContentById", get),
    ("PUT /custom-content/{id}", "updateCustomContent", update),
    ("DELETE /custom-content/{id}", "deleteCustomContent", delete),
    ("POST /folders", "createFolder", create),
    ("GET /folders/{id}", "getFolderById", get),
    ("DELETE /folders/{id}", "deleteFolder", delete),
    ("POST /whiteboards", "createWhiteboard", create),
    ("GET /whiteboards/{id}", "getWhiteboardById", get),
    ("DELETE /whiteboards/{id}", "deleteWhiteboard", delete),
    ("POST /databases", "createDatabase", create),
    ("GET /databases/{id}", "getDatabaseById", get),
    ("DELETE /databases/{id}", "deleteDatabase", delete),
    ("POST /embeds", "createSmartLink", create),
    ("GET /embeds/{id}", "getSmartLinkById", get),
    ("DELETE /embeds/{id}", "deleteSmartLink", delete),
    ("GET /spaces/{id}/pages", "getPagesInSpace", in_space),
    ("GET /spaces/{id}/blogposts", "getBlogPostsInSpace", in_space),
    ("GET /pages/{id}/operations", "getPageOperations", operations),
    ("GET /blogposts/{id}/operations", "getBlogPostOperations", operations),
    ("GET /folders/{id}/operations", "getFolderOperations", operations),
    ("GET /whiteboards/{id}/operations", "getWhiteboardOperations", operations),
    ("GET /databases/{id}/operations", "getDatabaseOperations", operations),
    ("GET /embeds/{id}/operations", "getSmartLinkOperations", operations),
    ("GET /pages/{id}/likes/count", "getPageLikeCount", likes),
    ("GET /blogposts/{id}/likes/count", "getBlogPostLikeCount", likes),
    ("GET /pages/{id}/likes/users", "getPageLikeUsers", likers),
    ("GET /blogposts/{id}/likes/users", "getBlogPostLikeUsers", likers),
];

fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let spaces = call.query_ids("space-id", 100)?;
    let ids = call.query_ids("id", 250)?;
    let custom = call.request.query("type");
    let kind = call.kind()?;
    if kind == Kind::CustomContent && custom.is_none() {
        return Err(Failure::invalid("Missing required query parameter 'type'"));
    }
    rows(store, call, kind, |it| {
        (spaces.is_empty() || spaces.contains(&it.space))
            && (ids.is_empty() || ids.contains(&it.id))
            && (kind != Kind::CustomContent || it.custom_type.as_deref() == custom)
    })
}

fn in_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space(call.id("id")?, &call.account)?;
    let id = space.id;
    let kind = call.segments.last().and_then(|last| Kind::of_collection(last)).unwrap_or(Kind::Page);
    let root_only = call.request.query("depth") == Some("root");
    rows(store, call, kind, |it| it.space == id && (!root_only || it.parent.is_none()))
}

fn rows(
    store: &Store,
    call: &Call<'_>,
    kind: Kind,
    wanted: impl Fn(&Content) -> bool,
) -> Result<Reply, Failure> {
    let statuses = statuses(call)?;
    let title = call.request.query("title").map(str::to_lowercase);
    let fits = |it: &&Content| {
        it.kind == kind
            && statuses.contains(&it.status)
            && wanted(it)
            && title.as_ref().is_none_or(|title| it.title().to_lowercase() == *title)
            && store.may_read(it, &call.account)
    };
    let format = call.request.query("body-format");
    if let Some(format) = format.filter(|format| !["storage", "atlas_doc_format", "raw"].contains(format)) {
        return Err(Failure::invalid(format!(
            "Provided value '{format}' for 'body-format' is not supported in lists"
        )));
    }
    let render = |it: &&Content| render::content(store, call, it, it.latest()).unwrap_or_default();
    let order = call.request.query("sort");
    if order.is_none_or(|order| order == "id") {
        let behind = |after: u64| store.contents.range(after + 1..).map(|(_, it)| it).filter(fits);
        return list_by_id(call, Limits::LIST, |after| Box::new(behind(after)), render);
    }
    let mut found: Vec<&Content> = store.contents.values().filter(fits).collect();
    sort(&mut found, order)?;
    list(call, Limits::LIST, &found, |it| it.id, render)
}

fn statuses(call: &Call<'_>) -> Result<Vec<Status>, Failure> {
    let named = call.request.query_all("status");
    let parse = |name: &String| match name.as_str() {
        "current" | "archived" | "trashed" => Status::parse(name).ok_or_else(|| Failure::invalid("status")),
        "deleted" => Ok(Status::Trashed),
        _ => Err(Failure::invalid(format!("Provided value '{name}' for 'status' is not supported"))),
    };
    match named.is_empty() {
        true => Ok(vec![Status::Current, Status::Archived]),
        false => named.iter().map(parse).collect(),
    }
}

/// Sorts by `id`, `title`, `created-date` or `modified-date`, descending after `-`.
pub(super) fn sort(found: &mut [&Content], order: Option<&str>) -> Result<(), Failure> {
    let Some(order) = order else { return Ok(()) };
    match order.trim_start_matches('-') {
        "id" => found.sort_by_key(|it| it.id),
        "title" => found.sort_by_key(|it| it.title().to_lowercase()),
        "created-date" => found.sort_by_key(|it| (it.created, it.id)),
        "modified-date" => found.sort_by_key(|it| (it.latest().at, it.id)),
        _ => return Err(Failure::invalid(format!("Provided value '{order}' for 'sort' is not supported"))),
    }
    if order.starts_with('-') {
        found.reverse();
    }
    Ok(())
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let kind = call.kind()?;
    let it = store.seen_as(kind, call.id("id")?, &call.account)?;
    let wanted = call.request.query_all("status");
    if !wanted.is_empty() && !wanted.iter().any(|status| status == it.status.name()) {
        return Err(Failure::not_found(format!("Cannot find {} with id [{}]", kind.name(), it.id)));
    }
    let get_draft = call.request.flag("get-draft");
    if it.status == Status::Draft && !get_draft {
        return Err(Failure::not_found(format!("Cannot find {} with id [{}]", kind.name(), it.id)));
    }
    let draft = it.draft.as_ref().filter(|_| get_draft);
    let revision = match (call.query_number("version")?, draft) {
        (Some(number), _) => it
            .revision(number)
            .ok_or_else(|| Failure::not_found(format!("Cannot find version [{number}]")))?,
        (None, Some(draft)) => draft,
        (None, None) => it.latest(),
    };
    let mut value = render::content(store, call, it, revision)?;
    include(store, call, it, &mut value);
    Ok(Reply::ok(&render::with_base(value, call.site)))
}

/// Adds the first batch of whatever `include-*` asks for.
fn include(store: &Store, call: &Call<'_>, it: &Content, value: &mut Value) {
    let root = format!(
        "{}/api/v2/{}/{}",
        call.site.context,
        call.segments.first().map_or("", String::as_str),
        it.id
    );
    let mut add = |name: &str, rows: Vec<Value>| {
        if call.request.flag(&format!("include-{name}")) {
            value[name] = embedded(&format!("{root}/{name}"), rows);
        }
    };
    add("labels", it.labels.iter().map(render::label).collect());
    add("properties", it.properties.iter().map(render::property).collect());
    add("operations", links::operations(store, it, &call.account));
    add("likes", it.likes.iter().map(|account| json!({"accountId": account})).collect());
    add("versions", it.revisions.iter().rev().map(render::version).collect());
    if call.request.flag("include-favorited-by-current-user-status") {
        value["isFavoritedByCurrentUser"] = json!(false);
    }
}

fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (kind, sent) = (call.kind()?, call.object()?);
    let container = ["pageId", "blogPostId", "customContentId"];
    let parent = match kind {
        Kind::CustomContent => {
            container.iter().find_map(|name| body_id(&sent, name).transpose()).transpose()?
        }
        _ => body_id(&sent, "parentId")?,
    };
    let space = match body_id(&sent, "spaceId")? {
        Some(space) => store.space(space, &call.account)?.id,
        None => parent
            .and_then(|parent| store.contents.get(&parent))
            .map(|above| above.space)
            .ok_or_else(|| Failure::invalid("Missing required property 'spaceId'"))?,
    };
    let status = write::status(&sent)?.unwrap_or(Status::Current);
    let body = write::body(store, &sent["body"])?.unwrap_or_default();
    let title = write::text(&sent, "title").unwrap_or_default();
    let mut new = NewContent::new(kind, space, title, &call.account).body(body).parent(parent).status(status);
    if call.request.flag("root-level") {
        new = new.at_root();
    }
    let id = store.create(new)?;
    if let Some(content) = store.contents.get_mut(&id) {
        content.custom_type =
            write::text(&sent, "type").map(str::to_owned).filter(|_| kind == Kind::CustomContent);
        content.embed_url = write::text(&sent, "embedUrl").map(str::to_owned).filter(|_| kind == Kind::Embed);
        if call.request.flag("private") {
            content.restrictions.read.users.insert(call.account.clone());
        }
    }
    answer(store, call, id, true)
}

fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (kind, sent, id) = (call.kind()?, call.object()?, call.id("id")?);
    if body_id(&sent, "id")? != Some(id) {
        return Err(Failure::invalid("The 'id' in the request body must be that of the path"));
    }
    store.seen_as(kind, id, &call.account)?;
    let status =
        write::status(&sent)?.ok_or_else(|| Failure::invalid("Missing required property 'status'"))?;
    let title = write::required(&sent, "title")?.to_owned();
    let body = write::body(store, &sent["body"])?;
    if body.is_none() && store.contents.get(&id).is_some_and(|it| it.status != Status::Trashed) {
        return Err(Failure::invalid("Missing required property 'body'"));
    }
    let change = Update {
        title: Some(title),
        body,
        status: Some(status),
        parent: body_id(&sent, "parentId")?,
        owner: write::text(&sent, "ownerId").map(str::to_owned),
        ..Update::default()
    };
    let change = write::version(&sent, change)?;
    store.update(id, change, &call.account)?;
    answer(store, call, id, true)
}

fn rename(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, id) = (call.object()?, call.id("id")?);
    write::status(&sent)?.ok_or_else(|| Failure::invalid("Missing required property 'status'"))?;
    let title = write::required(&sent, "title")?.to_owned();
    store.seen_as(Kind::Page, id, &call.account)?;
    store.changed(id, &call.account)?;
    let change = Update { title: Some(title), ..Update::default() };
    store.push_revision(id, change, &call.account)?;
    answer(store, call, id, false)
}

/// The record as it now is; after a write the body comes in storage format.
fn answer(store: &Store, call: &Call<'_>, id: u64, with_body: bool) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let revision = it.draft.as_ref().unwrap_or(it.latest());
    let mut value = render::content(store, call, it, revision)?;
    if with_body && value["body"].is_object() {
        let storage = &*revision.body.storage;
        value["body"] = json!({"storage": {"representation": "storage", "value": storage}});
    }
    if it.draft.is_some() {
        value["status"] = json!("draft");
    }
    Ok(Reply::ok(&render::with_base(value, call.site)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (kind, id) = (call.kind()?, call.id("id")?);
    store.seen_as(kind, id, &call.account)?;
    let content = store.changed(id, &call.account)?;
    let (draft, status) = (call.request.flag("draft"), content.status);
    match (call.request.flag("purge"), status) {
        (false, _) if draft && status == Status::Current => content.draft = None,
        (false, Status::Draft) if draft => store.purge(id),
        (false, Status::Draft) => return Err(Failure::invalid("A draft is deleted with draft=true")),
        (false, Status::Trashed) => {
            return Err(Failure::not_found(format!("Cannot find content with id [{id}]")));
        }
        (false, _) => store.trash(id),
        (true, Status::Trashed) => store.purge(id),
        (true, _) => return Err(Failure::invalid("Only trashed content can be purged")),
    }
    Ok(Reply::empty(204))
}

fn operations(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    Ok(Reply::ok(&json!({"operations": links::operations(store, it, &call.account)})))
}

pub(super) fn likes(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    Ok(Reply::ok(&json!({"count": it.likes.len()})))
}

pub(super) fn likers(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    let accounts: Vec<(u64, &String)> = (1..).zip(&it.likes).collect();
    list(call, Limits::LIKES, &accounts, |(key, _)| *key, |(_, account)| json!({"accountId": account}))
}
