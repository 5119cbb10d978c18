//! Attachments: what is known of them, and their bytes on the way up.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::Serialize;

use super::settling::{Attempt, may_have_happened};
use super::{AttachmentDownload, List, Revision, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, ContentId};
use crate::models::ContentStatus;
use crate::models::v1::AttachmentUpload;

/// A file on a page or blog post.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attachment {
    /// Its id, such as `att123`.
    pub id: AttachmentId,
    /// Its file name, unique on its page.
    pub name: String,
    /// The page or blog post it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<ContentId>,
    /// What its bytes are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// What was said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its version.
    pub version: Revision,
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where Data Center has its bytes, relative to the base address.
    #[serde(skip)]
    pub(super) bytes_at: Option<String>,
}

/// A file to attach.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a file is attached by `Wiki::attach`"]
pub struct Upload {
    pub(super) name: String,
    pub(super) body: AttachmentUpload,
}

impl Upload {
    /// A file from memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let name = name.into();
        Self::named(AttachmentUpload::bytes(name.as_str(), bytes), name)
    }

    /// A file from a path, under its own name. It is read as it is sent, so that its size does not matter.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self::path_as(name, path)
    }

    /// A file from a path, under another name.
    pub fn path_as(name: impl Into<String>, path: impl AsRef<Path>) -> Self {
        let name = name.into();
        Self::named(AttachmentUpload::path(name.as_str(), path.as_ref()), name)
    }

    /// A file that is open already, under this name: for a caller who has made sure which file it is. It is read as it is
    /// sent, from its beginning.
    pub fn file(name: impl Into<String>, open: std::fs::File) -> Self {
        let name = name.into();
        Self::named(AttachmentUpload::open_file(name.as_str(), open), name)
    }

    /// A file from a stream, of a length in bytes if it is known. Such an upload is never sent twice.
    pub fn stream<S>(name: impl Into<String>, length: Option<u64>, chunks: S) -> Self
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        let name = name.into();
        Self::named(AttachmentUpload::stream(name.as_str(), length, chunks), name)
    }

    /// A file that is what its name says.
    fn named(body: AttachmentUpload, name: String) -> Self {
        let media_type = mime_guess::from_path(&name).first_or_octet_stream();
        Self { body: body.media_type(media_type.as_ref()), name }
    }

    /// What the file is, if that is not what its name says.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { body: self.body.media_type(media_type), ..self }
    }

    /// What to say of the file.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { body: self.body.comment(comment), ..self }
    }

    /// Spares the watchers.
    pub fn minor(self) -> Self {
        Self { body: self.body.minor_edit(true), ..self }
    }

    /// Calls back with the bytes that were sent so far.
    pub fn on_progress(self, told: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self { body: self.body.on_progress(told), ..self }
    }

    fn check(&self) -> Result<()> {
        let stray = |letter: char| letter.is_control() || matches!(letter, '/' | '\\');
        if self.name.is_empty() || self.name.contains(stray) {
            return Err(Error::new(ErrorKind::Invalid, "attach")
                .said("a file name is not empty, and has no slashes and no control characters"));
        }
        Ok(())
    }
}

impl Wiki {
    /// Lists the files on a page or blog post.
    pub fn attachments(&self, page: impl Into<ContentId>) -> List<Attachment> {
        deployed!(self => attachments::list(page.into(), None))
    }

