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
    let scheme = match string.take("AuthScheme") {
        Some(named) => named.one_of(SCHEMES)?,
        None => unnamed(string)?,
    };
    let credential: Arc<dyn Authenticator> = match scheme {
        AuthScheme::OAuth => return Ok(None),
        AuthScheme::None => Arc::new(Anonymous),
        AuthScheme::ApiToken => Arc::new(basic(string, "APIToken", "the API token of the account")?),
        AuthScheme::Basic => Arc::new(basic(string, "Password", "the password of the user")?),
        AuthScheme::Pat => Arc::new(bearer(secret(string, "PAT", "the personal access token")?.expose())?),
    };
    Ok(Some(credential))
}

/// OAuth goes without saying. Where nothing of it was given, something else was meant.
fn unnamed(string: &ConnectionString) -> Result<AuthScheme> {
    if string.values().any(|value| value.name().contains("OAuth")) {
        return Ok(AuthScheme::OAuth);
    }
    let given = |property: &str| string.peek(property).is_some();
    let meant = [("APIToken", "APIToken"), ("PAT", "PAT"), ("Password", "Basic")];
    Err(missing(
        "AuthScheme",
        match meant.into_iter().find(|(property, _)| given(property)) {
            Some((property, scheme)) => format!("{property} goes with AuthScheme={scheme}"),
            None => "APIToken, PAT, Basic, None, or OAuth with an OAuthClientId".to_owned(),
        },
    ))
}

fn basic(string: &mut ConnectionString, name: &str, what: &str) -> Result<Credential> {
    let user =
        string.take("User").ok_or_else(|| missing("User", "the account's e-mail address or user name"))?;
    let secret = secret(string, name, what)?;
    Credential::basic(&user.text()?, secret.expose()).map_err(unusable)
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
