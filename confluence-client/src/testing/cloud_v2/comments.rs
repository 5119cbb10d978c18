//! Footer and inline comments.

use serde_json::json;

use super::super::call::{Call, body_id};
use super::super::failure::Failure;
use super::super::links;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::comments::{NewComment, Selection};
use super::super::store::content::{Content, Kind, Status};
use super::super::store::write::Update;
use super::pages::{likers, likes, sort};
use super::paging::{Limits, list};
use super::{render, write};

pub(super) const ROWS: &[Row] = &[
    ("GET /pages/{id}/footer-comments", "getPageFooterComments", threads),
    ("GET /pages/{id}/inline-comments", "getPageInlineComments", threads),
    ("GET /blogposts/{id}/footer-comments", "getBlogPostFooterComments", threads),
    ("GET /blogposts/{id}/inline-comments", "getBlogPostInlineComments", threads),
    ("GET /attachments/{id}/footer-comments", "getAttachmentComments", threads),
    ("GET /custom-content/{id}/footer-comments", "getCustomContentComments", threads),
    ("GET /footer-comments", "getFooterComments", find),
    ("POST /footer-comments", "createFooterComment", create),
    ("GET /footer-comments/{id}", "getFooterCommentById", get),
    ("PUT /footer-comments/{id}", "updateFooterComment", update),
    ("DELETE /footer-comments/{id}", "deleteFooterComment", delete),
    ("GET /footer-comments/{id}/children", "getFooterCommentChildren", replies),
    ("GET /footer-comments/{id}/likes/count", "getFooterLikeCount", likes),
    ("GET /footer-comments/{id}/likes/users", "getFooterLikeUsers", likers),
    ("GET /footer-comments/{id}/operations", "getFooterCommentOperations", operations),
    ("GET /inline-comments", "getInlineComments", find),
    ("POST /inline-comments", "createInlineComment", create),
    ("GET /inline-comments/{id}", "getInlineCommentById", get),
    ("PUT /inline-comments/{id}", "updateInlineComment", update),
    ("DELETE /inline-comments/{id}", "deleteInlineComment", delete),
    ("GET /inline-comments/{id}/children", "getInlineCommentChildren", replies),
    ("GET /inline-comments/{id}/likes/count", "getInlineLikeCount", likes),
    ("GET /inline-comments/{id}/likes/users", "getInlineLikeUsers", likers),
    ("GET /inline-comments/{id}/operations", "getInlineCommentOperations", operations),
];

fn threads(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let container = store.seen_as(call.kind()?, call.id("id")?, &call.account)?.id;
    let asked = call.segments.last().and_then(|last| Kind::of_collection(last));
    let kind = asked.unwrap_or(Kind::FooterComment);
    let resolutions = call.request.query_all("resolution-status");
    let mut found: Vec<&Content> = store
        .threads(container, kind)
        .filter(|it| resolutions.is_empty() || resolutions.iter().any(|name| name == store.resolution(it)))
        .collect();
    rows(store, call, &mut found)
}

fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let kind = call.kind()?;
    let fits =
        |it: &&Content| it.kind == kind && it.status == Status::Current && store.may_read(it, &call.account);
    let mut found: Vec<&Content> = store.contents.values().filter(fits).collect();
    rows(store, call, &mut found)
}

fn replies(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let comment = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    let mut found: Vec<&Content> = store.replies(comment).collect();
    rows(store, call, &mut found)
}

fn rows(store: &Store, call: &Call<'_>, found: &mut [&Content]) -> Result<Reply, Failure> {
    sort(found, call.request.query("sort"))?;
    list(
        call,
        Limits::LIST,
        found,
        |it| it.id,
        |it| render::comment(store, call, it, it.latest()).unwrap_or_default(),
    )
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    let revision = match call.query_number("version")? {
        Some(number) => it
            .revision(number)
            .ok_or_else(|| Failure::not_found(format!("Cannot find version [{number}]")))?,
        None => it.latest(),
    };
    let mut value = render::comment(store, call, it, revision)?;
    if it.kind == Kind::FooterComment && call.request.flag("include-properties") {
        let rows = it.properties.iter().map(render::property).collect();
        value["properties"] = super::paging::embedded("", rows);
    }
    Ok(Reply::ok(&render::with_base(value, call.site)))
}

fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (kind, sent) = (call.kind()?, call.object()?);
    let names = ["pageId", "blogPostId", "attachmentId", "customContentId"];
    let containers =
        names.iter().filter_map(|name| body_id(&sent, name).transpose()).collect::<Result<Vec<_>, _>>()?;
    let reply_to = body_id(&sent, "parentCommentId")?;
    if containers.len() + usize::from(reply_to.is_some()) != 1 {
        return Err(Failure::invalid("Exactly one of the container ids or parentCommentId must be given"));
    }
    let properties = &sent["inlineCommentProperties"];
    let selection = properties.is_object().then(|| Selection {
        text: write::text(properties, "textSelection").unwrap_or_default().to_owned(),
        match_count: properties["textSelectionMatchCount"].as_u64().unwrap_or(1),
        match_index: properties["textSelectionMatchIndex"].as_u64().unwrap_or(0),
    });
    let body = write::body(store, &sent["body"])?
        .ok_or_else(|| Failure::invalid("Missing required property 'body'"))?;
    let container = containers.first().copied();
    let author = call.account.clone();
    let id = store.create_comment(NewComment { kind, container, reply_to, body, selection, author })?;
    answer(store, call, id, 201)
}

fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (kind, sent, id) = (call.kind()?, call.object()?, call.id("id")?);
    let it = store.seen_as(kind, id, &call.account)?.clone();
    if store.resolution(&it) == "dangling" {
        return Err(Failure::invalid("A dangling comment cannot be updated"));
    }
    let change = Update { body: write::body(store, &sent["body"])?, ..Update::default() };
    let change = write::version(&sent, change)?;
    store.update(id, change, &call.account)?;
    let now = store.now();
    let details = store.contents.get_mut(&id).and_then(|content| content.comment.as_mut());
    if let (Some(resolved), Some(details)) = (sent["resolved"].as_bool(), details) {
        let reopened = if details.resolution == "resolved" { "reopened" } else { details.resolution };
        details.resolution = if resolved { "resolved" } else { reopened };
        details.resolved_by = Some((call.account.clone(), now));
    }
    answer(store, call, id, 200)
}

fn answer(store: &Store, call: &Call<'_>, id: u64, status: u16) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let mut value = render::comment(store, call, it, it.latest())?;
    let storage = &*it.latest().body.storage;
    value["body"] = json!({"storage": {"representation": "storage", "value": storage}});
    Ok(Reply::json(status, &render::with_base(value, call.site)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    store.seen_as(call.kind()?, id, &call.account)?;
    store.delete_comment(id);
    Ok(Reply::empty(204))
}

fn operations(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(call.kind()?, call.id("id")?, &call.account)?;
    Ok(Reply::ok(&json!({"operations": links::operations(store, it, &call.account)})))
}
