//! `AuthScheme` and the credential that goes with it.

use std::sync::Arc;

use confluence_oauth::{ConnectionString, Secret};

use super::missing;
use crate::auth::{Anonymous, Authenticator, Credential};
use crate::error::{Error, ErrorKind, Result};

#[derive(Clone, Copy)]
enum AuthScheme {
    OAuth,
    ApiToken,
    Basic,
    Pat,
    None,
}

const SCHEMES: &[(&str, AuthScheme)] = &[
    ("OAuth", AuthScheme::OAuth),
    ("APIToken", AuthScheme::ApiToken),
    ("Basic", AuthScheme::Basic),
    ("PAT", AuthScheme::Pat),
    ("None", AuthScheme::None),
];

/// The credential, or `None` for OAuth.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Option<Arc<dyn Authenticator>>> {
    let scheme = string.take("AuthScheme").map(|value| value.one_of(SCHEMES)).transpose()?;
    let credential: Arc<dyn Authenticator> = match scheme.unwrap_or(AuthScheme::OAuth) {
        AuthScheme::OAuth => return Ok(None),
        AuthScheme::None => Arc::new(Anonymous),
        AuthScheme::ApiToken => Arc::new(basic(string, "APIToken", "the API token of the account")?),
        AuthScheme::Basic => Arc::new(basic(string, "Password", "the password of the user")?),
        AuthScheme::Pat => Arc::new(bearer(secret(string, "PAT", "the personal access token")?.expose())?),
    };
    Ok(Some(credential))
}

fn basic(string: &mut ConnectionString, name: &str, what: &str) -> Result<Credential> {
    let user =
        string.take("User").ok_or_else(|| missing("User", "the account's e-mail address or user name"))?;
    let secret = secret(string, name, what)?;
    Credential::basic(user.text(), secret.expose()).map_err(unusable)
}

fn bearer(token: &str) -> Result<Credential> {
    Credential::bearer(token).map_err(unusable)
}

fn secret(string: &mut ConnectionString, name: &str, what: &str) -> Result<Secret> {
    let value = string.take(name).ok_or_else(|| missing(name, what))?;
    Ok(value.secret()?)
}

fn unusable(error: crate::CredentialError) -> Error {
    Error::new(ErrorKind::Invalid, "connection")
        .said("the credential cannot be sent")
        .source(error.into_source())
}
