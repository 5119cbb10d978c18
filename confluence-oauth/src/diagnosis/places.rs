//! The store's place: whether it can be read, locked and relied on.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{Check, Outcome};
use crate::clock::{milliseconds, rfc3339};
use crate::exposure;
use crate::properties::{InitiateOAuth, KeyLocation, SettingsLocation};
use crate::session::Session;
use crate::store::{Sealing, check_key};
#[cfg(feature = "keyring")]
use crate::task_end::blocking;

const SOON: Duration = Duration::from_secs(3);

impl Session {
    pub(super) async fn check_store(&self) -> Check {
        let name = "store";
        if self.0.properties.initiate == InitiateOAuth::Off {
            return Check::new(name, Outcome::Ok, "none is needed when InitiateOAuth is OFF");
        }
        if let Err(error) = self.0.store.load(&self.0.key).await {
            let failed = Check::failed(name, &error);
            return match self.0.location() {
                Some(SettingsLocation::Postgres(_)) => {
                    failed.advise("check the URL in OAuthSettingsLocation, and that the database is up")
                }
                _ => failed,
            };
        }
        #[cfg(feature = "keyring")]
        if let Some(SettingsLocation::Keyring(service)) = self.0.location() {
            // What was never stored has needed no key yet.
            let service = service.clone();
            let asked = blocking("the question to the keyring", move || crate::store::keyring::key(&service));
            if let Err(error) = asked.await {
                let advice =
                    "unlock the keyring, or give OAuthSettingsLocation a file and OAuthSettingsKey its key";
                return Check::failed(name, &error).advise(advice);
            }
        }
        match self.0.store.lease(&self.0.key, SOON).await {
            Ok(lease) => drop(lease.release().await),
            Err(error) if error.is_transient() => {
                return Check::new(name, Outcome::Warning, error.explained())
                    .advise("another process is refreshing; try again");
            }
            Err(error) => {
                let failed = Check::failed(name, &error);
                return match self.0.location() {
                    Some(_) => failed.advise(
                        "tokens cannot be kept there: give OAuthSettingsLocation a place this user may write",
                    ),
                    None => failed,
                };
            }
        }
        if let Some(key) = self.0.properties.key().filter(|_| self.keeps_a_file())
            && let Err(error) = check_key(key)
        {
            let advice = "no token can be kept without the key: give OAuthSettingsKey one that can be read";
            return Check::failed(name, &error).advise(advice);
        }
        self.describe_place(name)
    }

    fn keeps_a_file(&self) -> bool {
        matches!(self.0.location(), Some(SettingsLocation::File(_)))
    }

    /// Files and folders that others can read or change, where secrets are. `signs` says whether there is a private key in
    /// the certificate store, unless it is not known.
    pub(super) fn check_exposure(&self, signs: bool) -> Option<Check> {
        let properties = &self.0.properties;
        let (mut found, mut advice) = (Vec::new(), Vec::new());
        let key = properties
            .certificate()
            .store()
            .filter(|_| signs)
            .map(|store| Path::new(store.expose()).to_path_buf());
        let sealing = match properties.key() {
            Some(KeyLocation::File(path)) => Some(path.clone()),
            _ => None,
        };
        for (property, path) in [("CertificateStore", key), ("OAuthSettingsKey", sealing)] {
            if let Some(path) = path.filter(|path| exposure::is_open_to_others(path)) {
                found.push(format!("{property}: others can read {}", path.display()));
                advice.push(format!("chmod 600 {}", path.display()));
            }
        }
        if let Some(SettingsLocation::File(path)) = self.0.location()
            && let Some(folder) = path.parent().filter(|folder| exposure::is_writable_by_others(folder))
        {
            found.push(format!("OAuthSettingsLocation: others can replace what is in {}", folder.display()));
            advice.push(format!("chmod 700 {}", folder.display()));
        }
        (!found.is_empty())
            .then(|| Check::new("files", Outcome::Warning, found.join("; ")).advise(advice.join("; ")))
    }

    fn describe_place(&self, name: &'static str) -> Check {
        let Some(location) = self.0.location() else {
            return Check::new(name, Outcome::Ok, self.0.place());
        };
        match location {
            SettingsLocation::File(path) if is_remote(path) => {
                Check::new(name, Outcome::Warning, format!("{location} is on a network file system"))
                    .advise("locks are unreliable there: name a place on this machine")
            }
            SettingsLocation::File(path) => self.describe_file(name, path),
            SettingsLocation::Memory(_) => {
                Check::new(name, Outcome::Warning, format!("{location} ends with this process"))
                    .advise("name a file to stay logged in")
            }
            _ => Check::new(name, Outcome::Ok, location.to_string()),
        }
    }

    /// What the file is, and not what it is to become.
    fn describe_file(&self, name: &'static str, path: &Path) -> Check {
        let sealing = match Sealing::of(path) {
            Ok(sealing) => sealing,
            Err(error) => return Check::failed(name, &error),
        };
        let place = path.display();
        let found = |outcome, what: &str| Check::new(name, outcome, format!("{place}, {what}"));
        match (sealing, self.0.properties.key().is_some()) {
            (Sealing::Encrypted, _) => found(Outcome::Ok, "encrypted"),
            (Sealing::Plain, false) => found(Outcome::Ok, "not encrypted"),
            (Sealing::Plain, true) => found(Outcome::Warning, "not encrypted yet")
                .advise("what is stored next encrypts the file: log in again, or wait for the next refresh"),
            (Sealing::Absent, true) => found(Outcome::Ok, "nothing is stored yet; it will be encrypted"),
            (Sealing::Absent, false) => found(Outcome::Ok, "nothing is stored yet; it will not be encrypted"),
        }
    }
}

pub(super) fn at(time: SystemTime) -> String {
    rfc3339(milliseconds(time))
}

/// Whether a file is on another machine's disk, where locks are not what they should be.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn is_remote(path: &std::path::Path) -> bool {
    /// Of `statfs(2)`: NFS, SMB, SMB2, CIFS, AFS, 9P, FUSE.
    const REMOTE: [i64; 7] =
        [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x5346_414F, 0x0102_1997, 0x6573_5546];
    let folder = path.parent().unwrap_or(path);
    rustix::fs::statfs(folder).is_ok_and(|found| REMOTE.contains(&found.f_type))
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn is_remote(_: &std::path::Path) -> bool {
    false
}
