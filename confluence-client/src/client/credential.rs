//! What it means that the credential was refused: one table, by the deployment, the way there and what was sent.

use http::HeaderValue;

use crate::site::{Deployment, Site};

/// What authorizes the requests of a client, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "oauth"), allow(dead_code, reason = "a connection string knows more of them"))]
pub(crate) enum Scheme {
    /// Nothing was sent.
    Nothing,
    /// `Basic`, of whatever.
    Basic,
    /// `Bearer`, of whatever.
    Bearer,
    /// A signature of OAuth 1.0a.
    Signature,
    /// `AuthScheme=None`.
    Anonymous,
    /// `User` and `APIToken`.
    ApiToken,
    /// `User` and `Password`.
    Password,
    /// `PAT`.
    Pat,
    /// `OAuthAccessToken`, which nothing here refreshes.
    AccessToken,
    /// A login that is refreshed here.
    Login,
    /// A service account's own credentials.
    ServiceAccount,
}

impl Scheme {
    /// What a request had in `Authorization`.
    pub(crate) fn of_header(sent: Option<&HeaderValue>) -> Self {
        match sent.and_then(|sent| sent.as_bytes().split(|byte| *byte == b' ').next()) {
            None => Self::Nothing,
            Some(scheme) if scheme.eq_ignore_ascii_case(b"basic") => Self::Basic,
            Some(scheme) if scheme.eq_ignore_ascii_case(b"oauth") => Self::Signature,
            Some(_) => Self::Bearer,
        }
    }
}

/// What a refusal means, and the property of the connection at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Whether a credential was sent at all.
    sent: bool,
    pub(crate) reason: &'static str,
    pub(crate) property: Option<&'static str>,
}

impl Meaning {
    /// The reason, of an answer that says that it is a refusal.
    pub(crate) fn says(self) -> String {
        match self.sent {
            true => format!("the credential was refused: {}", self.reason),
            false => self.reason.to_owned(),
        }
    }
}

/// What it means that this site refuses what was sent.
pub(crate) fn refused(site: &Site, scheme: Scheme) -> Meaning {
    let (property, reason) = match (scheme, site.deployment(), site.is_gateway()) {
        (Scheme::Nothing, ..) => {
            (None, "no credential was sent, and the site shows nothing to those who are not logged in")
        }
        (Scheme::Anonymous, ..) => (
            Some("AuthScheme"),
            "no credential was sent, and the site shows nothing to those who are not logged in: AuthScheme says how to log in",
        ),
        (Scheme::Login, ..) => (None, "the access token has expired or was revoked: log in again"),
        (Scheme::ServiceAccount, ..) => {
            (None, "the service account has no access to this site, which its administrator gives it")
        }
        (Scheme::Signature, ..) => (None, "the signed token has expired or was revoked: log in again"),
        (scheme, Deployment::DataCenter, _) => on_data_center(scheme),
        (scheme, Deployment::Cloud, false) => on_cloud(scheme),
        (scheme, Deployment::Cloud, true) => at_the_gateway(scheme),
    };
    Meaning { sent: !matches!(scheme, Scheme::Nothing | Scheme::Anonymous), reason, property }
}

/// The same of an answer that what is always there is not found: the gateway says no more to a `CloudId` of another site.
pub(crate) fn hidden(site: &Site, scheme: Scheme) -> Meaning {
    let meaning = refused(site, scheme);
    match scheme {
        Scheme::ApiToken | Scheme::Pat if site.is_gateway() => {
            Meaning { property: Some("CloudId"), ..meaning }
        }
        _ => meaning,
    }
}

type Row = (Option<&'static str>, &'static str);

const GIVEN_TOKEN: Row = (
    Some("OAuthAccessToken"),
    "OAuthAccessToken has expired, was revoked or is for another site; it is not refreshed",
);
const NO_PASSWORDS: Row =
    (Some("Password"), "Cloud does not accept passwords: give an API token of the account as APIToken");

fn on_data_center(scheme: Scheme) -> Row {
    match scheme {
        Scheme::ApiToken => (
            Some("APIToken"),
            "Data Center takes User and APIToken for a user name and a password; its personal \
             access tokens are given as PAT",
        ),
        Scheme::Password => (
            Some("Password"),
            "User or Password is wrong, or the site accepts no passwords, where PAT logs in",
        ),
        Scheme::Pat => (Some("PAT"), "PAT has expired, was revoked, or was not created at this site"),
        Scheme::AccessToken => GIVEN_TOKEN,
        Scheme::Basic => (
            None,
            "the user name or the password is wrong, or the site accepts no passwords; a personal access token is sent as \
             Bearer",
        ),
        _ => (
            None,
            "the token has expired, was revoked, or was not created at this site; a password is sent as Basic",
        ),
    }
}

