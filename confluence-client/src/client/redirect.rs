//! Where an answer leads that is not followed, and what that means: a site that moved, a login, a site that is not set up.

use http::HeaderMap;
use http::header::LOCATION;
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::site::{Deployment, Site};

/// The longest path that is shown, in characters.
const LONGEST: usize = 120;
/// The paths of the interfaces: what stands before them is the URL of a site.
const INTERFACES: [&str; 2] = ["/rest/api", "/api/v2"];
/// What the parts of paths that lead to a login are called.
const LOGIN_PATHS: [&str; 19] = [
    "login",
    "dologin",
    "log-in",
    "logon",
    "signin",
    "sign-in",
    "sso",
    "saml",
    "saml2",
    "adfs",
    "cas",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "openid-connect",
    "authorize",
    "authenticate",
    "idp",
];
/// What hosts are called that people log in at.
const LOGIN_HOSTS: [&str; 11] =
    ["sso", "login", "signin", "auth", "id", "idp", "accounts", "adfs", "saml", "okta", "keycloak"];
/// Pages that a site shows at its root.
const FIRST_PAGES: [&str; 4] = ["index.action", "homepage.action", "dashboard.action", "index.html"];

/// The failure with what is known of the place. What it was said to be so far does for an answer that names none.
pub(super) fn with_place(error: Error, headers: &HeaderMap, site: &Site) -> Error {
    let Some(url) = place(headers, site) else { return error };
    let lead = lead(&url, site);
    let shown = shown(&url, site);
    let error = match error.is_bare() {
        true => error.with_message(lead.says(&shown)),
        false => error.adding(&lead.says(&shown)),
    };
    match lead {
        Lead::Setup => error.of_kind(ErrorKind::Service).of_everything(),
        Lead::Login => error.of_everything(),
        Lead::Site(_) | Lead::Perhaps(_) => error.with_property("URL").of_everything(),
        Lead::Nowhere => error,
    }
}

/// The place, as far as it may be shown.
pub(super) fn place_of(headers: &HeaderMap, site: &Site) -> Option<String> {
    place(headers, site).map(|url| shown(&url, site))
}

/// What a place means.
enum Lead {
    /// The pages on which an administrator sets a new site up.
    Setup,
    /// A page where people log in.
    Login,
    /// The URL of the site, which is to be `URL`.
    Site(String),
    /// What may be the URL of the site.
    Perhaps(String),
    /// No URL that helps.
    Nowhere,
}

impl Lead {
    fn says(&self, shown: &str) -> String {
        match self {
            Self::Setup => format!(
                "the answer leads to {shown}: the site is not set up yet, which its administrator finishes in a browser"
            ),
            Self::Login => format!(
                "the answer leads to {shown} (a login), which is not followed: a single sign-on stands before the site, and its \
                 administrator lets requests with a credential through, or CustomHeaders has what it wants to see"
            ),
            Self::Site(url) => {
                format!("the answer leads to {shown}, which is not followed: set URL to {url}")
            }
            Self::Perhaps(url) => format!(
                "the answer leads to {shown}, which is not followed: if the site is there, set URL to {url}; if not, something \
                 stands before it"
            ),
            Self::Nowhere => format!("the answer leads to {shown}, which is not followed"),
        }
    }
}

/// The URL in `Location`, which may be relative: RFC 9110, section 10.2.2.
fn place(headers: &HeaderMap, site: &Site) -> Option<Url> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    site.resolve(location.trim()).filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn lead(url: &Url, site: &Site) -> Lead {
    let path = path(url).to_ascii_lowercase();
    if path.contains("/setup/") || path.contains("/bootstrap/") {
        return Lead::Setup;
    }
    let before = INTERFACES.into_iter().find_map(|interface| path.find(interface));
    if before.is_none() && is_login(url, &path) {
        return Lead::Login;
    }
    // Nobody is advised to send a credential in the clear.
    if site.is_gateway() || (site.scheme() == "https" && url.scheme() == "http") {
        return Lead::Nowhere;
    }
    let (context, certain) = match before {
        // Lower case has as many bytes as the path, since it is ASCII.
        Some(end) => (self::path(url).get(..end).unwrap_or_default(), true),
        None => (without_page(self::path(url)), site.has_host_of(url) && url.scheme() != site.scheme()),
    };
    let context = match site.deployment() {
        Deployment::Cloud => context.split_once("/wiki").map_or(context, |(before, _)| before),
        Deployment::DataCenter => context,
    };
    let base = format!("{}{}", url.origin().ascii_serialization(), context.trim_end_matches('/'));
    match site.starts_at(&base) {
        true => Lead::Nowhere,
        false if certain => Lead::Site(base),
        false => Lead::Perhaps(base),
    }
}

