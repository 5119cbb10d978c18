//! The properties that choose one of a few words, as types.

use std::fmt;
use std::str::FromStr;

use super::CertificateStoreType;
use super::deployment::Deployment;
use crate::connection_string::ConnectionString;
use crate::error::{Error, Result};

/// `InitiateOAuth`: who gets and who refreshes the token.
///
/// | `InitiateOAuth` | the first token | refresh | a browser |
/// |---|---|---|---|
/// | `OFF` | yours: `OAuthAccessToken` | yours: a 401 reaches you | never |
/// | `REFRESH` | yours, once: `OAuthRefreshToken`, `OAuthVerifier` or a settings file | ours | never |
/// | `GETANDREFRESH` (default) | ours | ours | if nothing usable is stored and [`SessionOptions::prompt`](crate::SessionOptions::prompt) is set |
///
/// Without a prompt, `GETANDREFRESH` with nothing stored is an error that holds the URL to open. A token in the
/// connection string seeds the store once. It may stay there for ever: what has been refreshed since is never overridden by
/// it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InitiateOAuth {
    /// The caller does both; `OAuthAccessToken` is used as it is.
    Off,
    /// The caller obtains, we refresh; never a browser.
    Refresh,
    /// We obtain when nothing usable is stored, and refresh.
    #[default]
    GetAndRefresh,
}

/// The OAuth version: `OAuthVersion`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OAuthVersion {
    /// OAuth 1.0a with RSA-SHA1: Server and Data Center.
    V1,
    /// OAuth 2.0: Cloud, its service accounts, and Data Center's own provider.
    #[default]
    V2,
}

/// The OAuth 2.0 grant type: authorization code or client credentials (`OAuthGrantType`).
///
/// A service account suits servers best. Nobody logs in:
///
/// ```no_run
/// # async fn example(exchange: impl confluence_oauth::HttpExchange) -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, Session, SessionOptions};
///
/// let mut string = ConnectionString::layers()
///     .string("URL=https://example.atlassian.net;OAuthGrantType=CLIENT")
///     .environment() // CONFLUENCE_OAUTH_CLIENT_ID, CONFLUENCE_OAUTH_CLIENT_SECRET_FILE, ...
///     .build()?;
/// let session = Session::open(SessionOptions::take_from(&mut string)?.exchange(exchange))?;
/// let token = session.access_token().await?;
/// # drop(token);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantType {
    /// A user consents: RFC 6749, section 4.1.
    #[default]
    AuthorizationCode,
    /// A service account has its own credentials: RFC 6749, section 4.4.
    ClientCredentials,
}

pub(super) const INITIATE: &[(&str, InitiateOAuth)] = &[
    ("OFF", InitiateOAuth::Off),
    ("REFRESH", InitiateOAuth::Refresh),
    ("GETANDREFRESH", InitiateOAuth::GetAndRefresh),
];

pub(super) const VERSIONS: &[(&str, OAuthVersion)] = &[
    ("1.0", OAuthVersion::V1),
    ("2.0", OAuthVersion::V2),
    ("1", OAuthVersion::V1),
    ("2", OAuthVersion::V2),
    ("1.0a", OAuthVersion::V1),
];

pub(super) const GRANTS: &[(&str, GrantType)] =
    &[("CODE", GrantType::AuthorizationCode), ("CLIENT", GrantType::ClientCredentials)];

/// The words that a version is offered by: the others are those that people write, too.
pub(super) fn is_listed((word, _): &(&str, OAuthVersion)) -> bool {
    matches!(*word, "1.0" | "2.0")
}

/// The word of a property that a text is; nothing is looked up.
fn word<T: Copy>(name: &str, text: &str, words: &[(&str, T)], listed: fn(&(&str, T)) -> bool) -> Result<T> {
    let given = ConnectionString::parse("")?.with_secret(name, text)?.take(name);
    given.ok_or_else(|| Error::config(name, "is empty"))?.one_of_listed(words, listed)
}

/// Lets a type be read from the words of its property, and be shown as them.
macro_rules! words {
    ($($Type:ident of $property:literal: $words:expr, $listed:expr);+ $(;)?) => {$(
        impl FromStr for $Type {
            type Err = Error;

            #[doc = concat!("Reads a word as `", $property, "` gives it.")]
            fn from_str(text: &str) -> Result<Self> {
                word($property, text, $words, $listed)
            }
        }

        impl fmt::Display for $Type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    )+};
}

words! {
    InitiateOAuth of "InitiateOAuth": INITIATE, |_| true;
    OAuthVersion of "OAuthVersion": VERSIONS, is_listed;
    GrantType of "OAuthGrantType": GRANTS, |_| true;
    Deployment of "Deployment": DEPLOYMENTS, |_| true;
    CertificateStoreType of "CertificateStoreType": CertificateStoreType::ALL, CertificateStoreType::is_listed;
}

const DEPLOYMENTS: &[(&str, Deployment)] =
    &[("Cloud", Deployment::Cloud), ("DataCenter", Deployment::DataCenter)];

impl InitiateOAuth {
    /// `OFF`, `REFRESH` or `GETANDREFRESH`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Refresh => "REFRESH",
            Self::GetAndRefresh => "GETANDREFRESH",
        }
    }
}

impl OAuthVersion {
    /// `1.0` or `2.0`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}

impl GrantType {
    /// `CODE` or `CLIENT`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "CODE",
            Self::ClientCredentials => "CLIENT",
        }
    }
}

impl Deployment {
    /// `Cloud` or `DataCenter`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cloud => "Cloud",
            Self::DataCenter => "DataCenter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word is read as what shows it, and another one is refused by the name of the property.
    fn there_and_back<T>(property: &str, words: &[&str])
    where
        T: FromStr<Err = Error> + fmt::Display + fmt::Debug,
    {
        for text in words {
            assert_eq!(text.parse::<T>().unwrap().to_string(), *text);
            assert_eq!(text.to_lowercase().parse::<T>().unwrap().to_string(), *text);
        }
        for bad in ["", "env:HOME", "what"] {
            assert_eq!(bad.parse::<T>().unwrap_err().property(), Some(property), "{bad}");
        }
    }

    #[test]
    fn words_are_read_and_shown() {
        there_and_back::<InitiateOAuth>("InitiateOAuth", &["OFF", "REFRESH", "GETANDREFRESH"]);
        there_and_back::<OAuthVersion>("OAuthVersion", &["1.0", "2.0"]);
        there_and_back::<GrantType>("OAuthGrantType", &["CODE", "CLIENT"]);
        there_and_back::<Deployment>("Deployment", &["Cloud", "DataCenter"]);
        let types: Vec<&str> = CertificateStoreType::ALL.iter().map(|(word, _)| *word).collect();
        there_and_back::<CertificateStoreType>("CertificateStoreType", &types);
        assert_eq!("1.0a".parse::<OAuthVersion>().unwrap(), OAuthVersion::V1);
    }
}
