//! Users, groups, and who looked at what.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::clock::Timestamp;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Group, User};
use super::{paging, render};

pub(crate) fn current(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::ok(&render::with_base(call, render::account(store, call, &call.account))))
}

pub(crate) fn anonymous(_: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let picture = json!({"path": "/aa-avatar/anonymous", "width": 48, "height": 48, "isDefault": true});
    let value = json!({"type": "anonymous", "displayName": "Anonymous", "profilePicture": picture, "operations": null,
        "_expandable": {"operations": ""}, "_links": {}});
    Ok(Reply::ok(&render::with_base(call, value)))
}

/// One user: by account id on Cloud, by user name or key on Data Center.
pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = named(store, call)?;
    Ok(Reply::ok(&render::with_base(call, render::user(call, it))))
}

fn named<'s>(store: &'s Store, call: &Call<'_>) -> Result<&'s User, Failure> {
    let names: &[&str] = if call.face.is_cloud() { &["accountId"] } else { &["username", "key"] };
    let name = names.iter().find_map(|name| call.request.query(name));
    let name = name.ok_or_else(|| Failure::invalid(format!("One of {names:?} must be provided")))?;
    let found = if call.face.is_cloud() { store.user(name) } else { store.user_by_any(name) };
    found.ok_or_else(|| Failure::not_found(format!("No user found with {name}")))
}

/// The first hundred of those asked for.
pub(crate) fn bulk(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let ids = call.request.query_all("accountId");
    let found: Vec<&User> = ids.iter().take(100).filter_map(|id| store.user(id)).collect();
    paging::list(call, 200, &found, |it| render::user(call, it))
}

pub(crate) fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let users: Vec<&User> = store.users.iter().collect();
    paging::list(call, 200, &users, |it| render::user(call, it))
}

pub(crate) fn memberships(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let account = named(store, call)?.account_id.clone();
    let groups: Vec<&Group> = store.groups_of(&account).collect();
    paging::list(call, 200, &groups, |it| render::group(call, it))
}

pub(crate) fn groups(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let wanted = call.request.query("query").map(str::to_lowercase);
    let fits = |it: &&Group| wanted.as_ref().is_none_or(|text| it.name.to_lowercase().contains(text));
    let groups: Vec<&Group> = store.groups.iter().filter(fits).collect();
    paging::list(call, 200, &groups, |it| render::group(call, it))
}

fn group<'s>(store: &'s Store, call: &Call<'_>) -> Result<&'s Group, Failure> {
    let captured =
        ["groupId", "groupName"].map(|name| call.text(name)).into_iter().find(|text| !text.is_empty());
    let name =
        captured.or_else(|| ["id", "groupId", "name"].iter().find_map(|name| call.request.query(name)));
    let name = name.unwrap_or_default();
    store.group(name).ok_or_else(|| Failure::not_found(format!("No group found: {name}")))
}

pub(crate) fn get_group(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = group(store, call)?;
    Ok(Reply::ok(&render::with_base(call, render::group(call, it))))
}

pub(crate) fn members(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = group(store, call)?;
    let members: Vec<&User> = it.members.iter().filter_map(|id| store.user(id)).collect();
    paging::list(call, 200, &members, |it| render::user(call, it))
}

pub(crate) fn create_group(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    administrator(store, call)?;
    let name = sent["name"].as_str().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Failure::invalid("Missing required property 'name'"))?.to_owned();
    if store.group(&name).is_some() {
        return Err(Failure::invalid(format!("The group {name} exists already")));
    }
    let it = Group { id: store.uuid(), name, members: BTreeSet::new() };
    let value = render::group(call, &it);
    store.groups.push(it);
    Ok(Reply::json(201, &value))
}

pub(crate) fn delete_group(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    administrator(store, call)?;
    let id = group(store, call)?.id.clone();
    store.groups.retain(|it| it.id != id);
    Ok(Reply::empty(204))
}

/// Adds a member or removes one.
pub(crate) fn membership(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    administrator(store, call)?;
    let id = group(store, call)?.id.clone();
    let sent = call.request.json().unwrap_or_default();
    let named = [
        call.text("username"),
        call.request.query("accountId").unwrap_or_default(),
        sent["accountId"].as_str().unwrap_or_default(),
    ];
    let name = named.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let user = store.user_by_any(name).ok_or_else(|| Failure::not_found(format!("No user found: {name}")))?;
    let account = user.account_id.clone();
    if let Some(it) = store.groups.iter_mut().find(|it| it.id == id) {
        match call.request.method {
            http::Method::DELETE => it.members.remove(&account),
            _ => it.members.insert(account),
        };
    }
    Ok(Reply::empty(if call.request.method == http::Method::POST { 201 } else { 204 }))
}

fn administrator(store: &Store, call: &Call<'_>) -> Result<(), Failure> {
    match store.user(&call.account).is_some_and(|it| it.admin) {
        true => Ok(()),
        false => Err(Failure::forbidden("Only administrators may do this")),
    }
}

pub(crate) fn views(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("contentId")?, &call.account)?;
    from_date(call)?;
    Ok(Reply::ok(&json!({"id": it.id, "count": it.views.len()})))
}

pub(crate) fn viewers(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("contentId")?, &call.account)?;
    from_date(call)?;
    let viewers: BTreeSet<&String> = it.views.iter().collect();
    Ok(Reply::ok(&json!({"id": it.id, "count": viewers.len()})))
}

fn from_date(call: &Call<'_>) -> Result<(), Failure> {
    let wrong = call.request.query("fromDate").filter(|text| Timestamp::parse(text).is_none());
    match wrong {
        Some(text) => Err(Failure::invalid(format!("fromDate is no date: {text}"))),
        None => Ok(()),
    }
}

/// What the site says about itself on Cloud.
pub(crate) fn system_info(_: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::ok(&json!({
        "cloudId": call.site.cloud_id, "commitHash": "0000000", "baseUrl": call.site.base(), "edition": "Standard",
        "siteTitle": "Sandbox", "defaultLocale": "en_GB", "defaultTimeZone": "Etc/UTC",
    })))
}

/// What the server says about itself on Data Center.
pub(crate) fn server_information(_: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::ok(&json!({
        "baseUrl": call.site.base(), "version": "10.0.3", "buildNumber": 10_003, "marketplaceBuildNumber": 1_000_300_000,
        "buildDate": "2025-09-01T00:00:00.000Z",
    })))
}

pub(crate) fn access_mode(_: &mut Store, _: &Call<'_>) -> Result<Reply, Failure> {
    let mode: Value = json!("READ_WRITE");
    Ok(Reply::ok(&mode))
}
