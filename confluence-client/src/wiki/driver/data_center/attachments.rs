//! Attachments of Data Center.

use super::place;
use crate::client::Client;
use crate::client::download::Download;
use crate::cql::Cql;
use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, ContentId};
use crate::models::v1::AttachmentUpload;
use crate::models::{ContentStatus, ContentType};
use crate::operation::describe::{Api, Kind, Operation, Verb};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_ATTACHMENT, attachment, uploaded};
use crate::wiki::list::List;
use crate::wiki::model::attachments::Attachment;
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::wire::own_operation::OwnOperation;
use crate::wire::query::Query;

pub(in crate::wiki) fn list(
    backend: &Backend,
    page: ClearedRead<ContentId>,
    name: Option<&str>,
) -> List<Attachment> {
    let mut ask = dc::attachments::list(&page).expand(WHOLE_ATTACHMENT);
    if let Some(name) = name {
        ask = ask.filename(name);
    }
    let holder = page.clone().into_inner();
    List::of(backend, ask, move |backend, found| attachment(backend, Some(&holder), found).ok())
}

pub(in crate::wiki) fn found(backend: &Backend, query: &ClearedRead<Cql>) -> List<Attachment> {
    let ask = dc::content::search(query.as_str()).expand(WHOLE_ATTACHMENT);
    List::of(backend, ask, |backend, found| attachment(backend, None, found).ok())
}

pub(in crate::wiki) async fn get(backend: &Backend, id: &AttachmentId) -> Unchecked<Attachment> {
    Unchecked::new(of_id(backend, id).await)
}

async fn of_id(backend: &Backend, id: &AttachmentId) -> Result<Attachment> {
    let found = backend.client.send(dc::content::get(id).expand(WHOLE_ATTACHMENT)).await?;
    is_file(id.as_str(), found.kind.as_ref())?;
    attachment(backend, None, found)
}

pub(in crate::wiki) async fn attach(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    upload: AttachmentUpload,
    status: ContentStatus,
) -> Result<Attachment> {
    let ask = dc::attachments::create(page, dc_upload(upload)).allow_duplicated(true).status(status);
    let answer = backend.client.send(ask.expand(WHOLE_ATTACHMENT)).await?;
    uploaded(backend, page, answer.results.into_iter().next())
}

pub(in crate::wiki) async fn replace(
    backend: &Backend,
    now: &ClearedWrite<Attachment>,
    upload: AttachmentUpload,
) -> Result<Attachment> {
    let page = now.holder()?;
    let answer = backend.client.send(dc::attachments::update_data(page, &now.id, dc_upload(upload))).await?;
    uploaded(backend, page, Some(answer))
}

pub(in crate::wiki) async fn delete(backend: &Backend, attachment: &ClearedWrite<Attachment>) -> Result<()> {
    backend.client.send(dc::attachments::delete(attachment.holder()?, &attachment.id)).await
}

pub(in crate::wiki) async fn purge(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<()> {
    is_file(id.as_str(), Some(&place::kind(backend, id).await?))?;
    backend.client.send(dc::content::delete(id).status("trashed")).await
}

pub(in crate::wiki) async fn download(
    _: &Backend,
    client: &Client,
    attachment: &ClearedRead<Attachment>,
) -> Result<Download> {
    let place = attachment.bytes_at.as_deref().and_then(servlet_at);
    let place = place.ok_or_else(|| {
        Error::new(ErrorKind::Decode, SERVLET.id).with_message("the service does not say where the bytes are")
    })?;
    client.download(place).await
}

fn is_file(id: &str, kind: Option<&ContentType>) -> Result<()> {
    match kind {
        Some(ContentType::Attachment) => Ok(()),
        kind => Err(place::other(id, "file", kind.unwrap_or(&ContentType::Page))),
    }
}

fn dc_upload(upload: AttachmentUpload) -> crate::models::dc::AttachmentUpload {
    upload.into()
}

/// The servlet that hands out bytes, beside the REST API, under the same credentials.
const SERVLET: Operation = {
    let mut operation = Operation::new("downloadAttachment", Api::Site, Verb::GET, "/download/{attachment}");
    operation.answer = Kind::Bytes;
    operation
};

/// The request for a download link, by its path and query; a link that is no such path is nothing.
fn servlet_at(link: &str) -> Option<OwnOperation<Download>> {
    let path = link.split(['?', '#']).next()?;
    let of_servlet = path.starts_with("/download/");
    of_servlet.then(|| OwnOperation::at(&SERVLET, path.to_owned()).with_query(Query::of_link(link)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::endpoint::Endpoint as _;

    #[test]
    fn only_the_servlet_is_asked_for_bytes() {
        let servlet = servlet_at("/download/attachments/1/a%20b.txt?version=2&api=v2").unwrap();
        assert_eq!(servlet.path(), "/download/attachments/1/a%20b.txt");
        assert_eq!(servlet.query().get("version"), Some("2"));
        assert!(servlet_at("https://evil.example/download/x").is_none());
        assert!(servlet_at("/rest/api/user/current").is_none());
    }
}
