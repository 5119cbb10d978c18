//! Versions: list, read, restore, remove.

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::Revision;
use super::super::store::write::Update;
use super::{paging, render};

pub(crate) fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let newest_first: Vec<&Revision> = it.revisions.iter().rev().collect();
    paging::list(call, 200, &newest_first, |revision| render::version(store, call, revision))
}

pub(crate) fn one(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let number = call.id("versionNumber")?;
    let revision = it.revision(number).ok_or_else(|| Failure::not_found(format!("No version {number}")))?;
    Ok(Reply::ok(&render::version(store, call, revision)))
}

pub(crate) fn history(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    Ok(Reply::ok(&render::with_base(call, render::history(store, call, it))))
}

/// Publishes an old version as a new one.
pub(crate) fn restore(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, sent) = (call.id("id")?, call.object()?);
    if sent["operationKey"] != "restore" {
        return Err(Failure::invalid("operationKey must be restore"));
    }
    let parameters = &sent["params"];
    let number = parameters["versionNumber"].as_u64();
    let number =
        number.ok_or_else(|| Failure::invalid("Missing required property 'params.versionNumber'"))?;
    let it = store.changed(id, &call.account)?;
    let old =
        it.revision(number).cloned().ok_or_else(|| Failure::not_found(format!("No version {number}")))?;
    let update = Update {
        title: parameters["restoreTitle"].as_bool().unwrap_or(false).then_some(old.title),
        body: Some(old.body),
        message: parameters["message"].as_str().unwrap_or_default().to_owned(),
        ..Update::default()
    };
    store.push_revision(id, update, &call.account)?;
    let it = store.seen(id, &call.account)?;
    Ok(Reply::ok(&render::version(store, call, it.latest())))
}

/// Removes an old version; those after it move down by one.
pub(crate) fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let number = call.id("versionNumber")?;
    let it = store.changed(call.id("id")?, &call.account)?;
    if number == it.version() {
        return Err(Failure::invalid("Cannot delete the current version"));
    }
    if it.revision(number).is_none() {
        return Err(Failure::not_found(format!("No version {number}")));
    }
    it.revisions.retain(|revision| revision.number != number);
    it.revisions
        .iter_mut()
        .filter(|revision| revision.number > number)
        .for_each(|revision| revision.number -= 1);
    Ok(Reply::empty(204))
}
