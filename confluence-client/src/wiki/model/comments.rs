//! Comments: below a page, and on passages of its text.

use std::borrow::Cow;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CommentId, ContentId};
use crate::models::ResolutionStatus;
use crate::storage::seen;
use crate::wiki::model::content::Revision;
use crate::wiki::model::located::{Located, Location};

/// The kind of a comment: a footer or an inline comment.
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
    /// Its text in the storage format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// The passage that an inline comment is about, as it read when the comment was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<String>,
    /// The mark in the body of the page that encloses the passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The resolution status of an inline comment: open, resolved, ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionStatus>,
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A passage of a page's text, for an inline comment.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::Passage;
///
/// // The second place at which the page says this.
/// let passage = Passage::new("next quarter").occurrence(1);
/// wiki.add_inline_comment("98765", &passage, "<p>Which year?</p>").await?;
/// # Ok(())
/// # }
/// ```
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
    pub(in crate::wiki) fn count_in(&self, storage: &str) -> Result<u32> {
        let found = match self.text.is_empty() {
            true => 0,
            false => seen::text_of(storage).matches(&self.text).count(),
        };
        let count = u32::try_from(found).unwrap_or(u32::MAX);
        if self.index < count {
            return Ok(count);
        }
        let said = match count {
            0 => "these words are not on the page: quote its text exactly as readers see it, from within one block".to_owned(),
            _ => format!(
                "the page has these words {count} times, counted from 0: there is no occurrence {}",
                self.index
            ),
        };
        Err(Error::new(ErrorKind::Invalid, "add_inline_comment").said(said))
    }
}

impl Located for Comment {
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
