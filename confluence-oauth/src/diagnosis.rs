//! What is right and wrong with a session, for a person who wants to log in and cannot.

mod places;
mod signing;

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use serde::Serialize;
use url::Url;

use crate::clock::milliseconds;
use crate::error::{Error, ErrorKind};
use crate::exchange::{failed, leads_to};
use crate::properties::Deployment;
use crate::properties::{GrantType, InitiateOAuth, OAuthVersion};
use crate::session::{Session, Warning};
use crate::store::Record;

/// Clocks that differ by more make tokens look expired, or good, when they are not.
const SKEW_SECONDS: u64 = 60;

/// The diagnosis of a connection ([`Session::diagnose`]): one check after the other, in the order in which they depend on
/// one another.
///
/// ```no_run
/// # async fn example(session: confluence_oauth::Session) {
/// let found = session.diagnose().await;
/// for check in found.checks.iter().filter(|_| !found.is_healthy()) {
///     println!("{check:?}");
/// }
/// # }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diagnosis {
    /// One finding for each thing looked at.
    pub checks: Vec<Check>,
}

impl Diagnosis {
    /// Whether nothing failed; warnings do not count.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.checks.iter().all(|check| check.outcome != Outcome::Failed)
    }
}

/// One check of a [`Diagnosis`], with its outcome and advice.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// What was looked at, in one or two words.
    pub name: &'static str,
    /// How it is.
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// The outcome of a [`Check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// It works, and something should be looked after.
    Warning,
    /// It cannot work like this.
    Failed,
    /// It could not be looked at because of something else.
    Skipped,
}

impl Check {
    fn new(name: &'static str, outcome: Outcome, found: impl Into<String>) -> Self {
        Self { name, outcome, found: found.into(), advice: None }
    }

    fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    fn failed(name: &'static str, error: &Error) -> Self {
        let failed = Self::new(name, Outcome::Failed, error.explained());
        match error.property() {
            Some(property) => failed.advise(format!("correct {property}")),
            None => failed,
        }
    }
}

impl Session {
    /// Looks at everything that a login and a refresh depend on: the URLs, the clock, the store, the
    /// stored grant, its scopes and the site; with OAuth 1.0a also the key, and whether the server takes what it
    /// signs. It refreshes and stores no token; with the credentials of a service account that has a stored token it asks for
    /// one more, which it drops, since nothing else shows that the secret still counts.
    pub async fn diagnose(&self) -> Diagnosis {
        let mut checks = vec![self.check_properties(), self.check_site().await];
        checks.extend(self.check_authorization_server().await);
        let mut signs = true;
        if self.0.properties.version == OAuthVersion::V1 {
            let signer = self.0.signer().await;
            signs = !signer.as_ref().is_err_and(|error| error.kind() == ErrorKind::NoPrivateKey);
            checks.extend(self.check_signing(signer).await);
        }
        let store = self.check_store().await;
        let keeps = store.outcome != Outcome::Failed;
        checks.push(store);
        checks.extend(self.check_exposure(signs));
        match self.0.stored().await {
            Ok(record) => checks.extend(self.check_grant(&record).await),
            Err(_) => checks.push(Check::new("login", Outcome::Skipped, "the store cannot be read")),
        }
        // A login would be lost, so that none is advised.
        let advised =
            |check: &&mut Check| !keeps && check.name == "login" && check.outcome == Outcome::Failed;
        for check in checks.iter_mut().filter(advised) {
            *check = Check::new("login", Outcome::Skipped, "none can be kept before the store is right");
        }
        Diagnosis { checks }
    }

    fn check_properties(&self) -> Check {
        let properties = &self.0.properties;
        let initiate = match properties.initiate {
            InitiateOAuth::Off => "OFF: the token given is used as it is",
            InitiateOAuth::Refresh => "REFRESH: a token given once is refreshed here",
            InitiateOAuth::GetAndRefresh => "GETANDREFRESH: a token is obtained and refreshed here",
        };
        let grant = match properties.grant {
            GrantType::AuthorizationCode => "a user logs in",
            GrantType::ClientCredentials => "a service account has its own credentials",
        };
        let deployment = match self.deployment() {
            Deployment::Cloud => "Cloud",
            Deployment::DataCenter => "Data Center",
        };
        let found = format!("{} on {deployment}; {grant}; {initiate}", self.0.provider.site);
        Check::new("oauth", Outcome::Ok, found)
    }

