//! The lock file: one holder at a time, over all processes; the system frees it when a holder dies.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::super::disk;
use crate::error::{Error, Result};
use crate::task_end::blocking;

const FIRST_WAIT: Duration = Duration::from_millis(4);
const LONGEST_WAIT: Duration = Duration::from_millis(80);

/// The lock of the file it is beside, until it is dropped.
#[derive(Debug)]
pub(super) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits for the lock of `path`.
    pub(super) async fn acquire(path: &Path, deadline: Duration) -> Result<Self> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            if let Some(lock) = Self::try_acquire(path).await? {
                return Ok(lock);
            }
            if begun.elapsed() >= deadline {
                return Err(timeout(path, deadline));
            }
            tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64())).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Takes the lock of `path` if nobody has it.
    pub(super) async fn try_acquire(path: &Path) -> Result<Option<Self>> {
        let path = disk::beside(path, ".lock");
        blocking("the wait for the token file", move || try_lock(&path)).await
    }
}

fn try_lock(path: &Path) -> Result<Option<FileLock>> {
    let mut file = disk::open_lock(path)?;
    match file.try_lock() {
        Ok(()) => {
            note_holder(&mut file);
            Ok(Some(FileLock { _file: file }))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => {
            let what =
                format!("OAuthSettingsLocation: {} cannot be locked on this file system", path.display());
            Err(Error::store(what).with_source(source))
        }
    }
}

/// Leaves our process id for those who wait; only a hint, so that failing to is no failure.
fn note_holder(file: &mut File) {
    let noted = file.set_len(0).and_then(|()| file.rewind());
    let _ = noted.and_then(|()| write!(file, "{}", std::process::id()));
}

fn timeout(path: &Path, deadline: Duration) -> Error {
    let lock: PathBuf = disk::beside(path, ".lock");
    let mut holder = String::new();
    let read = File::open(&lock).and_then(|file| file.take(20).read_to_string(&mut holder));
    let holder = match read.ok().and_then(|_| holder.trim().parse::<u32>().ok()) {
        Some(process) => format!("process {process}"),
        None => "another process".to_owned(),
    };
    let message = format!("{holder} has held {} for {} s", lock.display(), deadline.as_secs());
    Error::lock_timeout(message).on_property("OAuthSettingsLocation")
}
