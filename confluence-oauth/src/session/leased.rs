//! A grant under its lease.

use std::time::Duration;

use super::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::properties::GrantType;
use crate::secret::Secret;
use crate::store::{Entry, Lease, MemoryStore, Record, TokenStore};

/// A refresh takes at most three requests of 20 s; most take one second. Refreshes wait this long for others that hold the lease.
pub(super) const LEASE_DEADLINE: Duration = Duration::from_secs(30);

/// A grant that nobody else may change now.
#[derive(Debug)]
pub(crate) struct LeasedGrant {
    /// `None` once it was lost: a lost lease is given back at once, so that it locks nobody out.
    lease: Option<Box<dyn Lease>>,
    pub(crate) record: Record,
    pub(super) replaces: Replaces,
}

/// Which stored grants are older than the one that is to be saved, should its lease have been lost.
#[derive(Debug)]
pub(super) enum Replaces {
    /// Whatever is stored: a user has just logged in.
    Everything,
    /// Those with one of these access tokens, from which a refresh began.
    Tokens(Vec<Secret>),
}

impl Replaces {
    /// Whether a stored grant is older. One without an access token was never refreshed by anybody.
    pub(super) fn covers(&self, stored: &Record) -> bool {
        match (self, &stored.access_token) {
            (Self::Everything, _) | (_, None) => true,
            (Self::Tokens(older), Some(token)) => older.iter().any(|one| one.matches(token.expose())),
        }
    }

    /// Counts one more token among the older ones.
    pub(super) fn note(&mut self, token: Option<&Secret>) {
        if let Self::Tokens(older) = self {
            older.extend(token.cloned());
        }
    }
}

impl LeasedGrant {
    /// Saves the record as the next version.
    pub(crate) async fn publish(&mut self) -> Result<()> {
        let lease = self.lease.as_mut().ok_or_else(Error::lease_lost)?;
        let mut record = self.record.clone();
        record.version += 1;
        let entry = Entry { record };
        if let Err(error) = lease.publish(&entry).await {
            if error.kind() == ErrorKind::LeaseLost {
                self.lease = None;
            }
            return Err(error);
        }
        self.record = entry.record;
        Ok(())
    }

    /// The record as somebody else left it, if somebody changed it in spite of the lease.
    pub(super) async fn changed(&mut self) -> Result<Option<Record>> {
        let lease = self.lease.as_mut().ok_or_else(Error::lease_lost)?;
        let now = lease.entry().await?.unwrap_or_default().record;
        Ok((now.version != self.record.version).then_some(now))
    }

    /// Removes the entry, and gives the lease back.
    pub(super) async fn clear(self) -> Result<()> {
        self.lease.ok_or_else(Error::lease_lost)?.clear(self.record.version).await
    }

    pub(crate) async fn release(self) {
        if let Some(lease) = self.lease
            && let Err(error) = lease.release().await
        {
            tracing::warn!(%error, "the lease of the stored token could not be given back");
        }
    }

    /// Takes over the lease under which the entry was read, and what belongs to the entry and not to one grant.
    pub(super) fn move_onto(&mut self, stored: Self) {
        if let Replaces::Tokens(_) = self.replaces {
            self.record.pending = stored.record.pending;
        }
        self.record.seeds.merge(stored.record.seeds);
        self.record.verifiers.merge(stored.record.verifiers);
        self.record.version = stored.record.version;
        self.record.unknown = stored.record.unknown;
        self.lease = stored.lease;
    }
}

impl Inner {
    /// Takes the lease and reads the grant under it; what was not saved yet is saved before.
    pub(crate) async fn hold(&self) -> Result<LeasedGrant> {
        match self.save_unsaved().await? {
            Some(saved) => Ok(saved),
            None => self.take_lease().await,
        }
    }

    pub(super) async fn take_lease(&self) -> Result<LeasedGrant> {
        let mut lease = match self.store.lease(&self.key, LEASE_DEADLINE).await {
            // A service account's token does not rotate: it can be had without a place to keep it.
            Err(error)
                if error.kind() == ErrorKind::Store
                    && self.properties.grant == GrantType::ClientCredentials =>
            {
                tracing::warn!(%error, "the token will be kept in memory only");
                MemoryStore::new().lease(&self.key, LEASE_DEADLINE).await?
            }
            lease => lease?,
        };
        let record = lease.entry().await?.unwrap_or_default().record;
        let replaces = Replaces::Tokens(record.access_token.iter().cloned().collect());
        Ok(LeasedGrant { lease: Some(lease), record, replaces })
    }
}
