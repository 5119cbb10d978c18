//! Where content of Cloud lies. v2 has a collection for each type of content, and an id says nothing of its type.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentIds, ContentType};
use crate::v2;
use crate::wiki::Wiki;

/// The type of a piece of content, asked for once.
pub(in crate::wiki) async fn kind(wiki: &Wiki, content: &ContentId) -> Result<ContentType> {
    if content.as_str().starts_with("att") {
        return Ok(ContentType::Attachment);
    }
    if let Some(kind) = wiki.known.kinds.get(content) {
        return Ok(kind);
    }
    let answer = wiki.client.send(v2::content::types(ContentIds::new([content]))).await?;
    let kind = answer.results.get(content.as_str()).cloned().flatten();
    let kind = kind.ok_or_else(|| {
        Error::new(ErrorKind::NotFound, "convertContentIdsToContentTypes").said("there is no such content")
    })?;
    wiki.known.kinds.put(content.clone(), kind.clone());
    Ok(kind)
}

/// The space that the policy is held against; pages are looked up in one request.
pub(in crate::wiki) async fn space_of(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceKey>> {
    match space_id_of(wiki, content).await? {
        Some(id) => wiki.space_key(&id).await.map(Some),
        None => Ok(None),
    }
}

pub(in crate::wiki) async fn space_id_of(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceId>> {
    let known = wiki.known.kinds.get(content);
    if matches!(known, None | Some(ContentType::Page)) && !content.as_str().starts_with("att") {
        match wiki.client.send(v2::pages::get(content.as_str())).await {
            Ok(page) => {
                wiki.known.kinds.put(content.clone(), ContentType::Page);
                return Ok(page.space_id);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    of_kind(wiki, content).await
}

/// As what it is: a page that was asked for in vain is a draft, which is answered only to those who ask for it.
async fn of_kind(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceId>> {
    let (id, client) = (content.as_str(), &wiki.client);
    let holder = match kind(wiki, content).await? {
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
        Some(holder) => Box::pin(space_id_of(wiki, &holder)).await,
        None => Ok(None),
    }
}

/// The number of a space.
pub(in crate::wiki) async fn space_id(wiki: &Wiki, key: &SpaceKey) -> Result<SpaceId> {
    if let Some(id) = wiki.known.space_ids.get(key) {
        return Ok(id);
    }
    let found = wiki.client.send(v2::spaces::list().keys([key]).limit(1)).await?;
    let space = found.results.into_iter().next().ok_or_else(|| {
        Error::new(ErrorKind::NotFound, "getSpaces").said(format!("there is no space {key} to be seen"))
    })?;
    wiki.known.space_ids.put(key.clone(), space.id.clone());
    wiki.known.space_keys.put(space.id.clone(), space.key.unwrap_or_else(|| key.clone()));
    Ok(space.id)
}
