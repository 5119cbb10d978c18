//! The JSON of Cloud v1 and Data Center.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::store::Store;
use super::super::store::content::{Content, Group, Label, Property, Revision, Space, User};

/// Where the bytes of an attachment are: the operation on Cloud, the servlet on Data Center.
pub(crate) fn download_path(call: &Call<'_>, it: &Content) -> String {
    let page = it.parent.unwrap_or_default();
    match call.face.is_cloud() {
        true => format!("/rest/api/content/{page}/child/attachment/{}/download", it.wire_id()),
        false => {
            let name = percent_encoding::utf8_percent_encode(it.title(), percent_encoding::NON_ALPHANUMERIC);
            format!(
                "/download/attachments/{page}/{name}?version={}&modificationDate={}&api=v2",
                it.version(),
                it.latest().at.0
            )
        }
    }
}

/// An answer about one record carries the base of its links.
pub(crate) fn with_base(call: &Call<'_>, mut value: Value) -> Value {
    value["_links"]["base"] = json!(call.site.base());
    value["_links"]["context"] = json!(call.site.context);
    value
}

pub(crate) fn space(call: &Call<'_>, it: &Space) -> Value {
    let own = format!("{}/rest/api/space/{}", call.site.base(), it.key);
    json!({
        "id": it.id,
        "key": it.key,
        "name": it.name,
        "type": it.kind,
        "status": if it.archived { "archived" } else { "current" },
        "_expandable": {"homepage": it.homepage.map(|id| format!("/rest/api/content/{id}")), "description": "", "metadata": ""},
        "_links": {"webui": format!("/spaces/{}", it.key), "self": own},
    })
}

pub(crate) fn user(call: &Call<'_>, it: &User) -> Value {
    let picture = json!({"path": "/aa-avatar/default", "width": 48, "height": 48, "isDefault": true});
    if !call.face.is_cloud() {
        let own = format!("{}/rest/api/user?key={}", call.site.base(), it.user_key);
        return json!({
            "type": "known", "username": it.username, "userKey": it.user_key, "displayName": it.display_name,
            "profilePicture": picture, "_links": {"self": own}, "_expandable": {"status": ""},
        });
    }
    let own = format!("{}/rest/api/user?accountId={}", call.site.base(), it.account_id);
    json!({
        "type": "known", "accountId": it.account_id, "accountType": it.account_type, "email": it.email,
        "publicName": it.display_name, "displayName": it.display_name, "timeZone": it.time_zone,
        "profilePicture": picture,
        "isExternalCollaborator": false, "isGuest": false, "accountStatus": "active",
        "_expandable": {"operations": "", "personalSpace": ""}, "_links": {"self": own},
    })
}

/// The user of an account; a placeholder for one that is gone.
pub(crate) fn account(store: &Store, call: &Call<'_>, account_id: &str) -> Value {
    store.user(account_id).map_or_else(
        || json!({"type": "unknown", "accountId": account_id, "displayName": "Former user"}),
        |it| user(call, it),
    )
}

pub(crate) fn group(call: &Call<'_>, it: &Group) -> Value {
    let own = format!("{}/rest/api/group/{}", call.site.base(), it.name);
    match call.face.is_cloud() {
        true => json!({"type": "group", "name": it.name, "id": it.id, "_links": {"self": own}}),
        false => json!({"type": "group", "name": it.name, "_links": {"self": own}, "_expandable": {}}),
    }
}

pub(crate) fn version(store: &Store, call: &Call<'_>, revision: &Revision) -> Value {
    json!({
        "by": account(store, call, &revision.author),
        "when": revision.at.rfc3339(),
        "friendlyWhen": "just a moment ago",
        "message": revision.message,
        "number": revision.number,
        "minorEdit": revision.minor,
        "contentTypeModified": false,
        "_expandable": {"content": "", "collaborators": ""},
        "_links": {},
    })
}

pub(crate) fn history(store: &Store, call: &Call<'_>, it: &Content) -> Value {
    let previous = it.revisions.len().checked_sub(2).and_then(|index| it.revisions.get(index));
    let mut value = json!({
        "latest": true,
        "createdBy": account(store, call, &it.author),
        "createdDate": it.created.rfc3339(),
        "lastUpdated": version(store, call, it.latest()),
        "_expandable": {"contributors": "", "nextVersion": ""},
        "_links": {"self": format!("{}/rest/api/content/{}/history", call.site.base(), it.wire_id())},
    });
    if let Some(previous) = previous {
        value["previousVersion"] = version(store, call, previous);
    }
    value
}

pub(crate) fn label(label: &Label) -> Value {
    json!({"prefix": label.prefix, "name": label.name, "id": label.id.to_string(), "label": label.name})
}

pub(crate) fn property(call: &Call<'_>, owner: &str, it: &Property) -> Value {
    json!({
        "id": it.id.to_string(),
        "key": it.key,
        "value": it.value,
        "version": {"number": it.version, "minorEdit": false, "message": it.message, "when": it.at.rfc3339()},
        "_links": {"self": format!("{}/rest/api/{owner}/property/{}", call.site.base(), it.key)},
        "_expandable": {},
    })
}
