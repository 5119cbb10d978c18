//! What is known of a session's grant, without asking the service.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::{Inner, Session};
use crate::clock::{Milliseconds, milliseconds, rfc3339, system_time};
use crate::error::Result;
use crate::properties::Deployment;
use crate::properties::{GrantType, InitiateOAuth, OAuthVersion, SettingsLocation};
use crate::store::{EntryKey, Record, check_key};
use crate::task_end::blocking;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// On Cloud a grant expires this long after the user consented.
const CLOUD_ABSOLUTE: Duration = DAY.saturating_mul(365);
/// On Cloud, and by default on Data Center, an unused grant expires after this.
const INACTIVITY: Duration = DAY.saturating_mul(90);
/// Time for a person to find an hour for a login.
const WARN_BEFORE: Duration = DAY.saturating_mul(30);
/// The same where using it once is enough.
const WARN_IDLE: Duration = DAY.saturating_mul(15);

/// The status of a stored login: its tokens, their expiry, its scopes, and warnings.
///
/// ```no_run
/// # async fn example(session: confluence_oauth::Session) -> Result<(), confluence_oauth::Error> {
/// let status = session.status().await?;
/// if !status.has_access_token && !status.refreshable {
///     println!("nobody has logged in; tokens would be in {}", status.location);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// What the entry is filed under.
    pub key: EntryKey,
    /// Where the entry is kept, in words where the program brought a store of its own.
    pub location: String,
    /// Whether there is an access token.
    pub has_access_token: bool,
    /// Whether the token can be refreshed without a login.
    pub refreshable: bool,
    /// When the access token expires, where that is known.
    #[serde(serialize_with = "as_text")]
    pub access_token_expires_at: Option<SystemTime>,
    /// When the grant itself is expected to end whatever happens, after which a login is needed.
    #[serde(serialize_with = "as_text")]
    pub grant_expires_at: Option<SystemTime>,
    /// When the grant is expected to end if it is not used before.
    #[serde(serialize_with = "as_text")]
    pub grant_expires_if_unused_at: Option<SystemTime>,
    /// The scopes that were granted, as far as the service said.
    pub scopes: Vec<String>,
    /// The cloud id, if it is known already.
    pub cloud_id: Option<String>,
    /// What should be looked after.
    pub warnings: Vec<Warning>,
}

/// A warning about a stored login, for its user: what to do soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// Nothing is stored: log in.
    NotLoggedIn,
    /// The grant was revoked or has expired: log in again.
    GrantEnded {
        /// What the service said.
        reason: String,
    },
    /// The grant expires for good within a month: log in again before.
    GrantExpiresSoon,
    /// The grant expires soon unless it is used.
    GrantExpiresUnlessUsed,
    /// The access token cannot be refreshed when it expires.
    NotRefreshable,
    /// A refresh began and its answer was lost; the next one will show whether the grant survived.
    RefreshInterrupted,
    /// The refreshed token is in memory only; saving it is being tried.
    Unsaved,
}

/// Where a login of another program never arrives.
const IN_MEMORY: &str = "memory://";

impl Warning {
    /// What to do about it, unless it says so itself; `location` is where the entry is kept.
    pub(crate) fn advice(&self, location: &str) -> Option<&'static str> {
        let advice = match self {
            Self::NotLoggedIn | Self::GrantEnded { .. } if location.starts_with(IN_MEMORY) => {
                "with memory:// only the program that serves can log in, for as long as it runs; to log in by \
                 `confluence-mcp login`, name a file in OAuthSettingsLocation"
            }
            Self::NotLoggedIn => "log in",
            Self::GrantEnded { reason } if reason.contains("log in again") => return None,
            Self::GrantEnded { .. } => "log in again",
            Self::GrantExpiresSoon => "log in again before",
            Self::GrantExpiresUnlessUsed => "use it",
            Self::NotRefreshable => {
                "log in again when it expires; on Cloud, with offline_access among the scopes, it will be refreshed"
            }
            Self::RefreshInterrupted => "if the next refresh fails, log in again",
            Self::Unsaved => "make room where OAuthSettingsLocation points, and keep the process running",
        };
        Some(advice)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotLoggedIn => "nothing is stored",
            Self::GrantEnded { reason } => reason,
            Self::GrantExpiresSoon => "the grant expires within a month",
            Self::GrantExpiresUnlessUsed => "the grant expires within days unless it is used",
            Self::NotRefreshable => "the access token cannot be refreshed when it expires",
            Self::RefreshInterrupted => "a refresh was cut off before its answer was saved",
            Self::Unsaved => "the refreshed token could not be saved yet",
        })
    }
}

