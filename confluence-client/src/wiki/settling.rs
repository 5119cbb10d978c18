//! What became of a write whose answer was lost.
//!
//! A versioned update is never sent again on a guess: the page is read first, and only if it still has the version
//! that the update was made for is the update sent once more, which the service refuses should the first one have
//! arrived meanwhile.

use super::plain_text::{Piece, pieces, unescaped};
use super::{NewPage, Page, PageUpdate, Wiki};
use crate::error::{Error, ErrorKind, Result, VersionConflict};

mod creation;

pub(super) use creation::Attempt;

impl Wiki {
    pub(super) async fn settled_creation(&self, new: &NewPage) -> Result<Page> {
        let attempt = Attempt::begin(self);
        attempt.page(new, deployed!(self => publishing::create(new).await)).await
    }

    pub(super) async fn settled_update(&self, update: &PageUpdate) -> Result<Page> {
        match deployed!(self => publishing::update(update).await) {
            Err(lost) if may_have_happened(&lost) => self.after_loss(update, lost).await,
            Err(conflict) if conflict.kind() == ErrorKind::Conflict => {
                Err(self.with_versions(update, conflict).await)
            }
            answered => answered,
        }
    }

    async fn after_loss(&self, update: &PageUpdate, lost: Error) -> Result<Page> {
        let Ok(now) = self.unchecked_page(&update.id).await else { return Err(lost) };
        if is_outcome(&now, update) {
            return Ok(now);
        }
        if now.version.number != update.version {
            return Err(conflict(lost.operation(), &now, update));
        }
        let again = deployed!(self => publishing::update(update).await);
        let Err(error) = again else { return again };
        if !may_have_happened(&error) && error.kind() != ErrorKind::Conflict {
            return Err(error);
        }
        match self.unchecked_page(&update.id).await {
            Ok(now) if is_outcome(&now, update) => Ok(now),
            Ok(now) if now.version.number != update.version => Err(conflict(error.operation(), &now, update)),
            _ => Err(error),
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
    matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Service | ErrorKind::Decode)
}

/// Whether this is what the update makes of the page: the next version, with its title and body.
fn is_outcome(now: &Page, update: &PageUpdate) -> bool {
    let body = now.storage.as_deref().zip(update.storage.as_deref());
    (now.version.number == update.number() || update.is_draft())
        && now.title == update.title
        && body.is_some_and(|(stored, sent)| same(stored, sent))
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
    for piece in pieces(storage) {
        match piece {
            Piece::Tag(name) => bones.extend(["<", name, ">"]),
            Piece::Text(text) => bones.extend(unescaped(text).split_whitespace()),
            Piece::Data(data) => bones.extend(data.split_whitespace()),
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
        assert!(same("<!-- x --><p>a</p>", "<p>a</p>"));
    }
}
