//! Attachments: what is known of them, and their bytes on the way up.

use futures_util::TryStreamExt as _;

use crate::cql;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, ContentId, SpaceKey};
use crate::models::ContentStatus;
use crate::quoted::Quoted;
use crate::spellings::other_spellings;
use crate::wiki::Wiki;
use crate::wiki::downloading::AttachmentDownload;
use crate::wiki::list::List;
use crate::wiki::lost_answer::settled;
use crate::wiki::lost_write::Attempt;
use crate::wiki::model::attachments::{Attachment, Upload};
use crate::wiki::policy::ClearedWrite;

impl Wiki {
    /// Lists the attachments of a page or blog post.
    pub fn attachments(&self, page: impl Into<ContentId>) -> List<Attachment> {
        self.list_of(
            page.into(),
            "attachments",
            |wiki, page| deployed!(wiki => attachments::list(page, None)),
        )
    }

    /// Lists the attachments of a space: of its pages and blog posts, some two hundred a request.
    ///
    /// The search answers it, which finds a file some moments after it was uploaded;
    /// [`attachments`](Wiki::attachments) of a page has it at once.
    ///
    /// ```no_run
    /// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
    /// use futures_util::TryStreamExt as _;
    ///
    /// let mut files = wiki.space_attachments("DOCS").limit(200).stream();
    /// while let Some(file) = files.try_next().await? {
    ///     println!("{} has {} bytes", file.name, file.size.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn space_attachments(&self, space: impl Into<SpaceKey>) -> List<Attachment> {
        self.list_in(space, "space_attachments", |space| {
            let query = cql::TYPE.is("attachment").and(cql::SPACE.is(&*space)).into_cql();
            self.list_by(&query, |query| deployed!(self => attachments::found(query)))
        })
    }

    /// Returns the attachment with this file name on a page or blog post. A name that macOS wrote with its accents as signs
    /// of their own is found by the name as it is typed, and the other way round.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy`.
    pub async fn attachment_by_name(&self, page: impl Into<ContentId>, name: &str) -> Result<Attachment> {
        let page = self.read(page.into(), "attachment_by_name").await?;
        for name in std::iter::once(name.to_owned()).chain(other_spellings(name)) {
            let mut found = deployed!(self => attachments::list(page.clone(), Some(&name))).stream();
            while let Some(attachment) = found.try_next().await? {
                if attachment.name == name {
                    return Ok(attachment);
                }
            }
        }
        Err(Error::new(ErrorKind::NotFound, "attachment_by_name").with_message(format!(
            "no file {} is on the page {}",
            Quoted(name),
            *page
        )))
    }

    /// Returns the metadata of an attachment.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy`.
    pub async fn attachment(&self, id: impl Into<AttachmentId>) -> Result<Attachment> {
        let attachment = deployed!(self => attachments::get(&id.into()).await);
        Ok(self.admit(attachment, "attachment").await?.into_inner())
    }

    /// Uploads an attachment to a page or blog post. Where a file of its name is there, it becomes that file's next version.
    /// A draft that was never published takes files from memory and from paths, and none from streams.
    ///
    /// # Errors
    /// `NotFound` if there is no such page, `TooLarge` or `NotFound` if the file is larger than the site allows,
    /// `Invalid` for a bad name, what cannot be read, or a stream without the bytes that it announced; `Policy`. An upload whose answer was lost is looked for
    /// and never repeated.
    pub async fn attach(&self, page: impl Into<ContentId>, upload: Upload) -> Result<Attachment> {
        let page = page.into();
        upload.check()?;
        let page = self.write(page, "attach").await?;
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
    async fn is_draft(&self, page: &ClearedWrite<ContentId>) -> bool {
        let draft = deployed!(self => pages::draft(page).await).of(page);
        draft.is_ok_and(|page| page.status == ContentStatus::Draft)
    }

    /// Replaces the bytes of an attachment by its next version, whatever the name of the upload.
    ///
    /// # Errors
    /// As [`Wiki::attach`].
    pub async fn replace_attachment(
        &self,
        id: impl Into<AttachmentId>,
        upload: Upload,
    ) -> Result<Attachment> {
        upload.check()?;
        let now = self.attachment_to_write(&id.into(), "replace_attachment").await?;
        let length = upload.body.length().await;
        let answer = deployed!(self => attachments::replace(&now, upload.body).await);
        let is_replaced = |next: &Attachment| {
            next.version.number == now.version.number.saturating_add(1)
                && length.is_some()
                && next.size == length
        };
        settled(answer, self.again(&now), is_replaced, "look at the file before it is replaced again").await
    }

    /// Deletes an attachment: moves it to the trash.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn delete_attachment(&self, id: impl Into<AttachmentId>) -> Result<()> {
        let attachment = self.attachment_to_write(&id.into(), "delete_attachment").await?;
        deployed!(self => attachments::delete(&attachment).await)
    }

    /// Deletes an attachment in the trash permanently, with its versions. No published operation brings it back from there: people
    /// do that in the browser.
    ///
    /// # Errors
    /// `Invalid` or `NotFound` if it is not in the trash; otherwise as [`Wiki::attachment`].
    pub async fn purge_attachment(&self, id: impl Into<AttachmentId>) -> Result<()> {
        let id = self.write(ContentId::from(&id.into()), "purge_attachment").await?;
        deployed!(self => attachments::purge(&id).await)
    }

    /// Downloads an attachment. A connection that breaks is resumed at the byte where it broke.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn download(&self, id: impl Into<AttachmentId>) -> Result<AttachmentDownload> {
        self.download_from(id, 0).await
    }

    /// Resumes a download: downloads an attachment from this byte on.
    ///
    /// # Errors
    /// As [`Wiki::attachment`].
    pub async fn download_from(&self, id: impl Into<AttachmentId>, start: u64) -> Result<AttachmentDownload> {
        let attachment = deployed!(self => attachments::get(&id.into()).await);
        let attachment = self.admit(attachment, "download").await?;
        AttachmentDownload::open(self.clone(), attachment, start).await
    }

    async fn attachment_to_write(
        &self,
        id: &AttachmentId,
        operation: &'static str,
    ) -> Result<ClearedWrite<Attachment>> {
        // Who only reads is told so before anything is asked.
        self.policy.check_write(operation)?;
        let attachment = deployed!(self => attachments::get(id).await);
        self.admit_write(attachment, operation).await
    }

    async fn again(&self, cleared: &ClearedWrite<Attachment>) -> Result<Attachment> {
        deployed!(self => attachments::get(&cleared.id).await).of(cleared)
    }
}
