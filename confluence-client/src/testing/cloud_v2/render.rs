//! The JSON of v2.

use serde_json::{Value, json};

use super::super::addresses::Addresses;
use super::super::call::Call;
use super::super::failure::Failure;
use super::super::links::{tiny, web_path};
use super::super::representation::{self, Body};
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Label, Property, Revision, Space, Status};

/// A page, blog post, folder or other record that is neither comment nor attachment.
pub(crate) fn content(
    store: &Store,
    call: &Call<'_>,
    it: &Content,
    revision: &Revision,
) -> Result<Value, Failure> {
    let mut value = json!({
        "id": it.id.to_string(),
        "status": it.status.name(),
        "title": revision.title,
        "spaceId": it.space.to_string(),
        "authorId": it.author,
        "createdAt": it.created.rfc3339(),
        "version": version(revision),
    });
    if matches!(it.kind, Kind::Page | Kind::BlogPost | Kind::CustomContent) {
        value["body"] = body(call, &revision.body)?;
    } else {
        value["type"] = json!(it.kind.name());
    }
    if it.kind.in_tree() {
        let parent = it.parent.filter(|_| it.status != Status::Trashed);
        value["parentId"] = json!(parent.map(|parent| parent.to_string()));
        value["parentType"] =
            json!(parent.and_then(|parent| store.contents.get(&parent)).map(|it| it.kind.name()));
        value["position"] = json!(i32::try_from(it.position % 2_000_000_000).unwrap_or(0));
        value["ownerId"] = json!(it.owner);
        value["lastOwnerId"] = Value::Null;
    }
    if it.kind == Kind::CustomContent {
        value["type"] = json!(it.custom_type);
    }
    if it.live {
        value["subtype"] = json!("live");
    }
    if let Some(url) = &it.embed_url {
        value["embedUrl"] = json!(url);
    }
    let web = web_path(store, it);
    let edit = format!("/pages/resumedraft.action?draftId={}", it.id);
    value["_links"] = json!({"webui": web, "editui": edit, "tinyui": format!("/x/{}", tiny(it.id))});
    Ok(value)
}

/// The body in the representation that was asked for; an empty object when none was.
pub(crate) fn body(call: &Call<'_>, body: &Body) -> Result<Value, Failure> {
    let Some(format) = call.request.query("body-format") else { return Ok(json!({})) };
    let value = match format {
        "storage" => body.storage.to_string(),
        "atlas_doc_format" => representation::adf(body),
        "view" | "export_view" | "anonymous_export_view" | "styled_view" | "editor" => {
            representation::view(&body.storage)
        }
        _ => {
            return Err(Failure::invalid(format!(
                "Provided value '{format}' for 'body-format' is not supported"
            )));
        }
    };
    Ok(json!({format: {"representation": format, "value": value}}))
}

pub(crate) fn version(revision: &Revision) -> Value {
    json!({
        "number": revision.number,
        "message": revision.message,
        "minorEdit": revision.minor,
        "authorId": revision.author,
        "createdAt": revision.at.rfc3339(),
        "ncsStepVersion": null,
    })
}

/// An answer about one record carries the base of its links.
pub(crate) fn with_base(mut value: Value, site: &Addresses) -> Value {
    value["_links"]["base"] = json!(site.base());
    value
}

pub(crate) fn space(call: &Call<'_>, it: &Space) -> Value {
    let mut value = json!({
        "id": it.id.to_string(),
        "key": it.key,
        "name": it.name,
        "type": it.kind,
        "status": if it.archived { "archived" } else { "current" },
        "authorId": it.author,
        "spaceOwnerId": it.author,
        "currentActiveAlias": null,
        "createdAt": it.created.rfc3339(),
        "homepageId": it.homepage.map(|id| id.to_string()),
        "icon": null,
        "description": null,
        "_links": {"webui": format!("/spaces/{}", it.key)},
    });
    if let Some(format @ ("plain" | "view")) = call.request.query("description-format") {
        value["description"] = json!({format: {"representation": format, "value": it.description}});
    }
    value
}

pub(crate) fn comment(
    store: &Store,
    call: &Call<'_>,
    it: &Content,
    revision: &Revision,
) -> Result<Value, Failure> {
    let details = it.comment.clone().unwrap_or_default();
    let container = it.parent.and_then(|parent| store.contents.get(&parent));
    let mut value = json!({
        "id": it.id.to_string(),
        "status": it.status.name(),
        "title": revision.title,
        "version": version(revision),
        "body": body(call, &revision.body)?,
        "_links": {"webui": web_path(store, it)},
    });
    if let Some(container) = container {
        value[container_field(container.kind)] = json!(container.wire_id());
    }
    if let Some(above) = details.reply_to {
        value["parentCommentId"] = json!(above.to_string());
    }
    if it.kind == Kind::InlineComment {
        value["resolutionStatus"] = json!(store.resolution(it));
        value["properties"] = json!({
            "inlineMarkerRef": details.marker, "inlineOriginalSelection": details.selection,
            "inline-marker-ref": details.marker, "inline-original-selection": details.selection,
        });
        if let Some((account, at)) = &details.resolved_by {
            value["resolutionLastModifierId"] = json!(account);
            value["resolutionLastModifiedAt"] = json!(at.rfc3339());
        }
    }
    Ok(value)
}

/// The field that names the container of a comment or an attachment.
fn container_field(kind: Kind) -> &'static str {
    match kind {
        Kind::BlogPost => "blogPostId",
        Kind::Attachment => "attachmentId",
        Kind::CustomContent => "customContentId",
        _ => "pageId",
    }
}

pub(crate) fn attachment(store: &Store, it: &Content) -> Value {
    let details = it.attachment.clone().unwrap_or_default();
    let container = it.parent.and_then(|parent| store.contents.get(&parent));
    let page = it.parent.unwrap_or_default();
    let download = format!("/rest/api/content/{page}/child/attachment/{}/download", it.wire_id());
    let web = web_path(store, it);
    let mut value = json!({
        "id": it.wire_id(),
        "status": it.status.name(),
        "title": it.title(),
        "createdAt": it.created.rfc3339(),
        "mediaType": details.media_type,
        "mediaTypeDescription": media_description(&details.media_type),
        "comment": details.comment,
        "fileId": details.file_id,
        "fileSize": it.latest().bytes.as_ref().map_or(0, |bytes| bytes.len()),
        "webuiLink": web,
        "downloadLink": download,
        "version": version(it.latest()),
        "_links": {"webui": web, "download": download},
    });
    if let Some(container) = container {
        value[container_field(container.kind)] = json!(container.wire_id());
    }
    value
}

fn media_description(media_type: &str) -> String {
    match media_type.split_once('/') {
        Some(("image", kind)) => format!("{} Image", kind.to_uppercase()),
        Some((_, kind)) => format!("{} File", kind.to_uppercase()),
        None => "File".to_owned(),
    }
}

pub(crate) fn label(label: &Label) -> Value {
    json!({"id": label.id.to_string(), "name": label.name, "prefix": label.prefix})
}

pub(crate) fn property(it: &Property) -> Value {
    json!({
        "id": it.id.to_string(),
        "key": it.key,
        "value": it.value,
        "version": {
            "number": it.version, "message": it.message, "minorEdit": false, "authorId": it.author,
            "createdAt": it.at.rfc3339(),
        },
    })
}