impl fmt::Display for Status {
    /// A line for each fact that is known, for people.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |time: &SystemTime| rfc3339(milliseconds(*time));
        writeln!(formatter, "site: {}", self.key.site())?;
        if !self.key.client_id().is_empty() {
            writeln!(formatter, "application: {}", self.key.client_id())?;
        }
        if !self.key.principal().is_empty() {
            writeln!(formatter, "caller: {}", self.key.principal())?;
        }
        writeln!(formatter, "kept in: {}", self.location)?;
        let refreshed = if self.refreshable { "refreshed by itself" } else { "not refreshed" };
        match (self.has_access_token, &self.access_token_expires_at) {
            (true, Some(end)) => writeln!(formatter, "access token: until {}, {refreshed}", at(end))?,
            (true, None) => writeln!(formatter, "access token: until it is refused, {refreshed}")?,
            (false, _) if self.refreshable => writeln!(formatter, "access token: none, {refreshed}")?,
            (false, _) => writeln!(formatter, "access token: none")?,
        }
        if let Some(end) = &self.grant_expires_at {
            writeln!(formatter, "login: until {}", at(end))?;
        }
        if let Some(end) = &self.grant_expires_if_unused_at {
            writeln!(formatter, "login, unless it is used: until {}", at(end))?;
        }
        if !self.scopes.is_empty() {
            writeln!(formatter, "scopes: {}", self.scopes.join(" "))?;
        }
        if let Some(id) = &self.cloud_id {
            writeln!(formatter, "cloud id: {id}")?;
        }
        let told = |warning: &Warning| match warning.advice(&self.location) {
            Some(advice) => format!("attention: {warning}: {advice}"),
            None => format!("attention: {warning}"),
        };
        self.warnings.iter().map(told).try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

impl Session {
    /// What is known of the stored grant. This reads the store and asks nobody.
    ///
    /// # Errors
    /// The store cannot be read, or its key cannot be.
    pub async fn status(&self) -> Result<Status> {
        let inner = &*self.0;
        let record = inner.stored().await?;
        inner.check_store_key().await?;
        let unsaved = inner.unsaved.is_some().await;
        Ok(inner.describe(&record, unsaved))
    }

    /// Forgets the stored tokens, and logins that were begun; whether there were any. The consent that the user gave stays
    /// with the service; only its own pages take it back.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn logout(&self) -> Result<bool> {
        self.0.forget();
        let mut held = self.0.hold().await?;
        // A refresh may have ended during the wait.
        self.0.forget();
        if !held.record.is_of_a_login() {
            held.release().await;
            return Ok(false);
        }
        // What the connection string seeded is remembered, so that it does not come back by itself.
        let mut seeds = std::mem::take(&mut held.record.seeds);
        seeds.extend(self.0.properties.seed_fingerprint());
        let verifiers = std::mem::take(&mut held.record.verifiers);
        if seeds.is_empty() && verifiers.is_empty() {
            held.clear().await?;
            return Ok(true);
        }
        held.record = Record { version: held.record.version, seeds, verifiers, ..Record::default() };
        held.publish().await?;
        held.release().await;
        Ok(true)
    }
}

impl Inner {
    /// Whether the file of tokens can be encrypted as it is to be: without its key no login could be kept.
    async fn check_store_key(&self) -> Result<()> {
        let in_file = matches!(self.location(), Some(SettingsLocation::File(_)));
        match self.properties.key().cloned() {
            Some(key) if in_file && self.properties.initiate != InitiateOAuth::Off => {
                blocking("the look at the key of the token file", move || check_key(&key)).await
            }
            _ => Ok(()),
        }
    }

