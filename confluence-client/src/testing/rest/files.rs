//! Uploading, changing and downloading attachments.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Status};
use super::super::store::files::NewFile;
use super::super::{media, multipart};
use super::content::wire_id;
use super::expand::Expand;
use super::{record, render};

const SHOWN: [&str; 2] = ["version", "container"];
const MAXIMUM: usize = 100 << 20;

/// Adds files; `PUT`, or `allowDuplicated` on Data Center, also adds versions to those of the same name.
pub(crate) fn upload(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let container = store.seen(call.id("id")?, &call.account)?;
    if container.status == Status::Draft && call.request.query("status") != Some("draft") {
        return Err(Failure::not_found(format!(
            "No content found with id: ContentId{{id={}}}",
            container.id
        )));
    }
    let container = container.id;
    let replaces = call.request.method == Method::PUT || call.request.flag("allowDuplicated");
    let mut ids = Vec::new();
    for file in files(call)? {
        let existing = store.attachment_by_name(container, &file.name).map(|it| it.id).filter(|_| replaces);
        ids.push(match existing {
            Some(id) => {
                store.replace_file(id, file, &call.account)?;
                id
            }
            None => store.attach(container, file, &call.account)?,
        });
    }
    let expand = Expand::of(call, &SHOWN);
    let found = ids.iter().filter_map(|id| store.contents.get(id));
    let rows: Vec<Value> = found.map(|it| record::content(store, call, it, it.latest(), &expand)).collect();
    let links = super::paging::links(call);
    Ok(Reply::ok(
        &json!({"results": rows, "size": rows.len(), "start": 0, "limit": rows.len(), "_links": links}),
    ))
}

/// New bytes for one attachment.
pub(crate) fn replace(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    let file =
        files(call)?.into_iter().next().ok_or_else(|| Failure::invalid("The part 'file' is missing"))?;
    store.replace_file(id, file, &call.account)?;
    answer(store, call, id)
}

/// The files in a request, each with the comment of the same place.
fn files(call: &Call<'_>) -> Result<Vec<NewFile>, Failure> {
    let content_type = call.request.header("content-type").unwrap_or_default();
    let parts = multipart::parse(content_type, call.request.body)
        .map_err(|problem| Failure::invalid(format!("Could not read the multipart body: {problem}")))?;
    let texts = |name: &str| {
        parts.iter().filter(|part| part.name == name).map(multipart::Part::text).collect::<Vec<_>>()
    };
    let (comments, minor) = (texts("comment"), texts("minorEdit"));
    let uploads: Vec<_> = parts.iter().filter(|part| part.name == "file").collect();
    if uploads.is_empty() {
        return Err(Failure::invalid("The part 'file' is missing"));
    }
    let known: [&str; 3] = ["file", "comment", "minorEdit"];
    if let Some(part) = parts.iter().find(|part| !known.contains(&part.name.as_str())) {
        return Err(Failure::invalid(format!("Unknown part '{}'", part.name)));
    }
    let file = |(index, part): (usize, &&multipart::Part<'_>)| {
        if part.bytes.len() > MAXIMUM {
            return Err(Failure::not_found(
                "The attachment is larger than the maximum allowed size of 100 MB",
            ));
        }
        Ok(NewFile {
            name: part.file_name.clone().unwrap_or_default(),
            media_type: part.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: Arc::new(part.bytes.to_vec()),
            comment: comments.get(index).cloned().unwrap_or_default(),
            minor: minor.first().is_some_and(|text| text == "true"),
        })
    };
    uploads.iter().enumerate().map(file).collect()
}

/// Renames, moves, or changes the media type or comment of an attachment.
pub(crate) fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, id) = (call.object()?, own(store, call)?.id);
    let container = match &sent["container"]["id"] {
        Value::Null => None,
        value => Some(store.seen(wire_id(value)?, &call.account)?.id),
    };
    let version = sent["version"]["number"].as_u64();
    let at = store.now();
    let it = store.changed(id, &call.account)?;
    if version.is_none_or(|version| version < it.version()) {
        return Err(Failure::stale("attachment", it.version(), version.unwrap_or(0)));
    }
    let mut revision = it.latest().clone();
    revision.number += 1;
    revision.at = at;
    revision.title = sent["title"].as_str().map_or(revision.title, str::to_owned);
    it.revisions.push(revision);
    if let Some(details) = &mut it.attachment {
        let media_type = sent["metadata"]["mediaType"].as_str().or(sent["extensions"]["mediaType"].as_str());
        let comment = sent["metadata"]["comment"].as_str().or(sent["extensions"]["comment"].as_str());
        details.media_type = media_type.map_or_else(|| details.media_type.clone(), str::to_owned);
        details.comment = comment.map_or_else(|| details.comment.clone(), str::to_owned);
    }
    if let Some(container) = container {
        store.set_parent(id, Some(container));
    }
    answer(store, call, id)
}

fn answer(store: &Store, call: &Call<'_>, id: u64) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let expand = Expand::of(call, &SHOWN);
    Ok(Reply::ok(&render::with_base(call, record::content(store, call, it, it.latest(), &expand))))
}

fn own<'s>(store: &'s Store, call: &Call<'_>) -> Result<&'s Content, Failure> {
    let container = store.seen(call.id("id")?, &call.account)?.id;
    let it = store.seen_as(Kind::Attachment, call.id("attachmentId")?, &call.account)?;
    match it.parent == Some(container) {
        true => Ok(it),
        false => Err(Failure::not_found("The attachment does not belong to this content")),
    }
}

/// Redirects to the media host, with a token in the address.
pub(crate) fn download(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = own(store, call)?;
    let revision = match call.query_number("version")? {
        Some(number) => {
            it.revision(number).ok_or_else(|| Failure::not_found(format!("No version {number}")))?
        }
        None => it.latest(),
    };
    Ok(Reply::redirect(media::address(call.site, it, revision, store.now())))
}

/// The servlet of Data Center: bytes under the credentials of the API.
pub(crate) fn servlet(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let container = store.seen(call.id("id")?, &call.account)?.id;
    let it = store.attachment_by_name(container, call.text("name"));
    let it = it.ok_or_else(|| Failure::not_found("No such attachment"))?;
    let revision = match call.query_number("version")? {
        Some(number) => {
            it.revision(number).ok_or_else(|| Failure::not_found(format!("No version {number}")))?
        }
        None => it.latest(),
    };
    Ok(media::bytes(it, revision, call.request))
}

/// Removes an attachment, or one of its versions.
pub(crate) fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    match call.text("version") {
        "" => store.trash(id),
        _ => {
            let number = call.id("version")?;
            let it = store.changed(id, &call.account)?;
            it.revisions.retain(|revision| revision.number != number || it.attachment.is_none());
            if it.revisions.is_empty() {
                store.purge(id);
            }
        }
    }
    Ok(Reply::empty(204))
}

/// Moves an attachment to another page, under another name if wanted.
pub(crate) fn relocate(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = own(store, call)?.id;
    let target =
        call.query_number("newContentId")?.ok_or_else(|| Failure::invalid("newContentId is required"))?;
    let target = store.seen(target, &call.account)?.id;
    let name = call.request.query("newName").map(str::to_owned);
    let it = store.changed(id, &call.account)?;
    if let (Some(name), Some(revision)) = (name, it.revisions.last_mut()) {
        revision.title = name;
    }
    store.set_parent(id, Some(target));
    answer(store, call, id)
}
