//! Attachments to upload and to change.

use std::path::PathBuf;

use bytes::Bytes;

use super::NewVersion;
use crate::declare::bodies;
use crate::ids::{AttachmentId, ContentId};
use crate::models::{ContentStatus, ContentType};
use crate::operation::describe::{Described, Kind};
use crate::transport::Multipart;
use crate::wire::values::{Arg, Body, IntoBody};

/// A file to attach, with what its uploader says of it.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a body does nothing until an operation carries it"]
pub struct AttachmentUpload {
    file: Multipart,
    comment: Option<String>,
    minor_edit: bool,
}

impl AttachmentUpload {
    /// A file from memory, under a name without slashes.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::of(Multipart::new().bytes("file", name, bytes))
    }

    /// A file from a path, streamed when it is sent.
    pub fn path(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self::of(Multipart::new().path("file", name, path))
    }

    /// A file that is open already, sent from its beginning.
    pub fn open_file(name: impl Into<String>, open: std::fs::File) -> Self {
        Self::of(Multipart::new().open_file("file", name, open))
    }

    /// A file from a stream, of a length in bytes if it is known. Such an upload is never sent twice.
    pub fn stream<S>(name: impl Into<String>, length: Option<u64>, chunks: S) -> Self
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        Self::of(Multipart::new().stream("file", name, length, chunks))
    }

    /// What the file is; otherwise the service goes by its name.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.file = self.file.media_type(media_type);
        self
    }

    /// Calls back with the bytes that were handed to the connection so far.
    pub fn on_progress(mut self, told: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.file = self.file.on_progress(told);
        self
    }

    /// What to say of the file.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Whether to spare the watchers; they are notified unless this says so.
    pub fn minor_edit(mut self, minor_edit: bool) -> Self {
        self.minor_edit = minor_edit;
        self
    }

    fn of(file: Multipart) -> Self {
        Self { file, comment: None, minor_edit: false }
    }

    /// How many bytes the file has, as far as that is known before it is sent.
    pub(crate) async fn length(&self) -> Option<u64> {
        self.file.length().await
    }

    /// Whether it can be sent twice.
    pub(crate) fn is_replayable(&self) -> bool {
        self.file.is_replayable()
    }

    pub(crate) fn into_multipart(self) -> Multipart {
        let upload = self.file.text("minorEdit", self.minor_edit.to_string());
        match self.comment {
            Some(comment) => upload.text("comment", comment),
            None => upload,
        }
    }
}

impl Described for AttachmentUpload {
    const KIND: Kind = Kind::Multipart(&["file", "comment", "minorEdit"]);
}

impl IntoBody for AttachmentUpload {
    fn into_body(self) -> Body {
        Body::Multipart(self.into_multipart())
    }
}

impl Arg<Self> for AttachmentUpload {
    fn into_arg(self) -> Self {
        self
    }
}

#[cfg(feature = "unstable")]
impl crate::declare::sample::Sample for AttachmentUpload {
    fn sample(_: usize) -> Self {
        Self::bytes("sample.txt", "sample").media_type("text/plain").comment("sample").minor_edit(true)
    }
}

bodies! {
    /// An attachment as it shall be; its bytes stay.
    pub struct AttachmentUpdate(
        /// `kind` is `attachment`; `version` is the current number plus one.
        id: AttachmentId,
        kind: ContentType as "type",
        version: NewVersion,
    ) {
        /// Its new name.
        title: String,
        /// Where it stands in its life.
        status: ContentStatus,
        /// What it is, and what is said of it.
        metadata: AttachmentMetadata,
        /// The content that it moves to.
        container: ContentRef,
    }

    /// What an attachment is, and what is said of it.
    pub struct AttachmentMetadata {
        /// Its media type.
        media_type: String,
        /// What is said of it.
        comment: String,
    }

    /// A piece of content, by id.
    pub struct ContentRef(
        /// Its id.
        id: ContentId,
    ) {
        /// What it is.
        kind: ContentType as "type",
    }
}

impl AttachmentUpdate {
    /// The next version of an attachment, to be filled with what changes.
    pub fn of(id: impl Into<AttachmentId>, version: NewVersion) -> Self {
        Self::new(id.into(), ContentType::Attachment, version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_names_its_parts() {
        let upload = AttachmentUpload::bytes("a.txt", "x").media_type("text/plain").comment("first");
        let Body::Multipart(parts) = upload.into_body() else { panic!("not multipart") };
        assert_eq!(format!("{parts:?}"), r#"["file", "minorEdit", "comment"]"#);
    }

    #[test]
    fn an_update_says_what_it_changes() {
        let update = AttachmentUpdate::of("att7", NewVersion::new(2)).title("b.txt");
        assert_eq!(
            serde_json::to_string(&update).unwrap(),
            r#"{"id":"att7","type":"attachment","version":{"number":2},"title":"b.txt"}"#
        );
    }
}
