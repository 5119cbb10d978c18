//! Content templates.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::Template;
use super::{paging, render};

/// The templates of a space, or those of the site.
pub(crate) fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = match call.request.query("spaceKey") {
        Some(key) => Some(store.space_by_key(key, &call.account)?.id),
        None => None,
    };
    let found: Vec<&Template> = store.templates.iter().filter(|it| it.space == space).collect();
    paging::list(call, 25, &found, |it| rendered(store, call, it))
}

pub(crate) fn blueprints(_: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let meeting = json!({
        "templateId": "blueprint-meeting-notes", "name": "Meeting notes", "description": "Plan and record meetings",
        "templateType": "page", "labels": [], "_links": {}, "_expandable": {"body": ""},
        "originalTemplate": {"pluginKey": "com.atlassian.confluence.plugins.confluence-business-blueprints", "moduleKey": "meeting-notes"},
    });
    paging::list(call, 25, &[meeting], Value::clone)
}

pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.text("contentTemplateId");
    let it = store.templates.iter().find(|it| it.id == id);
    let it = it.ok_or_else(|| Failure::not_found(format!("No template found with id {id}")))?;
    Ok(Reply::ok(&render::with_base(call, rendered(store, call, it))))
}

/// Creates a template; with `PUT`, replaces one as a whole.
pub(crate) fn write(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let required = |name: &str| {
        sent[name].as_str().ok_or_else(|| Failure::invalid(format!("Missing required property '{name}'")))
    };
    let (name, kind) = (required("name")?.to_owned(), required("templateType")?);
    if kind != "page" {
        return Err(Failure::invalid("templateType must be page"));
    }
    let body = sent["body"]["storage"]["value"].as_str();
    let body =
        body.ok_or_else(|| Failure::invalid("Missing required property 'body.storage.value'"))?.to_owned();
    let space = match sent["space"]["key"].as_str() {
        Some(key) => Some(store.space_by_key(key, &call.account)?.id),
        None => None,
    };
    let names = sent["labels"].as_array().into_iter().flatten().filter_map(|label| label["name"].as_str());
    let labels = names.map(|name| store.label("global", name)).collect();
    let replaced = match call.request.method {
        http::Method::PUT => Some(required("templateId")?.to_owned()),
        _ => None,
    };
    let exists = |id: &String| store.templates.iter().any(|it| it.id == *id);
    if let Some(id) = replaced.as_ref().filter(|id| !exists(id)) {
        return Err(Failure::not_found(format!("No template found with id {id}")));
    }
    let id = replaced.unwrap_or_else(|| store.next_id().to_string());
    let description = sent["description"].as_str().unwrap_or_default().to_owned();
    let template = Template { id, name, description, space, body, labels };
    let value = rendered(store, call, &template);
    store.templates.retain(|it| it.id != template.id);
    store.templates.push(template);
    Ok(Reply::ok(&render::with_base(call, value)))
}

pub(crate) fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, before) = (call.text("contentTemplateId"), store.templates.len());
    store.templates.retain(|it| it.id != id);
    match store.templates.len() < before {
        true => Ok(Reply::empty(204)),
        false => Err(Failure::not_found(format!("No template found with id {id}"))),
    }
}

fn rendered(store: &Store, call: &Call<'_>, it: &Template) -> Value {
    let labels: Vec<Value> = it.labels.iter().map(render::label).collect();
    let mut value = json!({
        "templateId": it.id, "name": it.name, "description": it.description, "labels": labels, "templateType": "page",
        "editorVersion": "v2", "_links": {"self": format!("{}/rest/api/template/{}", call.site.base(), it.id)},
        "body": {"storage": {"value": it.body, "representation": "storage"}}, "_expandable": {},
    });
    if let Some(space) = it.space.and_then(|id| store.spaces.get(&id)) {
        value["space"] = render::space(call, space);
    }
    value
}
