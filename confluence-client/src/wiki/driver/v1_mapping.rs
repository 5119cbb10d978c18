//! The shapes that v1 of Cloud and Data Center have in common, and what they mean on every deployment.

use serde_json::Value;

use crate::cql::{quote, words};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, LongTaskId, SpaceKey};
use crate::models::v1::{self, HomepageRef, NewDescription, SpaceUpdate as SpaceBody};
use crate::models::{ContentStatus, ContentType};
use crate::storage::text::decode;
use crate::wiki::backend::Backend;
use crate::wiki::model::attachments::Attachment;
use crate::wiki::model::content::{Hit, Page, Person, Revision, Space};
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::people::Group;
use crate::wiki::model::restrictions::{Allowed, AllowedPart};
use crate::wiki::model::space_ref::SpaceRef;
use crate::wiki::model::spaces::SpaceUpdate;
use crate::wire::paging::Paged;

/// What has to be expanded for [`page`].
pub(in crate::wiki) const WHOLE_PAGE: [&str; 5] =
    ["body.storage", "version", "space", "ancestors", "history"];

/// What has to be expanded for [`attachment`].
pub(in crate::wiki) const WHOLE_ATTACHMENT: [&str; 2] = ["version", "container"];

/// The failure where a page did not come as it is shown: it would be taken for an empty one.
pub(in crate::wiki) fn not_rendered() -> Error {
    Error::new(ErrorKind::Decode, "rendered")
        .with_message("the response lacks the page as it is shown (`export_view`)")
}

/// The URL for people among the links of an answer.
pub(in crate::wiki) fn webui(backend: &Backend, links: &v1::Links) -> Option<String> {
    backend.site().link(links.webui()?)
}

/// A page, a blog post, or any other content, as a page.
pub(in crate::wiki) fn page(backend: &Backend, content: v1::Content) -> Result<Page> {
    let storage = content.storage().map(str::to_owned);
    let url = webui(backend, &content.links);
    let id = content.id.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "getContentById").with_message("content without an id")
    })?;
    if let Some(kind) = &content.kind {
        backend.caches.kinds.put(id.clone(), kind.clone());
    }
    let space = content.space.map(|space| SpaceRef { id: space.id, key: space.key });
    let (created, author) = match content.history {
        Some(history) => (history.created_date, history.created_by.and_then(person)),
        None => (None, None),
    };
    Ok(Page {
        id,
        kind: content.kind.unwrap_or(ContentType::Page),
        subtype: None,
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

/// A page whose body was asked for: without one it would be taken for an empty page, and saved as one.
pub(in crate::wiki) fn with_body(page: Page) -> Result<Page> {
    match page.storage {
        Some(_) => Ok(page),
        None => Err(Error::new(ErrorKind::Decode, "page").with_message(format!(
            "the service answers the page {} without its body, which was asked for",
            page.id
        ))),
    }
}

pub(in crate::wiki) fn revision(version: v1::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.when,
        by: version.by.and_then(|by| person(*by)),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

pub(in crate::wiki) fn person(user: v1::User) -> Option<Person> {
    let account = user.account_id.map(|id| id.as_str().to_owned());
    let id = account.or(user.user_key.map(|key| key.as_str().to_owned())).or(user.username)?;
    Some(Person { id, name: user.display_name })
}

/// What an upload made of a file.
pub(in crate::wiki) fn uploaded(
    backend: &Backend,
    page: &ContentId,
    content: Option<v1::Content>,
) -> Result<Attachment> {
    let content = content.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "attach")
            .with_message("the service does not say what became of the file")
    })?;
    attachment(backend, Some(page), content)
}

