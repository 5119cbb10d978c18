//! Content records: `/content` and `/content/{id}`.

use serde_json::Value;

use super::super::call::{Call, number};
use super::super::failure::Failure;
use super::super::links;
use super::super::reply::Reply;
use super::super::representation::Body;
use super::super::store::Store;
use super::super::store::comments::NewComment;
use super::super::store::content::{Content, Kind, Status};
use super::super::store::write::{NewContent, Update};
use super::expand::Expand;
use super::{paging, record, render};

const SINGLE: [&str; 3] = ["history", "space", "version"];

pub(crate) fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let kinds = kinds(call.request.query("type").unwrap_or("page"))?;
    let space = match call.request.query("spaceKey") {
        Some(key) => Some(store.space_by_key(key, &call.account)?.id),
        None => None,
    };
    rows(store, call, &kinds, space)
}

pub(crate) fn in_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space_by_key(call.text("spaceKey"), &call.account)?.id;
    let kinds = kinds(call.text("type"))?;
    rows(store, call, &kinds, Some(space))
}

fn rows(store: &Store, call: &Call<'_>, wanted: &[Kind], space: Option<u64>) -> Result<Reply, Failure> {
    let title = call.request.query("title").map(str::to_lowercase);
    let statuses: Vec<Status> = match call.request.query_all("status") {
        names if names.is_empty() => vec![Status::Current],
        names if names.iter().any(|name| name == "any") => {
            vec![Status::Current, Status::Trashed, Status::Draft]
        }
        names => names.iter().filter_map(|name| Status::parse(name)).collect(),
    };
    let day = call.request.query("postingDay");
    let root_only = call.request.query("depth") == Some("root");
    let ids = call.query_ids("ids", usize::MAX)?;
    let fits = |it: &&Content| {
        wanted.contains(&it.kind)
            && statuses.contains(&it.status)
            && space.is_none_or(|space| it.space == space)
            && (!root_only || it.parent.is_none())
            && (ids.is_empty() || ids.contains(&it.id))
            && title.as_ref().is_none_or(|title| it.title().to_lowercase() == *title)
            && day.is_none_or(|day| it.created.rfc3339().starts_with(day))
            && store.may_read(it, &call.account)
    };
    let found: Vec<&Content> = store.contents.values().filter(fits).collect();
    let expand = Expand::of(call, &[]);
    paging::list(call, 25, &found, |it| record::content(store, call, it, it.latest(), &expand))
}

/// Everything of a type, by cursor: the way of Data Center to walk a whole site.
pub(crate) fn scan(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let kinds = kinds(call.request.query("type").unwrap_or("page"))?;
    let space = match call.request.query("spaceKey") {
        Some(key) => Some(store.space_by_key(key, &call.account)?.id),
        None => None,
    };
    let (store, expand) = (&*store, Expand::of(call, &[]));
    let fits = |it: &&Content| {
        kinds.contains(&it.kind)
            && it.status == Status::Current
            && space.is_none_or(|space| it.space == space)
            && store.may_read(it, &call.account)
    };
    let behind = |after: u64| store.contents.range(after + 1..).map(|(_, it)| it).filter(fits);
    let render = |it: &&Content| record::content(store, call, it, it.latest(), &expand);
    paging::scan(call, |after| Box::new(behind(after)), render)
}

/// The kinds that a `type` stands for.
///
/// # Errors
/// 501 for folders, 400 for an unknown type.
pub(crate) fn kinds(name: &str) -> Result<Vec<Kind>, Failure> {
    Ok(match name {
        "page" => vec![Kind::Page],
        "blogpost" => vec![Kind::BlogPost],
        "comment" => vec![Kind::FooterComment, Kind::InlineComment],
        "attachment" => vec![Kind::Attachment],
        "folder" => {
            return Err(Failure::unsupported("Content of type folder is not supported by this operation"));
        }
        other => return Err(Failure::invalid(format!("Invalid content type: {other}"))),
    })
}

pub(crate) fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let it = store.seen(call.id("id")?, &call.account)?;
    let wanted = call.request.query_all("status");
    let shown = match wanted.is_empty() {
        true => matches!(it.status, Status::Current | Status::Archived),
        false => wanted.iter().any(|name| ["any", "historical", it.status.name()].contains(&name.as_str())),
    };
    if !shown {
        return Err(Failure::not_found(format!("No content found with id: ContentId{{id={}}}", it.id)));
    }
    let revision = match call.query_number("version")? {
        Some(number) => {
            it.revision(number).ok_or_else(|| Failure::not_found(format!("No version {number}")))?
        }
        None => it.latest(),
    };
    let expand = Expand::of(call, &SINGLE);
    Ok(Reply::ok(&render::with_base(call, record::content(store, call, it, revision, &expand))))
}

pub(crate) fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let kind = kinds(text(&sent["type"]))?.first().copied().unwrap_or(Kind::Page);
    let body = body(store, &sent["body"])?.unwrap_or_default();
    let id = match kind {
        Kind::FooterComment => comment(store, call, &sent, body)?,
        Kind::Attachment => return Err(Failure::invalid("Attachments are uploaded, not created")),
        _ => {
            let space = store.space_by_key(text(&sent["space"]["key"]), &call.account)?.id;
            let parent = sent["ancestors"].as_array().and_then(|line| line.last());
            let parent = parent.map(|above| wire_id(&above["id"])).transpose()?;
            let status = Status::parse(text(&sent["status"])).unwrap_or(Status::Current);
            let new = NewContent::new(kind, space, text(&sent["title"]), &call.account);
            let id = store.create(new.body(body).parent(parent).status(status))?;
            properties(store, call, id, &sent)?;
            id
        }
    };
    answer(store, call, id)
}

