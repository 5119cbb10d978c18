//! `AuthScheme` and the credential that goes with it.

use std::sync::Arc;

use confluence_oauth::{ConnectionString, SiteProperties, Value};

use super::missing;
use crate::auth::{Anonymous, Authenticator, Credential};
use crate::client::credential::Scheme;
use crate::error::{Error, ErrorKind, Result};

#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Ways to log in of other products, which are not supported here.
const SINGLE_SIGN_ON: [&str; 6] = ["crowd", "okta", "adfs", "azuread", "onelogin", "sso"];

/// The credential and what it is, or `None` for OAuth.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Option<(Arc<dyn Authenticator>, Scheme)>> {
    let scheme = match string.take("AuthScheme") {
        Some(named) => declared(&named, string)?,
        None => scheme_of_what_is_given(string)?,
    };
    let (credential, scheme) = match scheme {
        AuthScheme::OAuth => return Ok(None),
        AuthScheme::None => {
            let nobody: Arc<dyn Authenticator> = Arc::new(Anonymous);
            return Ok(Some((nobody, Scheme::Anonymous)));
        }
        AuthScheme::ApiToken => {
            (basic(string, "APIToken", "the API token of the account")?, Scheme::ApiToken)
        }
        AuthScheme::Basic => (basic(string, "Password", "the password of the user")?, Scheme::Password),
        AuthScheme::Pat => {
            let value = taken(string, "PAT", "the personal access token")?;
            if given(string, "User") && !given(string, "CloudId") && is_of_cloud(string) {
                let why =
                    "Cloud has no personal access tokens: give the token as APIToken, which goes with User";
                return Err(value.error(why).into());
            }
            let token = value.token()?;
            (Credential::bearer(token.expose()).map_err(|error| unusable("PAT", error))?, Scheme::Pat)
        }
    };
    let credential: Arc<dyn Authenticator> = Arc::new(credential);
    Ok(Some((credential, scheme)))
}

fn declared(named: &Value, string: &ConnectionString) -> Result<AuthScheme> {
    let word = named.text()?.to_lowercase();
    if SINGLE_SIGN_ON.contains(&word.trim()) {
        let why = "single sign-on is not supported: use OAuth, PAT on Data Center or APIToken on Cloud";
        return Err(named.error(why).into());
    }
    let scheme = named.one_of(SCHEMES)?;
    // An API token is sent as a password is, and was once configured as one.
    let as_password = scheme == AuthScheme::Basic && given(string, "APIToken") && !given(string, "Password");
    let scheme = if as_password { AuthScheme::ApiToken } else { scheme };
    let goes_with = |property: &str| CREDENTIALS.contains(&(property, scheme));
    let given = || CREDENTIALS.iter().filter(|(property, _)| given(string, property));
    match given().next() {
        // What is given beside nobody's credential is told by its own name.
        Some((other, fits)) if scheme != AuthScheme::None && !given().any(|(name, _)| goes_with(name)) => {
            let fitting = SCHEMES.iter().find(|(_, scheme)| scheme == fits).map_or("", |(word, _)| word);
            let why = format!(
                "the credential that is given is {other}, which goes with AuthScheme={fitting}: write that, or leave \
                 AuthScheme out"
            );
            Err(named.error(why).into())
        }
        _ => Ok(scheme),
    }
}

/// What may be given for each way to log in.
const CREDENTIALS: [(&str, AuthScheme); 7] = [
    ("APIToken", AuthScheme::ApiToken),
    ("PAT", AuthScheme::Pat),
    ("Password", AuthScheme::Basic),
    ("OAuthClientId", AuthScheme::OAuth),
    ("OAuthAccessToken", AuthScheme::OAuth),
    ("OAuthRefreshToken", AuthScheme::OAuth),
    ("CertificateStore", AuthScheme::OAuth),
];

fn given(string: &ConnectionString, property: &str) -> bool {
    string.peek(property).is_some()
}

/// Without `AuthScheme` a credential says what it is. Two of them are a question that only a person can answer.
fn scheme_of_what_is_given(string: &ConnectionString) -> Result<AuthScheme> {
    let found: Vec<(&str, AuthScheme)> =
        CREDENTIALS.into_iter().filter(|(property, _)| given(string, property)).collect();
    let Some((first, scheme)) = found.first().copied() else {
        // What else is said of OAuth is told by the session, which names what it lacks.
        let of_oauth = string.values().any(|value| value.name().contains("OAuth"));
        return if of_oauth { Ok(AuthScheme::OAuth) } else { Err(nothing_given(string)) };
    };
    match found.iter().find(|(_, other)| *other != scheme) {
        None => Ok(scheme),
        Some((second, _)) => Err(missing(
            "AuthScheme",
            format!("{first} and {second} are two ways to log in, and it says which one to use"),
        )),
    }
}

fn nothing_given(string: &ConnectionString) -> Error {
    let is_credential = |name: &str| CREDENTIALS.iter().any(|(property, _)| *property == name);
    // What a template left empty was meant to be the credential.
    let empty = string.values().find(|value| is_credential(value.name()) && value.written().is_empty());
    if let Some(empty) = empty {
        return missing(
            empty.name(),
            "it is given, and empty: write its value, or env:NAME for a variable that holds it",
        );
    }
    match given(string, "User") {
        true => {
            missing("APIToken", "User is given and no credential: APIToken on Cloud, Password on Data Center")
        }
        false => missing("AuthScheme", "APIToken, PAT, Basic, None, or OAuth with an OAuthClientId"),
    }
}

fn basic(string: &mut ConnectionString, name: &'static str, what: &str) -> Result<Credential> {
    let user = string.take("User").ok_or_else(|| match name == "APIToken" && !is_of_cloud(string) {
        true => {
            missing("User", "the user name; a token without one is a personal access token: give it as PAT")
        }
        false => missing("User", "the account's e-mail address or user name"),
    })?;
    let value = taken(string, name, what)?;
    let secret = value.secret()?;
    // As its password an account has anything, and on Data Center an API token is one.
    if name == "APIToken" && is_of_cloud(string) {
        value.token()?;
    }
    Credential::basic(&user.text()?, secret.expose()).map_err(|error| unusable("User", error))
}

fn taken(string: &mut ConnectionString, name: &str, what: &str) -> Result<Value> {
    string.take(name).ok_or_else(|| missing(name, what))
}

/// By what the string says, which counts before what the host gives away.
fn is_of_cloud(string: &ConnectionString) -> bool {
    let site = SiteProperties::take_from(&mut string.clone());
    site.is_ok_and(|site| site.deployment() == confluence_oauth::Deployment::Cloud)
}

fn unusable(property: &str, error: crate::CredentialError) -> Error {
    Error::new(ErrorKind::Invalid, "connection")
        .with_message(format!("{property}: the credential cannot be sent: {error}"))
        .with_property(property)
        .with_source(error.into_source())
}
