//! Versions.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Revision};
use super::paging::{Limits, list};
use super::render;

pub(super) const ROWS: &[Row] = &[
    ("GET /pages/{id}/versions", "getPageVersions", all),
    ("GET /blogposts/{id}/versions", "getBlogPostVersions", all),
    ("GET /attachments/{id}/versions", "getAttachmentVersions", all),
    ("GET /custom-content/{id}/versions", "getCustomContentVersions", all),
    ("GET /footer-comments/{id}/versions", "getFooterCommentVersions", all),
    ("GET /inline-comments/{id}/versions", "getInlineCommentVersions", all),
    ("GET /pages/{id}/versions/{number}", "getPageVersionDetails", one),
    ("GET /blogposts/{id}/versions/{number}", "getBlogPostVersionDetails", one),
    ("GET /attachments/{id}/versions/{number}", "getAttachmentVersionDetails", one),
    ("GET /custom-content/{id}/versions/{number}", "getCustomContentVersionDetails", one),
    ("GET /footer-comments/{id}/versions/{number}", "getFooterCommentVersionDetails", one),
    ("GET /inline-comments/{id}/versions/{number}", "getInlineCommentVersionDetails", one),
];

/// Newest first, unless sorted otherwise.
fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = own(store, call)?;
    let mut revisions: Vec<&Revision> = it.revisions.iter().rev().collect();
    if call.request.query("sort") == Some("modified-date") {
        revisions.reverse();
    }
    render::body(call, &it.latest().body)?;
    list(
        call,
        Limits::LIST,
        &revisions,
        |revision| revision.number,
        |revision| {
            let mut value = render::version(revision);
            if it.kind != Kind::Attachment {
                value[field(it.kind)] = json!({
                    "id": it.wire_id(), "title": revision.title,
                    "body": render::body(call, &revision.body).unwrap_or_default(),
                });
            }
            value
        },
    )
}

fn one(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (number, it) = (call.id("number")?, own(store, call)?);
    let revision = it.revision(number);
    let revision = revision.ok_or_else(|| Failure::not_found(format!("Cannot find version [{number}]")))?;
    let index = it.revisions.iter().position(|other| other.number == number).unwrap_or_default();
    let neighbour = |index: Option<usize>| {
        index.and_then(|index| it.revisions.get(index)).map_or(Value::Null, |revision| json!(revision.number))
    };
    let mut value = render::version(revision);
    value["contentTypeModified"] = json!(false);
    value["collaborators"] = json!([revision.author]);
    value["prevVersion"] = neighbour(index.checked_sub(1));
    value["nextVersion"] = neighbour(Some(index + 1));
    Ok(Reply::ok(&value))
}

fn own<'s>(store: &'s Store, call: &Call<'_>) -> Result<&'s Content, Failure> {
    store.seen_as(call.kind()?, call.id("id")?, &call.account)
}

/// The field of a version that holds what the record was.
fn field(kind: Kind) -> &'static str {
    match kind {
        Kind::BlogPost => "blogpost",
        Kind::CustomContent => "custom",
        Kind::FooterComment | Kind::InlineComment => "comment",
        _ => "page",
    }
}
