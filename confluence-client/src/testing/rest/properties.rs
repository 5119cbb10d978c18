//! Properties by key, of content and of spaces.

use serde_json::Value;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::Property;
use super::super::store::metadata::PropertyOwner;
use super::{paging, render};

fn owner(store: &Store, call: &Call<'_>) -> Result<(PropertyOwner, String), Failure> {
    match call.segments.first().map(String::as_str) {
        Some("space") => {
            let space = store.space_by_key(call.text("spaceKey"), &call.account)?;
            Ok((PropertyOwner::Space(space.id), format!("space/{}", space.key)))
        }
        _ => {
            let id = store.seen(call.id("id")?, &call.account)?.id;
            Ok((PropertyOwner::Content(id), format!("content/{id}")))
        }
    }
}

fn properties(store: &mut Store, owner: PropertyOwner) -> Result<&mut Vec<Property>, Failure> {
    store.properties_mut(owner).ok_or_else(|| Failure::not_found("Not Found"))
}

pub(crate) fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (owner, name) = owner(store, call)?;
    let found = properties(store, owner)?.clone();
    paging::list(call, 10, &found, |it| render::property(call, &name, it))
}

pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (owner, name) = owner(store, call)?;
    let key = call.text("key");
    let found = properties(store, owner)?.iter().find(|it| it.key == key);
    let found = found.ok_or_else(|| Failure::not_found(format!("Property {key} not found")))?;
    Ok(Reply::ok(&render::property(call, &name, found)))
}

pub(crate) fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let (owner, name) = owner(store, call)?;
    let key = sent["key"].as_str().unwrap_or(call.text("key")).to_owned();
    let property = store.create_property(owner, &key, sent["value"].clone(), &call.account)?;
    Ok(Reply::ok(&render::property(call, &name, &property)))
}

/// Updates a property; version 1 creates one that is not there.
pub(crate) fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let (owner, name) = owner(store, call)?;
    let key = call.text("key").to_owned();
    let version = sent["version"]["number"].as_u64().unwrap_or(1);
    let exists = properties(store, owner)?.iter().any(|it| it.key == key);
    let value: Value = sent["value"].clone();
    let property = match exists || version != 1 {
        true => store.update_property(
            owner,
            |it| it.key == key,
            (value, version, String::new()),
            &call.account,
        )?,
        false => store.create_property(owner, &key, value, &call.account)?,
    };
    Ok(Reply::ok(&render::property(call, &name, &property)))
}

pub(crate) fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (owner, _) = owner(store, call)?;
    let key = call.text("key");
    let list = properties(store, owner)?;
    let before = list.len();
    list.retain(|it| it.key != key);
    match list.len() < before {
        true => Ok(Reply::empty(204)),
        false => Err(Failure::not_found(format!("Property {key} not found"))),
    }
}
