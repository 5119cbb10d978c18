//! Works a query: SQLite on a thread of its own, rows through a channel.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Statement};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::Instant;
use tracing::Span;

use super::bounds::LARGEST_ROW;
use super::dialect::{escaped_lines, rewritten, without_qualified};
use super::faults::{Complaint, explained};
use super::other_names::{Suspect, add_missed};
use super::parameter::bind;
use super::run::{Context, Notes, Run, Stop, broke_off};
use super::statement_error::fault;
use super::table::{ColumnType, OtherNames, Table};
use super::value::Value;
use super::{QueryLimits, admission, functions, safety, virtual_table};
use crate::client::meter::Meter;
use crate::error::{Error, ErrorKind, Result};
use crate::wiki::Wiki;

/// How many rows travel together at the most, and how many such parcels wait to be read.
const TOGETHER: usize = 64;
const WAITING: usize = 4;

/// A statement with what it may cost.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) sql: String,
    /// Whether to say how it would be worked, in place of doing it.
    pub(super) explain: bool,
    /// Whether MaxRows of the connection has no say: it bounds what is answered, and not what is changed.
    pub(super) whole: bool,
    pub(super) parameters: Vec<(String, Value)>,
    pub(super) limits: QueryLimits,
    pub(super) tables: &'static [&'static dyn Table],
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) kind: Option<ColumnType>,
}

/// A query under way, as its reader holds it.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) heads: Vec<Head>,
    pub(super) rows: mpsc::Receiver<Result<Vec<Vec<Value>>>>,
    pub(super) meter: Arc<Meter>,
    pub(super) notes: Arc<Notes>,
    pub(super) stop: Arc<Stop>,
    /// Whether there were more rows than the limits let through.
    pub(super) cut: Arc<std::sync::atomic::AtomicBool>,
}

/// Begins a query when there is a place for it, and returns when its columns are known.
pub(super) async fn begin(wiki: &Wiki, work: Work) -> Result<Flow> {
    let place = admission::place(work.limits.time).await?;
    let meter = Arc::new(Meter::up_to(work.limits.requests));
    let stop = Arc::new(Stop::at(deadline(work.limits.time)));
    let notes = Arc::new(Notes::default());
    let counted = wiki.with_client(|client| client.with_meter(Arc::clone(&meter)));
    let context = Context { wiki: counted, notes: Arc::clone(&notes), known: Arc::default() };
    let run = Arc::new(Run::new(context, Arc::clone(&stop), Handle::current()));
    let (send, rows) = mpsc::channel(WAITING);
    let (told, heads) = oneshot::channel();
    let cut = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let begun = Desk { run, work, send, cut: Arc::clone(&cut), _place: place };
    // Its end is told through the channels.
    let span = Span::current();
    drop(tokio::task::spawn_blocking(move || span.in_scope(|| begun.work(told))));
    let waiting = Waiting(Some(&stop));
    let heads = heads.await.map_err(|_| broke_off())??;
    waiting.has_come();
    Ok(Flow { heads, rows, meter, notes, stop, cut })
}

/// Ends the query where its caller goes away before its columns are known.
struct Waiting<'s>(Option<&'s Stop>);

impl Waiting<'_> {
    fn has_come(mut self) {
        self.0 = None;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(stop) = self.0 {
            stop.give_up();
        }
    }
}

fn deadline(time: Duration) -> Instant {
    crate::client::deadline::after(Instant::now(), time)
}

/// Where a query is worked.
struct Desk {
    run: Arc<Run>,
    work: Work,
    send: mpsc::Sender<Result<Vec<Vec<Value>>>>,
    cut: Arc<std::sync::atomic::AtomicBool>,
    /// Until its thread is free again.
    _place: OwnedSemaphorePermit,
}

type Told = oneshot::Sender<Result<Vec<Head>>>;

impl Desk {
    fn work(self, told: Told) {
        let mut told = Some(told);
        if let Err(error) = self.attempt(&mut told) {
            match told.take() {
                Some(told) => drop(told.send(Err(error))),
                None => drop(self.send.blocking_send(Err(error))),
            }
        }
        if let Ok(mut flush) = self.run.flush.lock() {
            flush.take();
        }
        self.run.resume_panic();
    }