pub(in crate::wiki) fn attachment(
    backend: &Backend,
    page: Option<&ContentId>,
    content: v1::Content,
) -> Result<Attachment> {
    let said = |name: &str| content.extensions.get(name).and_then(Value::as_str).map(str::to_owned);
    let container = content.container.as_ref().and_then(|container| container.get("id"));
    let container = container.and_then(|id| serde_json::from_value(id.clone()).ok());
    let id = content.id.as_ref().map(ContentId::as_str).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "getContentById").with_message("an attachment without an id")
    })?;
    Ok(Attachment {
        id: id.into(),
        status: content.status.unwrap_or(ContentStatus::Current),
        page: container.or_else(|| page.cloned()),
        media_type: said("mediaType"),
        size: content.extensions.get("fileSize").and_then(Value::as_u64),
        comment: said("comment").filter(|comment| !comment.is_empty()),
        url: webui(backend, &content.links),
        bytes_at: content.links.download().map(str::to_owned),
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        name: content.title.unwrap_or_default(),
    })
}

pub(in crate::wiki) fn named(user: v1::User) -> Result<Person> {
    person(user).ok_or_else(|| {
        Error::new(ErrorKind::Unauthenticated, "current_user")
            .with_message("the service answers as to an anonymous caller, and does not accept the credential")
    })
}

pub(in crate::wiki) fn group(group: v1::Group) -> Option<Group> {
    let id = group.id.map_or_else(|| group.name.clone(), |id| id.as_str().to_owned());
    (!id.is_empty()).then_some(Group { id, name: group.name })
}

/// The people and groups of a restriction, and whether there may be more of them. An operation that is not in the answer is
/// not restricted. Of one that is, lists that were asked for and did not come are an error, as is somebody without an id:
/// nobody in a list means everybody.
pub(in crate::wiki) fn allowed(restriction: Option<v1::Restriction>) -> Result<AllowedPart> {
    let Some(restriction) = restriction else { return Ok(AllowedPart::default()) };
    let cut_after = cut_off(&restriction);
    let Some((Some(user), Some(group_list))) = restriction.restrictions.map(|to| (to.user, to.group)) else {
        return Err(unknown_restriction("it does not list the people and the groups"));
    };
    let (users, named) = (user.results.len(), group_list.results.len());
    let people: Vec<_> = user.results.into_iter().filter_map(person).collect();
    let groups: Vec<_> = group_list.results.into_iter().filter_map(group).collect();
    if people.len() < users || groups.len() < named {
        return Err(unknown_restriction("it lists somebody without an id"));
    }
    Ok(AllowedPart { allowed: Allowed { people, groups }, cut_after })
}

fn unknown_restriction(why: &str) -> Error {
    let message = format!("who may read and change this is not clear from the response: {why}");
    Error::new(ErrorKind::Decode, "restrictions").with_message(message)
}

/// How many the longer list has, where there may be more behind it.
fn cut_off(page: &v1::Restriction) -> Option<u32> {
    let to = page.restrictions.as_ref()?;
    let lists = [to.user.as_ref().map(length), to.group.as_ref().map(length)];
    let lists = lists.into_iter().flatten();
    let longest = lists.clone().map(|(length, _)| length).max()?;
    lists.into_iter().any(|(_, full)| full).then_some(longest)
}

/// How many rows there are, and whether they are as many as come at once.
fn length<T>(page: &Paged<T>) -> (u32, bool) {
    let length = page.results.len();
    let full = page.limit.is_some_and(|limit| limit > 0 && length as u64 >= limit);
    (u32::try_from(length).unwrap_or(u32::MAX), full || page.next().is_some())
}

/// A space, as it was asked for by this key.
pub(in crate::wiki) fn space(backend: &Backend, found: v1::Space, key: SpaceKey) -> Space {
    let plain = found.description.and_then(|description| Some(description.plain?.value));
    Space {
        id: found.id,
        name: found.name.unwrap_or_default(),
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: plain.filter(|text| !text.is_empty()),
        homepage: found.homepage.and_then(|page| page.id),
        url: webui(backend, &found.links),
        key,
    }
}

/// The body that both deployments take.
pub(in crate::wiki) fn space_body(update: SpaceUpdate) -> SpaceBody {
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

/// What the service answers as it begins.
pub(in crate::wiki) fn begun_task(task: v1::LongTask) -> Result<LongTask> {
    let of_path = |path: String| path.rsplit('/').next().map(LongTaskId::from);
    let id = task.id.or_else(|| of_path(task.links?.status?));
    let id = id.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "long_task")
            .with_message("the service does not say what the id of the work is")
    })?;
    Ok(LongTask { id, percent: 0, finished: false, successful: false, messages: Vec::new(), made: None })
}

