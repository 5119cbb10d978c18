//! Comments: below a page, and on passages of its text.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

#[cfg(feature = "markdown")]
use crate::content::Note;
use crate::error::{Error, ErrorKind, Result};
use crate::folded::Folded;
use crate::ids::{CommentId, ContentId};
use crate::models::ResolutionStatus;
use crate::quoted::Quoted;
use crate::storage::seen;
use crate::storage::text::without_backslashes;
use crate::wiki::model::content::{Person, Revision};
use crate::wiki::model::located::{Located, Location};
use crate::wire::timestamp::Timestamp;

/// The kind of a comment: a footer or an inline comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CommentKind {
    /// Below the page.
    Footer,
    /// On a passage of the text.
    Inline,
}

/// A comment, or a reply to one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
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
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Who wrote it, where that is known: who made its newest version may be somebody else, who resolved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// Its version: when it was last changed or resolved, and by whom.
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
    /// Who resolved or reopened it, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<Person>,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Comment {
    /// A comment of this id and kind, in its first version, of which nothing else is known.
    pub fn new(id: impl Into<CommentId>, kind: CommentKind) -> Self {
        Self {
            id: id.into(),
            kind,
            page: None,
            reply_to: None,
            created: None,
            author: None,
            version: Revision::new(1),
            storage: None,
            passage: None,
            marker: None,
            resolution: None,
            resolved_by: None,
            url: None,
        }
    }
}

/// The result of [`Wiki::edit_comment`](crate::Wiki::edit_comment): what an edit made of a comment.
#[cfg(feature = "markdown")]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EditedComment {
    /// The comment as it is now.
    pub comment: Comment,
    /// Whether anything was written.
    pub changed: bool,
    /// What of the new Markdown was left out, written as text, or understood as something else than it says.
    pub notes: Vec<Note>,
}

/// A passage of a page's text, for an inline comment.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::Passage;
///
/// // The second place at which the page says this.
/// let passage = Passage::new("next quarter").occurrence(2);
/// wiki.add_inline_comment("98765", &passage, "<p>Which year?</p>").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passage {
    /// The words as readers see them. Where the page has other quotes, dashes, blanks or capitals, those of the page count.
    pub text: String,
    /// Which occurrence of them is meant, counted from 1. Without it they have to occur once.
    pub occurrence: Option<u32>,
}

/// A passage that was found in a body, as the service wants it.
pub(in crate::wiki) struct FoundPassage {
    pub(in crate::wiki) text: String,
    /// Which occurrence is meant, counted from 0.
    pub(in crate::wiki) index: u32,
    pub(in crate::wiki) count: u32,
}

/// How many occurrences are shown, and how much of the text on either side of one.
const MOST_SHOWN: usize = 10;
const AROUND: usize = 30;

impl Passage {
    /// Words that occur once.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), occurrence: None }
    }

    /// Of words that occur several times: the occurrence that is meant, counted from 1.
    #[must_use]
    pub fn occurrence(self, number: u32) -> Self {
        Self { occurrence: Some(number), ..self }
    }

    /// Finds the words in a body.
    pub(in crate::wiki) fn find_in(&self, storage: &str) -> Result<FoundPassage> {
        let text = seen::words_of(storage);
        let places = self.places(&text);
        let refused =
            |why: String| Err(Error::new(ErrorKind::Invalid, "add_inline_comment").with_message(why));
        let place = match (self.occurrence, places.len()) {
            (_, 0) => return refused(self.why_nowhere(storage).to_owned()),
            (None, 1) => 0,
            (Some(number), count) if number > 0 && number as usize <= count => number as usize - 1,
            (meant, count) => {
                let meant = match meant {
                    None => "say which `occurrence` is meant, or quote more of the text".to_owned(),
                    Some(number) => format!("there is no occurrence {number}: they are counted from 1"),
                };
                let shown = places.iter().take(MOST_SHOWN).enumerate();
                let shown: Vec<String> = shown
                    .map(|(index, place)| format!("{}: {}", index + 1, Quoted(&around(&text, place))))
                    .collect();
                let more = if count > MOST_SHOWN { ", and more" } else { "" };
                return refused(format!(
                    "the page says these words {count} times; {meant}. {}{more}",
                    shown.join(", ")
                ));
            }
        };
        let place = places.get(place).cloned().unwrap_or_default();
        // The service is told the words as the page has them, and counts those alone.
        let words = text.get(place.clone()).unwrap_or_default();
        let same = occurrences(&text, words);
        let index = same.iter().take_while(|other| other.start < place.start).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(FoundPassage { text: words.to_owned(), index: number(index), count: number(same.len()) })
    }
}

impl Passage {
    /// Where a text has the words, none of which is a thing that is no text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = occurrences(text, &self.text);
        if places.is_empty() {
            places = Folded::of(text).find(&Folded::of(&self.text)).collect();
        }
        // Markdown shows some signs with a backslash, which is not on the page.
        let bare = without_backslashes(&self.text);
        if places.is_empty() && bare != self.text {
            places = Folded::of(text).find(&Folded::of(&bare)).collect();
        }
        places.retain(|place| text.get(place.clone()).is_some_and(|words| !words.contains(seen::OBJECT)));
        places
    }

    /// Why the words are nowhere in the text that can be commented on.
    fn why_nowhere(&self, storage: &str) -> &'static str {
        match self.places(&seen::text_of(storage)).is_empty() {
            true => {
                "the page does not say these words: quote its text exactly as readers see it, within one block, and leave \
                 mentions, dates, statuses, emojis, images and blocks of code out of the passage"
            }
            false => {
                "a comment stands on text alone, and these words are in a mention, a date, a status, an image or a block of \
                 code, or go across one: leave it out of the passage"
            }
        }
    }
}

/// Where a text has these words to the letter.
fn occurrences(text: &str, words: &str) -> Vec<Range<usize>> {
    if words.is_empty() {
        return Vec::new();
    }
    text.match_indices(words).map(|(at, words)| at..at + words.len()).collect()
}

/// An occurrence with some of the text on either side.
fn around(text: &str, place: &Range<usize>) -> String {
    let start = text.floor_char_boundary(place.start.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((place.end + AROUND).min(text.len()));
    seen::one_line(text.get(start..end).unwrap_or_default()).replace(seen::OBJECT, "…")
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
