//! Where a server is reached, and within which bounds.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use confluence_oauth::Secret;
use http::uri::Authority;
use url::Url;

use super::endpoint_url::is_safe;
use super::error::HttpError;
use super::metrics::Metrics;
use super::response::{HttpResponse, Reason};
use super::sessions::McpSessionOptions;
use crate::observer::{CallerRefusal, Observer};

/// Longer than the 60 s for which many proxies keep an idle connection, so that the proxy closes it first.
const IDLE: Duration = Duration::from_secs(75);
/// A head is one packet or a few: who needs longer for it holds a connection without asking anything.
const HEAD: Duration = Duration::from_secs(10);
/// An access token lives for an hour, and who left the company should not. A file of tokens is read as a whole for each
/// caller, so that it is not done with every call.
const LOGIN_CHECKS: Duration = Duration::from_secs(60);

/// Where a server is reached, by whom, and within which bounds of size and time.
///
/// ```
/// use std::time::Duration;
///
/// use confluence_mcp::http::{HttpOptions, Metrics, McpSessionOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metrics = Metrics::new();
/// let options = HttpOptions::new("https://mcp.example.com/mcp".parse()?)?
///     .allow_origin("https://chat.example.com")?
///     .max_calls_per_minute(120)
///     .shutdown_grace(Duration::from_secs(20))
///     .sessions(McpSessionOptions::new().max_sessions(500))
///     .metrics(metrics.clone());
/// println!("{}", metrics.render());
/// # drop(options);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct HttpOptions {
    pub(crate) endpoint: Url,
    pub(crate) hosts: Vec<String>,
    pub(crate) origins: Vec<String>,
    pub(crate) token: Option<Secret>,
    pub(crate) credential_header: bool,
    pub(crate) max_body_bytes: usize,
    pub(crate) max_connections: usize,
    pub(crate) max_connections_per_address: usize,
    pub(crate) max_requests_per_caller: usize,
    pub(crate) max_calls_per_minute: Option<u32>,
    pub(crate) max_cached_callers: usize,
    pub(crate) login_check_interval: Duration,
    pub(crate) sessions: Option<McpSessionOptions>,
    pub(crate) metrics: Metrics,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) header_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) write_timeout: Duration,
    pub(crate) shutdown_grace: Duration,
    pub(crate) drain: Duration,
}

impl HttpOptions {
    /// Options for an endpoint, given as clients know it: `https://mcp.example.com/mcp`. It is also what tokens are
    /// issued for (RFC 8707).
    ///
    /// # Errors
    /// The address is not http or https, is plain http beyond this machine, or has a user, query or fragment.
    pub fn new(endpoint: Url) -> Result<Self, HttpError> {
        let wrong = |why| Err(HttpError::address("the public URL", why));
        if !is_safe(&endpoint) {
            return wrong("must be https; plain http is for this machine alone");
        }
        if endpoint.query().is_some() || endpoint.fragment().is_some() || !endpoint.username().is_empty() {
            return wrong("must have no user, query or fragment");
        }
        if is_taken(endpoint.path()) {
            return wrong("names a path at which something else is served; use one such as /mcp");
        }
        Ok(Self {
            endpoint,
            hosts: Vec::new(),
            origins: Vec::new(),
            token: None,
            credential_header: false,
            max_body_bytes: 4 << 20,
            max_connections: 4096,
            max_connections_per_address: 1024,
            max_requests_per_caller: 32,
            max_calls_per_minute: None,
            max_cached_callers: 10_000,
            login_check_interval: LOGIN_CHECKS,
            sessions: None,
            metrics: Metrics::new(),
            observer: None,
            header_timeout: HEAD,
            idle_timeout: IDLE,
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(10),
            drain: Duration::ZERO,
        })
    }

    /// Another name by which requests may ask for this server in `Host`, with or without a port.
    ///
    /// # Errors
    /// The text is not the name or the address of a host.
    pub fn allow_host(mut self, host: &str) -> Result<Self, HttpError> {
        let known = host.parse::<Authority>().ok().filter(|_| !host.contains(['@', '*']));
        let known = known.ok_or(HttpError::address(
            "the allowed host",
            "must be a name such as mcp.internal, or one with a port such as 10.0.0.7:8080",
        ))?;
        self.hosts.push(known.as_str().to_ascii_lowercase());
        Ok(self)
    }

