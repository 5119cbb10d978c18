//! Attachments of Cloud: what is known of them by v2, their bytes by v1.

use super::pages::revision;
use super::place;
use crate::client::Client;
use crate::client::download::Download;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, ContentId, PageId};
use crate::models::v1::AttachmentUpload;
use crate::models::{self, ContentStatus, ContentType};
use crate::v2::attachments::AttachmentOwner;
use crate::wiki::shapes::uploaded;
use crate::wiki::{Attachment, List, Wiki};
use crate::{v1, v2};

pub(in crate::wiki) fn list(wiki: &Wiki, page: ContentId, name: Option<&str>) -> List<Attachment> {
    let name = name.map(str::to_owned);
    List::later(wiki, async move |wiki: Wiki| {
        let mut ask = v2::attachments::of(owner(&wiki, &page).await?);
        if let Some(name) = name {
            ask = ask.filename(name);
        }
        Ok(List::below(&wiki, page, ask, |wiki, found| Some(attachment(wiki, found))))
    })
}

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &AttachmentId) -> Result<Attachment> {
    Ok(attachment(wiki, wiki.client.send(v2::attachments::get(id)).await?))
}

pub(in crate::wiki) async fn attach(
    wiki: &Wiki,
    page: &ContentId,
    upload: AttachmentUpload,
    status: ContentStatus,
) -> Result<Attachment> {
    let ask = v1::attachments::create_or_update(page, upload).status(status);
    let answer = wiki.client.send(ask).await?;
    uploaded(wiki, page, answer.results.into_iter().next())
}

pub(in crate::wiki) async fn replace(
    wiki: &Wiki,
    page: &ContentId,
    id: &AttachmentId,
    upload: AttachmentUpload,
) -> Result<Attachment> {
    let answer = wiki.client.send(v1::attachments::update_data(page, id, upload)).await?;
    uploaded(wiki, page, Some(answer))
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, attachment: &Attachment) -> Result<()> {
    wiki.client.send(v2::attachments::delete(&attachment.id)).await
}

pub(in crate::wiki) async fn purge(wiki: &Wiki, id: &AttachmentId) -> Result<()> {
    wiki.client.send(v2::attachments::delete(id).purge(true)).await
}

pub(in crate::wiki) async fn download(
    _: &Wiki,
    client: &Client,
    attachment: &Attachment,
) -> Result<Download> {
    let mut ask = v1::attachments::download(attachment.holder()?, &attachment.id);
    if let Ok(version) = u32::try_from(attachment.version.number) {
        ask = ask.version(version);
    }
    client.download(ask).await
}

async fn owner(wiki: &Wiki, page: &ContentId) -> Result<AttachmentOwner> {
    match place::kind(wiki, page).await? {
        ContentType::Page => Ok(PageId::from(page.as_str()).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(page.as_str()).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "attachments")
            .said(format!("a {kind} has no files; pages and blog posts have"))),
    }
}

fn attachment(wiki: &Wiki, found: models::Attachment) -> Attachment {
    let webui = found.links.webui.or(found.webui_link);
    Attachment {
        id: found.id,
        name: found.title,
        page: found.page_id.map(ContentId::from).or(found.blog_post_id.map(ContentId::from)),
        media_type: found.media_type,
        size: found.file_size,
        comment: found.comment.filter(|comment| !comment.is_empty()),
        version: found.version.map(revision).unwrap_or_default(),
        url: webui.as_deref().and_then(|webui| wiki.site().link(webui)),
        bytes_at: None,
    }
}
