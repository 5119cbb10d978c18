//! Inline comments of Data Center, at the address that its own pages ask: as far as clients tell of it.

use serde_json::json;

use super::super::call::Call;
use super::super::clock::Timestamp;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::representation::Body;
use super::super::store::Store;
use super::super::store::comments::{NewComment, Selection};
use super::super::store::content::Kind;

/// `POST /rest/inlinecomments/1.0/comments`
pub(crate) fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.request.json()?;
    let text = |name: &str| sent[name].as_str().map(str::to_owned);
    let missing = |name: &str| Failure::invalid(format!("{name} is required"));
    let needed = |name: &str| text(name).ok_or_else(|| missing(name));
    needed("serializedHighlights")?;
    let container = needed("containerId")?.parse().map_err(|_| missing("containerId"))?;
    let read: i64 = needed("lastFetchTime")?.parse().map_err(|_| missing("lastFetchTime"))?;
    if store.seen(container, &call.account)?.latest().at > Timestamp(read) {
        return Err(Failure::conflict("The page was changed since it was read"));
    }
    let selection = Selection {
        text: needed("originalSelection")?,
        match_count: sent["numMatches"].as_u64().ok_or_else(|| missing("numMatches"))?,
        match_index: sent["matchIndex"].as_u64().ok_or_else(|| missing("matchIndex"))?,
    };
    let new = NewComment {
        kind: Kind::InlineComment,
        container: Some(container),
        reply_to: None,
        body: Body::storage(needed("body")?),
        selection: Some(selection),
        author: call.account.clone(),
    };
    let id = store.create_comment(new)?;
    Ok(Reply::json(200, &json!({"id": id, "containerId": container})))
}

/// `PUT /rest/inlinecomments/1.0/comments/{id}/resolve/{resolved}/dangling/{dangling}`
pub(crate) fn resolve(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, resolved) = (call.id("id")?, call.text("resolved") == "true");
    store.seen_as(Kind::InlineComment, id, &call.account)?;
    let now = store.now();
    let details = store.contents.get_mut(&id).and_then(|content| content.comment.as_mut());
    if let Some(details) = details {
        details.resolution = if resolved { "resolved" } else { "reopened" };
        details.resolved_by = Some((call.account.clone(), now));
    }
    Ok(Reply::json(200, &json!({"resolved": resolved})))
}
