//! Refusals that mean no single request: what stands between this client and the site, and would refuse every other one.

use http::{HeaderMap, StatusCode};

use super::ErrorKind;
use super::headers::content_type;
use super::said::{Author, Said, beginning};

/// What stands in the way.
pub(super) struct Obstacle {
    pub(super) kind: ErrorKind,
    /// What it is and what a person can do, behind what the service said.
    pub(super) meaning: &'static str,
    /// The property of the connection that gets around it.
    pub(super) property: Option<&'static str>,
}

const fn of(kind: ErrorKind, meaning: &'static str) -> Obstacle {
    Obstacle { kind, meaning, property: None }
}

const CAPTCHA: Obstacle = of(
    ErrorKind::Unauthenticated,
    "after several failed logins the site wants a CAPTCHA solved: log in once with a browser, which ends that, and check the \
     password; a personal access token (PAT) is never asked for one",
);
const PASSWORDS: Obstacle = Obstacle {
    property: Some("AuthScheme"),
    ..of(
        ErrorKind::Unauthenticated,
        "the site accepts no passwords: on Data Center a personal access token logs in (AuthScheme=PAT), on Cloud the account's \
         e-mail address with an API token (AuthScheme=APIToken), on both OAuth",
    )
};
const NOT_A_USER: Obstacle = of(
    ErrorKind::Forbidden,
    "the credential is right, and this account may not use Confluence: an administrator gives it the permission, and a \
     licence for one user more where none is left",
);
const LICENCE: Obstacle = of(
    ErrorKind::Forbidden,
    "the licence of the site does not allow it: its administrator renews or extends it",
);
const MAINTENANCE: Obstacle =
    of(ErrorKind::Service, "the site is being maintained: try again when its administrator is done");
const PROXY: Obstacle = Obstacle {
    property: Some("ProxyUser"),
    ..of(
        ErrorKind::NotConfluence,
        "ProxyUser: proxy authentication required (407): set ProxyUser and ProxyPassword",
    )
};
const PORTAL: Obstacle =
    of(ErrorKind::NotConfluence, "a captive portal answered: log in to this network in a browser");
const FOREIGN_REQUEST: Obstacle = of(
    ErrorKind::Forbidden,
    "XSRF check failed: the request looks as if another site's page sent it, since something on the way changes it: a proxy \
     that adds Origin or Referer, or takes X-Atlassian-Token out; its administrator corrects it",
);
const ADDRESS: Obstacle = of(
    ErrorKind::Forbidden,
    "requests from the IP address of this machine are refused: an administrator puts it on the allowlist, or ask from \
     the company's network, by ProxyServer for example",
);
const READ_ONLY: Obstacle = of(
    ErrorKind::Forbidden,
    "nothing can be changed until an administrator ends the read-only mode of the site; reading goes on",
);
const UNAVAILABLE: Obstacle =
    of(ErrorKind::Service, "the site is suspended, deactivated or being moved: its administrator sees why");
const BEFORE_THE_SITE: Obstacle = of(
    ErrorKind::Forbidden,
    "the answer is a web page, as a firewall or a gateway before the site writes one: what that one wants goes into \
     CustomHeaders, UserAgent or ProxyServer; if the site itself wrote it, its administrator gives the account access",
);

/// Recognizes what is in the way by the status, the headers and what was said.
pub(super) fn obstacle(
    status: StatusCode,
    headers: &HeaderMap,
    words: Option<&Said>,
    body: &[u8],
) -> Option<Obstacle> {
    let code = status.as_u16();
    let refused = matches!(code, 401 | 403);
    let text = beginning(body).to_ascii_lowercase();
    let said = words.map(|words| words.text.to_ascii_lowercase()).unwrap_or_default();
    let page = content_type(headers).contains("html");
    match code {
        407 => Some(PROXY),
        511 => Some(PORTAL),
        _ if refused && reasons(headers).any(wants_captcha) => Some(CAPTCHA),
        _ if refused && reasons(headers).any(|reason| reason.contains("AUTHORISATION_FAILED")) => {
            Some(NOT_A_USER)
        }
        _ if refused && refuses_passwords(&said) => Some(PASSWORDS),
        403 if text.starts_with("xsrf check failed") || said.starts_with("xsrf check failed") => {
            Some(FOREIGN_REQUEST)
        }
        _ if refused && said.contains("ip address") => Some(ADDRESS),
        403 | 405 | 503 if said.contains("read-only mode") || said.contains("read only mode") => {
            Some(READ_ONLY)
        }
        401..=405 | 503 if says_of_licence(&said) => Some(LICENCE),
        403 | 404 | 503 if says_unavailable(&said) || (page && says_unavailable(&text)) => Some(UNAVAILABLE),
        503 if said.contains("maintenance") => Some(MAINTENANCE),
        // A status page of Tomcat is one of the site itself, and says why.
        403 if page && words.is_none_or(|words| words.author != Author::Tomcat) => Some(BEFORE_THE_SITE),
        _ => None,
    }
}

/// Why Data Center did not log the caller in: it tells it in the one or the other header, by its version.
pub(super) fn reasons(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let named = ["x-seraph-loginreason", "x-authentication-denied-reason"];
    named.into_iter().flat_map(move |name| headers.get_all(name)).filter_map(|value| value.to_str().ok())
}

fn wants_captcha(reason: &str) -> bool {
    reason.contains("CAPTCHA") || reason.contains("AUTHENTICATION_DENIED")
}

/// What Data Center says where an administrator has switched passwords off. That Cloud calls them deprecated is not that:
/// it says so of every pair that it does not know, that of an API token among them.
fn refuses_passwords(said: &str) -> bool {
    said.contains("basic auth")
        && ["disabled", "not allowed", "switched off"].iter().any(|word| said.contains(word))
}

fn says_of_licence(said: &str) -> bool {
    let of_licence = said.contains("license") || said.contains("licence");
    of_licence && ["expired", "exceeded"].iter().any(|word| said.contains(word))
}

/// What Cloud says of a site that is switched off.
fn says_unavailable(text: &str) -> bool {
    text.contains("site temporarily unavailable") || text.contains("site is currently unavailable")
}
