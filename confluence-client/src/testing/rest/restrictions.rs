//! Who may read and who may update a record.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Content, Subjects};
use super::{paging, render};

const OPERATIONS: [&str; 2] = ["read", "update"];

/// `{read: {...}, update: {...}}`, without an envelope.
pub(crate) fn by_operation(store: &Store, call: &Call<'_>, it: &Content) -> Value {
    let mut value = json!({"_links": {"self": format!("{}/rest/api/content/{}/restriction/byOperation", call.site.base(), it.id)}});
    for operation in OPERATIONS {
        value[operation] = one(store, call, it, operation, (0, MOST));
    }
    value
}

/// How many people, and how many groups, one answer names.
const MOST: usize = 100;

fn one(
    store: &Store,
    call: &Call<'_>,
    it: &Content,
    operation: &str,
    (start, limit): (usize, usize),
) -> Value {
    let subjects = it.restrictions.of(operation).cloned().unwrap_or_default();
    let users = subjects.users.iter().skip(start).take(limit);
    let users: Vec<Value> = users.map(|id| render::account(store, call, id)).collect();
    let groups = subjects.groups.iter().skip(start).take(limit).filter_map(|id| store.group(id));
    let groups: Vec<Value> = groups.map(|it| render::group(call, it)).collect();
    let own = format!("{}/rest/api/content/{}/restriction/byOperation/{operation}", call.site.base(), it.id);
    json!({
        "operation": operation,
        "restrictions": {
            "user": {"results": users, "start": start, "limit": limit, "size": users.len()},
            "group": {"results": groups, "start": start, "limit": limit, "size": groups.len()},
        },
        "_expandable": {"content": format!("/rest/api/content/{}", it.id)},
        "_links": {"self": own},
    })
}

fn whole(store: &Store, call: &Call<'_>, it: &Content) -> Vec<Value> {
    OPERATIONS.iter().map(|operation| one(store, call, it, operation, (0, MOST))).collect()
}

pub(crate) fn get_by_operation(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    Ok(Reply::ok(&by_operation(store, call, it)))
}

pub(crate) fn get_one(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    Ok(Reply::ok(&one(store, call, it, operation(call)?, paging::window(call, MOST)?)))
}

pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let rows = whole(store, call, it);
    let mut body = paging::page(call, MOST, &rows, Value::clone)?;
    body["restrictionsHash"] = json!(format!("{:x}", rows.len()));
    Ok(Reply::ok(&body))
}

/// `PUT` replaces what it names and clears the rest, `POST` adds.
pub(crate) fn set(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let value = call.request.json()?;
    let wrapped = value["results"].as_array();
    let list =
        value.as_array().or(wrapped).ok_or_else(|| Failure::invalid("Restrictions must be an array"))?;
    let id = call.id("id")?;
    let mut changes: Vec<(&str, Subjects)> = Vec::new();
    for row in list {
        let operation = row["operation"].as_str().unwrap_or_default();
        let operation = OPERATIONS.into_iter().find(|it| *it == operation);
        let operation = operation.ok_or_else(|| Failure::invalid("operation must be read or update"))?;
        changes.push((operation, subjects(store, &row["restrictions"])?));
    }
    let replaces = call.request.method == http::Method::PUT;
    let restrictions = &mut store.changed(id, &call.account)?.restrictions;
    if replaces {
        *restrictions = Default::default();
    }
    for (operation, new) in changes {
        if let Some(held) = restrictions.of_mut(operation) {
            held.users.extend(new.users);
            held.groups.extend(new.groups);
        }
    }
    get_after(store, call, id)
}

/// The state after a write, even for who has just been locked out.
fn get_after(store: &Store, call: &Call<'_>, id: u64) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let rows = whole(store, call, it);
    let mut body = paging::page(call, MOST, &rows, Value::clone)?;
    body["restrictionsHash"] = json!(format!("{:x}", rows.len()));
    Ok(Reply::ok(&body))
}

