//! What became of a write whose answer was lost: the service is asked. Which failures leave it open, and the words for
//! it, are in `lost_answer.rs`.
//!
//! A versioned update is never sent again on a guess: the page is read first, and only if it still has the version
//! that the update was made for is the update sent once more, which the service refuses should the first one have
//! arrived meanwhile.

use super::{NewPage, Page, PageUpdate, Wiki};
use crate::error::{Error, ErrorKind, Result, VersionConflict};
use crate::models::ContentStatus;
use crate::wiki::lost_answer::{may_have_happened, same, unknown};
use crate::wiki::policy::ClearedWrite;

mod creation;

pub(super) use creation::Attempt;

const READ_FIRST: &str = "read the page before it is updated again";

impl Wiki {
    pub(super) async fn create_once(&self, new: &ClearedWrite<NewPage>) -> Result<Page> {
        // What fails before the page is sent is no reason to doubt.
        deployed!(self => publishing::prepare(new).await)?;
        let attempt = Attempt::begin(self);
        attempt.page(new, deployed!(self => publishing::create(new).await)).await
    }

    pub(super) async fn update_once(&self, update: &ClearedWrite<PageUpdate>) -> Result<Page> {
        // The service ignores the body of what comes out of the trash.
        if update.storage.is_none() && update.from != ContentStatus::Trashed {
            return Err(Error::new(ErrorKind::Invalid, "update_page").with_message(
                "the update has no body, and would clear the page: read the page with its body",
            ));
        }
        match deployed!(self => publishing::update(update).await) {
            Err(lost) if may_have_happened(&lost) => self.after_loss(update, lost).await,
            Err(conflict) if conflict.kind() == ErrorKind::Conflict => {
                Err(self.with_versions(update, conflict).await)
            }
            answered => answered,
        }
    }

    async fn after_loss(&self, update: &ClearedWrite<PageUpdate>, lost: Error) -> Result<Page> {
        let Ok(now) = self.as_of(update).await else {
            return Err(unknown(lost, READ_FIRST));
        };
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
            // The one that was sent first may arrive still.
            _ => Err(unknown(error, READ_FIRST)),
        }
    }

    /// What the update would have changed: the draft, or the page.
    async fn as_of(&self, update: &ClearedWrite<PageUpdate>) -> Result<Page> {
        match update.is_draft() {
            true => deployed!(self => pages::draft(&update.id).await).of(update),
            false => self.page_again(&update.id, update).await,
        }
    }

    /// Adds the version numbers where the service did not tell them.
    async fn with_versions(&self, update: &ClearedWrite<PageUpdate>, error: Error) -> Error {
        if error.versions().is_some() {
            return error;
        }
        match self.page_again(&update.id, update).await {
            Ok(now) => error.with_versions(versions(&now, update)),
            Err(_) => error,
        }
    }
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
        .with_message(format!(
            "the page is at version {}, and this update is for version {}",
            now.version.number, update.version
        ))
        .with_versions(versions(now, update))
}