    fn attempt(&self, told: &mut Option<Told>) -> Result<()> {
        let sql = rewritten(&self.work.sql, &self.run.zone)?;
        let sql = if self.work.explain { format!("EXPLAIN QUERY PLAN {sql}") } else { sql };
        let (connection, refused) = self.opened(&sql)?;
        let refusal = |error: &rusqlite::Error| self.fault(error, &sql, &refused);
        let mut statement = connection.prepare(&sql).map_err(|error| refusal(&error))?;
        if !statement.readonly() {
            return Err(fault("a query reads, and does nothing else"));
        }
        // A plan needs no values.
        if !self.work.explain {
            bind(&mut statement, &self.work.parameters)?;
        }
        let heads = heads(&statement);
        self.tell_zone(&heads);
        if let Some(told) = escaped_lines(&self.work.sql) {
            self.run.context.notes.add(told);
        }
        if let Some(told) = told.take() {
            // Nobody is there any more who could read the rows.
            if told.send(Ok(heads.clone())).is_err() {
                return Ok(());
            }
        }
        self.hand_out(&mut statement, &heads).map_err(|error| match error {
            Failed::Sqlite(error) => refusal(&error),
            Failed::Ours(error) => error,
        })
    }

    /// A connection with the other names of columns that the statement needs.
    fn opened(&self, sql: &str) -> Result<(Connection, safety::Refused)> {
        let mut other = OtherNames::default();
        let open = |other: &OtherNames, suspect: Option<Suspect>| {
            open(&self.run, self.work.tables, other, suspect).map_err(|error| fault(error.to_string()))
        };
        loop {
            let opened = open(&other, None)?;
            let missed = opened.0.prepare(sql).err().map(|error| said(&error).0);
            match missed {
                Some(missed) if add_missed(&mut other, &missed, self.work.tables) => {}
                // Its reason is told where it is prepared to be worked.
                Some(_) => return Ok(opened),
                None => {
                    for suspect in Suspect::all(sql, self.work.tables) {
                        let mut looked_at = Cow::Borrowed(sql);
                        if other.has(suspect.name) {
                            // It was missed: where only with its table before it, each other one has a column already.
                            looked_at = without_qualified(sql, suspect.name).into();
                            if open(&other.without(suspect.name), None)?.0.prepare(&looked_at).is_err() {
                                continue;
                            }
                        }
                        let (connection, refused) = open(&other.with(suspect.name), Some(suspect))?;
                        let captured = connection.prepare(&looked_at).is_err()
                            && refused.lock().is_ok_and(|why| why.as_ref() == Some(&suspect.said()));
                        if captured {
                            return Err(fault(suspect.said()));
                        }
                    }
                    return Ok(opened);
                }
            }
        }
    }

    /// Points in time carry no offset, so that their zone is told beside them where it is not the usual one.
    fn tell_zone(&self, heads: &[Head]) {
        let zone = &self.run.zone;
        if !zone.is_utc() && heads.iter().any(|head| head.kind == Some(ColumnType::Timestamp)) {
            self.run
                .context
                .notes
                .add(format!("points in time are shown in {zone}, the Timezone of the connection"));
        }
    }

    fn hand_out(&self, statement: &mut Statement<'_>, heads: &[Head]) -> std::result::Result<(), Failed> {
        let outbox = Arc::new(Mutex::new(Vec::with_capacity(TOGETHER)));
        let post =
            Post { outbox: Arc::clone(&outbox), send: self.send.clone(), stop: Arc::clone(&self.run.stop) };
        let before_wait = post.clone();
        if let Ok(mut flush) = self.run.flush.lock() {
            *flush = Some(Box::new(move || before_wait.flush()));
        }
        let limits = &self.work.limits;
        let (mut sent, mut bytes, mut skipped) = (0, 0, 0);
        let most = self.run.context.wiki.row_limit().filter(|_| !self.work.explain && !self.work.whole);
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(Failed::Sqlite)? {
            if skipped < limits.skip {
                skipped += 1;
                continue;
            }
            if most.is_some_and(|most| skipped + sent >= most) {
                let told = most.unwrap_or_default();
                self.run.context.notes.add(format!("MaxRows of the connection limits the rows to {told}"));
                break;
            }
            if sent == limits.rows || bytes >= limits.bytes {
                self.cut.store(true, std::sync::atomic::Ordering::Release);
                break;
            }
            let (values, weight) = taken(row, heads)?;
            bytes = bytes.saturating_add(weight);
            sent += 1;
            if post.put(values) {
                return Err(Failed::Ours(self.run.stop.error()));
            }
        }
        post.flush();
        Ok(())
    }

