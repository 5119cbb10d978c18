//! A row that one process at a time may change: held by the database's clock, kept up while the holder lives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::prelude::*;
use tokio::task::AbortHandle;
use tokio_postgres::types::Type;

use super::failure::column;
use super::pool::Pool;
use super::row::RowId;
use crate::error::{Error, Result};
use crate::store::EntryKey;

/// How long a holder that died is waited for, in seconds; less than refreshes wait for the lease.
const HELD: f64 = 15.0;
const BEAT: Duration = Duration::from_secs(5);
const FIRST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(200);

const TAKE: &str = "
    INSERT INTO confluence_oauth_entries AS held
        (id, issuer, client_id, site, oauth, principal, version, holder, held_until, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, clock_timestamp() + make_interval(secs => $8), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
    WHERE held.holder IS NULL OR held.holder = excluded.holder OR held.held_until < clock_timestamp()
    RETURNING version";
const KEEP: &str = "
    UPDATE confluence_oauth_entries SET held_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND holder = $2 RETURNING version";
/// A row that holds nothing yet is there for its claim only.
const RELEASE: &str = "
    WITH empty AS (DELETE FROM confluence_oauth_entries WHERE id = $1 AND holder = $2 AND sealed IS NULL)
    UPDATE confluence_oauth_entries SET holder = NULL, held_until = NULL
    WHERE id = $1 AND holder = $2 AND sealed IS NOT NULL";
const HOLDER: &str = "SELECT holder FROM confluence_oauth_entries WHERE id = $1";

/// The right to change a row, until it is dropped or the holder is not heard of for a while.
pub(super) struct Claim {
    pool: Arc<Pool>,
    pub(super) id: RowId,
    /// Different for each claim, so that a process is not taken for an earlier holder.
    pub(super) holder: String,
    beat: AbortHandle,
    released: bool,
}

impl Claim {
    /// Waits for the row, at most for `deadline`.
    pub(super) async fn take(
        pool: &Arc<Pool>,
        id: &RowId,
        key: &EntryKey,
        deadline: Duration,
    ) -> Result<Self> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            if let Some(claim) = Self::try_take(pool, id, key).await? {
                return Ok(claim);
            }
            if begun.elapsed() >= deadline {
                return Err(timeout(holder(pool, id).await?, deadline));
            }
            tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64())).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Takes the row if nobody has it.
    pub(super) async fn try_take(pool: &Arc<Pool>, id: &RowId, key: &EntryKey) -> Result<Option<Self>> {
        let holder = this_holder()?;
        let taken = pool
            .run(
                TAKE,
                &[
                    (&id.as_slice(), Type::BYTEA),
                    (&key.issuer(), Type::TEXT),
                    (&key.client_id(), Type::TEXT),
                    (&key.site(), Type::TEXT),
                    (&key.oauth().as_str(), Type::TEXT),
                    (&key.principal(), Type::TEXT),
                    (&holder, Type::TEXT),
                    (&HELD, Type::FLOAT8),
                ],
            )
            .await?;
        if taken.is_empty() {
            return Ok(None);
        }
        let beat = tokio::spawn(keep_up(pool.clone(), *id, holder.clone())).abort_handle();
        Ok(Some(Self { pool: pool.clone(), id: *id, holder, beat, released: false }))
    }

    pub(super) async fn release(mut self) -> Result<()> {
        self.released = true;
        self.beat.abort();
        release(&self.pool, self.id, &self.holder).await
    }

    /// The row is gone, and the claim with it.
    pub(super) fn dissolve(mut self) {
        self.released = true;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.beat.abort();
        // Without a runtime the claim ends when nobody has heard of its holder for long enough.
        if let (false, Ok(runtime)) = (self.released, tokio::runtime::Handle::try_current()) {
            let (pool, id, holder) = (self.pool.clone(), self.id, std::mem::take(&mut self.holder));
            runtime.spawn(async move {
                if let Err(error) = release(&pool, id, &holder).await {
                    tracing::debug!(%error, "a claim in the token database was not given back; it will expire");
                }
            });
        }
    }
}

async fn release(pool: &Pool, id: RowId, holder: &str) -> Result<()> {
    pool.run(RELEASE, &[(&id.as_slice(), Type::BYTEA), (&holder, Type::TEXT)]).await.map(drop)
}

/// Whether a request takes long or the server is slow: who lives is not overtaken.
async fn keep_up(pool: Arc<Pool>, id: RowId, holder: String) {
    loop {
        tokio::time::sleep(BEAT).await;
        let parameters =
            [(&id.as_slice() as _, Type::BYTEA), (&holder as _, Type::TEXT), (&HELD as _, Type::FLOAT8)];
        match pool.run(KEEP, &parameters).await {
            Ok(kept) if kept.is_empty() => return,
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "a claim in the token database could not be kept up"),
        }
    }
}

pub(super) async fn holder(pool: &Pool, id: &RowId) -> Result<Option<String>> {
    let rows = pool.run(HOLDER, &[(&id.as_slice(), Type::BYTEA)]).await?;
    let holder: Option<String> = rows.first().map(|row| column(row, "holder")).transpose()?.flatten();
    Ok(holder.and_then(|holder| holder.rsplit_once(' ').map(|(who, _)| who.to_owned())))
}

fn this_holder() -> Result<String> {
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|_| Error::store("the system's random number generator failed"))?;
    let random = BASE64_URL_SAFE_NO_PAD.encode(random);
    Ok(format!("process {} on {} {random}", std::process::id(), machine()))
}

#[cfg(unix)]
fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "another machine".to_owned())
}

fn timeout(holder: Option<String>, deadline: Duration) -> Error {
    let holder = holder.unwrap_or_else(|| "another process".to_owned());
    let message = format!("{holder} has held the entry in the database for {} s", deadline.as_secs());
    Error::lock_timeout(message).on_property("OAuthSettingsLocation")
}
