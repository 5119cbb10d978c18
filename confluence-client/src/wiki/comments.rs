//! Comments: below a page, and on passages of its text.

#[cfg(feature = "markdown")]
use crate::content::{AllowLoss, Document, Edit, WriteOptions, of_call};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CommentId, ContentId};
use crate::models::ResolutionStatus;
use crate::offload::offload;
use crate::site::Deployment;
use crate::wiki::Wiki;
use crate::wiki::driver::cloud;
use crate::wiki::list::List;
use crate::wiki::lost_answer::{same, settled};
use crate::wiki::lost_write::Attempt;
#[cfg(feature = "markdown")]
use crate::wiki::model::comments::EditedComment;
use crate::wiki::model::comments::{Comment, CommentKind, Passage};
use crate::wiki::policy::ClearedWrite;

impl Wiki {
    /// Lists the footer comments of a page or blog post, without replies.
    pub fn footer_comments(&self, page: impl Into<ContentId>) -> List<Comment> {
        self.list_of(
            page.into(),
            "footer_comments",
            |wiki, page| deployed!(wiki => comments::list(page, CommentKind::Footer)),
        )
    }

    /// Lists the inline comments of a page or blog post, without replies.
    pub fn inline_comments(&self, page: impl Into<ContentId>) -> List<Comment> {
        self.list_of(
            page.into(),
            "inline_comments",
            |wiki, page| deployed!(wiki => comments::list(page, CommentKind::Inline)),
        )
    }

    /// Lists the replies to a comment.
    pub fn replies(&self, comment: impl Into<CommentId>) -> List<Comment> {
        let (wiki, comment) = (self.clone(), comment.into());
        List::later(&self.backend, async move |_| {
            let above = deployed!(wiki => comments::get(&comment).await);
            let above = wiki.admit(above, "replies").await?;
            Ok(deployed!(wiki => comments::replies(above)))
        })
    }

    /// Returns a comment.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy` if it is on a page that the policy leaves out.
    pub async fn comment(&self, id: impl Into<CommentId>) -> Result<Comment> {
        let comment = deployed!(self => comments::get(&id.into()).await);
        let comment = self.admit(comment, "comment").await?.into_inner();
        Ok(match self.site().deployment() {
            Deployment::Cloud => cloud::comments::with_author(self.backend.clone(), comment).await,
            Deployment::DataCenter => comment,
        })
    }