    /// The stored grant, or the one that the connection string stands for.
    pub(crate) async fn stored(&self) -> Result<Record> {
        let mut record = self.store.load(&self.key).await?.unwrap_or_default().record;
        self.properties.seed_into(&mut record, self.clock.now());
        Ok(record)
    }

    pub(crate) fn describe(&self, record: &Record, unsaved: bool) -> Status {
        let service_account = self.properties.grant == GrantType::ClientCredentials;
        let refreshes = self.properties.initiate != InitiateOAuth::Off;
        let means = match self.properties.version {
            OAuthVersion::V1 => record.session_handle.is_some(),
            OAuthVersion::V2 => service_account || record.refresh_token.is_some(),
        };
        let refreshable = refreshes && record.refused.is_none() && means;
        let lasts = |from: Option<Milliseconds>, long: Duration| from.map(|from| system_time(from) + long);
        let cloud = self.provider.deployment == Deployment::Cloud;
        let grows_old = refreshable && !service_account && self.properties.version == OAuthVersion::V2;
        let grant_expires_at = lasts(record.granted_at_ms, CLOUD_ABSOLUTE).filter(|_| grows_old && cloud);
        let grant_expires_if_unused_at =
            // A token may be given long after it was issued, and its grant was used since.
            lasts(record.issued_at_ms.max(record.granted_at_ms), INACTIVITY).filter(|_| grows_old);
        let mut status = Status {
            key: self.key.clone(),
            location: self.place(),
            has_access_token: record.access_token.is_some(),
            refreshable,
            access_token_expires_at: record.expires_at().map(system_time),
            grant_expires_at,
            grant_expires_if_unused_at,
            scopes: record.scope.clone(),
            cloud_id: self.cloud_id.get().cloned().or_else(|| record.cloud_id.clone()),
            warnings: Vec::new(),
        };
        status.warnings = self.warnings(record, &status, unsaved);
        status
    }

    fn warnings(&self, record: &Record, status: &Status, unsaved: bool) -> Vec<Warning> {
        let now = system_time(self.clock.now());
        let soon = |end: Option<SystemTime>, before: Duration| {
            end.is_some_and(|end| now + before > end && end > now)
        };
        let over = |end: Option<SystemTime>, why: &str| {
            end.filter(|end| *end <= now).map(|_| Warning::GrantEnded { reason: why.to_owned() })
        };
        let service_account = self.properties.grant == GrantType::ClientCredentials;
        let ended =
            record.refused.as_ref().map(|refused| Warning::GrantEnded { reason: refused.reason.clone() });
        let ended = ended
            .or_else(|| {
                over(
                    status.grant_expires_at,
                    "the grant is more than a year old, which is as old as one gets on Cloud",
                )
            })
            .or_else(|| {
                over(
                    status.grant_expires_if_unused_at,
                    "the grant was not used for 90 days, after which it expires",
                )
            });
        let nothing = record.access_token.is_none() && record.refresh_token.is_none() && !service_account;
        let stuck = record.access_token.is_some() && record.expires_at().is_some() && !status.refreshable;
        let stuck = stuck && ended.is_none();
        let checks = [
            (nothing, Warning::NotLoggedIn),
            (soon(status.grant_expires_at, WARN_BEFORE), Warning::GrantExpiresSoon),
            (soon(status.grant_expires_if_unused_at, WARN_IDLE), Warning::GrantExpiresUnlessUsed),
            (stuck, Warning::NotRefreshable),
            (record.intent.is_some(), Warning::RefreshInterrupted),
            (unsaved, Warning::Unsaved),
        ];
        ended
            .into_iter()
            .chain(checks.into_iter().filter_map(|(holds, warning)| holds.then_some(warning)))
            .collect()
    }
}

fn as_text<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_some(&rfc3339(milliseconds(*time))),
        None => serializer.serialize_none(),
    }
}
