//! Moving, copying, archiving and removing pages, and the long tasks that some of it takes.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, LongTask, Status};
use super::super::store::files::NewFile;
use super::super::store::tree::Place;
use super::super::store::write::{NewContent, Update};
use super::content::wire_id;
use super::expand::Expand;
use super::{paging, record, render};

pub(crate) fn relocate(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let place = match call.text("position") {
        "before" => Place::Before,
        "after" => Place::After,
        "append" => Place::Append,
        other => return Err(Failure::invalid(format!("Invalid position: {other}"))),
    };
    let id = call.id("pageId")?;
    store.relocate(id, place, call.id("targetId")?, &call.account)?;
    Ok(Reply::ok(&json!({"pageId": id.to_string()})))
}

/// Copies one page and answers with the copy.
pub(crate) fn copy(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, source) = (call.object()?, store.seen_as(Kind::Page, call.id("id")?, &call.account)?.clone());
    let value = sent["destination"]["value"].as_str().unwrap_or_default();
    let (space, parent) = match sent["destination"]["type"].as_str() {
        Some("space") => (store.space_by_key(value, &call.account)?.id, None),
        Some("parent_page" | "parent_content") => {
            let parent =
                store.seen(super::super::call::number("destination.value", value)?, &call.account)?;
            (parent.space, Some(parent.id))
        }
        Some("existing_page") => return overwrite(store, call, &source, value),
        _ => {
            return Err(Failure::invalid(
                "destination.type must be space, existing_page, parent_page or parent_content",
            ));
        }
    };
    let default = format!("Copy of {}", source.title());
    let title = sent["pageTitle"].as_str().unwrap_or(&default).to_owned();
    let id = duplicate(store, call, &source, (space, parent), &title, &sent)?;
    answer(store, call, id)
}

fn overwrite(store: &mut Store, call: &Call<'_>, source: &Content, target: &str) -> Result<Reply, Failure> {
    let id = super::super::call::number("destination.value", target)?;
    store.changed(id, &call.account)?;
    let update = Update { body: Some(source.latest().body.clone()), ..Update::default() };
    store.push_revision(id, update, &call.account)?;
    answer(store, call, id)
}

fn answer(store: &Store, call: &Call<'_>, id: u64) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let expand = Expand::of(call, &["history", "space", "version"]);
    Ok(Reply::ok(&render::with_base(call, record::content(store, call, it, it.latest(), &expand))))
}

fn duplicate(
    store: &mut Store,
    call: &Call<'_>,
    source: &Content,
    (space, parent): (u64, Option<u64>),
    title: &str,
    options: &Value,
) -> Result<u64, Failure> {
    let wanted = |name: &str| options[name].as_bool().unwrap_or(false);
    let new = NewContent::new(source.kind, space, title, &call.account);
    let id = store.create(new.body(source.latest().body.clone()).parent(parent))?;
    store.copy_metadata(source, id, wanted("copyLabels"), wanted("copyProperties"));
    if wanted("copyPermissions")
        && let Some(content) = store.contents.get_mut(&id)
    {
        content.restrictions = source.restrictions.clone();
    }
    if wanted("copyAttachments") {
        let files: Vec<Content> = store.attachments(source.id).cloned().collect();
        for file in files {
            let details = file.attachment.clone().unwrap_or_default();
            let new = NewFile {
                name: file.title().to_owned(),
                media_type: details.media_type,
                bytes: file.latest().bytes.clone().unwrap_or_default(),
                comment: details.comment,
                minor: false,
            };
            store.attach(id, new, &call.account)?;
        }
    }
    Ok(id)
}

/// Copies a page and all below it, as a long task.
pub(crate) fn copy_hierarchy(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (sent, root) = (call.object()?, store.seen_as(Kind::Page, call.id("id")?, &call.account)?.clone());
    let destination = store.seen(wire_id(&sent["destinationPageId"])?, &call.account)?;
    let (space, destination) = (destination.space, destination.id);
    let below: Vec<Content> = match sent["copyDescendants"].as_bool().unwrap_or(true) {
        true => store
            .tree_below(root.id, usize::MAX, &call.account)
            .into_iter()
            .map(|(_, it)| it.clone())
            .collect(),
        false => Vec::new(),
    };
    let mut copies = HashMap::from([(root.parent.unwrap_or_default(), destination)]);
    let mut outcome = Ok(json!({"totalPageNeedToCopy": below.len() + 1}));
    for source in std::iter::once(&root).chain(&below) {
        let parent = source.parent.and_then(|parent| copies.get(&parent)).copied().unwrap_or(destination);
        let title = retitled(source.title(), &sent["titleOptions"]);
        match duplicate(store, call, source, (space, Some(parent)), &title, &sent) {
            Ok(copy) => {
                copies.insert(source.id, copy);
            }
            Err(failure) => {
                outcome = Err(failure.message);
                break;
            }
        }
    }
    if let (Ok(details), Some(copy)) = (&mut outcome, copies.get(&root.id)) {
        details["destinationId"] = json!(copy.to_string());
        details["destinationUrl"] = json!(format!("/pages/viewpage.action?pageId={copy}"));
    }
    Ok(accepted(store, "com.atlassian.confluence.copy.pages", outcome))
}

