//! Attachments: what is known of them, and their bytes on the way up.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, ContentId};
use crate::models::ContentStatus;
use crate::models::v1::AttachmentUpload;
use crate::wiki::model::content::{Revision, current, is_current};
use crate::wiki::model::located::{Located, Location};

/// The metadata of an attachment: a file on a page or blog post.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Attachment {
    /// Its id, such as `att123`.
    pub id: AttachmentId,
    /// Its file name, unique on its page.
    pub name: String,
    /// Whether it can be seen on its page, or is in the trash, which Cloud shows as well.
    #[serde(default = "current", skip_serializing_if = "is_current")]
    pub status: ContentStatus,
    /// The page or blog post it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<ContentId>,
    /// The media type of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The comment that it was uploaded with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its version.
    pub version: Revision,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where Data Center has its bytes, relative to the base URL.
    #[serde(skip)]
    pub(in crate::wiki) bytes_at: Option<String>,
}

impl Attachment {
    /// An attachment of this id and file name, in its first version, of which nothing else is known.
    pub fn new(id: impl Into<AttachmentId>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            status: ContentStatus::Current,
            page: None,
            media_type: None,
            size: None,
            comment: None,
            version: Revision::new(1),
            url: None,
            bytes_at: None,
        }
    }
}

/// A file to upload, for [`Wiki::attach`](crate::Wiki::attach): from memory, a path or a stream.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::Upload;
///
/// wiki.attach("98765", Upload::path("report.pdf").comment("Third quarter")).await?;
/// wiki.attach("98765", Upload::bytes("notes.txt", "Short notes").minor()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a file is attached by `Wiki::attach`"]
pub struct Upload {
    pub(in crate::wiki) name: String,
    pub(in crate::wiki) body: AttachmentUpload,
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

    /// Sets the media type, where it is not the one that the file name implies.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { body: self.body.media_type(media_type), ..self }
    }

    /// Sets the comment of this version of the file.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { body: self.body.comment(comment), ..self }
    }

    /// Makes it a minor edit: watchers are not notified.
    pub fn minor(self) -> Self {
        Self { body: self.body.minor_edit(true), ..self }
    }

    /// Reports progress: calls back with the number of bytes that were sent so far.
    pub fn on_progress(self, told: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self { body: self.body.on_progress(told), ..self }
    }

    pub(in crate::wiki) fn check(&self) -> Result<()> {
        let stray = |letter: char| letter.is_control() || matches!(letter, '/' | '\\');
        if self.name.is_empty() || self.name.contains(stray) {
            return Err(Error::new(ErrorKind::Invalid, "attach")
                .with_message("a file name is not empty, and has no slashes and no control characters"));
        }
        Ok(())
    }
}

impl Attachment {
    /// What the service needs to know to reach the bytes.
    pub(in crate::wiki) fn holder(&self) -> Result<&ContentId> {
        self.page.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Decode, "attachment")
                .with_message("the service does not say which page the file is on")
        })
    }
}

impl Located for Attachment {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Content(match &self.page {
            Some(page) => Cow::Borrowed(page),
            None => Cow::Owned(ContentId::from(&self.id)),
        })]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}
