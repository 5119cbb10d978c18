//! Likes at the address that the pages of Data Center ask, as far as clients tell of it, and content states.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;

/// `GET /rest/likes/1.0/content/{id}/likes`
pub(crate) fn likes(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let known =
        it.likes.iter().filter_map(|account| store.users.iter().find(|user| user.account_id == *account));
    let likes: Vec<Value> = known
        .map(|user| json!({"user": {"name": user.username, "userKey": user.user_key, "fullName": user.display_name}}))
        .collect();
    Ok(Reply::ok(&json!({"likes": likes, "content_type": it.kind.name()})))
}

/// `GET /content/{id}/state`
pub(crate) fn state(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let state = it.state.as_ref().map(|name| json!({"id": 0, "name": name, "color": "#ffc400"}));
    Ok(Reply::ok(&json!({"contentState": state, "lastUpdated": "2026-01-01T00:00:00.000Z"})))
}
