//! Properties of Cloud, which names them by id.

use serde_json::Value;

use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, CommentId, ContentId, FolderId, PageId};
use crate::models::{ContentProperty, ContentType, NewProperty, NewVersion, PropertyUpdate};
use crate::v2;
use crate::v2::content_properties::PropertyOwner;
use crate::wiki::properties::Property;
use crate::wiki::{List, Wiki};

pub(in crate::wiki) fn list(wiki: &Wiki, content: ContentId) -> List<Property> {
    List::later(wiki, async move |wiki: Wiki| {
        let ask = v2::content_properties::of(owner(&wiki, &content).await?);
        Ok(List::below(&wiki, content, ask, |_, found| Some(property(found))))
    })
}

pub(in crate::wiki) async fn get(wiki: &Wiki, content: &ContentId, key: &str) -> Result<Option<Property>> {
    let ask = v2::content_properties::of(owner(wiki, content).await?).key(key);
    let found = wiki.client.send(ask).await?.results.into_iter().map(property);
    Ok(found.into_iter().find(|property| property.key == key))
}

pub(in crate::wiki) async fn create(
    wiki: &Wiki,
    content: &ContentId,
    key: &str,
    value: Value,
) -> Result<Property> {
    let ask = v2::content_properties::create(owner(wiki, content).await?, NewProperty::new(key, value));
    Ok(property(wiki.client.send(ask).await?))
}

pub(in crate::wiki) async fn update(
    wiki: &Wiki,
    content: &ContentId,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(now.key.as_str(), value, NewVersion::new(now.version + 1));
    let ask = v2::content_properties::update(owner(wiki, content).await?, id(now)?, next);
    Ok(property(wiki.client.send(ask).await?))
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, content: &ContentId, property: &Property) -> Result<()> {
    let ask = v2::content_properties::delete(owner(wiki, content).await?, id(property)?);
    wiki.client.send(ask).await
}

/// What Cloud names a property by.
pub(super) fn id(property: &Property) -> Result<&str> {
    property.id.as_deref().ok_or_else(|| {
        Error::new(ErrorKind::Decode, "property").said("the service does not say what the property's id is")
    })
}

async fn owner(wiki: &Wiki, content: &ContentId) -> Result<PropertyOwner> {
    let id = content.as_str();
    Ok(match place::kind(wiki, content).await? {
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