    async fn check_site(&self) -> Check {
        match self.reach(&self.0.provider.site).await {
            Ok(answer) if answer.status() == StatusCode::NOT_FOUND => Check::new(
                "site",
                Outcome::Warning,
                "answers that nothing is there (HTTP 404)",
            )
            .advise(
                "check URL: on Cloud it is the name of the site, on Data Center it needs the context path",
            ),
            Ok(answer) => {
                let found = format!("answers (HTTP {}){}", answer.status().as_u16(), leads_to(&answer));
                Check::new("site", Outcome::Ok, found)
            }
            Err(error) => Check::failed("site", &error).advise("check URL, ProxyServer and SSLServerCert"),
        }
    }

    /// The token endpoint, and what its clock says.
    async fn check_authorization_server(&self) -> Vec<Check> {
        let url = &self.0.provider.token;
        let answer = match self.reach(url).await {
            Ok(answer) => answer,
            Err(error) => {
                let check = Check::failed("token endpoint", &error);
                return vec![check.advise("check OAuthAccessTokenURL, ProxyServer and SSLServerCert")];
            }
        };
        let place = format!("{}{} answers", crate::provider::origin(url), url.path());
        vec![Check::new("token endpoint", Outcome::Ok, place), self.check_clock(&answer)]
    }