fn subjects(store: &Store, restrictions: &Value) -> Result<Subjects, Failure> {
    let rows =
        |value: &Value| value.as_array().or_else(|| value["results"].as_array()).cloned().unwrap_or_default();
    let mut subjects = Subjects::default();
    for user in rows(&restrictions["user"]) {
        let name = ["accountId", "userKey", "username"].iter().find_map(|field| user[*field].as_str());
        let found = name.and_then(|name| store.user_by_any(name));
        let found = found.ok_or_else(|| Failure::invalid(format!("Unknown user: {user}")))?;
        subjects.users.insert(found.account_id.clone());
    }
    for group in rows(&restrictions["group"]) {
        let name = ["id", "name"].iter().find_map(|field| group[*field].as_str());
        let found = name.and_then(|name| store.group(name));
        let found = found.ok_or_else(|| Failure::invalid(format!("Unknown group: {group}")))?;
        subjects.groups.insert(found.id.clone());
    }
    Ok(subjects)
}

pub(crate) fn clear(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    store.changed(id, &call.account)?.restrictions = Default::default();
    get_after(store, call, id)
}

/// 200 for a member, 404 for none; `PUT` adds, `DELETE` removes.
pub(crate) fn member(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let operation = operation(call)?;
    let group = match call.text("groupId") {
        "" => None,
        name => Some(
            store.group(name).map(|it| it.id.clone()).ok_or_else(|| Failure::not_found("Group not found"))?,
        ),
    };
    let user = ["accountId", "key", "userName", "username"].iter().find_map(|name| call.request.query(name));
    let user = user.and_then(|name| store.user_by_any(name)).map(|it| it.account_id.clone());
    let content = store.changed(call.id("id")?, &call.account)?;
    let held = content.restrictions.of_mut(operation).ok_or_else(|| Failure::not_found("Not Found"))?;
    let (set, name) = match (group, user) {
        (Some(group), _) => (&mut held.groups, group),
        (None, Some(user)) => (&mut held.users, user),
        (None, None) => return Err(Failure::not_found("User not found")),
    };
    let there = match call.request.method {
        http::Method::PUT => {
            set.insert(name);
            true
        }
        http::Method::DELETE => set.remove(&name),
        _ => set.contains(&name),
    };
    if there { Ok(Reply::empty(200)) } else { Err(Failure::not_found("No such restriction")) }
}

fn operation<'c>(call: &'c Call<'_>) -> Result<&'c str, Failure> {
    let operation = call.text("operationKey");
    let known = OPERATIONS.contains(&operation);
    if known { Ok(operation) } else { Err(Failure::invalid(format!("Invalid operation key: {operation}"))) }
}

/// The read restrictions that apply, inherited ones too.
pub(crate) fn relevant(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let line = store.ancestors(it).into_iter().chain([it]);
    let rows: Vec<Value> = line
        .filter(|above| !above.restrictions.read.is_empty())
        .map(|above| one(store, call, above, "read", (0, MOST)))
        .collect();
    paging::list(call, MOST, &rows, Value::clone)
}

/// Whether somebody may do something: the answer is data, not an error.
pub(crate) fn check(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, id) = (call.object()?, call.id("id")?);
    let it = store.seen(id, &call.account)?;
    let identifier = sent["subject"]["identifier"].as_str().unwrap_or_default();
    let members: Vec<String> = match sent["subject"]["type"].as_str() {
        Some("user") => store.user(identifier).map(|it| it.account_id.clone()).into_iter().collect(),
        Some("group") => {
            store.group(identifier).map(|it| it.members.iter().cloned().collect()).unwrap_or_default()
        }
        _ => return Err(Failure::invalid("subject.type must be user or group")),
    };
    let may = |account: &String| match sent["operation"].as_str() {
        Some("read") => store.may_read(it, account),
        _ => store.may_update(it, account),
    };
    let allowed = !members.is_empty() && members.iter().all(may);
    let error = json!({"translation": "User is not permitted to perform the operation", "args": []});
    let errors = if allowed { json!([]) } else { json!([error]) };
    Ok(Reply::ok(&json!({"hasPermission": allowed, "errors": errors})))
}
