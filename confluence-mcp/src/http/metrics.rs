//! What is counted, as Prometheus reads it. No label names a caller, a page or an address.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use confluence_client::Transport;
use confluence_client::connection::Connection;
use confluence_client::transport::{RequestBody, ResponseBody, TransportError};
use confluence_oauth::{ExchangeError, HttpExchange};

use crate::observer::{Observer, ToolCall};

/// Upper bounds of the buckets, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Counts requests, calls of tools and calls upstream. Clones count together.
///
/// [`HttpOptions::metrics`](super::HttpOptions::metrics) has an example.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Inner>);

#[derive(Default)]
struct Inner {
    requests: Family,
    tools: Family,
    upstream: Family,
    tokens: Family,
    connections: AtomicI64,
    callers: AtomicI64,
    sessions: AtomicI64,
}

/// One histogram for each set of labels.
#[derive(Default)]
struct Family(Mutex<BTreeMap<String, Histogram>>);

#[derive(Default)]
struct Histogram {
    /// How many were within each bound and above the one before; the last is above all.
    counts: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

impl Metrics {
    /// Counts nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything counted, in the text format of Prometheus, version 0.0.4.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        let inner = &*self.0;
        let families = [
            ("http_request", "Requests over HTTP, by route and status.", &inner.requests),
            ("tool_call", "Tool calls, by tool and outcome.", &inner.tools),
            (
                "upstream_request",
                "Requests to Confluence, by outcome: 429 is the rate limit of Confluence.",
                &inner.upstream,
            ),
            (
                "token_request",
                "Requests for tokens of Confluence, by grant and outcome: refresh_token is a token refresh, \
                 authorization_code completes a login.",
                &inner.tokens,
            ),
        ];
        for (name, help, family) in families {
            family.render(&format!("confluence_mcp_{name}_duration_seconds"), help, &mut text);
        }
        let gauges = [
            ("connections", "Open connections.", &inner.connections),
            ("callers", "Callers whose logins are in the cache.", &inner.callers),
            ("sessions", "Sessions of clients of MCP versions before 2026-07-28.", &inner.sessions),
        ];
        for (name, help, value) in gauges {
            let value = value.load(Ordering::Relaxed);
            let name = format!("confluence_mcp_{name}");
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
        }
        let build = "confluence_mcp_build_info";
        let version = env!("CARGO_PKG_VERSION");
        let _ = write!(
            text,
            "# HELP {build} The version of the server.\n# TYPE {build} gauge\n{build}{{version=\"{version}\"}} 1\n"
        );
        text
    }

    pub(crate) fn requested(&self, route: &str, status: u16, took: Duration) {
        self.0.requests.observe(format!("route=\"{route}\",status=\"{status}\""), took);
    }