fn comment(store: &mut Store, call: &Call<'_>, sent: &Value, body: Body) -> Result<u64, Failure> {
    let container = wire_id(&sent["container"]["id"])?;
    let kind = store.seen(container, &call.account)?.kind.name();
    if text(&sent["container"]["type"]) != kind {
        return Err(Failure::invalid(format!("The container is of type {kind}")));
    }
    let reply_to = sent["ancestors"].as_array().and_then(|line| line.last());
    let reply_to = reply_to.map(|above| wire_id(&above["id"])).transpose()?;
    let kind =
        reply_to.and_then(|id| store.contents.get(&id)).map_or(Kind::FooterComment, |above| above.kind);
    store.create_comment(NewComment {
        kind,
        container: Some(container),
        reply_to,
        body,
        selection: None,
        author: call.account.clone(),
    })
}

/// Properties that a new record brings in its metadata.
fn properties(store: &mut Store, call: &Call<'_>, id: u64, sent: &Value) -> Result<(), Failure> {
    for (key, property) in sent["metadata"]["properties"].as_object().into_iter().flatten() {
        let owner = super::super::store::metadata::PropertyOwner::Content(id);
        store.create_property(owner, key, property["value"].clone(), &call.account)?;
    }
    for label in sent["metadata"]["labels"].as_array().into_iter().flatten() {
        store.add_label(id, "global", text(&label["name"]), &call.account)?;
    }
    Ok(())
}

pub(crate) fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, sent) = (call.id("id")?, call.object()?);
    let it = store.seen(id, &call.account)?;
    let kind = kinds(text(&sent["type"]))?;
    if !kind.contains(&it.kind) {
        return Err(Failure::invalid("Can't change an existing content's type"));
    }
    let parent = sent["ancestors"].as_array().and_then(|line| line.last());
    let parent = parent.map(|above| wire_id(&above["id"])).transpose()?;
    let version = &sent["version"];
    let update = Update {
        title: sent["title"].as_str().map(str::to_owned),
        body: body(store, &sent["body"])?,
        status: Status::parse(text(&sent["status"])),
        parent,
        version: version["number"]
            .as_u64()
            .ok_or_else(|| Failure::invalid("Must supply an incremented version when updating Content"))?,
        message: text(&version["message"]).to_owned(),
        minor: version["minorEdit"].as_bool().unwrap_or(false),
        ..Update::default()
    };
    store.update(id, update, &call.account)?;
    answer(store, call, id)
}

/// Trashes, or purges what is in the trash.
pub(crate) fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    let it = store.changed(id, &call.account)?;
    match (it.status, call.request.query("status")) {
        (Status::Draft, Some("draft")) | (Status::Trashed, Some("trashed")) => store.purge(id),
        (Status::Draft | Status::Trashed, _) | (_, Some("trashed")) => {
            return Err(Failure::not_found(format!("No content found with id: ContentId{{id={id}}}")));
        }
        _ if it.kind.is_comment() => store.delete_comment(id),
        _ => store.trash(id),
    }
    Ok(Reply::empty(204))
}

fn answer(store: &Store, call: &Call<'_>, id: u64) -> Result<Reply, Failure> {
    let it = store.contents.get(&id).ok_or_else(|| Failure::not_found("Not Found"))?;
    let expand = Expand::of(call, &["history", "space", "version", "body.storage", "ancestors", "container"]);
    let revision = it.draft.as_ref().unwrap_or(it.latest());
    Ok(Reply::ok(&render::with_base(call, record::content(store, call, it, revision, &expand))))
}

/// The body under whatever representation it is sent; unknown and null members are refused.
fn body(store: &mut Store, sent: &Value) -> Result<Option<Body>, Failure> {
    let Some(object) = sent.as_object() else { return Ok(None) };
    let null = object.iter().find(|(_, part)| part.is_null());
    if let Some((name, _)) = null {
        return Err(Failure::invalid(format!("java.lang.NullPointerException: body.{name}")));
    }
    let Some((name, part)) = object.iter().next() else { return Ok(None) };
    let representation = part["representation"].as_str().unwrap_or(name);
    let value =
        part["value"].as_str().ok_or_else(|| Failure::invalid(format!("body.{name}.value is missing")))?;
    store.body(representation, value).map(Some)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// An id in a body, text or number.
///
/// # Errors
/// 400 when it is neither.
pub(crate) fn wire_id(value: &Value) -> Result<u64, Failure> {
    match value.as_u64() {
        Some(id) => Ok(id),
        None => number("id", text(value)),
    }
}

/// What a short link leads to.
pub(crate) fn short_link(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = links::from_tiny(call.text("code"));
    let id = id.ok_or_else(|| Failure::not_found("Not Found"))?;
    let it = store.seen(id, &call.account)?;
    let path = links::web_path(store, it);
    Ok(Reply::redirect(format!("{}{path}", call.site.base())))
}