fn retitled(title: &str, options: &Value) -> String {
    let text = |name: &str| options[name].as_str().unwrap_or_default();
    let replaced = match text("search") {
        "" => title.to_owned(),
        search => title.replace(search, text("replace")),
    };
    format!("{}{replaced}", text("prefix"))
}

/// Archives pages, at most 300, as a long task.
pub(crate) fn archive(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let pages = sent["pages"].as_array().filter(|pages| (1..=300).contains(&pages.len()));
    let pages = pages.ok_or_else(|| Failure::invalid("pages must have between 1 and 300 elements"))?;
    let ids = pages.iter().map(|page| {
        page["id"].as_u64().ok_or_else(|| Failure::invalid("The id of a page to archive must be a number"))
    });
    for id in ids.collect::<Result<Vec<_>, _>>()? {
        store.seen_as(Kind::Page, id, &call.account)?;
        store.changed(id, &call.account)?.status = Status::Archived;
    }
    Ok(accepted(store, "com.atlassian.confluence.archive.pages", Ok(json!({}))))
}

/// Trashes a page and all pages below it, as a long task.
pub(crate) fn delete_tree(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let root = store.seen(call.id("id")?, &call.account)?.id;
    let below = store.tree_below(root, usize::MAX, &call.account);
    let mut pages: Vec<u64> = below.into_iter().map(|(_, it)| it.id).collect();
    pages.reverse();
    pages.push(root);
    for id in pages {
        store.trash(id);
    }
    Ok(accepted(store, "com.atlassian.confluence.delete.pages", Ok(json!({}))))
}

pub(crate) fn delete_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    store.delete_space(id);
    Ok(accepted(store, "com.atlassian.confluence.delete.space", Ok(json!({}))))
}

fn accepted(store: &mut Store, name: &'static str, outcome: Result<Value, String>) -> Reply {
    let id = store.long_task(name, outcome);
    Reply::json(202, &json!({"id": id, "links": {"status": format!("/rest/api/longtask/{id}")}}))
}

pub(crate) fn task(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let now = store.now();
    let task = store.long_tasks.get_mut(call.text("id"));
    let task =
        task.ok_or_else(|| Failure::not_found(format!("No task found with id {}", call.text("id"))))?;
    let finished = task.polls_left == 0;
    task.polls_left = task.polls_left.saturating_sub(1);
    let elapsed = now.seconds_since(task.started);
    let value = status(call, task, finished, elapsed);
    Ok(Reply::ok(&value))
}

pub(crate) fn tasks(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let now = store.now();
    let tasks: Vec<&LongTask> = store.long_tasks.values().collect();
    paging::list(call, 100, &tasks, |task| {
        status(call, task, task.polls_left == 0, now.seconds_since(task.started))
    })
}

fn status(call: &Call<'_>, task: &LongTask, finished: bool, elapsed: u64) -> Value {
    let successful = finished && task.outcome.is_ok();
    let state = match (finished, successful) {
        (false, _) => "PROCESSING",
        (true, true) => "FINISH_SUCCESS",
        (true, false) => "FINISH_WITH_ERROR",
    };
    let message = |text: &str| json!({"key": text, "translation": text, "args": []});
    let errors: Vec<Value> =
        task.outcome.as_ref().err().filter(|_| finished).map(|text| message(text)).into_iter().collect();
    json!({
        "id": task.id,
        "name": {"key": task.name, "args": []},
        "elapsedTime": elapsed * 1000,
        "percentageComplete": if finished { 100 } else { 50 },
        "successful": successful,
        "finished": finished,
        "messages": [message(state)],
        "status": state,
        "errors": errors,
        "additionalDetails": task.outcome.as_ref().ok().filter(|_| finished).cloned().unwrap_or_else(|| json!({})),
        "_links": {"self": format!("{}/rest/api/longtask/{}", call.site.base(), task.id), "base": call.site.base()},
    })
}
