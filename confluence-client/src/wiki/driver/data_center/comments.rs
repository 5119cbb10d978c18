//! Comments of Data Center.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{inline_comments, place};
use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CommentId, ContentId};
use crate::models::v1::{AncestorRef, ContentRef, ContentUpdate, NewBodies, NewContent, NewVersion};
use crate::models::{ContentType, v1};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{person, revision, webui};
use crate::wiki::list::List;
use crate::wiki::lost_answer::after;
use crate::wiki::model::comments::{Comment, CommentKind, FoundPassage};
use crate::wiki::model::content::Page;
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};

const WHOLE: [&str; 7] = [
    "body.storage",
    "history",
    "version",
    "ancestors",
    "container",
    "extensions.inlineProperties",
    "extensions.resolution",
];

pub(in crate::wiki) fn list(
    backend: &Backend,
    page: ClearedRead<ContentId>,
    kind: CommentKind,
) -> List<Comment> {
    let places = match kind {
        CommentKind::Footer => vec!["footer"],
        CommentKind::Inline => vec!["inline", "resolved"],
    };
    List::later(backend, async move |backend: Backend| {
        // A comment has an id of the same kind, and its replies would pass for the comments of a page.
        if place::kind(&backend, &page).await? == ContentType::Comment {
            return Err(place::other(page.as_str(), "page", &ContentType::Comment));
        }
        let ask = dc::child_content::comments(&page).location(places).expand(WHOLE);
        Ok(List::of(&backend, ask, |backend, found| comment(backend, found).ok()))
    })
}

pub(in crate::wiki) fn replies(backend: &Backend, above: ClearedRead<Comment>) -> List<Comment> {
    let ask = dc::child_content::comments(ContentId::from(&above.id)).expand(WHOLE);
    List::of(backend, ask, |backend, found| comment(backend, found).ok())
}

pub(in crate::wiki) async fn get(backend: &Backend, id: &CommentId) -> Unchecked<Comment> {
    Unchecked::new(of_id(backend, id).await)
}

async fn of_id(backend: &Backend, id: &CommentId) -> Result<Comment> {
    let found = backend.client.send(dc::content::get(id).expand(WHOLE)).await?;
    match &found.kind {
        Some(ContentType::Comment) => comment(backend, found),
        kind => Err(place::other(id.as_str(), "comment", kind.as_ref().unwrap_or(&ContentType::Page))),
    }
}

/// Looks up what a new comment needs to know.
pub(in crate::wiki) async fn prepare(backend: &Backend, page: &ClearedWrite<ContentId>) -> Result<()> {
    match place::kind(backend, page).await? {
        ContentType::Page | ContentType::BlogPost | ContentType::Attachment => Ok(()),
        kind => Err(Error::new(ErrorKind::Invalid, "comments").with_message(format!(
            "{} is the id of {}; pages and blog posts have comments here",
            page.as_str(),
            kind.with_article()
        ))),
    }
}

pub(in crate::wiki) async fn add(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    storage: &str,
) -> Result<Comment> {
    create(backend, page, None, storage).await
}

pub(in crate::wiki) async fn add_inline(
    backend: &Backend,
    page: &ClearedWrite<Page>,
    passage: &FoundPassage,
    storage: &str,
) -> Result<Comment> {
    let id = inline_comments::create(&backend.client, &page.id, passage, storage, just_after(page)?).await?;
    let made = backend.client.send(dc::content::get(&id).expand(WHOLE)).await;
    made.and_then(|made| comment(backend, made))
        .map_err(|error| after(format!("the comment {id} was added"), error))
}

