//! Labels on content and spaces.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::Label;
use super::super::store::metadata::check_label;
use super::{paging, render};

const MAXIMUM: usize = 20;

pub(crate) fn of_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let labels = store.seen(call.id("id")?, &call.account)?.labels.clone();
    rows(call, labels)
}

fn rows(call: &Call<'_>, mut labels: Vec<Label>) -> Result<Reply, Failure> {
    let prefixes = call.request.query_all("prefix");
    labels.retain(|label| prefixes.is_empty() || prefixes.contains(&label.prefix));
    paging::list(call, 200, &labels, render::label)
}

pub(crate) fn add_to_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    for (prefix, name) in sent(call)? {
        store.add_label(id, &prefix, &name, &call.account)?;
    }
    of_content(store, call)
}

/// The labels in a request: an array, or a single object.
fn sent(call: &Call<'_>) -> Result<Vec<(String, String)>, Failure> {
    let value = call.request.json()?;
    let single = [value.clone()];
    let list: &[Value] = value.as_array().map_or(&single, Vec::as_slice);
    if list.is_empty() || list.len() > MAXIMUM {
        return Err(Failure::invalid(format!("Between 1 and {MAXIMUM} labels can be added at a time")));
    }
    let read = |label: &Value| {
        let name = label["name"].as_str().ok_or_else(|| Failure::invalid("Could not parse Labels"))?;
        check_label(name)?;
        Ok((label["prefix"].as_str().unwrap_or("global").to_owned(), name.to_owned()))
    };
    list.iter().map(read).collect()
}

pub(crate) fn remove_from_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let name = call.request.query("name").unwrap_or(call.text("label")).to_lowercase();
    let content = store.changed(call.id("id")?, &call.account)?;
    let before = content.labels.len();
    content.labels.retain(|label| label.name != name && format!("{}:{}", label.prefix, label.name) != name);
    match content.labels.len() < before {
        true => Ok(Reply::empty(204)),
        false => Err(Failure::not_found(format!("Label {name} not found"))),
    }
}

pub(crate) fn of_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let labels = store.space_by_key(call.text("spaceKey"), &call.account)?.labels.clone();
    rows(call, labels)
}

pub(crate) fn add_to_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    for (prefix, name) in sent(call)? {
        let label = store.label(&prefix, &name);
        if let Some(space) = store.spaces.get_mut(&id).filter(|space| !space.labels.contains(&label)) {
            space.labels.push(label);
        }
    }
    of_space(store, call)
}

pub(crate) fn remove_from_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let name = call.request.query("name").unwrap_or_default();
    if let Some(space) = store.spaces.get_mut(&id) {
        space.labels.retain(|label| label.name != name);
    }
    Ok(Reply::empty(204))
}

/// What carries a label.
pub(crate) fn contents(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let name =
        call.request.query("name").ok_or_else(|| Failure::invalid("The query parameter name is required"))?;
    let label = store.labels_in_use().into_iter().find(|label| label.name == name);
    let label = label.ok_or_else(|| Failure::not_found(format!("Label {name} not found")))?;
    let carrying =
        store.contents.values().filter(|it| it.labels.contains(&label) && store.may_read(it, &call.account));
    let rows: Vec<Value> = carrying
        .map(|it| json!({"contentType": it.kind.name(), "contentId": it.id, "title": it.title()}))
        .collect();
    let contents = paging::page(call, 200, &rows, Value::clone)?;
    Ok(Reply::ok(&json!({"label": render::label(&label), "associatedContents": contents})))
}
