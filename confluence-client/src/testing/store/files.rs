//! Attachments.

use std::sync::Arc;

use super::super::failure::Failure;
use super::Store;
use super::content::{Attachment, Content, Kind, Revision, Status};
use super::write::NewContent;

/// A file on its way in.
#[derive(Clone, Debug)]
pub(crate) struct NewFile {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) comment: String,
    pub(crate) minor: bool,
}

impl Store {
    /// The attachments of a record, by id.
    pub(crate) fn attachments(&self, container: u64) -> impl Iterator<Item = &Content> {
        self.belonging(container).filter(|it| it.kind == Kind::Attachment && it.status == Status::Current)
    }

    /// The attachment of a name.
    pub(crate) fn attachment_by_name(&self, container: u64, name: &str) -> Option<&Content> {
        self.attachments(container).find(|attachment| attachment.title() == name)
    }

    /// Attaches a new file.
    ///
    /// # Errors
    /// 400 when the name is taken or holds a slash, 404 for an unknown container.
    pub(crate) fn attach(&mut self, container: u64, file: NewFile, account: &str) -> Result<u64, Failure> {
        let above = self.changed(container, account)?.clone();
        if file.name.is_empty() || file.name.contains('/') {
            return Err(Failure::invalid(format!("Invalid attachment file name: '{}'", file.name)));
        }
        if self.attachment_by_name(container, &file.name).is_some() {
            return Err(Failure::invalid(format!(
                "Cannot add a new attachment with same file name as an existing attachment: {}",
                file.name
            )));
        }
        let record =
            NewContent::new(Kind::Attachment, above.space, &file.name, account).parent(Some(container));
        let id = self.create(record)?;
        let file_id = self.uuid();
        if let Some(content) = self.contents.get_mut(&id) {
            content.attachment =
                Some(Attachment { media_type: file.media_type, comment: file.comment, file_id });
            if let Some(revision) = content.revisions.last_mut() {
                revision.bytes = Some(file.bytes);
                revision.minor = file.minor;
            }
        }
        Ok(id)
    }

    /// Adds a version with other bytes.
    ///
    /// # Errors
    /// 404 for an unknown attachment.
    pub(crate) fn replace_file(&mut self, id: u64, file: NewFile, account: &str) -> Result<(), Failure> {
        let at = self.now();
        let content = self.changed(id, account)?;
        let revision = Revision {
            number: content.version() + 1,
            author: account.to_owned(),
            at,
            message: file.comment.clone(),
            minor: file.minor,
            bytes: Some(file.bytes),
            ..content.latest().clone()
        };
        content.revisions.push(revision);
        if let Some(attachment) = &mut content.attachment {
            attachment.media_type = file.media_type;
            attachment.comment = file.comment;
        }
        Ok(())
    }
}
