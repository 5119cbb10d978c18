//! Validation of `Host` and `Origin` against DNS rebinding, and the headers of CORS.
//!
//! A page elsewhere must not reach a server through its visitor's browser, by whatever name (MCP, "Transports", security
//! warning; RFC 6454 for origins).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::uri::{Authority, Uri};

use super::endpoint_url::{is_loopback, origin};
use super::options::HttpOptions;
use super::response::HttpResponse;

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

#[derive(Debug)]
pub(crate) struct OriginCheck {
    /// Each with or without a port; without, every port is meant.
    hosts: Vec<String>,
    own: String,
    origins: Vec<String>,
}

impl OriginCheck {
    pub(crate) fn new(options: &HttpOptions) -> Self {
        let mut hosts = options.hosts.clone();
        hosts.extend(options.endpoint.host_str().map(str::to_ascii_lowercase));
        if is_loopback(&options.endpoint) {
            hosts.extend(LOOPBACK.map(str::to_owned));
        }
        Self { hosts, own: origin(&options.endpoint), origins: options.origins.clone() }
    }

    /// Whether the request names this server in `Host`.
    pub(crate) fn knows_host(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        Self::named(uri, headers).is_some_and(|named| {
            let given = |known: &String| {
                known.eq_ignore_ascii_case(named.host()) || known.eq_ignore_ascii_case(named.as_str())
            };
            self.hosts.iter().any(given)
        })
    }

    /// Whether the request asks by a name of this machine, which no page elsewhere can take.
    pub(crate) fn is_asked_here(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        Self::named(uri, headers)
            .is_some_and(|named| LOOPBACK.iter().any(|known| known.eq_ignore_ascii_case(named.host())))
    }

    /// What the request names in `Host` (RFC 9112, section 3.2: exactly once).
    fn named(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
        let mut given = headers.get_all(header::HOST).iter();
        let named = match (given.next(), given.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()),
            (None, _) => uri.authority().cloned(),
            (Some(_), Some(_)) => None,
        };
        // RFC 9110, section 4.2.4: user information in it is a trick.
        named.filter(|named| !named.as_str().contains('@'))
    }

    /// Whether the request comes from no page, or from one that may ask.
    pub(crate) fn knows_origin(&self, headers: &HeaderMap) -> bool {
        headers.get_all(header::ORIGIN).iter().all(|given| {
            given
                .to_str()
                .is_ok_and(|given| given == self.own || self.origins.iter().any(|known| known == given))
        })
    }

    /// Adds the CORS headers with which the page of another, allowed origin may read the answer.
    pub(crate) fn add_cors_headers(&self, origin: Option<&HeaderValue>, answer: &mut HttpResponse) {
        let Some(origin) = origin.filter(|origin| *origin != self.own.as_str()) else { return };
        let mut set =
            |name: HeaderName, value: &HeaderValue| answer.headers_mut().insert(name, value.clone());
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set(header::VARY, &HeaderValue::from_static("Origin"));
        set(header::ACCESS_CONTROL_ALLOW_METHODS, &HeaderValue::from_static("POST, GET, DELETE"));
        set(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            &HeaderValue::from_static(
                "authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, \
                 mcp-session-id, x-confluence-authorization",
            ),
        );
        let readable = HeaderValue::from_static("mcp-session-id, www-authenticate");
        set(header::ACCESS_CONTROL_EXPOSE_HEADERS, &readable);
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn guard(endpoint: &str) -> OriginCheck {
        let options = HttpOptions::new(Url::parse(endpoint).unwrap()).unwrap().allow_host("Inner:8080");
        OriginCheck::new(&options.unwrap().allow_origin("https://app.example.com").unwrap())
    }

    fn headers(name: HeaderName, values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_names_of_this_server_are_hosts() {
        let guard = guard("https://mcp.example.com/mcp");
        let knows =
            |hosts: &[&'static str]| guard.knows_host(&Uri::from_static("/"), &headers(header::HOST, hosts));
        for right in ["mcp.example.com", "MCP.example.com:443", "inner:8080"] {
            assert!(knows(&[right]), "{right}");
        }
        for wrong in [
            "evil.example",
            "inner",
            "inner:8081",
            "localhost",
            "mcp.example.com.evil.example",
            "",
            "a b",
            "me@mcp.example.com",
            "evil.example@mcp.example.com",
        ] {
            assert!(!knows(&[wrong]), "{wrong}");
        }
        assert!(!knows(&[]) && !knows(&["mcp.example.com", "mcp.example.com"]));
        let here = |host| guard.is_asked_here(&Uri::from_static("/"), &headers(header::HOST, &[host]));
        assert!(here("127.0.0.1:8081") && here("localhost") && here("[::1]:1"));
        assert!(!here("evil.example") && !here("127.0.0.1.evil.example") && !here("me@127.0.0.1"));
        let local = super::tests::guard("http://127.0.0.1:7000/mcp");
        for host in ["localhost:7000", "127.0.0.1:7000", "[::1]:7000"] {
            assert!(local.knows_host(&Uri::from_static("/"), &headers(header::HOST, &[host])), "{host}");
        }
    }

    #[test]
    fn only_our_own_and_listed_pages_are_origins() {
        let guard = guard("https://mcp.example.com/mcp");
        let knows = |origins: &[&'static str]| guard.knows_origin(&headers(header::ORIGIN, origins));
        assert!(knows(&[]) && knows(&["https://mcp.example.com"]) && knows(&["https://app.example.com"]));
        for wrong in
            ["null", "http://mcp.example.com", "https://evil.example", "https://app.example.com.evil.example"]
        {
            assert!(!knows(&[wrong]), "{wrong}");
        }
        assert!(!knows(&["https://mcp.example.com", "https://evil.example"]));
    }
}