    /// Why SQLite stopped.
    fn fault(&self, error: &rusqlite::Error, sql: &str, refused: &safety::Refused) -> Error {
        if let Some(failure) = self.run.failure() {
            return failure;
        }
        if self.run.stop.is_over() {
            return self.run.stop.error();
        }
        if let Some(why) = refused.lock().ok().and_then(|mut why| why.take()) {
            return fault(why);
        }
        let (said, at) = said(error);
        explained(&Complaint { said: &said, written: &self.work.sql, made: sql, at })
    }
}

/// What SQLite says, and of which byte of the statement.
fn said(error: &rusqlite::Error) -> (String, Option<usize>) {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(said)) => (said.clone(), None),
        rusqlite::Error::SqlInputError { msg, offset, .. } => (msg.clone(), usize::try_from(*offset).ok()),
        other => (other.to_string(), None),
    }
}

/// The values of a row, and how many bytes they take.
fn taken(row: &rusqlite::Row<'_>, heads: &[Head]) -> std::result::Result<(Vec<Value>, usize), Failed> {
    let (mut values, mut bytes) = (Vec::with_capacity(heads.len()), 0_usize);
    for (at, head) in heads.iter().enumerate() {
        let value = truth(virtual_table::value(row.get_ref(at).map_err(Failed::Sqlite)?), head.kind);
        bytes = bytes.saturating_add(value.weight());
        if bytes > LARGEST_ROW {
            let said = format!(
                "a row has more than {} MiB: select fewer columns, or the beginning of each, LEFT(Storage, 1000)",
                LARGEST_ROW >> 20
            );
            return Err(Failed::Ours(Error::new(ErrorKind::TooLarge, "sql").with_message(said)));
        }
        values.push(value);
    }
    Ok((values, bytes))
}

enum Failed {
    Sqlite(rusqlite::Error),
    Ours(Error),
}

/// Puts rows together and hands them on.
#[derive(Clone)]
struct Post {
    outbox: Arc<Mutex<Vec<Vec<Value>>>>,
    send: mpsc::Sender<Result<Vec<Vec<Value>>>>,
    stop: Arc<Stop>,
}

impl Post {
    /// Whether nobody reads any more.
    fn put(&self, row: Vec<Value>) -> bool {
        let full = match self.outbox.lock() {
            Ok(mut outbox) => {
                outbox.push(row);
                outbox.len() >= TOGETHER
            }
            Err(_) => true,
        };
        if full {
            self.flush();
        }
        self.send.is_closed()
    }

    fn flush(&self) {
        let rows = self.outbox.lock().map(|mut outbox| std::mem::take(&mut *outbox)).unwrap_or_default();
        if !rows.is_empty() && self.send.blocking_send(Ok(rows)).is_err() {
            self.stop.give_up();
        }
    }
}

/// SQLite has no truth values of its own.
fn truth(value: Value, kind: Option<ColumnType>) -> Value {
    match (kind, value) {
        (Some(ColumnType::Boolean), Value::Integer(number)) => Value::Boolean(number != 0),
        (_, value) => value,
    }
}

fn open(
    run: &Arc<Run>,
    all: &[&'static dyn Table],
    other: &OtherNames,
    suspect: Option<Suspect>,
) -> rusqlite::Result<(Connection, safety::Refused)> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_MEMORY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_in_memory_with_flags(flags)?;
    let now = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap_or_default();
    functions::register(&connection, &run.zone, now, &run.stop)?;
    functions::register_caller(&connection, run)?;
    let mut names = Vec::new();
    for table in all {
        virtual_table::register(&connection, *table, run, other)?;
        names.extend(table.names());
    }
    let refused = safety::confine(&mut connection, &names, suspect, &run.stop)?;
    Ok((connection, refused))
}

fn heads(statement: &Statement<'_>) -> Vec<Head> {
    let columns = statement.columns();
    columns
        .map(|column| Head {
            name: column.name().to_owned(),
            kind: column.decl_type().and_then(ColumnType::of_declared),
        })
        .collect()
}

#[cfg(test)]
mod tests;
