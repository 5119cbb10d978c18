//! One query under way: what it may cost, how it waits for the service, and what it has read already.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::sync::{Notify, OnceCell};
use tokio::time::Instant;

use super::cache::Cache;
use super::chunk::Chunk;
use super::time::Zone;
use crate::error::{Error, ErrorKind, Result};
use crate::wiki::Wiki;

/// What the source of a table works with.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) wiki: Wiki,
    pub(super) notes: Arc<Notes>,
    pub(super) known: Arc<Known>,
}

/// What a query looks up once, whatever it is for: names by their ids.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) spaces: OnceCell<Vec<(String, String)>>,
    pub(super) groups: OnceCell<HashMap<String, String>>,
}

impl Context {
    /// The same for lists of which the first page is enough.
    pub(super) fn without_reading_ahead(&self) -> Self {
        let wiki = self.wiki.with_client(crate::client::Client::without_reading_ahead);
        Self { wiki, notes: Arc::clone(&self.notes), known: Arc::clone(&self.known) }
    }
}

/// What the reader of a result should know beside its rows.
#[derive(Debug, Default)]
pub(super) struct Notes {
    all: Mutex<Vec<String>>,
    /// About what a note was added that is added once.
    told: Mutex<HashSet<&'static str>>,
}

impl Notes {
    /// More than this tell nothing new.
    const MOST: usize = 10;

    pub(super) fn add(&self, note: impl Into<String>) {
        let note = note.into();
        if let Ok(mut notes) = self.all.lock()
            && notes.len() < Self::MOST
            && !notes.contains(&note)
        {
            notes.push(note);
        }
    }

    /// The same, once about a column: the keys of a join are many.
    pub(super) fn add_once(&self, column: &'static str, note: String) {
        if self.told.lock().is_ok_and(|mut told| told.insert(column)) {
            self.add(note);
        }
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.all.lock().map(|notes| notes.clone()).unwrap_or_default()
    }
}

/// When a query has to stop.
#[derive(Debug)]
pub(super) struct Stop {
    deadline: Instant,
    given_up: AtomicBool,
    /// It takes more memory than it may.
    too_large: AtomicBool,
    told: Notify,
}

impl Stop {
    pub(super) fn at(deadline: Instant) -> Self {
        Self { deadline, given_up: false.into(), too_large: false.into(), told: Notify::new() }
    }

    /// Nobody waits for the rows any more.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
        self.told.notify_one();
    }

    pub(super) fn is_over(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
            || self.too_large.load(Ordering::Relaxed)
            || Instant::now() >= self.deadline
    }

    /// Ends it because of the memory that it takes.
    pub(super) fn takes_too_much(&self) {
        self.too_large.store(true, Ordering::Relaxed);
    }

    pub(super) fn error(&self) -> Error {
        if self.too_large.load(Ordering::Relaxed) {
            return Error::new(ErrorKind::TooLarge, "sql").with_message(
                "what the queries that run now sort, group and join takes more memory than it may: select fewer columns \
                 (not Storage, Markdown or Text), narrow it by SpaceKey, an id or a day, or try again later",
            );
        }
        match self.given_up.load(Ordering::Relaxed) {
            true => Error::new(ErrorKind::Invalid, "sql").with_message("the query was given up"),
            false => Error::new(ErrorKind::Timeout, "sql").with_message(
                "the time for the query ran out: narrow it by SpaceKey, an id or a day, or give it more time",
            ),
        }
    }
}

/// The rows that a cursor stands in, for those that look ahead.
#[derive(Default)]
pub(super) struct Standing {
    pub(super) chunk: Mutex<Option<Arc<dyn Chunk>>>,
    pub(super) at: AtomicU64,
    /// The columns that were read so far, a bit for each.
    pub(super) read: AtomicU64,
}

/// What is said of a query whose thread ended before its rows did.
pub(super) fn broke_off() -> Error {
    Error::new(ErrorKind::Service, "sql").with_message("the query broke off")
}

/// A query under way. SQLite works it on one thread, which waits here for the service.
pub(super) struct Run {
    pub(super) context: Context,
    /// What the statement means by points in time, and how they are shown.
    pub(super) zone: Zone,
    pub(super) stop: Arc<Stop>,
    pub(super) cache: Mutex<Cache>,
    handle: Handle,
    /// Why it failed, which SQLite has no room for.
    failure: Mutex<Option<Error>>,
    /// What panicked during a wait.
    panicked: Mutex<Option<Box<dyn Any + Send>>>,
    /// The cursor and the column that were read last.
    last_read: AtomicU64,
    standing: Mutex<HashMap<u64, Arc<Standing>>>,
    cursors: AtomicU64,
    /// Hands on the rows that are ready, before a wait.
    pub(super) flush: Mutex<Option<Box<dyn FnMut() + Send>>>,
}

