//! A store in a table of PostgreSQL, shared by many machines.

mod address;
mod claim;
mod failure;
mod pool;
mod row;
mod schema;
mod tls;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::OnceCell;
use tokio_postgres::types::Type;

use self::address::Address;
use self::claim::Claim;
use self::failure::column;
use self::pool::Pool;
use self::row::RowId;
use super::cipher::{Cipher, Envelope};
use super::{Entry, EntryKey, Lease, LoginGuard, TokenStore};
use crate::error::{Error, Result};
use crate::properties::{KeyLocation, OAuthVersion};
use crate::secret::Secret;
use crate::task_end::blocking;

/// How long [`TokenStore::clear`] waits for a refresh that is under way.
const CLEAR_DEADLINE: Duration = Duration::from_secs(30);

const LOAD: &str =
    "SELECT version, sealed FROM confluence_oauth_entries WHERE id = $1 AND sealed IS NOT NULL";
const LIST: &str = "
    SELECT issuer, client_id, site, oauth, principal FROM confluence_oauth_entries WHERE sealed IS NOT NULL
    ORDER BY issuer, client_id, site, oauth, principal";
/// What was published already by this very claim is published.
const PUBLISH: &str = "
    UPDATE confluence_oauth_entries SET sealed = $3, version = $4, changed_at = clock_timestamp()
    WHERE id = $1 AND holder = $2 AND (version = $4 - 1 OR (version = $4 AND sealed = $3))
    RETURNING version";
const CLEAR: &str = "DELETE FROM confluence_oauth_entries WHERE id = $1 AND holder = $2";
/// What stays in spite of it: said twice it answers the same.
const CLEAR_VERSION: &str = "
    WITH cleared AS (
        DELETE FROM confluence_oauth_entries WHERE id = $1 AND holder = $2 AND version = $3 RETURNING id)
    SELECT id FROM confluence_oauth_entries
    WHERE id = $1 AND sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cleared)";

static SHARED: LazyLock<Mutex<HashMap<String, Weak<Inner>>>> = LazyLock::new(Mutex::default);

/// A token store in a table of PostgreSQL, shared by any number of machines.
///
/// Entries are encrypted with a key that the database does not know, and bound to their row and version. The
/// lease is a row that is held by the database's clock: a holder that dies is overtaken after 15 seconds, one
/// that lives is not, and no connection is held while it talks to the service. The tables
/// `confluence_oauth_entries` and `confluence_oauth_schema` are made, and brought up to date, at the first use,
/// in the first schema of the user's `search_path`. Each statement stands alone, so that a pooler in
/// transaction mode may be in between; a server that restarts is waited for.
#[derive(Clone)]
pub struct PostgresStore(Arc<Inner>);

struct Inner {
    pool: Arc<Pool>,
    key: KeyLocation,
    cipher: OnceCell<Cipher>,
}

impl PostgresStore {
    /// The store in the database at this URL, `postgres://user:password@host:port/database`, encrypted with
    /// the key that is kept there. Nothing is connected to or read yet. Of the parameters of libpq it
    /// understands `sslmode` (where it is absent: `prefer` on this machine, `verify-full` elsewhere),
    /// `sslrootcert`, and those that tokio-postgres does, such as several hosts with `target_session_attrs`.
    ///
    /// # Errors
    /// The URL cannot be read. The error shows nothing of it.
    pub fn new(address: &str, key: KeyLocation) -> Result<Self> {
        let pool = Arc::new(Pool::new(Address::parse(address)?));
        Ok(Self(Arc::new(Inner { pool, key, cipher: OnceCell::new() })))
    }

    /// The store of this URL and key, the same for all of this process, so that its sessions share a few
    /// connections.
    pub(super) fn shared(address: &str, key: &KeyLocation) -> Result<Self> {
        // What is given itself is not shown, and tells two keys apart.
        let given = if let KeyLocation::Given(key) = key { key.expose() } else { "" };
        let name = Secret::new(format!("{key:?} {given} {address}")).fingerprint().to_string();
        let mut stores = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(inner) = stores.get(&name).and_then(Weak::upgrade) {
            return Ok(Self(inner));
        }
        let store = Self::new(address, key.clone())?;
        stores.retain(|_, inner| inner.strong_count() > 0);
        stores.insert(name, Arc::downgrade(&store.0));
        Ok(store)
    }

    async fn cipher(&self) -> Result<&Cipher> {
        let key = &self.0.key;
        let opened = || async {
            let key = key.clone();
            blocking("reading the key", move || Cipher::open(&key)).await
        };
        self.0.cipher.get_or_try_init(opened).await
    }