/// The moment after the version that was read, in milliseconds. The service refuses a page that changed later than that,
/// and its own clock says both: that of this machine may differ by more than the time in which a page changes.
fn just_after(page: &Page) -> Result<u64> {
    let made = page.version.at.as_ref().and_then(|at| at.to_system_time());
    let since = made.and_then(|made| made.duration_since(SystemTime::UNIX_EPOCH).ok());
    // Some databases keep whole seconds, where the service itself may still know the rest.
    let rest = |since: &Duration| Duration::from_millis(if since.subsec_millis() == 0 { 999 } else { 1 });
    let moment = since.and_then(|since| since.checked_add(rest(&since)));
    moment.and_then(|moment| u64::try_from(moment.as_millis()).ok()).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "add_inline_comment")
            .with_message("the service does not say when the page was changed last, so that a change meanwhile would go unseen")
    })
}

pub(in crate::wiki) async fn reply(
    backend: &Backend,
    above: &ClearedWrite<Comment>,
    storage: &str,
) -> Result<Comment> {
    let page = above.page.as_ref().ok_or_else(|| {
        Error::new(ErrorKind::Decode, "reply")
            .with_message("the service does not say which page the comment is on")
    })?;
    create(backend, page, Some(&above.id), storage).await
}

async fn create(
    backend: &Backend,
    page: &ContentId,
    reply_to: Option<&CommentId>,
    storage: &str,
) -> Result<Comment> {
    let kind = place::kind(backend, page).await?;
    let mut new = NewContent::new(ContentType::Comment)
        .container(ContentRef::new(page).kind(kind))
        .body(NewBodies::of_storage(storage));
    if let Some(above) = reply_to {
        new = new.ancestors([AncestorRef::new(ContentId::from(above))]);
    }
    comment(backend, backend.client.send(dc::content::create(new).expand(WHOLE)).await?)
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    now: &ClearedWrite<Comment>,
    storage: &str,
) -> Result<Comment> {
    let next =
        ContentUpdate::new(ContentType::Comment, NewVersion::new(now.version.number.saturating_add(1)))
            .body(NewBodies::of_storage(storage));
    comment(backend, backend.client.send(dc::content::update(&now.id, next)).await?)
}

pub(in crate::wiki) async fn resolve(
    backend: &Backend,
    now: &ClearedWrite<Comment>,
    resolved: bool,
) -> Result<Comment> {
    inline_comments::resolve(&backend.client, &now.id, resolved).await?;
    comment(backend, backend.client.send(dc::content::get(&now.id).expand(WHOLE)).await?)
}

pub(in crate::wiki) async fn delete(backend: &Backend, comment: &ClearedWrite<Comment>) -> Result<()> {
    backend.client.send(dc::content::delete(&comment.id)).await
}

fn comment(backend: &Backend, content: v1::Content) -> Result<Comment> {
    let storage = content.storage().map(str::to_owned);
    let said = |name: &str, of: &str| text(content.extensions.get(name)?.get(of)?);
    let inline = content.extensions.get("location").and_then(Value::as_str) != Some("footer");
    let container = content.container.as_ref().and_then(|container| text(container.get("id")?));
    let container = container.map(ContentId::from);
    let kind = content.container.as_ref().and_then(|container| container.get("type")?.as_str());
    if let (Some(id), Some(kind)) = (&container, kind) {
        backend.caches.kinds.put(id.clone(), kind.into());
    }
    let id = content.id.as_ref().map(ContentId::as_str).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "getContentById").with_message("a comment without an id")
    })?;
    let (created, author) = match content.history {
        Some(history) => (history.created_date, history.created_by.and_then(person)),
        None => (None, None),
    };
    Ok(Comment {
        id: id.into(),
        kind: if inline { CommentKind::Inline } else { CommentKind::Footer },
        page: container,
        reply_to: content.ancestors.last().and_then(|above| Some(above.id.as_ref()?.as_str().into())),
        passage: said("inlineProperties", "originalSelection"),
        marker: said("inlineProperties", "markerRef"),
        resolution: said("resolution", "status").map(|status| status.as_str().into()),
        resolved_by: None,
        url: webui(backend, &content.links),
        created,
        author,
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        storage,
    })
}

/// Ids come as text or number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
