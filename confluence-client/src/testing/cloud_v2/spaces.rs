//! Spaces.

use serde_json::json;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::Space;
use super::paging::{Limits, list};
use super::{render, write};

pub(super) const ROWS: &[Row] = &[
    ("GET /spaces", "getSpaces", find),
    ("POST /spaces", "createSpace", create),
    ("GET /spaces/{id}", "getSpaceById", get),
    ("GET /spaces/{id}/operations", "getSpaceOperations", operations),
    ("GET /spaces/{id}/permissions", "getSpacePermissionsAssignments", permissions),
    ("GET /space-role-mode", "getSpaceRoleMode", role_mode),
];

fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (ids, keys) = (call.query_ids("ids", 250)?, call.request.query_all("keys"));
    let (kinds, labels) = (call.request.query_all("type"), call.request.query_all("labels"));
    let status = call.request.query("status");
    let fits = |it: &&Space| {
        it.admits(&call.account)
            && (ids.is_empty() || ids.contains(&it.id))
            && (keys.is_empty() || keys.iter().any(|key| key.eq_ignore_ascii_case(&it.key)))
            && (kinds.is_empty() || kinds.iter().any(|kind| kind == it.kind))
            && (labels.is_empty() || it.labels.iter().any(|label| labels.contains(&label.name)))
            && status.is_none_or(|status| (status == "archived") == it.archived)
    };
    let mut found: Vec<&Space> = store.spaces.values().filter(fits).collect();
    match call.request.query("sort") {
        None | Some("id") => {}
        Some("-id") => found.reverse(),
        Some("key") => found.sort_by(|a, b| a.key.cmp(&b.key)),
        Some("-key") => found.sort_by(|a, b| b.key.cmp(&a.key)),
        Some("name") => found.sort_by(|a, b| a.name.cmp(&b.name)),
        Some("-name") => found.sort_by(|a, b| b.name.cmp(&a.name)),
        Some(other) => {
            return Err(Failure::invalid(format!("Provided value '{other}' for 'sort' is not supported")));
        }
    }
    list(call, Limits::LIST, &found, |it| it.id, |it| render::space(call, it))
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space(call.id("id")?, &call.account)?;
    Ok(Reply::ok(&render::with_base(render::space(call, space), call.site)))
}

fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let name = write::required(&sent, "name")?;
    let derived: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let key = write::text(&sent, "key").unwrap_or(&derived);
    let description = write::text(&sent["description"], "value").unwrap_or_default();
    let id = store.create_space(key, name, description, &call.account)?;
    if sent["createPrivateSpace"] == true
        && let Some(space) = store.spaces.get_mut(&id)
    {
        space.readers.insert(call.account.clone());
    }
    let space = store.space(id, &call.account)?;
    Ok(Reply::json(201, &render::with_base(render::space(call, space), call.site)))
}

fn operations(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    store.space(call.id("id")?, &call.account)?;
    let pairs = [("read", "space"), ("create", "page"), ("create", "blogpost"), ("create", "comment")];
    let rows = pairs.map(|(operation, target)| json!({"operation": operation, "targetType": target}));
    Ok(Reply::ok(&json!({"operations": rows})))
}

fn permissions(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space(call.id("id")?, &call.account)?;
    let people: Vec<(u64, String)> = match space.readers.is_empty() {
        true => (1..).zip(store.users.iter().map(|user| user.account_id.clone())).collect(),
        false => (1..).zip(space.readers.iter().cloned()).collect(),
    };
    list(
        call,
        Limits::LIST,
        &people,
        |(key, _)| *key,
        |(key, account)| {
            json!({
                "id": key.to_string(),
                "principal": {"type": "user", "id": account},
                "operation": {"key": "read", "targetType": "space"},
            })
        },
    )
}

fn role_mode(_: &mut Store, _: &Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::ok(&json!({"mode": "PRE_ROLES"})))
}
