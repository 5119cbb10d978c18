//! Streamable HTTP by rmcp's own service, stateless or with sessions.

use std::sync::Arc;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::caller_limit::CallerLimit;
use super::options::HttpOptions;
use super::response::{HttpBody, HttpResponse, busy, text};
use super::sessions::{CallerSessions, Sessions};
use crate::http_session::session;

pub(crate) enum Streamable<H> {
    Stateless(StreamableHttpService<H, NeverSessionManager>),
    Sessions(WithSessions<H>),
}

pub(crate) struct WithSessions<H> {
    handler: H,
    config: StreamableHttpServerConfig,
    sessions: Arc<Sessions>,
}

/// A request whose caller is known and whose body was read.
pub(crate) struct McpRequest {
    pub(crate) request: Request<Full<Bytes>>,
    /// The key of the caller; `None` where callers are not told apart.
    pub(crate) caller: Option<String>,
    /// When the caller's token ends.
    pub(crate) until: Option<Instant>,
    /// Cancelled when the server stops.
    pub(crate) stopping: CancellationToken,
}

impl<H: ServerHandler + Clone> Streamable<H> {
    /// Serves a handler until the token is cancelled.
    pub(crate) fn new(handler: H, options: &HttpOptions, cancellation: &CancellationToken) -> Self {
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(options.sessions.is_some())
            .with_json_response(true)
            .with_max_request_body_bytes(options.max_body_bytes)
            .with_cancellation_token(cancellation.clone())
            // Both are checked here, for every path alike.
            .disable_allowed_hosts()
            .disable_allowed_origins();
        match &options.sessions {
            None => {
                let service = StreamableHttpService::new(move || Ok(handler.clone()), Arc::default(), config);
                Self::Stateless(service)
            }
            Some(sessions) => {
                let limit = CallerLimit::new(options.max_requests_per_caller);
                let sessions = Sessions::new(sessions.clone(), limit, options.metrics.clone());
                Self::Sessions(WithSessions { handler, config, sessions: Arc::new(sessions) })
            }
        }
    }

    /// Whether the request is of a session that the caller began, where calls have a limit of their own.
    pub(crate) fn is_of_session(&self, headers: &HeaderMap, caller: Option<&str>) -> bool {
        match self {
            Self::Stateless(_) => false,
            Self::Sessions(with) => session(headers).is_some_and(|id| with.sessions.is_of(id, caller)),
        }
    }

    pub(crate) async fn answer(&self, request: McpRequest) -> HttpResponse {
        match self {
            Self::Stateless(service) => service.handle(request.request).await.map(HttpBody::from),
            Self::Sessions(with) => with.answer(request).await,
        }
    }
}

impl<H: ServerHandler + Clone> WithSessions<H> {
    async fn answer(&self, request: McpRequest) -> HttpResponse {
        let McpRequest { request, caller, until, stopping } = request;
        let (method, id) = (request.method().clone(), session(request.headers()).map(str::to_owned));
        if method == Method::GET && id.as_deref().is_some_and(|id| !self.sessions.may_listen(id)) {
            return busy("too many streams of this session are open");
        }
        let ends = method == Method::DELETE;
        let known = id.is_some_and(|id| self.sessions.is_of(&id, caller.as_deref()));
        let of_caller = CallerSessions { sessions: Arc::clone(&self.sessions), caller, until, stopping };
        let handler = self.handler.clone();
        let config = self.config.clone();
        let service = StreamableHttpService::new(move || Ok(handler.clone()), Arc::new(of_caller), config);
        let answer = service.handle(request).await;
        match answer.status() {
            // What there is none of cannot be ended, and clients expect nothing more of what has ended.
            StatusCode::ACCEPTED if ends && !known => {
                text(StatusCode::NOT_FOUND, "Not Found: Session not found")
            }
            StatusCode::ACCEPTED if ends => text(StatusCode::NO_CONTENT, ""),
            _ => answer.map(HttpBody::from),
        }
    }
}