/// How far work is.
pub(in crate::wiki) fn task_status(id: LongTaskId, status: v1::LongTaskStatus) -> LongTask {
    let percent = status.percentage_complete.unwrap_or_default().clamp(0, 100);
    let said = |message: v1::Message| message.translation.or(message.key);
    LongTask {
        id,
        percent: u8::try_from(percent).unwrap_or(100),
        // Data Center has no flag, and says only that all is done.
        finished: status.finished.unwrap_or(status.successful || percent == 100),
        successful: status.successful,
        messages: status.errors.into_iter().chain(status.messages).filter_map(said).collect(),
        made: status.additional_details.and_then(|details| details.destination_id),
    }
}

/// The condition for people of a name. The second half finds what begins like the last word, and the first half what
/// the index divides in another way.
pub(in crate::wiki) fn named_like(name: &str) -> String {
    let words = words(name);
    let field = "user.fullname";
    format!("{field} ~ {} or {field} ~ {}", quote(&words), quote(&format!("{words}*")))
}

/// A row of a search.
pub(in crate::wiki) fn hit(backend: &Backend, found: v1::SearchResult) -> Option<Hit> {
    let content = found.content;
    let space = content.as_ref().and_then(|content| content.space.as_ref()?.key.clone());
    let space = space.or(found.space.and_then(|space| space.key));
    let space =
        space.or_else(|| found.result_global_container.and_then(|container| key_of(&container.display_url?)));
    let title = content.as_ref().and_then(|content| content.title.clone());
    let last = content.as_ref().and_then(|content| content.history.as_ref()?.last_updated.as_ref());
    let by = last.and_then(|version| person(version.by.as_deref()?.clone()));
    let version = last.and_then(|version| version.number);
    let kind = content.as_ref().and_then(|content| Some(content.kind.as_ref()?.to_string()));
    Some(Hit {
        id: content.and_then(|content| content.id),
        kind: kind.or(found.entity_type).unwrap_or_default(),
        title: title.unwrap_or_else(|| plain(&found.title.unwrap_or_default())),
        excerpt: plain(&found.excerpt.unwrap_or_default()),
        space,
        version,
        modified: found.last_modified,
        by,
        url: found.url.and_then(|url| backend.site().link(&url)),
    })
}

/// The key in `/spaces/KEY` or `/display/KEY`.
fn key_of(address: &str) -> Option<SpaceKey> {
    let rest = address.strip_prefix("/spaces/").or_else(|| address.strip_prefix("/display/"))?;
    let key = rest.split(['/', '?']).next()?;
    (!key.is_empty()).then(|| percent_encoding::percent_decode_str(key).decode_utf8_lossy().as_ref().into())
}

/// Makes plain text of a title or an excerpt: they come escaped for HTML, with marks around what was searched.
fn plain(marked: &str) -> String {
    decode(&marked.replace("@@@hl@@@", "").replace("@@@endhl@@@", "")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(status: &str) -> (bool, bool) {
        let task = task_status("1".into(), serde_json::from_str(status).unwrap());
        (task.finished, task.successful)
    }

    #[test]
    fn the_flag_says_whether_work_has_ended() {
        let last_steps = r#"{"percentageComplete":100,"finished":false,"successful":false}"#;
        assert_eq!(ended(last_steps), (false, false));
        assert_eq!(ended(r#"{"percentageComplete":40,"finished":true,"successful":false}"#), (true, false));
        assert_eq!(ended(r#"{"percentageComplete":100,"successful":true}"#), (true, true));
        assert_eq!(ended(r#"{"percentageComplete":99,"successful":false}"#), (false, false));
    }

    #[test]
    fn marks_and_entities_go() {
        assert_eq!(
            plain("a &amp;lt; @@@hl@@@b@@@endhl@@@ &lt;c&gt; &unknown; R&D"),
            "a &lt; b <c> &unknown; R&D"
        );
    }
}
