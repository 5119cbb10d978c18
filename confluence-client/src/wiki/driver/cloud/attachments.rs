//! Attachments of Cloud: what is known of them by v2, their bytes by v1.

use super::pages::revision;
use super::place;
use crate::client::Client;
use crate::client::download::Download;
use crate::cql::Cql;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, ContentId, PageId};
use crate::models::v1::AttachmentUpload;
use crate::models::{self, ContentStatus, ContentType};
use crate::v2::attachments::AttachmentOwner;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_ATTACHMENT, attachment as v1_attachment, uploaded};
use crate::wiki::list::List;
use crate::wiki::model::attachments::Attachment;
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::{v1, v2};

pub(in crate::wiki) fn list(
    backend: &Backend,
    page: ClearedRead<ContentId>,
    name: Option<&str>,
) -> List<Attachment> {
    let name = name.map(str::to_owned);
    List::later(backend, async move |backend: Backend| {
        let mut ask = v2::attachments::of(owner(&backend, &page).await?);
        if let Some(name) = name {
            ask = ask.filename(name);
        }
        Ok(List::of(&backend, ask, |backend, found| Some(attachment(backend, found))))
    })
}

pub(in crate::wiki) fn found(backend: &Backend, query: &ClearedRead<Cql>) -> List<Attachment> {
    let ask = v1::content::search(query.as_str()).expand(WHOLE_ATTACHMENT);
    List::of(backend, ask, |backend, found| v1_attachment(backend, None, found).ok())
}

pub(in crate::wiki) async fn get(backend: &Backend, id: &AttachmentId) -> Unchecked<Attachment> {
    let found = backend.client.send(v2::attachments::get(id)).await;
    Unchecked::new(found.map(|found| attachment(backend, found)))
}

pub(in crate::wiki) async fn attach(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    upload: AttachmentUpload,
    status: ContentStatus,
) -> Result<Attachment> {
    let ask = v1::attachments::create_or_update(page, upload).status(status);
    let answer = backend.client.send(ask).await?;
    uploaded(backend, page, answer.results.into_iter().next())
}

pub(in crate::wiki) async fn replace(
    backend: &Backend,
    now: &ClearedWrite<Attachment>,
    upload: AttachmentUpload,
) -> Result<Attachment> {
    let page = now.holder()?;
    let answer = backend.client.send(v1::attachments::update_data(page, &now.id, upload)).await?;
    uploaded(backend, page, Some(answer))
}

pub(in crate::wiki) async fn delete(backend: &Backend, attachment: &ClearedWrite<Attachment>) -> Result<()> {
    backend.client.send(v2::attachments::delete(&attachment.id)).await
}

pub(in crate::wiki) async fn purge(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<()> {
    backend.client.send(v2::attachments::delete(id.as_str()).purge(true)).await
}

pub(in crate::wiki) async fn download(
    _: &Backend,
    client: &Client,
    attachment: &ClearedRead<Attachment>,
) -> Result<Download> {
    let mut ask = v1::attachments::download(attachment.holder()?, &attachment.id);
    if let Ok(version) = u32::try_from(attachment.version.number) {
        ask = ask.version(version);
    }
    client.download(ask).await
}

async fn owner(backend: &Backend, page: &ContentId) -> Result<AttachmentOwner> {
    owner_of(place::kind(backend, page).await?, page)
}

fn owner_of(kind: ContentType, page: &ContentId) -> Result<AttachmentOwner> {
    match kind {
        ContentType::Page => Ok(PageId::from(page.as_str()).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(page.as_str()).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "attachments").with_message(format!(
            "{page} is the id of {}: pages and blog posts have files",
            kind.with_article()
        ))),
    }
}

fn attachment(backend: &Backend, found: models::Attachment) -> Attachment {
    let webui = found.links.webui.or(found.webui_link);
    Attachment {
        id: found.id,
        name: found.title,
        status: found.status.unwrap_or(ContentStatus::Current),
        page: found.page_id.map(ContentId::from).or(found.blog_post_id.map(ContentId::from)),
        media_type: found.media_type,
        size: found.file_size,
        comment: found.comment.filter(|comment| !comment.is_empty()),
        version: found.version.map(revision).unwrap_or_default(),
        url: webui.as_deref().and_then(|webui| backend.site().link(webui)),
        bytes_at: None,
    }
}
