//! Users, and what ids stand for.

use serde_json::{Map, Value, json};

use super::super::call::{Call, number};
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Kind, User};

pub(super) const ROWS: &[Row] = &[
    ("POST /users-bulk", "createBulkUserLookup", bulk),
    ("POST /user/access/check-access-by-email", "checkAccessByEmail", check_access),
    ("POST /content/convert-ids-to-types", "convertContentIdsToContentTypes", types),
];

fn bulk(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let ids = strings(&sent["accountIds"]);
    if ids.is_empty() || ids.len() > 250 {
        return Err(Failure::invalid("accountIds must have between 1 and 250 elements"));
    }
    let found: Vec<Value> = ids.iter().map(|id| store.user(id).map_or_else(|| unknown(id), user)).collect();
    Ok(Reply::ok(&json!({"results": found, "_links": {"base": call.site.base()}})))
}

fn user(it: &User) -> Value {
    json!({
        "accountId": it.account_id,
        "displayName": it.display_name,
        "publicName": it.display_name,
        "email": it.email,
        "timeZone": it.time_zone,
        "personalSpaceId": null,
        "isExternalCollaborator": false,
        "accountStatus": "active",
        "accountType": it.account_type,
        "profilePicture": {"path": "/wiki/aa-avatar/default", "isDefault": true},
    })
}

/// What is known of nobody resolves to a placeholder.
fn unknown(account_id: &str) -> Value {
    json!({
        "accountId": account_id, "displayName": "Former user", "publicName": "Former user", "email": null,
        "isExternalCollaborator": false, "accountStatus": "unknown", "accountType": "unknown",
    })
}

fn check_access(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let strangers: Vec<String> = strings(&sent["emails"])
        .into_iter()
        .filter(|mail| !store.users.iter().any(|it| it.email == *mail))
        .collect();
    Ok(Reply::ok(
        &json!({"emailsWithoutAccess": strangers, "noAccessEmails": strangers, "invalidEmails": []}),
    ))
}

fn types(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let ids = strings(&sent["contentIds"]);
    if ids.len() > 100 {
        return Err(Failure::invalid("contentIds may have at most 100 elements"));
    }
    let mut results = Map::new();
    for id in ids {
        let found = store.seen(number("contentIds", &id)?, &call.account).ok();
        results.insert(id, json!(found.map(|it| type_name(it.kind))));
    }
    Ok(Reply::ok(&json!({"results": results})))
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::FooterComment => "footer-comment",
        Kind::InlineComment => "inline-comment",
        other => other.name(),
    }
}

fn strings(value: &Value) -> Vec<String> {
    let rows = value.as_array().into_iter().flatten();
    rows.map(|row| row.as_str().map_or_else(|| row.to_string(), str::to_owned)).collect()
}