    fn check_clock(&self, answer: &http::Response<Bytes>) -> Check {
        let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
            return Check::new("clock", Outcome::Skipped, "the service did not say what time it is");
        };
        let skew = milliseconds(theirs).abs_diff(self.0.clock.now()) / 1000;
        let found = format!("differs from the service's by {skew} s");
        match skew {
            0..=SKEW_SECONDS => Check::new("clock", Outcome::Ok, found),
            // Tokens are timed by this clock alone, so that a login works all the same.
            _ => Check::new("clock", Outcome::Warning, found).advise("set this machine's clock by NTP"),
        }
    }

    async fn check_grant(&self, record: &Record) -> Vec<Check> {
        let status = self.0.describe(record, false);
        let waits = self.0.unused_verifier(record).is_some();
        let of_warning = |warning: &Warning| match warning {
            // As a session does that is asked for a token.
            Warning::NotLoggedIn if waits => Check::new(
                "login",
                Outcome::Warning,
                "nothing is stored yet, and OAuthVerifier, which works once, logs in when a token is needed",
            ),
            warning => of_warning(warning, &status.location),
        };
        let mut checks: Vec<Check> = status.warnings.iter().map(of_warning).collect();
        if checks.is_empty() {
            checks.push(match self.check_service_account(record).await {
                Ok(()) => Check::new(
                    "login",
                    Outcome::Ok,
                    self.describe_token(status.access_token_expires_at, record),
                ),
                Err(error) => Check::failed("service account", &error),
            });
        }
        checks.push(self.check_scopes(record));
        checks.push(self.check_cloud_id().await);
        checks
    }

    /// A stored token hides that the credentials of a service account count no more, until it expires.
    async fn check_service_account(&self, record: &Record) -> Result<(), Error> {
        match (self.0.properties.grant, &record.access_token) {
            (GrantType::ClientCredentials, Some(_)) => self.0.try_client_credentials().await,
            _ => Ok(()),
        }
    }

    /// What there is to ask with, and until when.
    fn describe_token(&self, ends: Option<SystemTime>, record: &Record) -> String {
        let properties = &self.0.properties;
        let held = match (properties.initiate, &record.access_token) {
            (InitiateOAuth::Off, _) => "given",
            (_, Some(_)) => "stored",
            (_, None) if properties.grant == GrantType::ClientCredentials => {
                return "nothing is stored yet; the service account needs no login".to_owned();
            }
            (_, None) => return "the refresh token obtains an access token when one is needed".to_owned(),
        };
        match ends {
            None => format!("{held}; when the access token expires is not known"),
            Some(end) if milliseconds(end) <= self.0.clock.now() => {
                format!("{held}; the access token has expired, and is refreshed when it is needed")
            }
            Some(end) => format!("{held}; the access token expires {}", places::at(end)),
        }
    }

    fn check_scopes(&self, record: &Record) -> Check {
        if record.scope.is_empty() {
            let found = match record.access_token {
                Some(_) => "the service did not say what it granted",
                None => "nothing is granted yet",
            };
            return Check::new("scopes", Outcome::Skipped, found);
        }
        let of_confluence = |scope: &String| scope != "offline_access";
        if self.deployment() == Deployment::Cloud && !record.scope.iter().any(of_confluence) {
            let check = Check::new("scopes", Outcome::Failed, "Scope: nothing of Confluence was granted");
            return check.advise(self.gets_scopes(
                "name the scopes in Scope, enable them for the application, then log in again",
            ));
        }
        let missing = self.0.missing_scopes(&record.scope);
        if missing.is_empty() {
            return Check::new(
                "scopes",
                Outcome::Ok,
                format!("{} granted, none missing", record.scope.len()),
            );
        }
        let check = Check::new("scopes", Outcome::Failed, format!("missing: {}", missing.join(", ")));
        check
            .advise(self.gets_scopes("add them to the application where it is registered, then log in again"))
    }

    /// How scopes are had: where nobody logs in, another way than a user has.
    fn gets_scopes(&self, by_login: &'static str) -> &'static str {
        match (self.0.properties.grant, self.deployment()) {
            (GrantType::AuthorizationCode, _) => by_login,
            (GrantType::ClientCredentials, Deployment::Cloud) => {
                "the scopes of a service account are chosen where its credentials are made: make credentials with these, and \
                 give them in OAuthClientId and OAuthClientSecret"
            }
            (GrantType::ClientCredentials, Deployment::DataCenter) => {
                "allow them to the application where it is registered; the next token has them"
            }
        }
    }

    async fn check_cloud_id(&self) -> Check {
        if self.deployment() == Deployment::DataCenter {
            return Check::new("cloud id", Outcome::Ok, "Data Center needs none");
        }
        let needs_token =
            self.0.properties.grant == GrantType::AuthorizationCode && self.0.cloud_id.get().is_none();
        let usable =
            self.0.fresh().is_some() || self.0.adopt_without_lease(None).await.is_ok_and(|t| t.is_some());
        if needs_token && !usable {
            return Check::new("cloud id", Outcome::Skipped, "no usable token to ask with");
        }
        match self.cloud_id().await {
            Ok(id) => Check::new("cloud id", Outcome::Ok, id),
            Err(error)
                if error.status_code() == Some(StatusCode::UNAUTHORIZED)
                    && self.0.properties.grant == GrantType::AuthorizationCode =>
            {
                Check::failed("cloud id", &error).advise(
                    "the token is refused: it has expired, or is not one of Atlassian's; log in again, or give another one",
                )
            }
            Err(error) => Check::failed("cloud id", &error),
        }
    }

    /// Any answer at all will do.
    async fn reach(&self, url: &Url) -> Result<http::Response<Bytes>, Error> {
        let request = Request::get(url.as_str()).body(Bytes::new());
        let request = request.map_err(|_| Error::config("URL", "is not a URL"))?;
        let place = crate::provider::origin(url);
        let answer = self.0.http.exchange(request).await;
        answer.map_err(|source| failed(&format!("{place} cannot be reached"), source))
    }
}

fn of_warning(warning: &Warning, location: &str) -> Check {
    let outcome = match warning {
        Warning::NotLoggedIn | Warning::GrantEnded { .. } => Outcome::Failed,
        _ => Outcome::Warning,
    };
    let check = Check::new("login", outcome, warning.to_string());
    Check { advice: warning.advice(location).map(str::to_owned), ..check }
}