    /// Returns the file of a name on a page or blog post.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy`.
    pub async fn attachment_named(&self, page: impl Into<ContentId>, name: &str) -> Result<Attachment> {
        let found = deployed!(self => attachments::list(page.into(), Some(name))).slice().await?;
        let exact = found.items.into_iter().find(|attachment| attachment.name == name);
        exact.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "attachment_named").said("no file of this name is on the page")
        })
    }

    /// Returns what is known of a file.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy`.
    pub async fn attachment(&self, id: impl Into<AttachmentId>) -> Result<Attachment> {
        let attachment = deployed!(self => attachments::get(&id.into()).await)?;
        match &attachment.page {
            Some(page) => self.may_read(page, "attachment").await?,
            None => self.may_read(&ContentId::from(&attachment.id), "attachment").await?,
        }
        Ok(attachment)
    }

    /// Attaches a file to a page or blog post. Where a file of its name is there, it becomes that file's next version.
    /// A draft that was never published takes files from memory and from paths, and none from streams.
    ///
    /// # Errors
    /// `NotFound` if there is no such page, `TooLarge` or `NotFound` if the file is larger than the site allows,
    /// `Invalid` for a bad name or a path that cannot be read; `Policy`. An upload whose answer was lost is looked for
    /// and never repeated.
    pub async fn attach(&self, page: impl Into<ContentId>, upload: Upload) -> Result<Attachment> {
        let page = page.into();
        upload.check()?;
        self.may_write(&page, "attach").await?;
        let length = upload.body.length().await;
        let attempt = Attempt::begin(self);
        let again = upload.body.is_replayable().then(|| upload.body.clone());
        let mut answer =
            deployed!(self => attachments::attach(&page, upload.body, ContentStatus::Current).await);
        if let (Err(error), Some(body)) = (&answer, again)
            && error.kind() == ErrorKind::NotFound
            && self.is_draft(&page).await
        {
            answer = deployed!(self => attachments::attach(&page, body, ContentStatus::Draft).await);
        }
        attempt.file(&page, &upload.name, length, answer).await
    }

    /// Whether this was never published.
    async fn is_draft(&self, page: &ContentId) -> bool {
        let draft = deployed!(self => pages::draft(page).await);
        draft.is_ok_and(|page| page.status == ContentStatus::Draft)
    }

    /// Gives a file new bytes, as its next version, whatever the name of the upload.
    ///
    /// # Errors
    /// As [`Wiki::attach`].
    pub async fn replace_attachment(
        &self,
        id: impl Into<AttachmentId>,
        upload: Upload,
    ) -> Result<Attachment> {
        upload.check()?;
        self.policy.check_write("replace_attachment")?;
        let now = self.attachment(id).await?;
        let length = upload.body.length().await;
        let answer = deployed!(self => attachments::replace(now.holder()?, &now.id, upload.body).await);
        match answer {
            Err(lost) if may_have_happened(&lost) => match self.attachment(now.id).await {
                Ok(next) if next.version.number == now.version.number + 1 && next.size == length => Ok(next),
                _ => Err(lost),
            },
            answered => answered,
        }
    }

    /// Moves a file to the trash.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn delete_attachment(&self, id: impl Into<AttachmentId>) -> Result<()> {
        self.policy.check_write("delete_attachment")?;
        let attachment = self.attachment(id).await?;
        deployed!(self => attachments::delete(&attachment).await)
    }

    /// Deletes a file in the trash for good, with its versions. No published operation brings it back from there: people
    /// do that in the browser.
    ///
    /// # Errors
    /// `Invalid` or `NotFound` if it is not in the trash; otherwise as [`Wiki::attachment`].
    pub async fn purge_attachment(&self, id: impl Into<AttachmentId>) -> Result<()> {
        let id = id.into();
        self.may_write(&ContentId::from(&id), "purge_attachment").await?;
        deployed!(self => attachments::purge(&id).await)
    }

    /// Downloads a file. What breaks off on the way is taken up again where it broke.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn download(&self, id: impl Into<AttachmentId>) -> Result<AttachmentDownload> {
        self.download_from(id, 0).await
    }

    /// Downloads a file from this byte on, as somebody does who has the beginning.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn download_from(&self, id: impl Into<AttachmentId>, start: u64) -> Result<AttachmentDownload> {
        let attachment = self.attachment(id).await?;
        AttachmentDownload::open(self.clone(), attachment, start).await
    }
}

impl Attachment {
    /// What the service needs to know to reach the bytes.
    pub(super) fn holder(&self) -> Result<&ContentId> {
        self.page.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Decode, "attachment")
                .said("the service does not say which page the file is on")
        })
    }
}
