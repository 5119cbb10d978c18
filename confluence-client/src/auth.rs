//! Authentication: credentials, and the [`Authenticator`] trait.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;
use zeroize::Zeroizing;

use crate::error_kind::ErrorKind;

#[cfg(feature = "oauth")]
pub(crate) mod oauth;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Authenticates each request: puts a credential into it.
///
/// It authorizes a *request* and does not hand out a token, because OAuth 1.0a signs each one. A [`Credential`] is
/// itself one; so is a session of confluence-oauth with the feature `oauth`. One of your own is implemented with the crate
/// `async-trait`.
///
/// ```
/// use async_trait::async_trait;
/// use confluence_client::{Authenticator, CredentialError, Refusal};
///
/// /// Adds what a gateway in front of the site wants.
/// #[derive(Debug)]
/// struct Gateway;
///
/// #[async_trait]
/// impl Authenticator for Gateway {
///     async fn authorize(
///         &self,
///         request: &mut http::request::Parts,
///         _refused: Option<&Refusal>,
///     ) -> Result<(), CredentialError> {
///         request.headers.insert("x-gateway-key", http::HeaderValue::from_static("..."));
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait Authenticator: fmt::Debug + Send + Sync + 'static {
    /// Puts the credential into the request, usually as `Authorization`.
    ///
    /// `refused` is what the service has just refused. Whoever can refresh it does so then; whoever has no newer
    /// credential leaves the request as it is, and the call ends with the service's answer.
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError>;
}

/// A request whose credential the service refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// 401; or 403 and 404, with which the service also answers an expired token: then only an authenticator that
    /// knows its credential to be expired, or knows nothing of its age, should refresh it.
    pub status: StatusCode,
    /// The `Authorization` header that was sent, marked as sensitive.
    pub header: HeaderValue,
}

impl Refusal {
    /// The refusal of a header, for an authenticator's own tests.
    #[must_use]
    pub fn new(status: StatusCode, mut header: HeaderValue) -> Self {
        header.set_sensitive(true);
        Self { status, header }
    }
}

/// A fixed credential, Basic or Bearer: an API token, a password, a personal access token, an access token of one's own.
///
/// ```
/// use confluence_client::Credential;
///
/// # fn main() -> Result<(), confluence_client::CredentialError> {
/// let cloud = Credential::basic("ada@example.com", "an API token")?;
/// let data_center = Credential::bearer("a personal access token")?;
/// assert!(!format!("{cloud:?} {data_center:?}").contains("token"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(HeaderValue);

impl Credential {
    /// A Cloud account's e-mail address with an API token, or a Data Center user with a password.
    ///
    /// # Errors
    /// If the user holds a colon (RFC 7617, section 2).
    pub fn basic(user: &str, secret: &str) -> Result<Self, CredentialError> {
        if user.contains(':') {
            return Err(CredentialError::permanent("a user name for Basic authentication holds no colon"));
        }
        let pair = Zeroizing::new(format!("{user}:{secret}"));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        Self::header(&Zeroizing::new(format!("Basic {}", encoded.as_str())))
    }

    /// A Data Center personal access token, or an OAuth 2.0 access token (RFC 6750).
    ///
    /// # Errors
    /// If the token holds a character that no token has, such as a line end.
    pub fn bearer(token: &str) -> Result<Self, CredentialError> {
        Self::header(&Zeroizing::new(format!("Bearer {token}")))
    }

    fn header(text: &str) -> Result<Self, CredentialError> {
        // Each clone of the header is this memory, which is wiped with the last of them.
        let owned = Bytes::from_owner(Zeroizing::new(text.as_bytes().to_vec()));
        let mut header = HeaderValue::from_maybe_shared(owned)
            .map_err(|_| CredentialError::permanent("the credential holds a character that no header may"))?;
        header.set_sensitive(true);
        Ok(Self(header))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credential([redacted])")
    }
}

#[async_trait]
impl Authenticator for Credential {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        if refused.is_none() {
            request.headers.insert(AUTHORIZATION, self.0.clone());
        }
        Ok(())
    }
}

#[async_trait]
impl<A: Authenticator + ?Sized> Authenticator for Arc<A> {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        (**self).authorize(request, refused).await
    }
}

/// Anonymous access: no credential at all, for what a site shows to everyone.
///
/// It is what a [`ClientBuilder`](crate::ClientBuilder), whose page has an example, takes by default.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Anonymous;

#[async_trait]
impl Authenticator for Anonymous {
    async fn authorize(&self, _: &mut Parts, _: Option<&Refusal>) -> Result<(), CredentialError> {
        Ok(())
    }
}

/// An error of an [`Authenticator`]: why there is no credential, what happened, the property at fault, and whether and when trying again may help.
///
/// ```
/// use std::time::Duration;
///
/// use confluence_client::CredentialError;
///
/// let error = CredentialError::transient("the vault is busy").with_retry_after(Duration::from_secs(30));
/// assert_eq!(error.to_string(), "the vault is busy");
/// assert!(error.is_transient());
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    kind: ErrorKind,
    message: String,
    property: Option<String>,
    retry_after: Option<Duration>,
    #[source]
    source: BoxError,
}

impl CredentialError {
    /// Trying again later may help.
    pub fn transient(source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Transport, source.into())
    }

    /// Only a person can help.
    pub fn permanent(source: impl Into<BoxError>) -> Self {
        Self::new(ErrorKind::Unauthenticated, source.into())
    }

    pub(crate) fn new(kind: ErrorKind, source: BoxError) -> Self {
        Self { kind, message: source.to_string(), property: None, retry_after: None, source }
    }

    /// The same in other words, which must hold no secret.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same, naming the property of the connection that has to be corrected.
    #[must_use]
    pub fn with_property(mut self, property: impl Into<String>) -> Self {
        self.property = Some(property.into());
        self
    }

    /// The same, saying how long to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Whether trying again later may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, ErrorKind::Transport | ErrorKind::RateLimited | ErrorKind::Timeout)
    }

    /// The property of the connection at fault.
    #[must_use]
    pub fn property(&self) -> Option<&str> {
        self.property.as_deref()
    }

    /// How long to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn into_source(self) -> BoxError {
        self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_shows_nothing() {
        let credential = Credential::basic("me@example.com", "hunter2").unwrap();
        assert_eq!(credential.0, "Basic bWVAZXhhbXBsZS5jb206aHVudGVyMg==");
        assert!(credential.0.is_sensitive());
        assert_eq!(format!("{credential:?}"), "Credential([redacted])");
    }

    #[test]
    fn what_cannot_be_a_credential_is_refused_without_being_shown() {
        let error = Credential::bearer("hunter2\n").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hunter2"));
        assert!(Credential::basic("a:b", "c").is_err());
    }
}
