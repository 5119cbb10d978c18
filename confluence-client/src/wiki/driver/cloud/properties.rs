//! Properties of Cloud, which names them by id.

use serde_json::Value;

use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, CommentId, ContentId, FolderId, PageId};
use crate::models::{ContentProperty, ContentType, NewProperty, NewVersion, PropertyUpdate};
use crate::v2;
use crate::v2::content_properties::PropertyOwner;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::properties::Property;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Property> {
    List::later(backend, async move |backend: Backend| {
        let ask = v2::content_properties::of(owner(&backend, &content).await?);
        Ok(List::of(&backend, ask, |_, found| Some(property(found))))
    })
}

pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    key: &str,
) -> Result<Option<Property>> {
    let ask = v2::content_properties::of(owner(backend, content).await?).key(key);
    let found = backend.client.send(ask).await?.results.into_iter().map(property);
    Ok(found.into_iter().find(|property| property.key == key))
}

pub(in crate::wiki) async fn create(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    key: &str,
    value: Value,
) -> Result<Property> {
    let ask = v2::content_properties::create(owner(backend, content).await?, NewProperty::new(key, value));
    Ok(property(backend.client.send(ask).await?))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(now.key.as_str(), value, NewVersion::new(now.version.saturating_add(1)));
    let ask = v2::content_properties::update(owner(backend, content).await?, id(now)?, next);
    Ok(property(backend.client.send(ask).await?))
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    property: &Property,
) -> Result<()> {
    let ask = v2::content_properties::delete(owner(backend, content).await?, id(property)?);
    backend.client.send(ask).await
}

/// What Cloud names a property by.
pub(super) fn id(property: &Property) -> Result<&str> {
    property.id.as_deref().ok_or_else(|| {
        Error::new(ErrorKind::Decode, "property")
            .with_message("the service does not say what the property's id is")
    })
}

async fn owner(backend: &Backend, content: &ContentId) -> Result<PropertyOwner> {
    let id = content.as_str();
    Ok(match place::kind(backend, content).await? {
        ContentType::BlogPost => BlogPostId::from(id).into(),
        ContentType::Attachment => AttachmentId::from(id).into(),
        ContentType::Folder => FolderId::from(id).into(),
        ContentType::Comment | ContentType::FooterComment | ContentType::InlineComment => {
            CommentId::from(id).into()
        }
        _ => PageId::from(id).into(),
    })
}

fn property(found: ContentProperty) -> Property {
    Property {
        key: found.key,
        value: found.value.unwrap_or_default(),
        version: found.version.and_then(|version| version.number).unwrap_or_default(),
        id: found.id.map(|id| id.to_string()),
    }
}
