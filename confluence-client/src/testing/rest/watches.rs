//! Watching content, spaces and labels.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::{paging, render};

/// Reads, sets or ends the watch of a person on content, a space or a label.
pub(crate) fn watch(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let named = ["accountId", "key", "username"].iter().find_map(|name| call.request.query(name));
    let account = match named {
        Some(name) => {
            store.user_by_any(name).ok_or_else(|| Failure::not_found("No user found"))?.account_id.clone()
        }
        None => call.account.clone(),
    };
    if account != call.account && !store.user(&call.account).is_some_and(|it| it.admin) {
        return Err(Failure::forbidden("Only administrators may change the watches of others"));
    }
    if call.request.method != Method::GET && call.request.header("x-atlassian-token").is_none() {
        return Err(Failure::forbidden("XSRF check failed"));
    }
    let method = &call.request.method;
    let watching = match call.segments.get(2).map(String::as_str) {
        Some("content") => {
            let id = store.seen(call.id("contentId")?, &call.account)?.id;
            let content = store.contents.get_mut(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
            apply(method, &mut content.watchers, account)
        }
        Some("space") => {
            let id = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
            let space = store.spaces.get_mut(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
            apply(method, &mut space.watchers, account)
        }
        _ => apply(method, &mut store.watched_labels, (account, call.text("labelName").to_owned())),
    };
    match *method {
        Method::GET => Ok(Reply::ok(&json!({"watching": watching}))),
        _ => Ok(Reply::empty(204)),
    }
}

fn apply<T: Ord>(method: &Method, watchers: &mut BTreeSet<T>, who: T) -> bool {
    match *method {
        Method::POST => {
            watchers.insert(who);
            true
        }
        Method::DELETE => watchers.remove(&who),
        _ => watchers.contains(&who),
    }
}

pub(crate) fn of_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let rows: Vec<Value> = it
        .watchers
        .iter()
        .map(|id| match call.face.is_cloud() {
            true => json!({"type": "page", "watcher": render::account(store, call, id), "contentId": it.id}),
            false => render::account(store, call, id),
        })
        .collect();
    paging::list(call, 200, &rows, Value::clone)
}

pub(crate) fn of_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = match call.text("spaceKey") {
        "" => {
            let id = store.seen(call.id("id")?, &call.account)?.space;
            store.space(id, &call.account)?
        }
        key => store.space_by_key(key, &call.account)?,
    };
    let rows: Vec<Value> = space
        .watchers
        .iter()
        .map(
            |id| json!({"type": "space", "watcher": render::account(store, call, id), "spaceKey": space.key}),
        )
        .collect();
    paging::list(call, 200, &rows, Value::clone)
}
