//! Comments: below a page, and on passages of its text.

use serde::Serialize;

use super::settling::{Attempt, may_have_happened, same};
use super::{List, Revision, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CommentId, ContentId};
use crate::models::ResolutionStatus;
use crate::storage::scan;

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CommentKind {
    /// Below the page.
    Footer,
    /// On a passage of the text.
    Inline,
}

/// A comment, or a reply to one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Where it stands.
    pub kind: CommentKind,
    /// The page or blog post it is on, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<ContentId>,
    /// The comment it replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommentId>,
    /// Its version: when it was written, and by whom.
    pub version: Revision,
    /// What it says, in the storage format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// The passage that an inline comment is about, as it read when the comment was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<String>,
    /// The mark in the body of the page that encloses the passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// Whether an inline comment is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionStatus>,
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A passage of a page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passage {
    /// The words, exactly as readers see them.
    pub text: String,
    /// Which occurrence of them is meant, from 0.
    pub index: u32,
}

impl Passage {
    /// The first occurrence of these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), index: 0 }
    }

    /// A later occurrence, counted from 0.
    #[must_use]
    pub fn occurrence(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// How often the words occur in a body.
    fn count_in(&self, storage: &str) -> Result<u32> {
        let found = match self.text.is_empty() {
            true => 0,
            false => scan::text_of(storage).matches(&self.text).count(),
        };
        let count = u32::try_from(found).unwrap_or(u32::MAX);
        if self.index < count {
            return Ok(count);
        }
        Err(Error::new(ErrorKind::Invalid, "add_inline_comment").said(format!(
            "the page has these words {count} times, counted from 0: quote its text exactly, within one block"
        )))
    }
}

impl Wiki {
    /// Lists the comments below a page or blog post, without replies.
    pub fn footer_comments(&self, page: impl Into<ContentId>) -> List<Comment> {
        deployed!(self => comments::list(page.into(), CommentKind::Footer))
    }

    /// Lists the comments on passages of a page or blog post, without replies.
    pub fn inline_comments(&self, page: impl Into<ContentId>) -> List<Comment> {
        deployed!(self => comments::list(page.into(), CommentKind::Inline))
    }

    /// Lists the replies to a comment.
    pub fn replies(&self, comment: impl Into<CommentId>) -> List<Comment> {
        deployed!(self => comments::replies(comment.into()))
    }

    /// Returns a comment.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Policy` if it is on a page that the policy leaves out.
    pub async fn comment(&self, id: impl Into<CommentId>) -> Result<Comment> {
        let comment = self.unchecked_comment(&id.into()).await?;
        self.check_comment(&comment, "comment").await?;
        Ok(comment)
    }

    /// Writes a comment below a page or blog post, in the storage format.
    ///
    /// # Errors
    /// `NotFound` if there is no such page; `Invalid` if the text is not well-formed; `Policy`. A comment whose answer
    /// was lost is looked for and never repeated.
    pub async fn add_comment(
        &self,
        page: impl Into<ContentId>,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        let (page, storage) = (page.into(), storage.into());
        self.may_write(&page, "add_comment").await?;
        // What fails before the comment is sent is no reason to doubt.
        deployed!(self => comments::prepare(&page).await)?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::add(&page, &storage).await);
        attempt.comment(&storage, || self.footer_comments(page), answer).await
    }

    /// Writes a comment on a passage of a page or blog post. The page is read first, to find the passage in it.
    ///
    /// # Errors
    /// `Invalid` if the passage does not occur; `Unsupported` on Data Center, where [`Wiki::add_comment`] with a
    /// quotation stands in for it; otherwise as [`Wiki::add_comment`].
    pub async fn add_inline_comment(
        &self,
        page: impl Into<ContentId>,
        passage: &Passage,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        self.policy.check_write("add_inline_comment")?;
        let (page, storage) = (self.page(page).await?, storage.into());
        let count = passage.count_in(page.storage.as_deref().unwrap_or_default())?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::add_inline(&page, passage, count, &storage).await);
        attempt.comment(&storage, || self.inline_comments(page.id), answer).await
    }

    /// Replies to a comment.
    ///
    /// # Errors
    /// As [`Wiki::add_comment`].
    pub async fn reply(&self, comment: impl Into<CommentId>, storage: impl Into<String>) -> Result<Comment> {
        let storage = storage.into();
        self.policy.check_write("reply")?;
        let above = self.comment(comment).await?;
        let attempt = Attempt::begin(self);
        let answer = deployed!(self => comments::reply(&above, &storage).await);
        attempt.comment(&storage, || self.replies(above.id), answer).await
    }

    /// Replaces what a comment says by its next version.
    ///
    /// # Errors
    /// `Forbidden` for the comment of somebody else; `Conflict` if it changed meanwhile; `Invalid` for an inline
    /// comment whose passage is gone; otherwise as [`Wiki::add_comment`].
    pub async fn update_comment(
        &self,
        comment: impl Into<CommentId>,
        storage: impl Into<String>,
    ) -> Result<Comment> {
        let storage = storage.into();
        self.policy.check_write("update_comment")?;
        let now = self.comment(comment).await?;
        let answer = deployed!(self => comments::update(&now, &storage).await);
        let changed = |next: &Comment| next.storage.as_deref().is_some_and(|stored| same(stored, &storage));
        self.settled_comment(&now, changed, answer).await
    }

    /// Deletes a comment for good, with the replies to it.
    ///
    /// # Errors
    /// As [`Wiki::add_comment`].
    pub async fn delete_comment(&self, comment: impl Into<CommentId>) -> Result<()> {
        self.policy.check_write("delete_comment")?;
        let comment = self.comment(comment).await?;
        deployed!(self => comments::delete(&comment).await)
    }

    /// Settles an inline comment, or takes it up again.
    ///
    /// # Errors
    /// `Invalid` for a footer comment, and for one whose passage is gone; `Unsupported` on Data Center.
    pub async fn resolve_comment(&self, comment: impl Into<CommentId>, resolved: bool) -> Result<Comment> {
        self.policy.check_write("resolve_comment")?;
        let comment = self.comment(comment).await?;
        if comment.kind == CommentKind::Footer {
            return Err(Error::new(ErrorKind::Invalid, "resolve_comment")
                .said("only inline comments are resolved; reply to this one"));
        }
        let answer = deployed!(self => comments::resolve(&comment, resolved).await);
        let changed = |next: &Comment| (next.resolution == Some(ResolutionStatus::Resolved)) == resolved;
        self.settled_comment(&comment, changed, answer).await
    }

    /// The next version of a comment; where its answer was lost, what is there if it is the change.
    async fn settled_comment(
        &self,
        before: &Comment,
        changed: impl Fn(&Comment) -> bool,
        answer: Result<Comment>,
    ) -> Result<Comment> {
        match answer {
            Err(lost) if may_have_happened(&lost) => match self.unchecked_comment(&before.id).await {
                Ok(next) if next.version.number == before.version.number + 1 && changed(&next) => Ok(next),
                _ => Err(lost),
            },
            answered => answered,
        }
    }

    pub(super) async fn unchecked_comment(&self, id: &CommentId) -> Result<Comment> {
        deployed!(self => comments::get(id).await)
    }

    async fn check_comment(&self, comment: &Comment, operation: &'static str) -> Result<()> {
        match &comment.page {
            Some(page) => self.may_read(page, operation).await,
            None => self.may_read(&ContentId::from(&comment.id), operation).await,
        }
    }
}
