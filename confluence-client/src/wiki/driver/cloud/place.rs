//! Where content of Cloud lies. v2 has a collection for each type of content, and an id says nothing of its type.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentIds, ContentType};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::model::space_ref::check_key;

/// The type of a piece of content, asked for once.
pub(in crate::wiki) async fn kind(backend: &Backend, content: &ContentId) -> Result<ContentType> {
    if content.as_str().starts_with("att") {
        return Ok(ContentType::Attachment);
    }
    if let Some(kind) = backend.caches.kinds.get(content) {
        return Ok(kind);
    }
    let answer = backend.client.send(v2::content::types(ContentIds::new([content]))).await?;
    let kind = answer.results.get(content.as_str()).cloned().flatten();
    let kind = kind.ok_or_else(|| {
        Error::new(ErrorKind::NotFound, "convertContentIdsToContentTypes")
            .with_message(format!("there is no content {content} to be seen"))
    })?;
    backend.caches.kinds.put(content.clone(), kind.clone());
    Ok(kind)
}

/// The space that the policy is held against; pages are looked up in one request.
pub(in crate::wiki) async fn space_of(backend: &Backend, content: &ContentId) -> Result<Option<SpaceKey>> {
    match space_id_of(backend, content).await? {
        Some(id) => space_key(backend, &id).await.map(Some),
        None => Ok(None),
    }
}

pub(in crate::wiki) async fn space_id_of(backend: &Backend, content: &ContentId) -> Result<Option<SpaceId>> {
    let known = backend.caches.kinds.get(content);
    if matches!(known, None | Some(ContentType::Page)) && !content.as_str().starts_with("att") {
        match backend.client.send(v2::pages::get(content.as_str())).await {
            Ok(page) => {
                backend.caches.kinds.put(content.clone(), ContentType::Page);
                return Ok(page.space_id);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    of_kind(backend, content).await
}

/// As what it is: a page that was asked for in vain is a draft, which is answered only to those who ask for it.
async fn of_kind(backend: &Backend, content: &ContentId) -> Result<Option<SpaceId>> {
    let (id, client) = (content.as_str(), &backend.client);
    let holder = match kind(backend, content).await? {
        ContentType::Page => {
            return Ok(client.send(v2::pages::get(id).get_draft(true)).await?.space_id);
        }
        ContentType::BlogPost => {
            let post = match client.send(v2::blog_posts::get(id)).await {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    client.send(v2::blog_posts::get(id).get_draft(true)).await
                }
                answered => answered,
            };
            return Ok(post?.space_id);
        }
        ContentType::Folder => return Ok(client.send(v2::folders::get(id)).await?.space_id),
        ContentType::Whiteboard => return Ok(client.send(v2::whiteboards::get(id)).await?.space_id),
        ContentType::Database => return Ok(client.send(v2::databases::get(id)).await?.space_id),
        ContentType::Embed => return Ok(client.send(v2::smart_links::get(id)).await?.space_id),
        ContentType::Attachment => {
            let attachment = client.send(v2::attachments::get(id)).await?;
            attachment.page_id.map(ContentId::from).or(attachment.blog_post_id.map(ContentId::from))
        }
        ContentType::InlineComment => {
            let comment = client.send(v2::inline_comments::get(id)).await?;
            comment.page_id.map(ContentId::from).or(comment.blog_post_id.map(ContentId::from))
        }
        ContentType::FooterComment | ContentType::Comment => {
            let comment = client.send(v2::footer_comments::get(id)).await?;
            let page = comment.page_id.map(ContentId::from).or(comment.blog_post_id.map(ContentId::from));
            page.or(comment.attachment_id.map(ContentId::from))
        }
        ContentType::Other(_) => None,
    };
    match holder {
        Some(holder) => Box::pin(space_id_of(backend, &holder)).await,
        None => Ok(None),
    }
}

/// The number of a space.
pub(in crate::wiki) async fn space_id(backend: &Backend, key: &SpaceKey) -> Result<SpaceId> {
    if let Some(id) = backend.caches.space_ids.get(key) {
        return match backend.caches.space_keys.get(&id) {
            Some(known) if backend.keys_alone && !same_key(&known, key) => Err(no_space(backend, key)),
            _ => Ok(id),
        };
    }
    check_key(key, "getSpaces")?;
    let found = backend.client.send(v2::spaces::list().keys([key]).limit(1)).await?;
    let space = found.results.into_iter().next().ok_or_else(|| no_space(backend, key))?;
    // A service that does not know the parameter would answer with any space, and the page would be created there.
    let alias = space.current_active_alias.as_deref();
    let names = [space.key.as_ref().map(SpaceKey::as_str), alias];
    if !names.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(key.as_str())) {
        return Err(Error::new(ErrorKind::Decode, "getSpaces")
            .with_message(format!("the service answers another space than {key}, which was asked for")));
    }
    if backend.keys_alone && space.key.as_ref().is_some_and(|known| !same_key(known, key)) {
        return Err(no_space(backend, key));
    }
    backend.caches.space_ids.put(key.clone(), space.id.clone());
    backend.caches.space_keys.put(space.id.clone(), space.key.unwrap_or_else(|| key.clone()));
    Ok(space.id)
}

fn same_key(one: &SpaceKey, other: &SpaceKey) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}

/// What an alias leads to is not told: it may be left out by the policy.
fn no_space(backend: &Backend, key: &SpaceKey) -> Error {
    let alone = if backend.keys_alone { "; where spaces are restricted, an alias is no key" } else { "" };
    Error::new(ErrorKind::NotFound, "getSpaces")
        .with_message(format!("there is no space {key} to be seen{alone}"))
}

/// The numbers of spaces. One that is not there has no content. Most keys are in capitals, and people write them in
/// any case.
pub(super) async fn numbers(backend: &Backend, keys: &[SpaceKey]) -> Result<Vec<SpaceId>> {
    let mut found = Vec::new();
    for key in keys {
        let capitals = SpaceKey::from(key.as_str().to_uppercase());
        let number = match space_id(backend, key).await {
            Err(error) if error.kind() == ErrorKind::NotFound && capitals != *key => {
                space_id(backend, &capitals).await
            }
            answered => answered,
        };
        match number {
            Ok(id) => found.push(id),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The key of a space by its number.
pub(in crate::wiki) async fn space_key(backend: &Backend, id: &SpaceId) -> Result<SpaceKey> {
    if let Some(key) = backend.caches.space_keys.get(id) {
        return Ok(key);
    }
    let space = backend.client.send(v2::spaces::get(id)).await?;
    let key = space.key.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "getSpaceById").with_message(format!("the space {id} has no key"))
    })?;
    backend.caches.space_keys.put(id.clone(), key.clone());
    Ok(key)
}
