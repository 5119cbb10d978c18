//! Refusals that mean no single request: what stands between this client and the site, and would refuse every other one.

use http::{HeaderMap, StatusCode};

use super::ErrorKind;
use super::headers::content_type;

/// How much of a body is looked at, in bytes: what these say stands at its beginning.
const LOOKED_AT: usize = 16 << 10;

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
const PROXY: Obstacle = Obstacle {
    property: Some("ProxyUser"),
    ..of(
        ErrorKind::NotConfluence,
        "ProxyUser: the proxy wants to know who asks: ProxyUser and ProxyPassword say it",
    )
};
const PORTAL: Obstacle = of(
    ErrorKind::NotConfluence,
    "the network that this machine is in wants a login of its own: open any page in a browser and follow what it shows",
);
const FOREIGN_REQUEST: Obstacle = of(
    ErrorKind::Forbidden,
    "XSRF check failed: the request looks as if another site's page sent it, since something on the way changes it: a proxy \
     that adds Origin or Referer, or takes X-Atlassian-Token out; its administrator corrects it",
);
const ADDRESS: Obstacle = of(
    ErrorKind::Forbidden,
    "requests from the network address of this machine are refused: an administrator puts it on the allowlist, or ask from \
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
    said: Option<&str>,
    body: &[u8],
) -> Option<Obstacle> {
    let code = status.as_u16();
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let refused = matches!(code, 401 | 403);
    // Data Center tells it in the one or the other, by its version.
    let denied = header("x-authentication-denied-reason").contains("CAPTCHA")
        || header("x-seraph-loginreason").contains("AUTHENTICATION_DENIED");
    let text = body.get(..LOOKED_AT.min(body.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let said = said.map(str::to_ascii_lowercase).unwrap_or_default();
    let page = content_type(headers).contains("html");
    match code {
        407 => Some(PROXY),
        511 => Some(PORTAL),
        _ if refused && denied => Some(CAPTCHA),
        403 if text.starts_with("xsrf check failed") || said.starts_with("xsrf check failed") => {
            Some(FOREIGN_REQUEST)
        }
        _ if refused && said.contains("ip address") => Some(ADDRESS),
        403 | 405 | 503 if said.contains("read-only mode") || said.contains("read only mode") => {
            Some(READ_ONLY)
        }
        403 | 404 | 503 if says_unavailable(&said) || (page && says_unavailable(&text)) => Some(UNAVAILABLE),
        403 if page => Some(BEFORE_THE_SITE),
        _ => None,
    }
}

/// What Cloud says of a site that is switched off.
fn says_unavailable(text: &str) -> bool {
    text.contains("site temporarily unavailable") || text.contains("site is currently unavailable")
}
