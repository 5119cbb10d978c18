//! A renewed grant that could not be saved: it is used, its lease is kept, and saving is tried again.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Mutex;

use super::Inner;
use super::leased::LeasedGrant;
use crate::error::{Error, Result};

/// A full disk may have room in a moment, or in an hour: the waits double up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(super) struct Unsaved(Mutex<Option<LeasedGrant>>);

impl Unsaved {
    /// Saves what is kept, and hands over its lease; what still cannot be saved stays.
    pub(super) async fn save(&self) -> Result<Option<LeasedGrant>> {
        let mut kept = self.0.lock().await;
        if let Some(held) = kept.as_mut() {
            held.publish().await?;
            tracing::info!("the renewed token is saved now");
        }
        Ok(kept.take())
    }

    pub(super) async fn is_some(&self) -> bool {
        self.0.lock().await.is_some()
    }
}

impl Inner {
    /// Keeps what could not be saved, and tries again for as long as the session lives.
    pub(super) async fn keep_unsaved(self: &Arc<Self>, held: LeasedGrant, error: &Error) {
        tracing::warn!(%error, "the renewed token could not be saved; it is kept in memory and saving is tried again");
        *self.unsaved.0.lock().await = Some(held);
        tokio::spawn(save_later(Arc::downgrade(self)));
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
        if let Ok(saved) = session.unsaved.save().await {
            if let Some(held) = saved {
                held.release().await;
            }
            return;
        }
    }
}
