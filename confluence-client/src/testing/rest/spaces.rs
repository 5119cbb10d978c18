//! Spaces by key.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Space, Status};
use super::expand::Expand;
use super::{paging, record, render};

pub(crate) fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (keys, kind) = (call.request.query_all("spaceKey"), call.request.query("type"));
    let status = call.request.query("status");
    let labels = call.request.query_all("label");
    let fits = |it: &&Space| {
        it.admits(&call.account)
            && (keys.is_empty() || keys.iter().any(|key| key.eq_ignore_ascii_case(&it.key)))
            && kind.is_none_or(|kind| it.kind == kind)
            && (labels.is_empty() || it.labels.iter().any(|label| labels.contains(&label.name)))
            && status.is_none_or(|status| status.eq_ignore_ascii_case("archived") == it.archived)
    };
    let found: Vec<&Space> = store.spaces.values().filter(fits).collect();
    let expand = Expand::of(call, &[]);
    paging::list(call, 25, &found, |it| expanded(store, call, it, &expand))
}

pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.space_by_key(call.text("spaceKey"), &call.account)?;
    Ok(Reply::ok(&render::with_base(call, expanded(store, call, it, &Expand::of(call, &[])))))
}

/// Who may read a space.
pub(crate) fn permissions(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.space_by_key(call.text("spaceKey"), &call.account)?;
    let reads = |account: &String| it.readers.is_empty() || it.readers.contains(account);
    let row = |account: String| {
        let subject = render::account(store, call, &account);
        json!({
            "operation": {"targetType": "space", "operationKey": "read"}, "subject": subject,
            "spaceKey": it.key, "spaceId": it.id,
        })
    };
    let readers = store.users.iter().map(|user| user.account_id.clone()).filter(reads);
    let rows: Vec<Value> = readers.map(row).collect();
    Ok(Reply::ok(&json!(rows)))
}

fn expanded(store: &Store, call: &Call<'_>, it: &Space, expand: &Expand) -> Value {
    let mut value = render::space(call, it);
    let homepage = it.homepage.and_then(|id| store.contents.get(&id));
    if let Some(homepage) = homepage.filter(|_| expand.has("homepage")) {
        value["homepage"] =
            record::content(store, call, homepage, homepage.latest(), &expand.below("homepage"));
    }
    for format in ["plain", "view"] {
        if expand.has(&format!("description.{format}")) {
            value["description"][format] = json!({"value": it.description, "representation": format});
        }
    }
    if expand.has("metadata.labels") {
        let labels: Vec<Value> = it.labels.iter().map(render::label).collect();
        value["metadata"]["labels"] = json!({"results": labels, "size": labels.len()});
    }
    if expand.has("history") {
        let by = render::account(store, call, &it.author);
        value["history"] = json!({"createdDate": it.created.rfc3339(), "createdBy": by});
    }
    value
}

pub(crate) fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let name = sent["name"].as_str().ok_or_else(|| Failure::invalid("Missing required property 'name'"))?;
    let key = sent["key"].as_str().or(sent["alias"].as_str());
    let key = key.ok_or_else(|| Failure::invalid("Missing required property 'key'"))?;
    let description = sent["description"]["plain"]["value"].as_str().unwrap_or_default();
    let id = store.create_space(key, name, description, &call.account)?;
    let private = call.segments.last().is_some_and(|last| last == "_private");
    if let Some(space) = store.spaces.get_mut(&id).filter(|_| private) {
        space.readers.insert(call.account.clone());
    }
    let it = store.space(id, &call.account)?;
    Ok(Reply::ok(&render::with_base(call, render::space(call, it))))
}

pub(crate) fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, id) = (call.object()?, store.space_by_key(call.text("spaceKey"), &call.account)?.id);
    let homepage = match &sent["homepage"]["id"] {
        Value::Null => None,
        value => Some(store.seen(super::content::wire_id(value)?, &call.account)?.id),
    };
    if let Some(space) = store.spaces.get_mut(&id) {
        let text = |value: &Value, old: &str| value.as_str().unwrap_or(old).to_owned();
        space.name = text(&sent["name"], &space.name);
        space.description = text(&sent["description"]["plain"]["value"], &space.description);
        space.homepage = homepage.or(space.homepage);
        space.archived =
            sent["status"].as_str().map_or(space.archived, |status| status.eq_ignore_ascii_case("archived"));
    }
    get(store, call)
}

/// Archives a space, or restores it.
pub(crate) fn archive(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let archived = call.segments.last().is_some_and(|last| last == "archive");
    if let Some(space) = store.spaces.get_mut(&id) {
        space.archived = archived;
    }
    Ok(Reply::empty(204))
}

/// Pages and blog posts of a space, under one key each.
pub(crate) fn contents(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let expand = Expand::of(call, &[]);
    let mut value = json!({"_links": paging::links(call)});
    for (name, kind) in [("page", Kind::Page), ("blogpost", Kind::BlogPost)] {
        let found =
            store.in_space(space, kind, Status::Current).filter(|it| store.may_read(it, &call.account));
        let found: Vec<_> = found.collect();
        value[name] =
            paging::page(call, 25, &found, |it| record::content(store, call, it, it.latest(), &expand))?;
    }
    Ok(Reply::ok(&value))
}

/// What is in the trash of a space, by cursor.
pub(crate) fn trash(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let (store, expand) = (&*store, Expand::of(call, &[]));
    let thrown = |it: &&Content| it.space == space && it.status == Status::Trashed;
    let behind = |after: u64| store.contents.range(after + 1..).map(|(_, it)| it).filter(thrown);
    let render = |it: &&Content| record::content(store, call, it, it.latest(), &expand);
    paging::scan(call, |after| Box::new(behind(after)), render)
}

pub(crate) fn empty_trash(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let thrown = store.contents.values().filter(|it| it.space == space && it.status == Status::Trashed);
    let ids: Vec<u64> = thrown.map(|it| it.id).collect();
    for id in ids {
        store.purge(id);
    }
    Ok(Reply::empty(204))
}
