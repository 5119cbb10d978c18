//! Files to upload.

use std::path::PathBuf;

use bytes::Bytes;

use crate::models::v1;
use crate::operation::describe::{Described, Kind};
use crate::transport::Multipart;
use crate::wire::values::{Arg, Body, IntoBody};

/// A file to attach, with what its uploader says of it.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a body does nothing until an operation carries it"]
pub struct AttachmentUpload {
    upload: v1::AttachmentUpload,
    hidden: Option<bool>,
}

impl AttachmentUpload {
    /// A file from memory, under a name.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        v1::AttachmentUpload::bytes(name, bytes).into()
    }

    /// A file from a path, streamed when it is sent.
    pub fn path(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        v1::AttachmentUpload::path(name, path).into()
    }

    /// A file from a stream, of a length in bytes if it is known. Such an upload is never sent twice.
    pub fn stream<S>(name: impl Into<String>, length: Option<u64>, chunks: S) -> Self
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        v1::AttachmentUpload::stream(name, length, chunks).into()
    }

    /// What the file is; otherwise the service goes by its name.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { upload: self.upload.media_type(media_type), ..self }
    }

    /// What to say of the file.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { upload: self.upload.comment(comment), ..self }
    }

    /// Whether to spare the watchers; they are notified unless this says so.
    pub fn minor_edit(self, minor_edit: bool) -> Self {
        Self { upload: self.upload.minor_edit(minor_edit), ..self }
    }

    /// Whether to leave the file out of the list that readers see.
    pub fn hidden(self, hidden: bool) -> Self {
        Self { hidden: Some(hidden), ..self }
    }
}

impl From<v1::AttachmentUpload> for AttachmentUpload {
    fn from(upload: v1::AttachmentUpload) -> Self {
        Self { upload, hidden: None }
    }
}

impl Described for AttachmentUpload {
    const KIND: Kind = Kind::Multipart(&["file", "comment", "minorEdit", "hidden"]);
}

impl IntoBody for AttachmentUpload {
    fn into_body(self) -> Body {
        let parts = self.upload.into_multipart();
        Body::Multipart(match self.hidden {
            Some(hidden) => parts.text("hidden", hidden.to_string()),
            None => parts,
        })
    }
}

impl Arg<Self> for AttachmentUpload {
    fn into_arg(self) -> Self {
        self
    }
}

#[cfg(feature = "unstable")]
impl crate::declare::sample::Sample for AttachmentUpload {
    fn sample(index: usize) -> Self {
        Self::from(v1::AttachmentUpload::sample(index)).hidden(true)
    }
}

/// A backup to restore from.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a body does nothing until an operation carries it"]
pub struct BackupUpload(Multipart);

impl BackupUpload {
    /// A backup from a path, streamed when it is sent.
    pub fn path(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self(Multipart::new().path("file", name, path).media_type("application/zip"))
    }

    /// A backup from a stream, of a length in bytes if it is known. Such an upload is never sent twice.
    pub fn stream<S>(name: impl Into<String>, length: Option<u64>, chunks: S) -> Self
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        Self(Multipart::new().stream("file", name, length, chunks).media_type("application/zip"))
    }
}

impl Described for BackupUpload {
    const KIND: Kind = Kind::Multipart(&["file"]);
}

impl IntoBody for BackupUpload {
    fn into_body(self) -> Body {
        Body::Multipart(self.0)
    }
}

impl Arg<Self> for BackupUpload {
    fn into_arg(self) -> Self {
        self
    }
}

#[cfg(feature = "unstable")]
impl crate::declare::sample::Sample for BackupUpload {
    fn sample(_: usize) -> Self {
        Self(Multipart::new().bytes("file", "sample.zip", "sample").media_type("application/zip"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_upload_says_so() {
        let upload = AttachmentUpload::bytes("a.txt", "x").hidden(true);
        let Body::Multipart(parts) = upload.into_body() else { panic!("not multipart") };
        assert_eq!(format!("{parts:?}"), r#"["file", "minorEdit", "hidden"]"#);
    }
}
