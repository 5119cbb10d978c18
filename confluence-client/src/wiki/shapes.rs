//! The shapes that v1 of Cloud and Data Center have in common, and what they mean on every deployment.

use serde_json::Value;

use super::people::Group;
use super::restrictions::Allowed;
use super::spaces::SpaceUpdate;
use super::{Attachment, Page, Person, Revision, Space, SpaceRef, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::{self, HomepageRef, NewDescription, SpaceUpdate as SpaceBody};
use crate::models::{ContentStatus, ContentType};

/// What has to be expanded for [`page`].
pub(super) const WHOLE_PAGE: [&str; 5] = ["body.storage", "version", "space", "ancestors", "history"];

/// The address for people among the links of an answer.
pub(super) fn webui(wiki: &Wiki, links: &v1::Links) -> Option<String> {
    wiki.site().link(links.webui()?)
}

/// A page, a blog post, or any other content, as a page.
pub(super) fn page(wiki: &Wiki, content: v1::Content) -> Result<Page> {
    let storage = content.storage().map(str::to_owned);
    let url = webui(wiki, &content.links);
    let id = content
        .id
        .ok_or_else(|| Error::new(ErrorKind::Decode, "getContentById").said("content without an id"))?;
    if let Some(kind) = &content.kind {
        wiki.known.kinds.put(id.clone(), kind.clone());
    }
    let space = content.space.map(|space| SpaceRef { id: space.id, key: space.key });
    let (created, author) = match content.history {
        Some(history) => (history.created_date, history.created_by.and_then(person)),
        None => (None, None),
    };
    Ok(Page {
        id,
        kind: content.kind.unwrap_or(ContentType::Page),
        title: content.title.unwrap_or_default(),
        status: content.status.unwrap_or(ContentStatus::Current),
        space: space.unwrap_or_default(),
        parent: content.ancestors.into_iter().next_back().and_then(|parent| parent.id),
        created,
        author,
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        storage,
        url,
    })
}

pub(super) fn revision(version: v1::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.when,
        by: version.by.and_then(|by| person(*by)),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

pub(super) fn person(user: v1::User) -> Option<Person> {
    let account = user.account_id.map(|id| id.as_str().to_owned());
    let id = account.or(user.user_key.map(|key| key.as_str().to_owned())).or(user.username)?;
    Some(Person { id, name: user.display_name })
}

/// What an upload made of a file.
pub(super) fn uploaded(wiki: &Wiki, page: &ContentId, content: Option<v1::Content>) -> Result<Attachment> {
    let content = content.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "attach").said("the service does not say what became of the file")
    })?;
    attachment(wiki, Some(page), content)
}

pub(super) fn attachment(wiki: &Wiki, page: Option<&ContentId>, content: v1::Content) -> Result<Attachment> {
    let said = |name: &str| content.extensions.get(name).and_then(Value::as_str).map(str::to_owned);
    let container = content.container.as_ref().and_then(|container| container.get("id"));
    let container = container.and_then(|id| serde_json::from_value(id.clone()).ok());
    let id =
        content.id.as_ref().map(ContentId::as_str).ok_or_else(|| {
            Error::new(ErrorKind::Decode, "getContentById").said("an attachment without an id")
        })?;
    Ok(Attachment {
        id: id.into(),
        page: container.or_else(|| page.cloned()),
        media_type: said("mediaType"),
        size: content.extensions.get("fileSize").and_then(Value::as_u64),
        comment: said("comment").filter(|comment| !comment.is_empty()),
        url: webui(wiki, &content.links),
        bytes_at: content.links.download().map(str::to_owned),
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        name: content.title.unwrap_or_default(),
    })
}

pub(super) fn named(user: v1::User) -> Result<Person> {
    person(user).ok_or_else(|| {
        Error::new(ErrorKind::Unauthenticated, "current_user").said("the service takes the caller for nobody")
    })
}

pub(super) fn group(group: v1::Group) -> Option<Group> {
    let id = group.id.map_or_else(|| group.name.clone(), |id| id.as_str().to_owned());
    (!id.is_empty()).then_some(Group { id, name: group.name })
}

/// The people and groups of a restriction.
pub(super) fn allowed(restriction: Option<v1::Restriction>) -> Allowed {
    let Some(to) = restriction.and_then(|restriction| restriction.restrictions) else {
        return Allowed::default();
    };
    let people = to.user.into_iter().flat_map(|page| page.results).filter_map(person).collect();
    let groups = to.group.into_iter().flat_map(|page| page.results).filter_map(group).collect();
    Allowed { people, groups }
}

/// A space, as it was asked for by this key.
pub(super) fn space(wiki: &Wiki, found: v1::Space, key: SpaceKey) -> Space {
    let plain = found.description.and_then(|description| Some(description.plain?.value));
    Space {
        id: found.id,
        name: found.name.unwrap_or_default(),
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: plain.filter(|text| !text.is_empty()),
        homepage: found.homepage.and_then(|page| page.id),
        url: webui(wiki, &found.links),
        key,
    }
}

/// The body that both deployments take.
pub(super) fn space_body(update: SpaceUpdate) -> SpaceBody {
    let mut body = SpaceBody::new();
    if let Some(name) = update.name {
        body = body.name(name);
    }
    if let Some(description) = update.description {
        body = body.description(NewDescription::text(description));
    }
    if let Some(page) = update.homepage {
        body = body.homepage(HomepageRef::new(page));
    }
    body
}
