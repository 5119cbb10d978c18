//! A grant under its lease.

use std::time::Duration;

use super::Inner;
use crate::error::{ErrorKind, Result};
use crate::properties::GrantType;
use crate::store::{Entry, Lease, MemoryStore, Record, TokenStore};

/// A renewal takes at most three requests of 20 s; most take one second. Renewals wait this long for others that hold the lease.
const LEASE_DEADLINE: Duration = Duration::from_secs(30);

/// A grant that nobody else may change now.
#[derive(Debug)]
pub(crate) struct LeasedGrant {
    lease: Box<dyn Lease>,
    pub(crate) record: Record,
}

impl LeasedGrant {
    /// Saves the record as the next version.
    pub(crate) async fn publish(&mut self) -> Result<()> {
        let mut record = self.record.clone();
        record.version += 1;
        let entry = Entry { record };
        self.lease.publish(&entry).await?;
        self.record = entry.record;
        Ok(())
    }

    /// The record as somebody else left it, if somebody changed it in spite of the lease.
    pub(super) async fn changed(&mut self) -> Result<Option<Record>> {
        let now = self.lease.entry().await?.unwrap_or_default().record;
        Ok((now.version != self.record.version).then_some(now))
    }

    pub(crate) async fn release(self) {
        if let Err(error) = self.lease.release().await {
            tracing::warn!(%error, "the lease of the stored token could not be given back");
        }
    }
}

impl Inner {
    /// Takes the lease and reads the grant under it.
    pub(crate) async fn hold(&self) -> Result<LeasedGrant> {
        if let Some(saved) = self.unsaved.save().await? {
            return Ok(saved);
        }
        let mut lease = match self.store.lease(&self.key, LEASE_DEADLINE).await {
            // A service account's token does not rotate: it can be had without a place to keep it.
            Err(error) if error.kind() == ErrorKind::Store && self.properties.grant == GrantType::Client => {
                tracing::warn!(%error, "the token will be kept in memory only");
                MemoryStore::new().lease(&self.key, LEASE_DEADLINE).await?
            }
            lease => lease?,
        };
        let record = lease.entry().await?.unwrap_or_default().record;
        Ok(LeasedGrant { lease, record })
    }
}
