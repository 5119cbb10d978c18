//! The audit log, as far as it can be told from what there is: who created which space.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::clock::Timestamp;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::Space;
use super::{paging, render};

/// The records, the newest first; for administrators.
pub(crate) fn records(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    if !store.user(&call.account).is_some_and(|it| it.admin) {
        return Err(Failure::forbidden("Only administrators may do this"));
    }
    let bound = |name| {
        let read = |text: &str| {
            text.parse().map(Timestamp).map_err(|_| Failure::invalid(format!("{name} is no number")))
        };
        call.request.query(name).map(read).transpose()
    };
    let (from, to) = (bound("startDate")?, bound("endDate")?);
    let words = call.request.query("searchString").map(str::to_lowercase);
    let mut found: Vec<(&Space, Value)> =
        store.spaces.values().map(|it| (it, record(store, call, it))).collect();
    found.retain(|(it, value)| {
        let within = from.is_none_or(|from| it.created >= from) && to.is_none_or(|to| it.created < to);
        within && words.as_ref().is_none_or(|words| value.to_string().to_lowercase().contains(words))
    });
    found.sort_by_key(|(it, _)| std::cmp::Reverse((it.created, it.id)));
    paging::list(call, 1000, &found, |(_, value)| value.clone())
}

fn record(store: &Store, call: &Call<'_>, it: &Space) -> Value {
    let mut author = render::account(store, call, &it.author);
    author["type"] = json!("user");
    json!({
        "author": author, "remoteAddress": "192.0.2.7", "creationDate": it.created.0, "summary": "Space created",
        "description": "", "category": "Spaces", "sysAdmin": false, "superAdmin": false,
        "affectedObject": {"name": it.name, "objectType": "Space"}, "changedValues": [], "associatedObjects": [],
    })
}
