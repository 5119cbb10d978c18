//! What became of a creation whose answer was lost.
//!
//! It is never sent again, because the first one may still arrive. What it made is recognised by all that was said of
//! it: place, title, text, author and time. What cannot be recognised is an error that says what may have happened.

use std::time::{Duration, SystemTime};

use futures_util::TryStreamExt as _;

use crate::error::{ErrorKind, Result};
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::lost_answer::{may_have_happened, same, unsettled};
use crate::wiki::model::attachments::Attachment;
use crate::wiki::model::comments::Comment;
use crate::wiki::model::content::{Page, Revision};
use crate::wiki::model::publishing::NewPage;
use crate::wiki::policy::ClearedWrite;

/// How far the clock of the service may be behind that of this machine.
const CLOCKS_DIFFER: Duration = Duration::from_secs(10);

/// The caller of a creation, and since when it can have happened.
pub(in crate::wiki) struct Attempt<'a> {
    wiki: &'a Wiki,
    begun: SystemTime,
}

impl<'a> Attempt<'a> {
    pub(in crate::wiki) fn begin(wiki: &'a Wiki) -> Self {
        Self { wiki, begun: SystemTime::now() }
    }

    pub(in crate::wiki) async fn page(
        &self,
        new: &ClearedWrite<NewPage>,
        answer: Result<Page>,
    ) -> Result<Page> {
        let lost = match answer {
            Err(lost) if may_have_happened(&lost) => lost,
            answered => return answered,
        };
        if new.draft {
            return Err(unsettled(lost, "drafts cannot be looked up, so see whether it is among yours"));
        }
        let wiki = self.wiki;
        let mut text = Text::Compared;
        let mut titled = deployed!(wiki => publishing::titled_as(new, true).await);
        // What is too long to be read as an answer is so as a page too. A creation that was accepted needs no more proof.
        if titled.as_ref().is_err_and(|error| error.kind() == ErrorKind::TooLarge) && lost.was_accepted() {
            text = Text::Unread;
            titled = deployed!(wiki => publishing::titled_as(new, false).await);
        }
        let Ok(titled) = titled else {
            return Err(unsettled(lost, "looking for its title failed as well"));
        };
        let others: Vec<String> = titled.iter().map(|page| page.id.to_string()).collect();
        let made = |page: &Page| is_outcome(page, new, text);
        match self.only(titled, made, |page| &page.version).await {
            Some(page) => Ok(page),
            None if others.is_empty() => Err(unsettled(lost, "nothing has its title so far")),
            None => Err(unsettled(lost, &format!("its title is that of {}", others.join(", ")))),
        }
    }

    /// `among` are the comments that it would be one of.
    pub(in crate::wiki) async fn comment(
        &self,
        storage: &str,
        among: impl FnOnce() -> List<Comment>,
        answer: Result<Comment>,
    ) -> Result<Comment> {
        let lost = match answer {
            Err(lost) if may_have_happened(&lost) => lost,
            answered => return answered,
        };
        let Ok(comments) = among().stream().try_collect::<Vec<_>>().await else {
            return Err(unsettled(lost, "reading the comments failed as well"));
        };
        let made =
            |comment: &Comment| is_text(comment.storage.as_deref(), storage) && comment.version.number == 1;
        let found = self.only(comments, made, |comment| &comment.version).await;
        found.ok_or_else(|| unsettled(lost, "it is not among the comments so far"))
    }

    /// `length` is that of the bytes that were sent, if it is known.
    pub(in crate::wiki) async fn file(
        &self,
        page: &ClearedWrite<ContentId>,
        name: &str,
        length: Option<u64>,
        answer: Result<Attachment>,
    ) -> Result<Attachment> {
        let lost = match answer {
            Err(lost) if may_have_happened(&lost) => lost,
            answered => return answered,
        };
        let Ok(found) = self.wiki.attachment_by_name((**page).clone(), name).await else {
            return Err(unsettled(lost, "no file of its name was found so far"));
        };
        let now = format!("the file has version {}, which may be it or may not", found.version.number);
        let made = |file: &Attachment| length.is_some() && file.size == length;
        let found = self.only(vec![found], made, |file| &file.version).await;
        found.ok_or_else(|| unsettled(lost, &now))
    }

    /// The one that fits, and that the caller has made since, if it is only one.
    async fn only<T>(
        &self,
        candidates: Vec<T>,
        fits: impl Fn(&T) -> bool,
        version: impl Fn(&T) -> &Revision,
    ) -> Option<T> {
        let mut fitting: Vec<T> =
            candidates.into_iter().filter(|one| fits(one) && self.is_since(version(one))).collect();
        if fitting.is_empty() {
            return None;
        }
        let caller = self.wiki.current_user().await.ok()?.id;
        fitting.retain(|one| version(one).by.as_ref().is_some_and(|author| author.id == caller));
        if fitting.len() == 1 { fitting.pop() } else { None }
    }

    fn is_since(&self, version: &Revision) -> bool {
        let at = version.at.as_ref().and_then(|at| at.to_system_time());
        at.is_some_and(|at| at + CLOCKS_DIFFER >= self.begun)
    }
}

/// What is known of the text of what was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Compared,
    Unread,
}

fn is_outcome(page: &Page, new: &NewPage, text: Text) -> bool {
    page.version.number == 1
        && page.title == new.title
        && (new.parent.is_none() || page.parent == new.parent)
        && (text == Text::Unread || is_text(page.storage.as_deref(), &new.storage))
}

/// Whether this was sent; the service leaves empty bodies out.
fn is_text(stored: Option<&str>, sent: &str) -> bool {
    same(stored.unwrap_or_default(), sent)
}
