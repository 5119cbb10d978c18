//! Errors of connection strings, logins, tokens and token stores.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use url::Url;

/// `Result` with [`Error`], as everything here that can fail returns it.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What [`Error::with_source`] takes.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// An error of a connection string, a login, a token request or a token store.
///
/// `Display` says what is at fault and what would be right, and never repeats its cause, which
/// [`source`](std::error::Error::source) gives. Neither `Display` nor `Debug` ever holds a secret or the raw
/// answer of a service. What a program decides by is in [`kind`](Error::kind) and the accessors.
///
/// ```
/// use confluence_oauth::{ConnectionString, Error, ErrorKind, SessionOptions};
///
/// /// What a program says to its user.
/// fn advice(error: &Error) -> String {
///     match error.kind() {
///         ErrorKind::LoginRequired | ErrorKind::ReauthRequired => match error.authorization_url() {
///             Some(url) => format!("log in at {url}"),
///             None => "log in again".to_owned(),
///         },
///         _ if error.is_transient() => "try again in a minute".to_owned(),
///         _ => format!("correct {}: {error}", error.property().unwrap_or("the connection")),
///     }
/// }
///
/// let mut string = ConnectionString::parse("URL=https://example.atlassian.net;OAuthVersion=3")?;
/// let error = SessionOptions::take_from(&mut string).unwrap_err();
/// assert!(advice(&error).starts_with("correct OAuthVersion: "));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    property: Option<String>,
    details: Details,
    /// Many may have waited for one attempt: each is told the cause of its failure.
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The data of an error besides its message.
#[derive(Clone, Default)]
struct Details {
    url: Option<Url>,
    status: Option<StatusCode>,
    code: Option<String>,
    retry_after: Option<Duration>,
    sites: Vec<String>,
    reauth: Option<ReauthReason>,
}

/// The kind of an [`Error`], each with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A property is missing, misspelt or has a value that cannot be: correct the one that
    /// [`Error::property`] names.
    Config,
    /// The certificate store (key file) cannot be read: correct its format, its password or what is in it.
    Certificate,
    /// The certificate store was read and holds no private key: export it with its key, or name another one.
    NoPrivateKey,
    /// The token store cannot be read or written: correct `OAuthSettingsLocation` or the permissions of the file, or bring
    /// the database up.
    Store,
    /// Somebody else changed the stored entry while its lease was held here: try again, which reads the entry
    /// anew.
    LeaseLost,
    /// The token store is encrypted and its key is not at hand. It is left as it is: bring the key back, or log in with
    /// another `OAuthSettingsLocation`.
    KeyLost,
    /// The keyring that holds the key of the token store is locked, and nobody unlocked it: unlock it and try again.
    KeyringLocked,
    /// There is no keyring here, or it cannot be used: keep the key or the tokens in a file (`OAuthSettingsKey`,
    /// `OAuthSettingsLocation`).
    KeyringUnavailable,
    /// Another process holds the token store for longer than we wait: try again; if it stays so, end the one that
    /// hangs.
    LockTimeout,
    /// Another process is logging in with the same token store: finish that login, or wait until it is given up.
    LoginInProgress,
    /// Nothing usable is stored and nothing here may or can obtain a token: log in first.
    /// [`Error::authorization_url`] has the URL to open where a login was begun.
    LoginRequired,
    /// No browser can be opened here: open [`Error::authorization_url`] elsewhere.
    BrowserUnavailable,
    /// The port of the redirect URI (`CallbackURL`) cannot be listened on: end the program that has it, or register and give
    /// another one.
    CallbackPort,
    /// The redirect URI was never called: log in again and finish the login in the browser, or in two steps
    /// ([`Session::begin_login`](crate::Session::begin_login)).
    CallbackTimeout,
    /// The `state` of the redirect belongs to no login begun here: begin the login anew.
    StateMismatch,
    /// The user, or an administrator's policy, denied consent (`access_denied`): log in again and allow it, or ask the
    /// administrator.
    ConsentDenied,
    /// The grant is gone; only a new login helps. [`Error::reauth_reason`] says what is known.
    ReauthRequired,
    /// The token endpoint refused: [`Error::code`] has its `error`, such as `invalid_client`. Correct the client id, the
    /// client secret, the scopes or the redirect URI.
    TokenEndpoint,
    /// The service or the network failed: try again, after [`Error::retry_after`] where it is there.
    Transient,
    /// The login did not include the wanted site: [`Error::sites`] lists those it did. Log in again and choose the site,
    /// or correct `URL` or `CloudId`.
    SiteNotGranted,
    /// The OAuth 1.0a provider refused: [`Error::code`] has its `oauth_problem`. Correct the consumer key, or the public key
    /// of the application link.
    OAuth1,
    /// The clocks of this machine and of the service differ by too much: set the clock of this machine (NTP).
    ClockSkew,
    /// This release, platform or build cannot do it: the message names the feature of the crate, or what to use in its
    /// place.
    Unsupported,
}

