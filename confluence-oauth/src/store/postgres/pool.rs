//! A few connections, made anew when the server was away, each with many statements under way (pipelining).
//!
//! Every statement stands alone and can be said twice: no transaction, no prepared statement and no setting
//! outlives it, so that a pooler may give each one another connection, and none waits for the answer of another.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, Semaphore};
use tokio::time::{timeout, timeout_at};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::failure::Failure;
use super::{schema, tls};
use crate::error::{Error, Result};
use crate::task_end::blocking;

const CONNECTIONS: usize = 4;
/// The most statements under way at a time. On a processor that many callers keep busy, each step of a statement (sent,
/// answered, read) waits for its turn behind theirs, a tenth of a second in all: with one statement to a connection, a
/// thousand callers after a restart waited for half a minute.
const STATEMENTS: usize = 256;
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
    connections: Mutex<Vec<Connection>>,
    /// Whoever opens a connection: one at a time, so that a crowd that comes first shares what is opened.
    opening: tokio::sync::Mutex<()>,
    permits: Semaphore,
    schema: OnceCell<()>,
    /// Whether the server was ever there: one that was and is gone comes back, most likely.
    was_there: AtomicBool,
}

/// A connection, which ends when nobody holds its client any more.
struct Connection {
    client: Arc<Client>,
    used: Instant,
}

impl Connection {
    /// How many statements are under way on it.
    fn statements(&self) -> usize {
        Arc::strong_count(&self.client) - 1
    }
}

impl Pool {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            connector: OnceCell::new(),
            connections: Mutex::default(),
            opening: tokio::sync::Mutex::default(),
            permits: Semaphore::new(STATEMENTS),
            schema: OnceCell::new(),
            was_there: AtomicBool::new(false),
        }
    }

    /// Runs a statement that does no harm when it is run twice, as it is when its answer was lost.
    pub(super) async fn run(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let failure = match self.attempt(sql, parameters, PATIENCE.saturating_sub(begun.elapsed())).await
            {
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

    /// Runs a statement once, as soon as it has its turn.
    async fn attempt(
        &self,
        sql: &str,
        parameters: &[Parameter<'_>],
        patience: Duration,
    ) -> Result<Vec<Row>, Failure> {
        let closed = |_| Failure::Final(Error::transient("the token store is closing"));
        let permit = timeout(patience, self.permits.acquire()).await.map_err(|_| Failure::Crowded)?;
        let _permit = permit.map_err(closed)?;
        let end = tokio::time::Instant::now() + ATTEMPT;
        let client = timeout_at(end, self.client()).await.unwrap_or(Err(Failure::Silent))?;
        let answered = timeout_at(end, client.query_typed(sql, parameters)).await;
        let rows = answered.map_err(|_| Failure::Silent).and_then(|rows| Ok(rows?));
        if rows.is_err() {
            self.forget(&client);
        }
        rows
    }

    /// The connection with the fewest statements under way; another one where all have some, and there may be more.
    async fn client(&self) -> Result<Arc<Client>, Failure> {
        let _turn = match self.least_busy() {
            (Some(client), false) => return Ok(client),
            (Some(client), true) => match self.opening.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(client),
            },
            (None, _) => self.opening.lock().await,
        };
        // Somebody may have opened one during the wait.
        if let (Some(client), false) = self.least_busy() {
            return Ok(client);
        }
        let client = Arc::new(self.connect().await?);
        self.connections().push(Connection { client: Arc::clone(&client), used: Instant::now() });
        Ok(client)
    }

    /// The connection with the fewest statements under way, of several the one that was used last; and whether another one
    /// would serve better, and may be opened.
    fn least_busy(&self) -> (Option<Arc<Client>>, bool) {
        let mut connections = self.connections();
        connections
            .retain(|one| !one.client.is_closed() && (one.statements() > 0 || one.used.elapsed() < IDLE));
        let may_open = connections.len() < CONNECTIONS;
        let least = connections.iter_mut().min_by_key(|one| (one.statements(), Reverse(one.used)));
        let Some(least) = least else { return (None, true) };
        least.used = Instant::now();
        let is_busy = least.statements() > 0;
        (Some(Arc::clone(&least.client)), is_busy && may_open)
    }

    /// Gives a connection to nobody any more: whoever has a statement under way on it waits for that alone.
    fn forget(&self, client: &Arc<Client>) {
        self.connections().retain(|one| !Arc::ptr_eq(&one.client, client));
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
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