fn on_cloud(scheme: Scheme) -> Row {
    match scheme {
        Scheme::ApiToken => (
            Some("APIToken"),
            "User or APIToken is wrong, or the token has expired or was revoked; a token with scopes, as service accounts \
             have, works through the gateway alone: it needs CloudId, which /_edge/tenant_info of the site shows",
        ),
        Scheme::Password => NO_PASSWORDS,
        Scheme::Pat => (
            Some("PAT"),
            "Cloud has no personal access tokens: an account logs in with User and APIToken; the \
             token of a service account works through the gateway alone: it needs CloudId, which /_edge/tenant_info of the \
             site shows",
        ),
        Scheme::Basic => (
            None,
            "the e-mail address or the API token is wrong, or the token has expired; a token with scopes and a service \
             account work through the gateway alone",
        ),
        _ => (
            None,
            "the URL of a Cloud site accepts no Bearer token: OAuth and service accounts work \
             through the gateway alone, and an API token is sent as Basic, with the e-mail address of its account",
        ),
    }
}

fn at_the_gateway(scheme: Scheme) -> Row {
    match scheme {
        Scheme::ApiToken => (
            Some("APIToken"),
            "CloudId belongs to another site, or User or APIToken is wrong, or the token has expired or was revoked",
        ),
        Scheme::Password => NO_PASSWORDS,
        Scheme::Pat => (
            Some("PAT"),
            "CloudId belongs to another site, or PAT is not the token of a service account, has expired \
             or was revoked; the API token of an account is given as APIToken, with User",
        ),
        Scheme::AccessToken => GIVEN_TOKEN,
        Scheme::Basic => (
            None,
            "the cloud id belongs to another site, or the e-mail address or the API token is wrong, or the token has \
             expired",
        ),
        _ => (None, "the cloud id belongs to another site, or the token has expired or was revoked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_its_scheme() {
        for (text, scheme) in [
            ("Basic abc", Scheme::Basic),
            ("bearer abc", Scheme::Bearer),
            ("OAuth oauth_token=\"x\"", Scheme::Signature),
        ] {
            assert_eq!(Scheme::of_header(Some(&HeaderValue::from_static(text))), scheme);
        }
        assert_eq!(Scheme::of_header(None), Scheme::Nothing);
    }

    #[test]
    fn each_way_is_told_what_it_can_do_and_not_what_others_can() {
        let own = Site::cloud("https://x.atlassian.net").unwrap();
        let gateway = Site::cloud_gateway("https://x.atlassian.net", "ab-1", Site::GATEWAY).unwrap();
        let data_center = Site::data_center("https://wiki.example.com").unwrap();
        for (site, scheme, part, property) in [
            (&own, Scheme::Pat, "Cloud has no personal access tokens", Some("PAT")),
            (&own, Scheme::ApiToken, "needs CloudId", Some("APIToken")),
            (&own, Scheme::Bearer, "accepts no Bearer token", None),
            (&gateway, Scheme::ApiToken, "CloudId belongs to another site", Some("APIToken")),
            (&data_center, Scheme::ApiToken, "are given as PAT", Some("APIToken")),
            (&data_center, Scheme::Pat, "PAT has expired", Some("PAT")),
            (&data_center, Scheme::Basic, "is sent as Bearer", None),
            (&data_center, Scheme::AccessToken, "OAuthAccessToken has expired", Some("OAuthAccessToken")),
            (&own, Scheme::Anonymous, "AuthScheme says how", Some("AuthScheme")),
        ] {
            let meaning = refused(site, scheme);
            assert!(meaning.says().contains(part), "{scheme:?} at {site}: {meaning:?}");
            assert_eq!(meaning.property, property, "{scheme:?} at {site}");
        }
        for scheme in [Scheme::Pat, Scheme::Password, Scheme::ApiToken, Scheme::Bearer, Scheme::Basic] {
            let says = refused(&data_center, scheme).says();
            assert!(!says.contains("CloudId") && !says.contains("gateway"), "{says}");
        }
    }
}