fn is_login(url: &Url, path: &str) -> bool {
    let named = |segment: &str| LOGIN_PATHS.contains(&segment.split('.').next().unwrap_or_default());
    // The first label of a site of Atlassian's is a name that its owner chose.
    let host = url.host_str().unwrap_or_default();
    let labels = || host.split('.').take(host.split('.').count().saturating_sub(1));
    let of_site = host.ends_with(".atlassian.net") || host.ends_with(".jira.com");
    let of_login = !of_site && labels().any(|label| LOGIN_HOSTS.contains(&label));
    path.split('/').any(named) || of_login || host.ends_with("microsoftonline.com")
}

/// The path without the first page of a site.
fn without_page(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((before, page)) if FIRST_PAGES.contains(&page) => before,
        _ => path,
    }
}

/// Without what follows a `;`, such as the id of a session.
fn path(url: &Url) -> &str {
    url.path().split(';').next().unwrap_or_default()
}

/// The place without its query, which may hold a token; only its path where it is on the host that was asked.
fn shown(url: &Url, site: &Site) -> String {
    let path: String = path(url).chars().take(LONGEST).collect();
    match site.has_host_of(url) && url.scheme() == site.scheme() {
        true => path,
        false => format!("{}{path}", url.origin().ascii_serialization()),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn refused_at(site: &Site, location: &str) -> Error {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_str(location).unwrap());
        let error = crate::error::answered("getX", http::StatusCode::FOUND, &headers, b"");
        with_place(error, &headers, site)
    }

    #[test]
    fn a_place_is_told_with_what_it_means() {
        let cloud = Site::cloud("https://old.atlassian.net").unwrap();
        let own = Site::data_center("https://wiki.example.com").unwrap();
        let open = Site::data_center("http://wiki.example.com/confluence").unwrap();
        for (site, location, part, property) in [
            (
                &cloud,
                "https://new.atlassian.net/wiki/api/v2/spaces?limit=1",
                "set URL to https://new.atlassian.net",
                true,
            ),
            (
                &own,
                "/wiki/rest/api/space",
                "leads to /wiki/rest/api/space, which is not followed: set URL to https://wiki.example.com/wiki",
                true,
            ),
            (&own, "/wiki/", "if the site is there, set URL to https://wiki.example.com/wiki;", true),
            (&own, "/confluence/index.action", "set URL to https://wiki.example.com/confluence;", true),
            (
                &open,
                "https://wiki.example.com/confluence/rest/api/space",
                "set URL to https://wiki.example.com/confluence",
                true,
            ),
            (&own, "/setup/setupstart.action", "not set up yet", false),
            (
                &own,
                "https://sso.corp.example/saml/sso?SAMLRequest=canary",
                "leads to https://sso.corp.example/saml/sso (a login)",
                false,
            ),
            (
                &own,
                "/login.action;jsessionid=canary?os_destination=canary",
                "leads to /login.action (a login)",
                false,
            ),
            (&cloud, "https://id.atlassian.com/x", "(a login)", false),
            (
                &own,
                "https://elsewhere.example/",
                "if the site is there, set URL to https://elsewhere.example;",
                true,
            ),
        ] {
            let error = refused_at(site, location);
            let said = error.message().unwrap();
            assert!(said.contains(part), "{location}: {said}");
            assert!(!said.contains("canary") && !said.contains('?'), "{said}");
            assert_eq!(error.property(), property.then_some("URL"), "{location}: {said}");
        }
        let clear = refused_at(&own, "http://wiki.example.com/rest/api/space");
        assert!(
            clear.message().unwrap().ends_with("which is not followed") && clear.property().is_none(),
            "{clear}"
        );
        assert!(refused_at(&own, "/rest/api/space/").message().unwrap().ends_with("which is not followed"));
        assert!(refused_at(&own, "mailto:x").message().unwrap().contains("leads to another URL"));
    }
}