    /// A web page's origin from which requests may come, such as `https://app.example.com`, besides the server's own.
    ///
    /// # Errors
    /// The text is not an origin.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, HttpError> {
        match Url::parse(origin) {
            Ok(url) if origin.contains('*') && url.origin().is_tuple() => Err(HttpError::address(
                "the allowed origin",
                "holds a `*`, which no origin has: name each one, such as https://app.example.com",
            )),
            Ok(url) if url.origin().is_tuple() && matches!(url.path(), "/" | "") => {
                self.origins.push(url.origin().ascii_serialization());
                Ok(self)
            }
            _ => Err(HttpError::address("the allowed origin", "must be like https://app.example.com")),
        }
    }

    /// Lets only callers through who bring this as their bearer token: for a server of one person, on a machine where
    /// others work too. `/metrics` then asks for it too. Where there is an issuer, its tokens
    /// are what callers bring: a server that is given both is refused.
    pub fn token(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }

    /// Lets callers send a Confluence credential of their own in `X-Confluence-Authorization`: `Bearer` and a personal
    /// access token, or `Basic` with an account and its API token. `Authorization` stays the token for this server.
    pub fn credential_header(mut self, allowed: bool) -> Self {
        self.credential_header = allowed;
        self
    }

    /// The most bytes of a request's body: 4 MiB by default.
    pub fn max_body_bytes(mut self, most: usize) -> Self {
        self.max_body_bytes = most;
        self
    }

    /// The most connections at a time, 4096 by default and at least 1; others wait until one ends. Where the system lets a
    /// process have fewer open files, it is what that leaves, without some that are kept for calls to Confluence.
    pub fn max_connections(mut self, most: usize) -> Self {
        self.max_connections = most.max(1);
        self
    }

    /// The most connections of one address (of IPv6, of one `/64`), 1024 by default and at least 1; more are closed at
    /// once. Behind a proxy, all connections are of its address.
    pub fn max_connections_per_address(mut self, most: usize) -> Self {
        self.max_connections_per_address = most.max(1);
        self
    }

    /// The most requests of one caller that are worked on at a time, 32 by default and at least 1; more are told to come
    /// back (429), or in a session refused by an error of the protocol (-32000).
    pub fn max_requests_per_caller(mut self, most: usize) -> Self {
        self.max_requests_per_caller = most.max(1);
        self
    }

    /// The most calls of tools that one caller may make in a minute, at least 1, who may make them at once; without a bound
    /// by default. More are told to come back: 429 with `Retry-After`, and the error -32000 of JSON-RPC. Each server counts
    /// for itself.
    pub fn max_calls_per_minute(mut self, most: u32) -> Self {
        self.max_calls_per_minute = Some(most.max(1));
        self
    }

    /// How many callers the cache of [`CallerLogins`](super::CallerLogins) holds, 10 000 by default; who is evicted is known again
    /// from the token store.
    pub fn max_cached_callers(mut self, most: usize) -> Self {
        self.max_cached_callers = most.max(1);
        self
    }

    /// How often it is looked whether the login of a caller is still in the token store, once a minute by default: one that
    /// was removed elsewhere (`confluence-mcp logout --principal`) counts for no longer.
    pub fn login_check_interval(mut self, every: Duration) -> Self {
        self.login_check_interval = every;
        self
    }

    /// Keeps sessions for clients that speak a protocol before 2026-07-28, so that they can be asked during a call (to
    /// confirm what a tool destroys, to log in) and can give a call up. Without them, which is the default, no request
    /// depends on the one before; with them, a balancer has to send all requests of an `Mcp-Session-Id` to one server.
    /// Clients since 2026-07-28 have no sessions either way.
    ///
    /// A session belongs to the caller who began it: the principal of the token, together with the credential in
    /// `X-Confluence-Authorization` where there is one. To everybody else it does not exist.
    pub fn sessions(mut self, sessions: McpSessionOptions) -> Self {
        self.sessions = Some(sessions);
        self
    }

    /// Counts here, where tools may be counted too ([`ServerBuilder::observer`](crate::ServerBuilder::observer)).
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Tells of callers who are refused before any call. Calls are told where [`ServerBuilder::observer`](crate::ServerBuilder::observer)
    /// says.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// How long a client may take to send a request's head, 10 s by default: from its first byte, or from the beginning
    /// of a connection.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// How long a connection may be idle between requests, 75 s by default. A proxy must let go of an idle connection
    /// first, or it will send a request into one that just ended.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long a client may take to send a request's body, 30 s by default.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// How long a client may leave its answer unread before the connection is dropped, 30 s by default.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How long the server goes on after it was told to stop while `/readyz` says that it is not ready, so that a balancer
    /// that probes it sends its callers elsewhere first; not at all by default.
    pub fn drain(mut self, length: Duration) -> Self {
        self.drain = length;
        self
    }

    /// How long requests under way may take to end when the server stops, 10 s by default.
    pub fn shutdown_grace(mut self, grace: Duration) -> Self {
        self.shutdown_grace = grace;
        self
    }
}

