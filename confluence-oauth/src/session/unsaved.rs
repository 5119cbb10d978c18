//! A refreshed grant that could not be saved: it is used, its lease is kept, and saving is tried again. If the lease was
//! lost, the entry is read again under a new one: what somebody else stored meanwhile counts, unless it is older.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Mutex;

use super::Inner;
use super::leased::LeasedGrant;
use crate::error::{Error, ErrorKind, Result};

/// A full disk may have room in a moment, or in an hour: the waits double up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(super) struct Unsaved(Mutex<Option<LeasedGrant>>);

impl Unsaved {
    pub(super) async fn is_some(&self) -> bool {
        self.0.lock().await.is_some()
    }
}

impl Inner {
    /// Keeps what could not be saved, and tries again for as long as the session lives.
    pub(super) async fn keep_unsaved(self: &Arc<Self>, held: LeasedGrant, mut error: Error) {
        *self.unsaved.0.lock().await = Some(held);
        if error.kind() == ErrorKind::LeaseLost {
            match self.save_unsaved().await {
                Ok(Some(saved)) => return saved.release().await,
                Ok(None) => return,
                Err(again) => error = again,
            }
        }
        tracing::warn!(%error, "the refreshed token could not be saved; it is kept in memory and saving is tried again");
        tokio::spawn(save_later(Arc::downgrade(self)));
    }

    /// Saves what is kept, and hands over what is stored then under its lease; what still cannot be saved stays.
    pub(super) async fn save_unsaved(&self) -> Result<Option<LeasedGrant>> {
        let mut kept = self.unsaved.0.lock().await;
        let Some(grant) = kept.as_mut() else {
            return Ok(None);
        };
        match grant.publish().await {
            Err(error) if error.kind() == ErrorKind::LeaseLost => self.settle(grant).await?,
            published => {
                published?;
                tracing::info!("the refreshed token is saved now");
            }
        }
        Ok(kept.take())
    }

    /// Saves a grant that lost its lease under a new one, or puts what somebody else stored in its place.
    async fn settle(&self, grant: &mut LeasedGrant) -> Result<()> {
        let stored = self.take_lease().await?;
        if grant.replaces.covers(&stored.record) {
            grant.move_onto(stored);
            grant.publish().await?;
            tracing::info!(
                "the stored entry was changed during the refresh; the refreshed token is saved now"
            );
            return Ok(());
        }
        tracing::warn!("somebody else stored a newer token during the refresh; that one is used from now on");
        if let Ok(Some(token)) = self.acceptable(&stored.record, None) {
            self.adopt(&token);
        }
        *grant = stored;
        Ok(())
    }
}

async fn save_later(session: Weak<Inner>) {
    let mut wait = FIRST_WAIT;
    loop {
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        let Some(session) = session.upgrade() else {
            return;
        };
        if let Ok(saved) = session.save_unsaved().await {
            if let Some(held) = saved {
                held.release().await;
            }
            return;
        }
    }
}
