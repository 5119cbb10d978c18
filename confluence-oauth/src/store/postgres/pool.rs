//! A few connections, made anew when the server was away.
//!
//! Every statement stands alone and can be said twice: no transaction, no prepared statement and no setting
//! outlives it, so that a pooler may give each one another connection.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, Semaphore};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::failure::Failure;
use super::{schema, tls};
use crate::error::{Error, Result};
use crate::task_end::blocking;

const CONNECTIONS: usize = 4;
/// A connection that was not used for so long is closed.
const IDLE: Duration = Duration::from_secs(60);
/// One attempt, a connection included.
const ATTEMPT: Duration = Duration::from_secs(6);
/// All attempts together: a server that restarts is back within it.
const PATIENCE: Duration = Duration::from_secs(12);
/// All attempts at a server that this process never saw: it may be restarting, or it is not there.
const PATIENCE_AT_FIRST: Duration = Duration::from_secs(3);
const FIRST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// A statement's parameter and its type, which spares the question for it.
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

pub(super) struct Pool {
    address: Address,
    connector: OnceCell<MakeRustlsConnect>,
    idle: Mutex<Vec<Idle>>,
    permits: Semaphore,
    schema: OnceCell<()>,
    /// Whether the server was ever there: one that was and is gone comes back, most likely.
    was_there: AtomicBool,
}

struct Idle {
    client: Client,
    since: Instant,
}

impl Pool {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            connector: OnceCell::new(),
            idle: Mutex::default(),
            permits: Semaphore::new(CONNECTIONS),
            schema: OnceCell::new(),
            was_there: AtomicBool::new(false),
        }
    }

    /// Runs a statement that does no harm when it is run twice, as it is when its answer was lost.
    pub(super) async fn run(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let attempt = tokio::time::timeout(ATTEMPT, self.attempt(sql, parameters)).await;
            let failure = match attempt.unwrap_or(Err(Failure::Silent)) {
                Ok(rows) => return Ok(rows),
                Err(failure) => failure,
            };
            let absent = failure.is_absence() && !self.was_there.load(Ordering::Relaxed);
            let patience = if absent { PATIENCE_AT_FIRST } else { PATIENCE };
            if !failure.passes() || begun.elapsed() + wait > patience {
                return Err(failure.into_error());
            }
            tracing::debug!(?failure, "the token database failed; trying again");
            tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64())).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn attempt(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Failure> {
        let closed = |_| Failure::Final(Error::transient("the token store is closing"));
        let _permit = self.permits.acquire().await.map_err(closed)?;
        let client = match self.take() {
            Some(client) => client,
            None => self.connect().await?,
        };
        let rows = client.query_typed(sql, parameters).await?;
        self.put(client);
        Ok(rows)
    }

    fn take(&self) -> Option<Client> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|one| !one.client.is_closed());
        idle.pop().map(|one| one.client)
    }

    fn put(&self, client: Client) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|one| one.since.elapsed() < IDLE);
        idle.push(Idle { client, since: Instant::now() });
    }

    async fn connect(&self) -> Result<Client, Failure> {
        let connector = self.connector.get_or_try_init(|| self.connector()).await?;
        let (mut client, connection) = self.address.config.connect(connector.clone()).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the token database ended");
            }
        });
        self.was_there.store(true, Ordering::Relaxed);
        self.schema.get_or_try_init(|| schema::ensure(&mut client)).await?;
        Ok(client)
    }

    async fn connector(&self) -> Result<MakeRustlsConnect> {
        let trust = self.address.trust.clone();
        blocking("the connection to the database", move || tls::connector(trust)).await
    }
}
