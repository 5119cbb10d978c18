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

/// The states that the space of any page suggests.
pub(crate) const STATES: [(i64, &str); 3] = [(1, "Rough draft"), (2, "In progress"), (3, "Ready for review")];

pub(crate) fn available_states(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    store.seen(call.id("id")?, &call.account)?;
    let states = STATES.map(|(id, name)| json!({"id": id, "name": name, "color": "#ffc400"}));
    Ok(Reply::ok(&json!({"spaceContentStates": states, "customContentStates": []})))
}

pub(crate) fn set_state(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    store.seen(id, &call.account)?;
    let sent = call.object()?;
    let known = STATES.iter().find(|(known, _)| sent["id"].as_i64() == Some(*known));
    let name = known.map(|(_, name)| (*name).to_owned()).or_else(|| sent["name"].as_str().map(str::to_owned));
    let Some(name) = name else {
        return Err(Failure::invalid("A content state has an id, or a name and a color"));
    };
    if let Some(content) = store.contents.get_mut(&id) {
        content.state = Some(name);
    }
    state(store, call)
}

pub(crate) fn remove_state(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    store.seen(id, &call.account)?;
    if let Some(content) = store.contents.get_mut(&id) {
        content.state = None;
    }
    state(store, call)
}
