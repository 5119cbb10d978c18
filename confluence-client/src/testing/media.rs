//! The media host: files by signed address, no credentials wanted.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::addresses::Addresses;
use super::call::Captures;
use super::clock::Timestamp;
use super::listener::Listener;
use super::reply::Reply;
use super::request::{Presented, Request};
use super::store::Store;
use super::store::content::{Content, Revision};

/// The address of a version of a file, good for a few minutes.
pub(crate) fn address(site: &Addresses, attachment: &Content, revision: &Revision, now: Timestamp) -> String {
    let file = attachment.attachment.as_ref().map(|it| it.file_id.as_str()).unwrap_or_default();
    let expires = now.after(Duration::from_secs(600)).0;
    let claims = json!({"attachment": attachment.id, "version": revision.number, "exp": expires});
    format!("{}/file/{file}/binary?token={}", site.media, URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// Whether a request is for a file.
pub(crate) fn file(listener: Listener, request: &Request<'_>) -> Option<Captures> {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    match (listener, segments.as_slice()) {
        (Listener::Media, ["file", id, "binary"]) => Some(vec![("file", (*id).to_owned())]),
        _ => None,
    }
}

/// Serves a file, or a range of it.
pub(crate) fn serve(store: &Store, request: &Request<'_>, captures: &Captures) -> Reply {
    if request.presented() != Presented::Nothing {
        return Reply::json(400, &json!({"error": "Only one auth mechanism allowed"}));
    }
    let claims = request.query("token").and_then(claims).unwrap_or_default();
    if claims["exp"].as_i64().is_none_or(|expires| expires <= store.now().0) {
        return Reply::json(403, &json!({"error": "The token is missing or has expired"}));
    }
    let file = captures.first().map(|(_, file)| file.as_str()).unwrap_or_default();
    let attachment = claims["attachment"].as_u64().and_then(|id| store.contents.get(&id));
    let attachment = attachment.filter(|it| it.attachment.as_ref().is_some_and(|it| it.file_id == file));
    match attachment.zip(claims["version"].as_u64()).and_then(|(it, number)| Some((it, it.revision(number)?)))
    {
        Some((attachment, revision)) => bytes(attachment, revision, request),
        None => Reply::json(404, &json!({"error": "Not Found"})),
    }
}

/// The bytes of a version, or the range that was asked for.
pub(crate) fn bytes(attachment: &Content, revision: &Revision, request: &Request<'_>) -> Reply {
    let all = revision.bytes.as_deref().map(Vec::as_slice).unwrap_or_default();
    let range = request.header("range").and_then(|range| range.strip_prefix("bytes="));
    let name = attachment.title().replace('"', "\\\"");
    let reply = match range.and_then(|range| slice(all, range)) {
        Some((from, part)) => {
            let to = from + part.len().saturating_sub(1);
            Reply::new(206, "", part).header("content-range", format!("bytes {from}-{to}/{}", all.len()))
        }
        None if range.is_some() => {
            Reply::empty(416).header("content-range", format!("bytes */{}", all.len()))
        }
        None => Reply::new(200, "", all),
    };
    let media_type = attachment.attachment.as_ref().map(|it| it.media_type.clone()).unwrap_or_default();
    reply
        .header("content-type", media_type)
        .header("accept-ranges", "bytes")
        .header("content-disposition", format!("attachment; filename=\"{name}\""))
}

fn slice<'a>(all: &'a [u8], range: &str) -> Option<(usize, &'a [u8])> {
    let (from, to) = range.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = to.parse::<usize>().map_or(all.len(), |to| (to + 1).min(all.len()));
    all.get(from..to).filter(|part| !part.is_empty()).map(|part| (from, part))
}

fn claims(token: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}