    /// Adds a footer comment to a page or blog post, in the storage format.
    ///
    /// # Errors
    /// `NotFound` if there is no such page; `Invalid` if the text is not well-formed; `Policy`. A comment whose answer
    /// was lost is looked for and never repeated.
    pub async fn add_comment(
        &self,
        page: impl Into<ContentId>,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        let (page, storage) = (self.write(page.into(), "add_comment").await?, storage.into());
        // What fails before the comment is sent is no reason to doubt.
        deployed!(self => comments::prepare(&page).await)?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::add(&page, &storage).await);
        let among = || deployed!(self => comments::list(page.as_read(), CommentKind::Footer));
        attempt.comment(&storage, among, answer).await
    }

    /// Adds an inline comment on a passage of a page or blog post. The page is read first, to find the passage in it.
    ///
    /// # Errors
    /// `Invalid` if the passage does not occur, or several times and the [`Passage`] does not say which, with the
    /// occurrences; otherwise as [`Wiki::add_comment`]. On Data Center this goes by an
    /// undocumented URL that was not verified: `Unsupported` where a site lacks it.
    pub async fn add_inline_comment(
        &self,
        page: impl Into<ContentId>,
        passage: &Passage,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        let (page, storage) = (self.page_to_write(&page.into(), "add_inline_comment").await?, storage.into());
        let (body, passage) = (page.storage.clone().unwrap_or_default(), passage.clone());
        let passage = offload(body.len(), move || passage.find_in(&body)).await?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::add_inline(&page, &passage, &storage).await);
        let among = || deployed!(self => comments::list(page.id().as_read(), CommentKind::Inline));
        attempt.comment(&storage, among, answer).await
    }

    /// Replies to a comment.
    ///
    /// # Errors
    /// As [`Wiki::add_comment`].
    pub async fn reply(&self, comment: impl Into<CommentId>, storage: impl Into<String>) -> Result<Comment> {
        let storage = storage.into();
        let above = self.comment_to_write(&comment.into(), "reply").await?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::reply(&above, &storage).await);
        let among = || deployed!(self => comments::replies(above.as_read()));
        attempt.comment(&storage, among, answer).await
    }

    /// Updates a comment: replaces its text by its next version.
    ///
    /// # Errors
    /// `Forbidden` for the comment of somebody else; `Conflict` if it changed meanwhile; `Invalid` for an inline
    /// comment whose passage is gone; otherwise as [`Wiki::add_comment`].
    pub async fn update_comment(
        &self,
        comment: impl Into<CommentId>,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        let now = self.comment_to_write(&comment.into(), "update_comment").await?;
        self.update_cleared(&now, &storage.into()).await
    }

    /// Edits a comment as [`Wiki::edit`] does a page: what the edits do not mean keeps its bytes. An edit that changes
    /// nothing makes no version.
    ///
    /// ```no_run
    /// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
    /// use confluence_client::content::{AllowLoss, Edit};
    ///
    /// let edited = wiki.edit_comment("7", [Edit::page_markdown("Is *this* right?")], &AllowLoss::none()).await?;
    /// println!("now at version {}", edited.comment.version.number);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `ContentLoss` if the edits would lose content that they do not say they delete, with a list; `Invalid` for edits
    /// that do not fit the comment; otherwise as [`Wiki::update_comment`].
    #[cfg(feature = "markdown")]
    pub async fn edit_comment(
        &self,
        comment: impl Into<CommentId>,
        edits: impl IntoIterator<Item = Edit>,
        allow: &AllowLoss,
    ) -> Result<EditedComment> {
        let edits: Vec<Edit> = edits.into_iter().collect();
        let now = self.comment_to_write(&comment.into(), "edit_comment").await?;
        let Some(old) = now.storage.clone() else {
            return Err(Error::new(ErrorKind::Decode, "edit_comment")
                .with_message("the service answers the comment without its text"));
        };
        let options = WriteOptions::new().target(self.site().deployment());
        let bytes = old.len() + edits.iter().map(Edit::bytes).sum::<usize>();
        let (old, edited) = offload(bytes, move || {
            let edited = Document::parse(&old)?.edit_with(&edits, &options)?;
            Ok((old, edited))
        })
        .await
        .map_err(|error| of_call("edit_comment", error))?;
        let notes = edited.notes.clone();
        let storage = edited.into_storage(allow).map_err(|error| of_call("edit_comment", error))?;
        if storage == old {
            return Ok(EditedComment { comment: now.into_inner(), changed: false, notes });
        }
        let comment = self.update_cleared(&now, &storage).await?;
        Ok(EditedComment { comment, changed: true, notes })
    }

    async fn update_cleared(&self, now: &ClearedWrite<Comment>, storage: &str) -> Result<Comment> {
        let answer = deployed!(self => comments::update(now, storage).await);
        let is_updated = |next: &Comment| {
            next.version.number == now.version.number.saturating_add(1)
                && next.storage.as_deref().is_some_and(|stored| same(stored, storage))
        };
        settled(answer, self.comment_again(now), is_updated, "read the comment before it is updated again")
            .await
    }

    /// Deletes a comment permanently, with the replies to it.
    ///
    /// # Errors
    /// As [`Wiki::add_comment`].
    pub async fn delete_comment(&self, comment: impl Into<CommentId>) -> Result<()> {
        let comment = self.comment_to_write(&comment.into(), "delete_comment").await?;
        deployed!(self => comments::delete(&comment).await)
    }

    /// Resolves an inline comment, or reopens it.
    ///
    /// # Errors
    /// `Invalid` for a footer comment, and for one whose passage is gone. On Data Center this goes by an undocumented
    /// URL that was not verified: `Unsupported` where a site lacks it.
    pub async fn resolve_comment(&self, comment: impl Into<CommentId>, resolved: bool) -> Result<Comment> {
        let comment = self.comment_to_write(&comment.into(), "resolve_comment").await?;
        if comment.kind == CommentKind::Footer {
            return Err(Error::new(ErrorKind::Invalid, "resolve_comment")
                .with_message("only inline comments are resolved; reply to this one"));
        }
        let answer = deployed!(self => comments::resolve(&comment, resolved).await);
        // Data Center settles a comment without a new version of it.
        let is_so = |next: &Comment| (next.resolution == Some(ResolutionStatus::Resolved)) == resolved;
        settled(answer, self.comment_again(&comment), is_so, "see whether the comment is resolved").await
    }

    async fn comment_to_write(
        &self,
        id: &CommentId,
        operation: &'static str,
    ) -> Result<ClearedWrite<Comment>> {
        // Who only reads is told so before anything is asked.
        self.policy.check_write(operation)?;
        let comment = deployed!(self => comments::get(id).await);
        self.admit_write(comment, operation).await
    }

    async fn comment_again(&self, cleared: &ClearedWrite<Comment>) -> Result<Comment> {
        deployed!(self => comments::get(&cleared.id).await).of(cleared)
    }
}
