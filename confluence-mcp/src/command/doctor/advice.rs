//! What a person can do about a request that failed: the properties to look at.

use std::borrow::Cow;

use confluence_client::connection::ConnectionString;
use confluence_client::{Error, ErrorKind};
use confluence_oauth::{Deployment, SiteProperties};

/// How a connection logs in, as far as it tells.
#[derive(Default)]
pub(super) struct HowToLogIn {
    /// `AuthScheme`, as it says or as what it holds says.
    scheme: Option<String>,
    deployment: Option<Deployment>,
}

impl HowToLogIn {
    pub(super) fn of(string: &ConnectionString) -> Self {
        const HELD: [(&str, &str); 3] = [("PAT", "PAT"), ("APIToken", "APIToken"), ("Password", "Basic")];
        let declared = string.peek("AuthScheme").map(|scheme| scheme.written().to_owned());
        let held = || HELD.into_iter().find(|(property, _)| string.peek(property).is_some());
        let site = SiteProperties::take_from(&mut string.clone());
        Self {
            scheme: declared.or_else(|| held().map(|(_, scheme)| scheme.to_owned())),
            deployment: site.ok().map(|site| site.deployment()),
        }
    }
}

/// What to look at after this failure, where the connection logs in like this.
pub(super) fn on(error: &Error, login: &HowToLogIn) -> Option<Cow<'static, str>> {
    if let Some(property) = error.property() {
        return Some(match error.kind() {
            // What cannot be was not tried: no network is at fault.
            ErrorKind::Invalid => correct(property),
            _ => of_property(property),
        });
    }
    if let Some(wait) = error.retry_after() {
        return Some(
            format!("the service asks to wait {} seconds, then try again", wait.as_secs().max(1)).into(),
        );
    }
    let advice = match error.kind() {
        // What the session says of itself says what to do, too.
        ErrorKind::Unauthenticated if error.status_code().is_none() => return None,
        ErrorKind::Unauthenticated => credential(login),
        ErrorKind::NotFound if error.may_be_unauthenticated() => credential(login),
        ErrorKind::NotFound | ErrorKind::NotConfluence => {
            "check URL: it ends before `/wiki` on Cloud, and with the context path on Data Center, such as \
             https://wiki.example.com/confluence; Deployment says which of both it is where the host does not"
        }
        ErrorKind::ScopeMissing => {
            "give that scope to the token, or to the application and log in again; Scope says what a login asks for"
        }
        // What is in the way of every request says itself what helps.
        ErrorKind::Forbidden if error.refuses_every_request() => return None,
        ErrorKind::Forbidden => "the account may not do this: an administrator gives it access to Confluence",
        ErrorKind::Transport => {
            "check URL and, in a company's network, ProxyServer; where the certificate is the company's own, \
             SSLServerCert names it"
        }
        ErrorKind::RateLimited => "wait a minute, then try again",
        ErrorKind::Service => {
            "the service failed: try again in a moment; if it goes on, its administrator has to look"
        }
        ErrorKind::Timeout => "check URL and ProxyServer, or give it more time with Timeout, in seconds",
        ErrorKind::Invalid if error.operation() == "site" => "check URL: it begins with https://",
        _ => return None,
    };
    Some(advice.into())
}

/// What to look at where the error names what is at fault.
fn of_property(property: &str) -> Cow<'static, str> {
    let advice = match property {
        "SSLServerCert" => {
            "the site's certificate is not known here: SSLServerCert names the one of its issuer, or its own; where the name \
             is wrong, URL has to be the one that the certificate is for"
        }
        "URL" => {
            "check URL: the host, and on Data Center the context path; a company's network may need ProxyServer"
        }
        _ => return correct(property),
    };
    advice.into()
}

fn correct(property: &str) -> Cow<'static, str> {
    format!("correct {property}, or what it names").into()
}

fn credential(login: &HowToLogIn) -> &'static str {
    match login.scheme.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("apitoken") if login.deployment == Some(Deployment::DataCenter) => {
            "check User and APIToken: Data Center takes them for a user name and a password; its own tokens are given as PAT"
        }
        Some("apitoken") => {
            "check User and APIToken, which belong together, and whether the token has ended; a token with scopes needs \
             CloudId too, which /_edge/tenant_info of the site shows"
        }
        Some("pat") => "check PAT: whether it has ended or was revoked, and whether it was made at URL",
        Some("basic") => "check User and Password; many sites allow neither: use PAT, or APIToken on Cloud",
        Some("none") => {
            "the site shows nothing to those who are not logged in: AuthScheme says how to log in"
        }
        _ => {
            "the token is refused: log in again with `confluence-mcp login`; a service account needs access to the site"
        }
    }
}
