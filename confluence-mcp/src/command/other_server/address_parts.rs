//! An address that other servers are given in parts: a host, a port, a context path, the path of the REST API.

use std::borrow::Cow;

use url::Url;

/// What a variable says of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Scheme,
    Port,
    /// A path, or a whole address with one, which may lead to the REST API.
    Path,
}

const PARTS: &[(&str, Part)] = &[
    ("CONFLUENCE_PROTOCOL", Part::Scheme),
    ("CONFLUENCE_SCHEME", Part::Scheme),
    ("CONFLUENCE_PORT", Part::Port),
    ("CONFLUENCE_PATH", Part::Path),
    ("CONFLUENCE_BASE_PATH", Part::Path),
    ("CONFLUENCE_CONTEXT", Part::Path),
    ("CONFLUENCE_CONTEXT_PATH", Part::Path),
    ("CONFLUENCE_API_PATH", Part::Path),
    ("CONFLUENCE_API_BASE_PATH", Part::Path),
    ("CONFLUENCE_API_URL", Part::Path),
    ("CONFLUENCE_API_BASE_URL", Part::Path),
    ("CONFLUENCE_API_BASE", Part::Path),
    ("CONFLUENCE_API_ENDPOINT", Part::Path),
    ("CONFLUENCE_REST_URL", Part::Path),
];

/// The part of an address that a variable holds.
pub(super) fn part(name: &str) -> Option<Part> {
    PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part)
}

/// The address with this part of it in its place.
///
/// # Errors
/// Why the two do not go together.
pub(super) fn joined(address: Option<&str>, part: Part, text: &str) -> Result<String, String> {
    let text = text.trim();
    let whole = text.contains("://");
    let Some(address) = address.or(whole.then_some(text)) else {
        return Err("no host is given beside it: write the whole address into CONFLUENCE_URL".to_owned());
    };
    let apart =
        || "it does not fit the address beside it: write the whole address into CONFLUENCE_URL".to_owned();
    let mut url = Url::parse(address).map_err(|_| apart())?;
    // `env:VARIABLE`, read each time.
    if url.cannot_be_a_base() || text.starts_with("env:") {
        return Err(apart());
    }
    match part {
        Part::Scheme => {
            let scheme = text.trim_end_matches("://").trim_end_matches(':').to_ascii_lowercase();
            if !matches!(scheme.as_str(), "http" | "https") || url.set_scheme(&scheme).is_err() {
                return Err("must be https, or http".to_owned());
            }
        }
        Part::Port => {
            let port = text.parse().map_err(|_| "must be the number of a port".to_owned())?;
            if url.port().is_some_and(|held| held != port) || url.set_port(Some(port)).is_err() {
                return Err(apart());
            }
        }
        Part::Path => {
            let more = if whole { Url::parse(text).map_err(|_| apart())? } else { with_path(&url, text) };
            let (context, held) = (context(more.path()), context(url.path()));
            let fits =
                more.host() == url.host() && more.port_or_known_default() == url.port_or_known_default();
            if !fits
                || more.scheme() != url.scheme()
                || !(held.is_empty() || context.is_empty() || held == context)
            {
                return Err(apart());
            }
            url = with_path(&url, if context.is_empty() { held } else { context });
        }
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// An address without the user name and the password that some write into it: they are shown to nobody. A password may hold
/// a slash that nobody escaped, so that all before the last `@` counts.
pub(super) fn without_userinfo(address: &str) -> Cow<'_, str> {
    let (scheme, rest) = address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let divider = if scheme.is_empty() { "" } else { "://" };
    let behind = rest.rsplit_once('@').map(|(_, behind)| behind);
    behind.map_or(address.into(), |behind| format!("{scheme}{divider}***@{behind}").into())
}

fn with_path(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    url.set_path(path);
    url.set_query(None);
    url
}

/// A path without what leads from the site to its REST API.
fn context(path: &str) -> &str {
    let at = |part: &str| {
        let found = path.match_indices(part).map(|(at, _)| at);
        found
            .into_iter()
            .find(|at| matches!(path.get(at + part.len()..at + part.len() + 1), None | Some("/") | Some("")))
    };
    let end = ["/rest", "/api"].into_iter().filter_map(at).min().unwrap_or(path.len());
    path.get(..end).unwrap_or(path).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_parts_is_whole_again_or_refused() {
        let own = Some("https://wiki.corp.com");
        for (address, name, text, whole) in [
            (own, "CONFLUENCE_PORT", "8443", "https://wiki.corp.com:8443"),
            (Some("https://wiki.corp.com:8443"), "CONFLUENCE_PORT", "8443", "https://wiki.corp.com:8443"),
            (own, "CONFLUENCE_CONTEXT_PATH", "/confluence", "https://wiki.corp.com/confluence"),
            (own, "CONFLUENCE_CONTEXT_PATH", "confluence/", "https://wiki.corp.com/confluence"),
            (own, "CONFLUENCE_API_PATH", "/confluence/rest/api", "https://wiki.corp.com/confluence"),
            (own, "CONFLUENCE_API_PATH", "/rest/api", "https://wiki.corp.com"),
            (
                Some("https://x.atlassian.net"),
                "CONFLUENCE_API_PATH",
                "/wiki/api/v2",
                "https://x.atlassian.net/wiki",
            ),
            (
                own,
                "CONFLUENCE_API_BASE_PATH",
                "https://wiki.corp.com/confluence/rest",
                "https://wiki.corp.com/confluence",
            ),
            (
                None,
                "CONFLUENCE_API_BASE_PATH",
                "https://wiki.corp.com/confluence/rest",
                "https://wiki.corp.com/confluence",
            ),
            (None, "CONFLUENCE_API_URL", "https://wiki.corp.com:8090/rest/api", "https://wiki.corp.com:8090"),
            (
                Some("https://wiki.corp.com/confluence"),
                "CONFLUENCE_API_PATH",
                "/rest/api",
                "https://wiki.corp.com/confluence",
            ),
            (own, "CONFLUENCE_PROTOCOL", "http", "http://wiki.corp.com"),
            (own, "CONFLUENCE_API_PATH", "/restricted", "https://wiki.corp.com/restricted"),
        ] {
            assert_eq!(joined(address, part(name).unwrap(), text), Ok(whole.to_owned()), "{name}={text}");
        }
        for (address, part, text) in [
            (None, Part::Port, "1"),
            (None, Part::Path, "/confluence"),
            (own, Part::Port, "x"),
            (Some("https://wiki.corp.com:1"), Part::Port, "2"),
            (own, Part::Path, "https://other.corp.com/confluence"),
            (Some("https://wiki.corp.com/a"), Part::Path, "/b"),
            (own, Part::Scheme, "ftp"),
            (Some("env:HOST"), Part::Path, "/b"),
            (own, Part::Path, "env:CONTEXT"),
        ] {
            assert!(joined(address, part, text).is_err(), "{part:?} {text}");
        }
    }
}