    async fn load_row(&self, id: &RowId) -> Result<Option<Entry>> {
        let rows = self.0.pool.run(LOAD, &[(&id.as_slice(), Type::BYTEA)]).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let (version, sealed): (i64, &str) = (column(row, "version")?, column(row, "sealed")?);
        let envelope: Envelope = serde_json::from_str(sealed).map_err(|_| damaged())?;
        let text = self.cipher().await?.unseal(&envelope, &context(id, version))?;
        let entry = Entry::from_json(std::str::from_utf8(&text).map_err(|_| damaged())?)?;
        Ok(Some(entry))
    }
}

#[async_trait]
impl TokenStore for PostgresStore {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        self.load_row(&row::of_entry(key)?).await
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        self.0.pool.run(LIST, &[]).await?.iter().map(key_of).collect()
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        let claim = Claim::take(&self.0.pool, &row::of_entry(key)?, key, CLEAR_DEADLINE).await?;
        let parameters = [(&claim.id.as_slice() as _, Type::BYTEA), (&claim.holder as _, Type::TEXT)];
        self.0.pool.run(CLEAR, &parameters).await?;
        claim.dissolve();
        Ok(())
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        // Before anything is spent on the service: without its key nothing can be saved.
        self.cipher().await?;
        let claim = Claim::take(&self.0.pool, &row::of_entry(key)?, key, deadline).await?;
        Ok(Box::new(PostgresLease { store: self.clone(), claim, attempt: None }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard> {
        let id = row::of_login(key)?;
        match Claim::try_take(&self.0.pool, &id, key).await? {
            Some(claim) => Ok(LoginGuard::new(claim)),
            None => {
                let holder = claim::holder(&self.0.pool, &id).await?;
                let holder = holder.unwrap_or_else(|| "another process".to_owned());
                Err(Error::login_in_progress(format!("{holder} is logging in with the same token store")))
            }
        }
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostgresStore")
    }
}

struct PostgresLease {
    store: PostgresStore,
    claim: Claim,
    /// What was last tried to publish, as it went over the wire: tried again it has to be the same.
    attempt: Option<(Secret, String)>,
}

impl PostgresLease {
    async fn sealed(&mut self, text: Secret, version: i64) -> Result<&str> {
        if !self.attempt.as_ref().is_some_and(|(tried, _)| tried.matches(text.expose())) {
            let cipher = self.store.cipher().await?;
            let sealed = cipher.seal(text.expose().as_bytes(), &context(&self.claim.id, version))?;
            self.attempt = Some((text, String::from_utf8(sealed).map_err(|_| damaged())?));
        }
        Ok(self.attempt.as_ref().map_or("", |(_, sealed)| sealed))
    }
}

#[async_trait]
impl Lease for PostgresLease {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        self.store.load_row(&self.claim.id).await
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        let version = i64::try_from(entry.version()).map_err(|_| Error::lease_lost())?;
        let sealed = self.sealed(entry.to_json()?, version).await?.to_owned();
        let parameters = [
            (&self.claim.id.as_slice() as _, Type::BYTEA),
            (&self.claim.holder as _, Type::TEXT),
            (&sealed as _, Type::TEXT),
            (&version as _, Type::INT8),
        ];
        let published = self.store.0.pool.run(PUBLISH, &parameters).await?;
        if published.is_empty() { Err(Error::lease_lost()) } else { Ok(()) }
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        let version = i64::try_from(version).map_err(|_| Error::lease_lost())?;
        let claim = self.claim;
        let parameters = [
            (&claim.id.as_slice() as _, Type::BYTEA),
            (&claim.holder as _, Type::TEXT),
            (&version as _, Type::INT8),
        ];
        if !self.store.0.pool.run(CLEAR_VERSION, &parameters).await?.is_empty() {
            return Err(Error::lease_lost());
        }
        claim.dissolve();
        Ok(())
    }

    async fn release(self: Box<Self>) -> Result<()> {
        self.claim.release().await
    }
}

impl fmt::Debug for PostgresLease {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostgresLease")
    }
}

/// What a sealed entry is bound to, so that whoever can write the table cannot give one user's tokens to another.
fn context(id: &RowId, version: i64) -> String {
    use base64::prelude::*;

    format!("{} {version}", BASE64_STANDARD.encode(id))
}

fn key_of(row: &tokio_postgres::Row) -> Result<EntryKey> {
    let oauth = match column(row, "oauth")? {
        "1.0" => OAuthVersion::V1,
        "2.0" => OAuthVersion::V2,
        _ => return Err(damaged()),
    };
    let [issuer, client_id, site, principal] = ["issuer", "client_id", "site", "principal"];
    Ok(EntryKey::new(
        column(row, issuer)?,
        column(row, client_id)?,
        column(row, site)?,
        oauth,
        column(row, principal)?,
    ))
}

fn damaged() -> Error {
    Error::store("OAuthSettingsLocation: an entry in the database was changed or is damaged")
}
