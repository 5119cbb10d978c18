//! The issuer of the callers' tokens, and what is configured of it.

use std::sync::Arc;

use confluence_client::{Network, connection};
use confluence_oauth::{HttpExchange, Secret};
use url::Url;

use crate::http::endpoint_url::is_safe;
use crate::http::error::HttpError;

/// The authorization server whose tokens callers bring.
///
/// It is asked at its own origin, or at the addresses that are named here, and nowhere else: no redirect is followed, and
/// no address that a token names is looked at.
///
/// ```
/// use confluence_mcp::http::Issuer;
///
/// # fn main() -> Result<(), confluence_mcp::http::HttpError> {
/// let issuer = Issuer::new("https://id.example.com/realms/staff")?
///     .audience("https://mcp.example.com/mcp")
///     .scope("confluence")
///     .write_scope("confluence.write");
/// # drop(issuer);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Issuer {
    pub(crate) name: String,
    pub(crate) url: Url,
    pub(crate) audiences: Vec<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) write_scope: Option<String>,
    pub(crate) jwks: Option<Url>,
    pub(crate) authorization: Option<Url>,
    pub(crate) token: Option<Url>,
    /// The claim of access tokens that names the caller, if it is not `sub`.
    subject: Option<String>,
    /// The claim by which people know a caller, for the audit log.
    pub(crate) shown: Option<String>,
    /// The same of ID tokens, if it has another name there.
    sign_in_subject: Option<String>,
    pub(crate) client: Option<IssuerClient>,
    pub(crate) http: Arc<dyn HttpExchange>,
}

/// Our own registration at the issuer, to sign browsers in.
#[derive(Clone)]
pub(crate) struct IssuerClient {
    pub(crate) id: String,
    pub(crate) secret: Option<Secret>,
}

impl Issuer {
    /// An issuer by its identifier, letter by letter as its tokens name it in `iss`.
    ///
    /// # Errors
    /// The identifier is no https address (RFC 8414, section 2); plain http is for this machine alone.
    pub fn new(identifier: &str) -> Result<Self, HttpError> {
        let url = checked("the issuer", identifier)?;
        Ok(Self {
            name: identifier.to_owned(),
            url,
            audiences: Vec::new(),
            scopes: Vec::new(),
            write_scope: None,
            jwks: None,
            authorization: None,
            token: None,
            subject: None,
            shown: None,
            sign_in_subject: None,
            client: None,
            http: connection::exchange(Network::default().transport()),
        })
    }

    /// An audience that tokens may be for, in place of the address of the endpoint.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// A scope that tokens must have.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// A scope that tokens must have for tools that change anything: who lacks it is offered only those that read, by
    /// [`CallerLogins`](crate::http::CallerLogins).
    pub fn write_scope(mut self, scope: impl Into<String>) -> Self {
        self.write_scope = Some(scope.into());
        self
    }

    /// Where the keys are, in place of what the issuer's metadata says.
    ///
    /// # Errors
    /// The address is not https; plain http is for this machine alone.
    pub fn jwks(mut self, address: &str) -> Result<Self, HttpError> {
        self.jwks = Some(checked("the URL of the issuer's keys", address)?);
        Ok(self)
    }

    /// Where browsers sign in, in place of what the issuer's metadata says: for one whose pages are at another origin.
    ///
    /// # Errors
    /// The address is not https; plain http is for this machine alone.
    pub fn authorization_url(mut self, address: &str) -> Result<Self, HttpError> {
        self.authorization = Some(checked("the issuer's authorization endpoint", address)?);
        Ok(self)
    }

    /// Where the code of a sign-in is exchanged, in place of what the issuer's metadata says.
    ///
    /// # Errors
    /// The address is not https; plain http is for this machine alone.
    pub fn token_url(mut self, address: &str) -> Result<Self, HttpError> {
        self.token = Some(checked("the issuer's token endpoint", address)?);
        Ok(self)
    }

    /// The claim that names the caller, in access tokens and in the ID tokens of [`client`](Self::client), in place of
    /// `sub`: for an issuer whose `sub` is not the same in both. Nobody else may ever get the same value.
    pub fn subject_claim(mut self, name: impl Into<String>) -> Self {
        self.subject = Some(name.into());
        self
    }

    /// The claim by which people know a caller, such as `email`: an [`Observer`](crate::Observer) is told what it says.
    pub fn shown_claim(mut self, name: impl Into<String>) -> Self {
        self.shown = Some(name.into());
        self
    }

    /// The claim of ID tokens that names the same caller, where it has another name there.
    pub fn sign_in_subject_claim(mut self, name: impl Into<String>) -> Self {
        self.sign_in_subject = Some(name.into());
        self
    }

    /// The claim of access tokens that names the caller, if it is not `sub`.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.as_deref().filter(|name| *name != "sub")
    }

    /// The claim of ID tokens that names the caller, if it is not `sub`.
    pub(crate) fn sign_in_subject(&self) -> Option<&str> {
        self.sign_in_subject.as_deref().or(self.subject.as_deref()).filter(|name| *name != "sub")
    }

    /// This server's own client at the issuer. With it a browser that logs in to Confluence signs in there first, which
    /// shows whose browser it is; without it the user carries a code from the browser to their client.
    ///
    /// Its redirect address is `/oauth/signed-in` at the origin of the endpoint.
    pub fn client(mut self, id: impl Into<String>, secret: Option<Secret>) -> Self {
        self.client = Some(IssuerClient { id: id.into(), secret });
        self
    }

    /// What a client should ask the issuer for: a caller who may not have the scope for writing gets a token without it.
    pub(crate) fn all_scopes(&self) -> Vec<String> {
        self.scopes.iter().chain(&self.write_scope).cloned().collect()
    }

    /// How the issuer is reached, in place of a connection of its own: such as
    /// [`Connection::exchange`](confluence_client::connection::Connection::exchange).
    pub fn exchange(mut self, exchange: impl HttpExchange) -> Self {
        self.http = Arc::new(exchange);
        self
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Issuer").field("name", &self.name).finish_non_exhaustive()
    }
}

fn checked(what: &'static str, text: &str) -> Result<Url, HttpError> {
    let url = Url::parse(text)
        .map_err(|_| HttpError::address(what, "must be a URL, such as https://id.example.com"))?;
    if !is_safe(&url) {
        return Err(HttpError::address(what, "must be https; plain http is for this machine alone"));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(HttpError::address(what, "must have no user, query or fragment"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_may_be_named_in_any_order() {
        let issuer = || Issuer::new("https://id.example.com").unwrap();
        for both in [
            issuer().subject_claim("oid").sign_in_subject_claim("sub"),
            issuer().sign_in_subject_claim("sub").subject_claim("oid"),
        ] {
            assert_eq!((both.subject(), both.sign_in_subject()), (Some("oid"), None));
        }
        let one = issuer().subject_claim("oid");
        assert_eq!((one.subject(), one.sign_in_subject()), (Some("oid"), Some("oid")));
        let none = issuer().subject_claim("sub");
        assert_eq!((none.subject(), none.sign_in_subject()), (None, None));
    }
}
