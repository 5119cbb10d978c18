//! What became of a write whose answer was lost.
//!
//! A versioned update is never sent again on a guess: the page is read first, and only if it still has the version
//! that the update was made for is the update sent once more, which the service refuses should the first one have
//! arrived meanwhile.

use std::fmt;

use super::{NewPage, Page, PageUpdate, Wiki};
use crate::error::{Error, ErrorKind, Result, VersionConflict};
use crate::models::ContentStatus;
use crate::storage::scan::{Token, tokens};
use crate::storage::text::decode;

mod creation;

pub(super) use creation::{Attempt, doubtful};

impl Wiki {
    pub(super) async fn settled_creation(&self, new: &NewPage) -> Result<Page> {
        // What fails before the page is sent is no reason to doubt.
        deployed!(self => publishing::prepare(new).await)?;
        let attempt = Attempt::begin(self);
        attempt.page(new, deployed!(self => publishing::create(new).await)).await
    }

    pub(super) async fn settled_update(&self, update: &PageUpdate) -> Result<Page> {
        // The service ignores the body of what comes out of the trash.
        if update.storage.is_none() && update.from != ContentStatus::Trashed {
            return Err(Error::new(ErrorKind::Invalid, "update_page")
                .said("the update has no body, and would clear the page: read the page with its body"));
        }
        match deployed!(self => publishing::update(update).await) {
            Err(lost) if may_have_happened(&lost) => self.after_loss(update, lost).await,
            Err(conflict) if conflict.kind() == ErrorKind::Conflict => {
                Err(self.with_versions(update, conflict).await)
            }
            answered => answered,
        }
    }

    async fn after_loss(&self, update: &PageUpdate, lost: Error) -> Result<Page> {
        let Ok(now) = self.as_of(update).await else { return Err(lost) };
        if is_outcome(&now, update) {
            return Ok(now);
        }
        if is_overtaken(&now, update) {
            return Err(conflict(lost.operation(), &now, update));
        }
        let again = deployed!(self => publishing::update(update).await);
        let Err(error) = again else { return again };
        if !may_have_happened(&error) && error.kind() != ErrorKind::Conflict {
            return Err(error);
        }
        match self.as_of(update).await {
            Ok(now) if is_outcome(&now, update) => Ok(now),
            Ok(now) if is_overtaken(&now, update) => Err(conflict(error.operation(), &now, update)),
            _ => Err(error),
        }
    }

    /// What the update would have changed: the draft, or the page.
    async fn as_of(&self, update: &PageUpdate) -> Result<Page> {
        match update.is_draft() {
            true => deployed!(self => pages::draft(&update.id).await),
            false => self.unchecked_page(&update.id).await,
        }
    }

    /// Adds the version numbers where the service did not tell them.
    async fn with_versions(&self, update: &PageUpdate, error: Error) -> Error {
        if error.versions().is_some() {
            return error;
        }
        match self.unchecked_page(&update.id).await {
            Ok(now) => error.with_versions(versions(&now, update)),
            Err(_) => error,
        }
    }
}

/// Whether the service may have acted although it did not say so.
pub(super) fn may_have_happened(error: &Error) -> bool {
    let silent = matches!(
        error.kind(),
        ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Service | ErrorKind::Decode
    );
    silent && !error.is_unsent()
}

/// The failure of what comes after a write, with what is done already, lest it be done again.
pub(super) fn after(done: impl fmt::Display, failed: Error) -> Error {
    let said = failed.message().unwrap_or("no answer came").to_owned();
    failed.said(format!("{done}; what comes after it failed: {said}"))
}

/// Whether this is what the update makes of the page: the next version, with its title, body and place.
fn is_outcome(now: &Page, update: &PageUpdate) -> bool {
    if update.from == ContentStatus::Trashed {
        return now.status == update.to;
    }
    let (stored, sent) = (now.storage.as_deref(), update.storage.as_deref());
    (now.version.number == update.number() || update.is_draft())
        && now.status == update.to
        && now.title == update.title
        && (update.parent.is_none() || now.parent == update.parent)
        && same(stored.unwrap_or_default(), sent.unwrap_or_default())
}

/// Whether somebody else wrote meanwhile; all versions of a draft have the same number.
fn is_overtaken(now: &Page, update: &PageUpdate) -> bool {
    now.version.number != update.version && !update.is_draft()
}

fn versions(now: &Page, update: &PageUpdate) -> VersionConflict {
    VersionConflict { current: now.version.number, provided: update.number() }
}

fn conflict(operation: &'static str, now: &Page, update: &PageUpdate) -> Error {
    Error::new(ErrorKind::Conflict, operation)
        .said(format!(
            "the page is at version {}, and this update is for version {}",
            now.version.number, update.version
        ))
        .with_versions(versions(now, update))
}

/// Whether two bodies in the storage format say the same. The service adds attributes and writes letters in its own
/// way, so that only elements and text are compared.
pub(super) fn same(stored: &str, sent: &str) -> bool {
    stored == sent || skeleton(stored) == skeleton(sent)
}

/// The names of the tags, and the text between them without white space.
fn skeleton(storage: &str) -> String {
    let mut bones = String::with_capacity(storage.len());
    for token in tokens(storage) {
        match token {
            Token::Tag(name) => bones.extend(["<", name, ">"]),
            Token::Text(text) => bones.extend(decode(text).split_whitespace()),
            Token::Data(data) => bones.extend(data.split_whitespace()),
        }
    }
    bones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_rewrites_is_the_same() {
        let sent = "<p>a \u{2014} b &amp; c</p><hr/><ac:structured-macro ac:name=\"toc\"/>";
        let stored = "<p local-id=\"1\">a &mdash; b &amp; c</p>\n<hr />\
                      <ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\" ac:macro-id=\"x\" />";
        assert!(same(stored, sent));
        assert!(!same("<p>a</p>", "<p>b</p>"));
        assert!(!same("<p>a</p>", "<h1>a</h1>"));
        assert!(!same("<![CDATA[a>b]]>", "<![CDATA[a>c]]>"));
        assert!(same("<p>Gr&ouml;&szlig;e &copy; &rarr;</p>", "<p>Größe © →</p>"));
        assert!(same("<!-- x --><p>a</p>", "<p>a</p>"));
    }
}
