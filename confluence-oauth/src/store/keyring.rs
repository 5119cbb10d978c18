//! A key in the operating system's keyring: the Secret Service, the Keychain, the Credential Manager.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use base64::prelude::*;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error as Keyring};
use zeroize::Zeroizing;

use super::KEY_BYTES;
use super::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::properties::default_file;
use crate::secret::Secret;

/// Within it somebody who is asked for the keyring's password has to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Whose the key is, below the service's name.
const USER: &str = "confluence-oauth";

/// The key under this name; `None` if the keyring has none.
pub(crate) fn key(name: &str) -> Result<Option<Secret>> {
    apart(name, |entry| match entry.get_password() {
        Err(Keyring::NoEntry) => Ok(None),
        found => found.map(|text| Some(Secret::new(text))),
    })
}

/// The key under this name, made if the keyring has none; a lock keeps others from making another meanwhile.
pub(super) fn key_or_new(name: &str) -> Result<Secret> {
    if let Some(key) = key(name)? {
        return Ok(key);
    }
    let _held = disk::lock(&default_file()?.with_file_name("keyring.lock"))?;
    if let Some(key) = key(name)? {
        return Ok(key);
    }
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(&mut *bytes).map_err(|_| Error::store("the system's random number generator failed"))?;
    let made = Secret::new(BASE64_STANDARD.encode(*bytes));
    let kept = made.clone();
    apart(name, move |entry| entry.set_password(kept.expose()))?;
    match key(name)? {
        Some(found) if found.matches(made.expose()) => Ok(found),
        _ => Err(unavailable(name, "the keyring does not keep what is put into it")),
    }
}

/// Runs in a thread of its own: some keyrings must not be asked from a thread that runs tasks, and one that
/// waits for its user must not keep the runtime from ending.
fn apart<T: Send + 'static>(
    name: &str,
    work: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T> {
    let (sender, receiver) = sync_channel(1);
    let service = name.to_owned();
    let run = move || {
        let done = store().and_then(|store| work(&store.build(&service, USER, None)?));
        // Nobody waits any longer, then.
        let _ = sender.send(done);
    };
    let started = std::thread::Builder::new().name("keyring".to_owned()).spawn(run);
    started.map_err(|source| Error::transient("no thread can be started").with_source(source))?;
    match receiver.recv_timeout(PATIENCE) {
        Ok(done) => done.map_err(|error| refused(name, error)),
        Err(RecvTimeoutError::Timeout) => Err(locked(name)),
        Err(RecvTimeoutError::Disconnected) => Err(unavailable(name, "the keyring cannot be asked")),
    }
}

#[cfg(target_os = "macos")]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    apple_native_keyring_store::keychain::Store::new()
}

#[cfg(windows)]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    windows_native_keyring_store::Store::new()
}

#[cfg(not(any(target_os = "macos", windows)))]
fn store() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    zbus_secret_service_keyring_store::Store::new()
}

fn refused(name: &str, error: Keyring) -> Error {
    match error {
        Keyring::NoStorageAccess(source) => locked(name).with_source(source),
        Keyring::PlatformFailure(source) => {
            unavailable(name, "there is no keyring here that can be asked").with_source(source)
        }
        // Others may hold what is stored.
        _ => unavailable(name, "the keyring holds something else under this name, or refuses it"),
    }
}

fn locked(name: &str) -> Error {
    let message = format!(
        "keyring://{name}: the keyring is locked, or has to be made first, and nobody was there to do so: log in \
         to the desktop or unlock it, and try again; where nobody can, name a file and give its key as \
         OAuthSettingsKey=env:VARIABLE or file:PATH"
    );
    Error::new(ErrorKind::KeyringLocked, message).on_property("OAuthSettingsKey")
}

fn unavailable(name: &str, why: &str) -> Error {
    let message = format!(
        "keyring://{name}: {why}; in containers, services and sessions without a desktop name a file and give its \
         key as OAuthSettingsKey=env:VARIABLE or file:PATH"
    );
    Error::new(ErrorKind::KeyringUnavailable, message).on_property("OAuthSettingsKey")
}