impl HttpOptions {
    /// Who did not get in is told of as well: who tries tokens is of more interest than who has one.
    pub(crate) fn tell_of_refusal(
        &self,
        refused: &HttpResponse,
        address: Option<IpAddr>,
        principal: Option<&str>,
    ) {
        if let Some(observer) = &self.observer {
            let status = refused.status();
            let reason = status.canonical_reason().unwrap_or("refused");
            let reason = refused.extensions().get().map_or(reason, |Reason(reason)| reason);
            let told = CallerRefusal::new(status.as_u16(), reason);
            observer.refused(&CallerRefusal { address, principal, ..told });
        }
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpOptions")
            .field("endpoint", &self.endpoint.as_str())
            .field("hosts", &self.hosts)
            .field("origins", &self.origins)
            .field("token", &self.token)
            .field("credential_header", &self.credential_header)
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

/// Whether something else is served at a path: probes, metadata and logins have theirs.
fn is_taken(path: &str) -> bool {
    let below = |folder: &str| path.starts_with(folder);
    matches!(path, "/healthz" | "/readyz" | "/metrics") || below("/oauth/") || below("/.well-known/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Result<HttpOptions, HttpError> {
        HttpOptions::new(Url::parse(text).unwrap())
    }

    #[test]
    fn an_endpoint_is_https_or_on_this_machine() {
        for right in
            ["https://mcp.example.com/mcp", "http://127.0.0.1:8080/mcp", "http://[::1]/", "http://localhost"]
        {
            assert!(options(right).is_ok(), "{right}");
        }
        for wrong in
            ["http://mcp.example.com/mcp", "ftp://127.0.0.1/", "https://x/?a", "https://x/#a", "https://u@x/"]
        {
            assert!(options(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_endpoint_takes_no_others_place() {
        for taken in ["/healthz", "/oauth/login", "/.well-known/oauth-protected-resource"] {
            assert!(options(&format!("https://x{taken}")).is_err(), "{taken}");
        }
        assert!(options("https://x/confluence/healthz").is_ok());
    }

    #[test]
    fn a_host_is_a_name_and_perhaps_a_port() {
        let hosts = |host| options("https://x/").unwrap().allow_host(host).map(|options| options.hosts);
        for right in ["mcp.internal", "10.0.0.7:8080", "[::1]", "[::1]:8080"] {
            assert_eq!(hosts(right).unwrap(), [right]);
        }
        for wrong in
            ["https://mcp.internal", "mcp.internal/", "*", "*.internal", "me@mcp.internal", "", "a b"]
        {
            assert!(hosts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        let allowed = options("https://x/").unwrap().allow_origin("https://app.example.com:443").unwrap();
        assert_eq!(allowed.origins, ["https://app.example.com"]);
        assert!(options("https://x/").unwrap().allow_origin("https://app.example.com/path").is_err());
        for wrong in ["*", "https://*.example.com"] {
            assert!(options("https://x/").unwrap().allow_origin(wrong).is_err(), "{wrong}");
        }
    }
}