/// Why a grant is no longer valid, as far as the service says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReauthReason {
    /// Expired, since it was not used for longer than the service allows (90 days on Cloud).
    Inactive,
    /// Expired for good: the family of tokens reached its maximum age (365 days on Cloud).
    Absolute,
    /// The refresh token had been used before, or was revoked.
    ReusedOrRevoked,
    /// The service did not say.
    Unknown,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            property: None,
            details: Details::default(),
            source: None,
        }))
    }

    /// A property that is missing, misspelt or has an impossible value.
    pub(crate) fn config(property: impl Into<String>, why: impl fmt::Display) -> Self {
        let property = property.into();
        let mut error = Self::new(ErrorKind::Config, format!("{property}: {why}"));
        error.0.property = Some(property);
        error
    }

    /// A failure of the token store, for implementations of [`TokenStore`](crate::TokenStore).
    ///
    /// `message` says which operation failed on what and must hold no secret.
    #[must_use]
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Store, message).on_property("OAuthSettingsLocation")
    }

    /// A failure that may pass, for implementations of [`TokenStore`](crate::TokenStore).
    ///
    /// `message` says which operation failed on what and must hold no secret.
    #[must_use]
    pub fn transient(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Transient, message)
    }

    /// What cannot be done here until somebody changes something, for implementations of
    /// [`HttpExchange`](crate::HttpExchange): https without TLS, for example.
    ///
    /// `message` says what would be right and must hold no secret.
    #[must_use]
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    /// Another holder kept the lease past the deadline, for implementations of
    /// [`TokenStore`](crate::TokenStore).
    #[must_use]
    pub fn lock_timeout(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::LockTimeout, message)
    }

    /// The stored entry is not the one that the holder of this lease has read, for implementations of
    /// [`Lease`](crate::Lease): who is told it takes a new lease and reads the entry again.
    #[must_use]
    pub fn lease_lost() -> Self {
        Self::new(
            ErrorKind::LeaseLost,
            "somebody else changed the stored tokens while this process held their lease",
        )
    }

    /// Somebody else claimed the one login that may run, for implementations of
    /// [`TokenStore`](crate::TokenStore).
    #[must_use]
    pub fn login_in_progress(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::LoginInProgress, message)
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// The same error with one more fact in its message.
    pub(crate) fn noting(mut self, fact: &str) -> Self {
        self.0.message = format!("{} ({fact})", self.0.message);
        self
    }

    /// The same error with other names in the place of these.
    pub(crate) fn renamed(mut self, names: &[(&str, &str)]) -> Self {
        for (from, to) in names {
            self.0.message = self.0.message.replace(from, to);
            self.0.property = self
                .0
                .property
                .take()
                .map(|property| if property == *from { (*to).to_owned() } else { property });
        }
        self
    }

    pub(crate) fn on_property(mut self, property: impl Into<String>) -> Self {
        self.0.property = Some(property.into());
        self
    }

    pub(crate) fn at_url(mut self, url: Url) -> Self {
        self.0.details.url = Some(url);
        self
    }

    pub(crate) fn answered(mut self, status: impl Into<Option<StatusCode>>, code: Option<String>) -> Self {
        self.0.details.status = status.into();
        self.0.details.code = code;
        self
    }

    pub(crate) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.details.code = Some(code.into());
        self
    }

    pub(crate) fn after(mut self, wait: Option<Duration>) -> Self {
        self.0.details.retry_after = wait;
        self
    }

    pub(crate) fn among(mut self, sites: Vec<String>) -> Self {
        self.0.details.sites = sites;
        self
    }

    pub(crate) fn because(mut self, reason: ReauthReason) -> Self {
        self.0.details.reauth = Some(reason);
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The property at fault, in its canonical spelling.
    #[must_use]
    pub fn property(&self) -> Option<&str> {
        self.0.property.as_deref()
    }

    /// The authorization URL to open in a browser to log in.
    #[must_use]
    pub fn authorization_url(&self) -> Option<&Url> {
        self.0.details.url.as_ref()
    }

    /// The HTTP status of the refusal.
    #[must_use]
    pub fn status_code(&self) -> Option<StatusCode> {
        self.0.details.status
    }

    /// The service's own word for it: `error` of RFC 6749, section 5.2, or `oauth_problem`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.details.code.as_deref()
    }

    /// How long the service asks us to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.details.retry_after
    }

    /// The sites that the login did include.
    #[must_use]
    pub fn sites(&self) -> &[String] {
        &self.0.details.sites
    }

    /// Why the grant is no longer valid.
    #[must_use]
    pub fn reauth_reason(&self) -> Option<ReauthReason> {
        self.0.details.reauth
    }

    /// The message and its causes on one line, for people. None of them holds a secret.
    #[must_use]
    pub fn explained(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(source) = cause {
            let said = source.to_string();
            // Some errors repeat their cause, and each is told once.
            if !text.contains(&said) {
                text.push_str(": ");
                text.push_str(&said);
            }
            cause = source.source();
        }
        text
    }

    /// Whether the same again may succeed without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Transient | ErrorKind::LockTimeout | ErrorKind::LeaseLost)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("property", &self.0.property)
            .field("status", &self.0.details.status)
            .field("code", &self.0.details.code)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_leaves_the_cause_to_source() {
        let error = Error::store("cannot read tokens").with_source("the cause");
        assert_eq!(error.to_string(), "cannot read tokens");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the cause");
        assert_eq!(error.property(), Some("OAuthSettingsLocation"));
    }

    #[test]
    fn only_what_may_pass_is_transient() {
        assert!(Error::transient("x").is_transient());
        assert!(Error::lock_timeout("x").is_transient());
        assert!(!Error::config("URL", "missing").is_transient());
    }
}