    pub(crate) fn callers(&self, now: usize) {
        self.0.callers.store(i64::try_from(now).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn sessions(&self, now: usize) {
        self.0.sessions.store(i64::try_from(now).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn connected(&self) -> Connected {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
        Connected(self.clone())
    }

    /// The same connection, whose requests upstream are counted: to Confluence, and for tokens.
    #[must_use]
    pub fn count(&self, connection: Connection) -> Connection {
        let (metrics, of_tokens) = (self.clone(), self.clone());
        connection
            .map_exchange(|exchange| Arc::new(CountedTokens { exchange, metrics: of_tokens }))
            .map_transport(|transport| Arc::new(Counted { transport, metrics }))
    }
}

impl Observer for Metrics {
    fn called(&self, call: &ToolCall<'_>) {
        let (tool, outcome) = (call.tool.unwrap_or("unknown"), call.outcome.as_str());
        self.0.tools.observe(format!("tool=\"{tool}\",outcome=\"{outcome}\""), call.took);
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics(..)")
    }
}

/// A connection that is open for as long as this lives.
pub(crate) struct Connected(Metrics);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Family {
    fn observe(&self, labels: String, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let histogram = all.entry(labels).or_default();
        let seconds = took.as_secs_f64();
        let within = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        if let Some(count) = histogram.counts.get_mut(within) {
            *count += 1;
        }
        histogram.seconds += seconds;
    }

    fn render(&self, name: &str, help: &str, text: &mut String) {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} histogram\n");
        for (labels, histogram) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            let mut total = 0;
            for (at, count) in histogram.counts.iter().enumerate() {
                total += count;
                let bound = BOUNDS.get(at).map_or("+Inf".to_owned(), f64::to_string);
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {total}");
            }
            let _ = write!(
                text,
                "{name}_sum{{{labels}}} {}\n{name}_count{{{labels}}} {total}\n",
                histogram.seconds
            );
        }
    }
}

#[derive(Debug)]
struct Counted {
    transport: Arc<dyn Transport>,
    metrics: Metrics,
}

#[async_trait]
impl Transport for Counted {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let began = Instant::now();
        let answer = self.transport.exchange(request).await;
        let outcome = match &answer {
            Ok(answer) => answer.status().as_str().to_owned(),
            Err(error) => format!("{:?}", error.kind()).to_lowercase(),
        };
        self.metrics.0.upstream.observe(format!("outcome=\"{outcome}\""), began.elapsed());
        answer
    }
}

struct CountedTokens {
    exchange: Arc<dyn HttpExchange>,
    metrics: Metrics,
}

#[async_trait]
impl HttpExchange for CountedTokens {
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        let (began, grant) = (Instant::now(), grant_of(&request));
        let answer = self.exchange.exchange(request).await;
        if let Some(grant) = grant {
            let status = answer.as_ref().ok().map(http::Response::status);
            let outcome = status.as_ref().map_or("unreachable", http::StatusCode::as_str);
            self.metrics
                .0
                .tokens
                .observe(format!("grant=\"{grant}\",outcome=\"{outcome}\""), began.elapsed());
        }
        answer
    }
}

/// By which grant a request asks for a token (RFC 6749); `None` for other requests. What it holds else is not looked at.
fn grant_of(request: &http::Request<Bytes>) -> Option<&'static str> {
    const GRANTS: [&str; 3] = ["refresh_token", "authorization_code", "client_credentials"];
    // The last step of RFC 5849, at the path that Data Center gives it.
    if request.uri().path().ends_with("/oauth/access-token") {
        return Some("oauth1");
    }
    let (_, named) = url::form_urlencoded::parse(request.body()).find(|(name, _)| name == "grant_type")?;
    GRANTS.into_iter().find(|grant| *grant == named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_token_is_known_by_its_grant() {
        let asked = |path: &str, body: &'static str| {
            let request = http::Request::post(format!("https://x.example{path}"))
                .body(Bytes::from_static(body.as_bytes()));
            grant_of(&request.unwrap())
        };
        assert_eq!(
            asked("/oauth/token", "a=b&grant_type=refresh_token&refresh_token=canary"),
            Some("refresh_token")
        );
        assert_eq!(asked("/plugins/servlet/oauth/access-token", ""), Some("oauth1"));
        assert_eq!(asked("/oauth/token", "grant_type=canary"), None);
        assert_eq!(asked("/oauth/token/accessible-resources", ""), None);
    }

    #[test]
    fn counts_are_cumulative_as_the_format_asks() {
        let metrics = Metrics::new();
        for millis in [1, 3, 20_000] {
            metrics.requested("mcp", 200, Duration::from_millis(millis));
        }
        let open = metrics.connected();
        let text = metrics.render();
        let name = "confluence_mcp_http_request_duration_seconds";
        for line in [
            format!("# TYPE {name} histogram"),
            format!("{name}_bucket{{route=\"mcp\",status=\"200\",le=\"0.001\"}} 1"),
            format!("{name}_bucket{{route=\"mcp\",status=\"200\",le=\"0.005\"}} 2"),
            format!("{name}_bucket{{route=\"mcp\",status=\"200\",le=\"+Inf\"}} 3"),
            format!("{name}_count{{route=\"mcp\",status=\"200\"}} 3"),
            "confluence_mcp_connections 1".to_owned(),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        drop(open);
        assert!(metrics.render().contains("confluence_mcp_connections 0"));
    }
}