impl Run {
    pub(super) fn new(context: Context, stop: Arc<Stop>, handle: Handle) -> Self {
        Self {
            zone: Zone::new(context.wiki.time_zone()),
            context,
            stop,
            cache: Mutex::default(),
            handle,
            failure: Mutex::default(),
            panicked: Mutex::default(),
            last_read: AtomicU64::new(0),
            standing: Mutex::default(),
            cursors: AtomicU64::new(1),
            flush: Mutex::default(),
        }
    }

    /// Waits for the service.
    pub(super) fn wait<T>(&self, work: impl Future<Output = Result<T>>) -> rusqlite::Result<T> {
        if let Ok(mut flush) = self.flush.lock()
            && let Some(flush) = flush.as_mut()
        {
            flush();
        }
        let waited = async {
            let over = async {
                let told = std::pin::pin!(self.stop.told.notified());
                drop(tokio::time::timeout_at(self.stop.deadline, told).await);
            };
            match select(std::pin::pin!(over), std::pin::pin!(work)).await {
                Either::Left(((), _)) => Err(self.stop.error()),
                Either::Right((done, _)) => done,
            }
        };
        // SQLite called this, and a panic that reached it would end the process. One comes where the runtime ends meanwhile.
        match catch_unwind(AssertUnwindSafe(|| self.handle.block_on(waited))) {
            Ok(done) => done.map_err(|error| self.failed(error)),
            Err(panic) => {
                if let Ok(mut panicked) = self.panicked.lock() {
                    panicked.get_or_insert(panic);
                }
                Err(self.failed(broke_off()))
            }
        }
    }

    /// Goes on with what panicked during a wait, once SQLite has returned.
    pub(super) fn resume_panic(&self) {
        if let Some(panic) = self.panicked.lock().ok().and_then(|mut panicked| panicked.take()) {
            resume_unwind(panic);
        }
    }

    /// Keeps why the query failed, and tells SQLite that it did.
    pub(super) fn failed(&self, error: Error) -> rusqlite::Error {
        let told = rusqlite::Error::ModuleError(error.to_string());
        if let Ok(mut failure) = self.failure.lock() {
            failure.get_or_insert(error);
        }
        told
    }

    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.lock().ok()?.take()
    }

    /// A number for a cursor, and where it will stand.
    pub(super) fn enter(&self) -> (u64, Arc<Standing>) {
        let number = self.cursors.fetch_add(1, Ordering::Relaxed);
        let standing = Arc::new(Standing::default());
        if let Ok(mut all) = self.standing.lock() {
            all.insert(number, Arc::clone(&standing));
        }
        (number, standing)
    }

    pub(super) fn leave(&self, cursor: u64) {
        if let Ok(mut all) = self.standing.lock() {
            all.remove(&cursor);
        }
    }

    /// Where all cursors stand but this one, with each column that was read of them.
    pub(super) fn read_by_others(&self, cursor: u64) -> Vec<(Arc<Standing>, usize)> {
        let Ok(all) = self.standing.lock() else { return Vec::new() };
        let mut others: Vec<_> = all.iter().filter(|(number, _)| **number != cursor).collect();
        // The cursors that were opened last are the nearest.
        others.sort_by_key(|(number, _)| std::cmp::Reverse(**number));
        let columns = |standing: &Arc<Standing>| {
            let (standing, read) = (Arc::clone(standing), standing.read.load(Ordering::Relaxed));
            (0..63).filter(move |at| read & (1 << at) != 0).map(move |at| (Arc::clone(&standing), at))
        };
        others.into_iter().flat_map(|(_, standing)| columns(standing)).collect()
    }

    pub(super) fn note_read(&self, cursor: u64, column: usize) {
        self.last_read.store(cursor << 8 | (column as u64 & 0xff), Ordering::Relaxed);
    }

    /// Where the cursor stands that was read last, and which of its columns it was.
    pub(super) fn last_read(&self) -> Option<(Arc<Standing>, usize)> {
        let last = self.last_read.load(Ordering::Relaxed);
        let standing = self.standing.lock().ok()?.get(&(last >> 8)).cloned()?;
        Some((standing, usize::try_from(last & 0xff).ok()?))
    }
}
