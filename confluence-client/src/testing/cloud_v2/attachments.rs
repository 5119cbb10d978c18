//! Attachments; their bytes go through v1.

use serde_json::json;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::links;
use super::super::media;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Status};
use super::pages::sort;
use super::paging::{Limits, list};
use super::render;

pub(super) const ROWS: &[Row] = &[
    ("GET /attachments", "getAttachments", find),
    ("GET /attachments/{id}", "getAttachmentById", get),
    ("DELETE /attachments/{id}", "deleteAttachment", delete),
    ("GET /attachments/{id}/operations", "getAttachmentOperations", operations),
    ("GET /attachments/{id}/thumbnail/download", "getAttachmentThumbnailById", thumbnail),
    ("GET /pages/{id}/attachments", "getPageAttachments", of_content),
    ("GET /blogposts/{id}/attachments", "getBlogpostAttachments", of_content),
    ("GET /custom-content/{id}/attachments", "getCustomContentAttachments", of_content),
];

fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let fits = |it: &&Content| {
        it.kind == Kind::Attachment && it.status == Status::Current && store.may_read(it, &call.account)
    };
    let found = store.contents.values().filter(fits).collect();
    rows(store, call, found)
}

fn of_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let container = store.seen_as(call.kind()?, call.id("id")?, &call.account)?.id;
    let found = store.attachments(container).collect();
    rows(store, call, found)
}

fn rows(store: &Store, call: &Call<'_>, mut found: Vec<&Content>) -> Result<Reply, Failure> {
    let (name, media_type) = (call.request.query("filename"), call.request.query("mediaType"));
    found.retain(|it| {
        let details = it.attachment.as_ref();
        name.is_none_or(|name| it.title() == name)
            && media_type.is_none_or(|wanted| details.is_some_and(|it| it.media_type == wanted))
    });
    sort(&mut found, call.request.query("sort"))?;
    list(call, Limits::FILES, &found, |it| it.id, |it| render::attachment(store, it))
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(Kind::Attachment, call.id("id")?, &call.account)?;
    Ok(Reply::ok(&render::with_base(render::attachment(store, it), call.site)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    let trashed = store.seen_as(Kind::Attachment, id, &call.account)?.status == Status::Trashed;
    match (call.request.flag("purge"), trashed) {
        (true, true) => store.purge(id),
        (false, false) => store.trash(id),
        (true, false) => return Err(Failure::invalid("Only trashed content can be purged")),
        (false, true) => return Err(Failure::not_found(format!("Cannot find attachment with id [{id}]"))),
    }
    Ok(Reply::empty(204))
}

fn operations(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(Kind::Attachment, call.id("id")?, &call.account)?;
    Ok(Reply::ok(&json!({"operations": links::operations(store, it, &call.account)})))
}

fn thumbnail(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen_as(Kind::Attachment, call.id("id")?, &call.account)?;
    Ok(Reply::redirect(media::address(call.site, it, it.latest(), store.now())))
}
