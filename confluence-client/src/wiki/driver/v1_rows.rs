//! Content and people in the shape that v1 of Cloud and Data Center have in common, as rows.

use serde_json::Value;

use super::Backend;
use super::v1_mapping::{person, revision, webui};
use crate::error::Result;
use crate::models::{ContentStatus, ContentType, LabelPrefix, v1};
use crate::wiki::model::labels::Label;
use crate::wiki::model::rows::{ContentRow, UserRow, Wanted};

/// What to expand of content in the shape of v1.
pub(in crate::wiki) fn expansion(backend: &Backend, wanted: Wanted) -> Vec<&'static str> {
    let mut parts = vec!["version", "space", "ancestors", "container", "history", "extensions.resolution"];
    parts.push("extensions.inlineProperties");
    let cloud = backend.site().deployment() == crate::site::Deployment::Cloud;
    let more = [
        (wanted.storage, "body.storage"),
        (wanted.adf && cloud, "body.atlas_doc_format"),
        (wanted.previous, "history.previousVersion"),
        (wanted.labels, "metadata.labels"),
        (wanted.owner && cloud, "history.ownedBy"),
    ];
    parts.extend(more.into_iter().filter(|(wanted, _)| *wanted).map(|(_, part)| part));
    parts
}

/// Rows out of content in the shape of v1.
pub(in crate::wiki) fn of_contents(
    backend: &Backend,
) -> impl Fn(Result<Vec<v1::Content>>) -> Result<Vec<ContentRow>> + Send + 'static {
    let backend = backend.clone();
    move |contents| Ok(contents?.into_iter().filter_map(|content| of_content(&backend, content)).collect())
}

/// A row; nothing for content without an id.
fn of_content(backend: &Backend, content: v1::Content) -> Option<ContentRow> {
    let kind = content.kind.clone().unwrap_or(ContentType::Page);
    let id = content.id.clone()?;
    backend.caches.kinds.put(id.clone(), kind.clone());
    let said = |group: &str, name: &str| match content.extensions.get(group) {
        Some(Value::Object(fields)) => fields.get(name).and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let extension = |name: &str| content.extensions.get(name).and_then(Value::as_str).map(str::to_owned);
    let container = content.container.as_ref();
    let mut row = ContentRow::new(id, kind, content.title.clone().unwrap_or_default());
    row.location = extension("location");
    row.resolution = said("resolution", "status");
    row.passage = said("inlineProperties", "originalSelection");
    row.media_type = extension("mediaType");
    row.file_size = content.extensions.get("fileSize").and_then(Value::as_u64);
    row.comment = extension("comment").filter(|comment| !comment.is_empty());
    row.container = container.and_then(|it| serde_json::from_value(it.get("id")?.clone()).ok());
    row.container_kind = container.and_then(|it| serde_json::from_value(it.get("type")?.clone()).ok());
    row.url = webui(backend, &content.links);
    row.webui = content.links.webui().map(str::to_owned);
    row.tinyui = content.links.tinyui().map(str::to_owned);
    row.download = content.links.download().and_then(|link| backend.site().link(link));
    row.status = content.status.unwrap_or(ContentStatus::Current);
    row.position = content.position.filter(|position| *position >= 0);
    if let Some(space) = content.space {
        row.space_id = space.id;
        row.space_key = space.key;
        row.space_kind = space.kind.map(|kind| kind.to_string());
    }
    row.parent = content.ancestors.into_iter().next_back().and_then(|above| above.id);
    if let Some(history) = content.history {
        row.created = history.created_date;
        row.author = history.created_by.and_then(person);
        row.owner = history.owned_by.and_then(person);
        row.previous = history.previous_version.map(revision);
    }
    row.version = content.version.map(|version| revision(*version)).unwrap_or_default();
    row.storage = content.body.storage.map(|body| body.value);
    row.adf = content.body.atlas_doc_format.map(|body| body.value);
    let labels = content.metadata.map(|metadata| metadata.labels.into_vec()).unwrap_or_default();
    let label =
        |label: v1::Label| Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) };
    row.labels = labels.into_iter().map(label).collect();
    Some(row)
}

/// A person in the shape that v1 of Cloud and Data Center have in common.
pub(in crate::wiki) fn user(user: v1::User) -> Option<UserRow> {
    let account = user.account_id.map(|id| id.as_str().to_owned());
    let key = user.user_key.map(|key| key.as_str().to_owned());
    let picture = user.profile_picture;
    Some(UserRow {
        id: account.or(key).or_else(|| user.username.clone())?,
        account_type: user.account_type.map(|kind| kind.to_string()),
        kind: user.kind.map(|kind| kind.to_string()),
        display_name: user.display_name,
        public_name: user.public_name,
        user_name: user.username,
        email: user.email.filter(|email| !email.is_empty()),
        time_zone: user.time_zone,
        picture_path: picture.as_ref().and_then(|icon| icon.path.clone()),
        picture_width: picture.as_ref().and_then(|icon| icon.width),
        picture_height: picture.as_ref().and_then(|icon| icon.height),
        picture_default: picture.map(|icon| icon.is_default),
    })
}
