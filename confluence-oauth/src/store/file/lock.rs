//! The lock files: one holder at a time, over all processes; the system frees what a holder that dies has.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

use super::super::disk;
use crate::error::{Error, Result};
use crate::store::EntryKey;
use crate::task_end::blocking;

const FIRST_WAIT: Duration = Duration::from_millis(4);
const LONGEST_WAIT: Duration = Duration::from_millis(80);
/// A change takes moments. Who waits longer waits for a process that hangs, and is told so.
const CHANGE_DEADLINE: Duration = Duration::from_secs(30);

/// The lock of one file, until it is dropped.
#[derive(Debug)]
pub(super) struct FileLock {
    _file: File,
}

/// Who else may hold a lock.
#[derive(Clone, Copy, Debug)]
enum With {
    Nobody,
    /// All who take it so.
    Others,
}

impl FileLock {
    /// Takes the lock file if nobody has it.
    pub(super) async fn try_acquire(lock: &Path) -> Result<Option<Self>> {
        attempt(lock, With::Nobody).await
    }
}

/// The right to change one entry, which its holder keeps while the service is asked for a new token.
#[derive(Debug)]
pub(super) struct EntryLock {
    _entry: FileLock,
    /// An older build, which locks the whole file during a refresh, may run beside this one: it waits for all who refresh, and
    /// all who refresh wait for it.
    _file: FileLock,
}

impl EntryLock {
    /// Waits for the lock of an entry of the file.
    pub(super) async fn acquire(path: &Path, key: &EntryKey, deadline: Duration) -> Result<Self> {
        let begun = Instant::now();
        let own = folder(path).join(slot(key)?);
        let entry = acquire(&own, With::Nobody, begun, deadline).await?;
        let file = acquire(&disk::beside(path, ".lock"), With::Others, begun, deadline).await?;
        Ok(Self { _entry: entry, _file: file })
    }
}

/// Whose turn it is to change the file: in this process they stand in a line, and its first waits for other processes.
#[derive(Debug, Default)]
pub(super) struct Changes(Arc<Mutex<()>>);

/// The right to read the file, change what was read, and replace it.
#[derive(Debug)]
pub(super) struct ChangeLock {
    _file: FileLock,
    _turn: OwnedMutexGuard<()>,
}

impl Changes {
    pub(super) async fn alone(&self, path: &Path) -> Result<ChangeLock> {
        let lock = folder(path).join("change");
        let begun = Instant::now();
        let turn = tokio::time::timeout(CHANGE_DEADLINE, Arc::clone(&self.0).lock_owned()).await;
        let turn = turn.map_err(|_| timeout(&lock, CHANGE_DEADLINE))?;
        Ok(ChangeLock { _file: acquire(&lock, With::Nobody, begun, CHANGE_DEADLINE).await?, _turn: turn })
    }
}

/// Where the lock files are: beside the file, which is replaced and cannot be locked itself.
fn folder(path: &Path) -> PathBuf {
    disk::beside(path, ".locks")
}

/// The name of an entry's lock file: one of 256, which stay. A file for each entry would have to be deleted at some time,
/// and somebody might just be about to lock it. Entries that share one wait for each other, and nothing more.
fn slot(key: &EntryKey) -> Result<String> {
    let text = serde_json::to_string(key).map_err(|_| Error::store("the key is not valid JSON"))?;
    let [first, ..]: [u8; 32] = Sha256::digest(text).into();
    Ok(format!("{first:02x}"))
}

async fn acquire(lock: &Path, with: With, begun: Instant, deadline: Duration) -> Result<FileLock> {
    let mut wait = FIRST_WAIT;
    loop {
        if let Some(held) = attempt(lock, with).await? {
            return Ok(held);
        }
        if begun.elapsed() >= deadline {
            return Err(timeout(lock, deadline));
        }
        tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64())).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn attempt(lock: &Path, with: With) -> Result<Option<FileLock>> {
    let lock = lock.to_owned();
    blocking("the wait for the token file", move || try_lock(&lock, with)).await
}

fn try_lock(lock: &Path, with: With) -> Result<Option<FileLock>> {
    let mut file = disk::open_lock(lock)?;
    let taken = match with {
        With::Nobody => file.try_lock(),
        With::Others => file.try_lock_shared(),
    };
    match taken {
        Ok(()) => {
            note_holder(&mut file);
            Ok(Some(FileLock { _file: file }))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => {
            let what =
                format!("OAuthSettingsLocation: {} cannot be locked on this file system", lock.display());
            Err(Error::store(what).with_source(source))
        }
    }
}

/// Leaves our process id for those who wait; only a hint, so that failing to is no failure.
fn note_holder(file: &mut File) {
    let noted = file.set_len(0).and_then(|()| file.rewind());
    let _ = noted.and_then(|()| write!(file, "{}", std::process::id()));
}

fn timeout(lock: &Path, deadline: Duration) -> Error {
    let mut holder = String::new();
    let read = File::open(lock).and_then(|file| file.take(20).read_to_string(&mut holder));
    let holder = match read.ok().and_then(|_| holder.trim().parse::<u32>().ok()) {
        Some(process) => format!("process {process}"),
        None => "another process".to_owned(),
    };
    let message = format!("{holder} has held {} for {} s", lock.display(), deadline.as_secs());
    Error::lock_timeout(message).on_property("OAuthSettingsLocation")
}
