//! The assembly: what stands between the network and a handler.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::header::{self, HeaderValue};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use hyper::body::Body;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::access_token::Verifier;
use super::answers::{Answer, HttpBody, answer, json, text};
use super::bearer::Gate;
use super::body;
use super::caller::{Caller, OwnCredential};
use super::carried::Carried;
use super::error::HttpError;
use super::guard::Guard;
use super::issuer::Issuer;
use super::metadata;
use super::metrics::Metrics;
use super::options::{HttpOptions, is_loopback};
use super::tenants::Tenants;
use super::turns::Turns;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A handler of rmcp behind everything that a server on a network needs. Clones are the same server.
pub struct HttpServer<H>(HttpService<H>);

/// The same as a tower service, for another HTTP stack to mount at the root of an origin.
pub struct HttpService<H>(Arc<Parts<H>>);

struct Parts<H> {
    mcp: StreamableHttpService<H, NeverSessionManager>,
    cancellation: CancellationToken,
    options: HttpOptions,
    guard: Guard,
    gate: Option<Gate>,
    document: Option<(Vec<String>, Value)>,
    logins: Option<Carried>,
    turns: Turns,
}

impl<H: ServerHandler + Clone> HttpServer<H> {
    /// Puts a handler that serves one person behind the checks. Nobody is asked who they are, so the endpoint must be on
    /// this machine.
    ///
    /// # Errors
    /// The endpoint is not on this machine.
    pub fn local(handler: H, options: HttpOptions) -> Result<Self, HttpError> {
        match is_loopback(&options.endpoint) {
            true => Ok(Self::assemble(handler, options, None, None)),
            false => Err(HttpError::Unauthenticated),
        }
    }

    /// Puts a handler behind the checks and lets only callers with a token of the issuer through.
    ///
    /// A handler that is a [`Server`](crate::Server) finds the wiki of each caller by its [`Clients`](crate::Clients);
    /// [`HttpServer::tenants`] does so with a login for each.
    #[must_use]
    pub fn protected(handler: H, options: HttpOptions, issuer: Issuer) -> Self {
        Self::assemble(handler, options, Some(issuer), None)
    }

    /// As [`protected`](Self::protected) where there is an issuer and as [`local`](Self::local) where there is none, and
    /// carries the logins of the callers: `tenants` are the clients of the handler.
    ///
    /// # Errors
    /// As [`local`](Self::local); also if `CallbackURL` is not at the origin of the endpoint, or is where something else
    /// is served.
    pub fn tenants(
        handler: H,
        options: HttpOptions,
        issuer: Option<Issuer>,
        tenants: &Tenants,
    ) -> Result<Self, HttpError> {
        let Some(issuer) = issuer else { return Self::local(handler, options) };
        let carried = tenants.carried(&options, &issuer)?;
        Ok(Self::assemble(handler, options, Some(issuer), carried))
    }

    /// Serves a listener until `stop` is ready, then lets what is under way end.
    ///
    /// # Errors
    /// The listener cannot be used.
    pub async fn serve(
        self,
        listener: std::net::TcpListener,
        stop: impl Future<Output = ()>,
    ) -> std::io::Result<()> {
        super::listen::serve(self.0, listener, stop).await
    }

    /// The same as a service. Whoever mounts it bounds connections and heads by themselves.
    #[must_use]
    pub fn service(&self) -> HttpService<H> {
        self.0.clone()
    }

    fn assemble(handler: H, options: HttpOptions, issuer: Option<Issuer>, logins: Option<Carried>) -> Self {
        let cancellation = CancellationToken::new();
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(options.max_body_bytes)
            .with_cancellation_token(cancellation.clone())
            // Both are checked here, for every path alike.
            .disable_allowed_hosts()
            .disable_allowed_origins();
        let mcp = StreamableHttpService::new(move || Ok(handler.clone()), Arc::default(), config);
        let endpoint = &options.endpoint;
        let document = issuer.as_ref().map(|issuer| {
            let paths = metadata::paths(endpoint).to_vec();
            (paths, metadata::document(endpoint, issuer))
        });
        let gate = issuer.map(|issuer| {
            let scopes = issuer.scopes.clone();
            let verifier = Verifier::new(issuer, metadata::resource(endpoint));
            Gate::new(verifier, &metadata::address(endpoint), &scopes)
        });
        let guard = Guard::new(&options);
        let turns = Turns::new(options.requests_of_one);
        Self(HttpService(Arc::new(Parts {
            mcp,
            cancellation,
            options,
            guard,
            gate,
            document,
            logins,
            turns,
        })))
    }
}

/// What a request asks for, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Mcp,
    Metadata,
    Login,
    Health,
    Metrics,
    Unknown,
}

impl Route {
    fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Metadata => "metadata",
            Self::Login => "login",
            Self::Health => "health",
            Self::Metrics => "metrics",
            Self::Unknown => "unknown",
        }
    }
}

impl<H: ServerHandler + Clone> HttpService<H> {
    /// Answers one request.
    pub(crate) async fn respond<B>(&self, request: Request<B>) -> Answer
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let began = Instant::now();
        let route = self.route(request.uri().path());
        let origin = request.headers().get(header::ORIGIN).cloned();
        let mut answer = match self.guarded(route, &request) {
            Ok(()) => self.routed(route, request).await.unwrap_or_else(|refused| *refused),
            Err(refused) => *refused,
        };
        if route == Route::Mcp && answer.status() != StatusCode::FORBIDDEN {
            self.0.guard.share(origin.as_ref(), &mut answer);
        }
        self.0.options.metrics.requested(route.as_str(), answer.status().as_u16(), began.elapsed());
        answer
    }

    fn route(&self, path: &str) -> Route {
        let parts = &*self.0;
        match path {
            _ if path == parts.options.endpoint.path() => Route::Mcp,
            "/healthz" => Route::Health,
            "/metrics" => Route::Metrics,
            _ if parts
                .document
                .as_ref()
                .is_some_and(|(paths, _)| paths.iter().any(|known| known == path)) =>
            {
                Route::Metadata
            }
            _ if parts.logins.as_ref().is_some_and(|logins| logins.serves(path)) => Route::Login,
            _ => Route::Unknown,
        }
    }

    /// Probes ask by whatever address they know, and get to know nothing; pages elsewhere get nothing at all.
    fn guarded<B>(&self, route: Route, request: &Request<B>) -> Result<(), Box<Answer>> {
        let (guard, headers) = (&self.0.guard, request.headers());
        let probe = matches!(route, Route::Health | Route::Metrics);
        if !probe && !guard.knows_host(request.uri(), headers) {
            return Err(Box::new(text(StatusCode::FORBIDDEN, "this server does not go by the name in Host")));
        }
        // What the metadata says is for every page to read; a login comes back from the pages of others.
        let open = match route {
            Route::Metadata => true,
            Route::Login => request.method() == Method::GET,
            _ => false,
        };
        match open || guard.knows_origin(headers) {
            true => Ok(()),
            false => {
                Err(Box::new(text(StatusCode::FORBIDDEN, "pages of this Origin may not ask this server")))
            }
        }
    }

    async fn routed<B>(&self, route: Route, request: Request<B>) -> Result<Answer, Box<Answer>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let parts = &*self.0;
        match (route, request.method()) {
            (Route::Mcp, &Method::OPTIONS) => Ok(text(StatusCode::NO_CONTENT, "")),
            (Route::Mcp, _) => self.mcp(request).await,
            (Route::Login, &Method::GET | &Method::POST) => {
                let (head, body) = request.into_parts();
                let form = body::read(body, 4096, parts.options.body_timeout).await?;
                match &parts.logins {
                    Some(logins) => Ok(logins.answer(&head, &form).await),
                    None => Ok(text(StatusCode::NOT_FOUND, "there is nothing here")),
                }
            }
            (Route::Unknown, _) => Ok(text(StatusCode::NOT_FOUND, "there is nothing here")),
            (_, &Method::GET | &Method::HEAD) => Ok(self.fact(route)),
            _ => Ok(text(StatusCode::METHOD_NOT_ALLOWED, "use GET")),
        }
    }

    fn fact(&self, route: Route) -> Answer {
        match route {
            Route::Metadata => {
                let document = self.0.document.as_ref().map(|(_, document)| document);
                let mut answer = json(document.unwrap_or(&Value::Null));
                let any = HeaderValue::from_static("*");
                answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
                answer
            }
            Route::Metrics => {
                answer(StatusCode::OK, "text/plain; version=0.0.4", self.0.options.metrics.render())
            }
            _ => text(StatusCode::OK, "ok\n"),
        }
    }

    async fn mcp<B>(&self, request: Request<B>) -> Result<Answer, Box<Answer>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (mut head, body) = request.into_parts();
        let caller = self.caller(&mut head).await?;
        let _turn = match caller.key() {
            Some(key) => Some(self.0.turns.take(key).ok_or_else(busy)?),
            None => None,
        };
        head.extensions.insert(caller);
        let body = body::read(body, self.0.options.max_body_bytes, self.0.options.body_timeout).await?;
        Ok(self.0.mcp.handle(Request::from_parts(head, Full::new(body))).await.map(HttpBody::from))
    }

    /// Who calls; what proves it leaves the headers.
    async fn caller(&self, head: &mut http::request::Parts) -> Result<Caller, Box<Answer>> {
        let principal = match &self.0.gate {
            Some(gate) => Some(gate.admit(&mut head.headers).await?),
            None => None,
        };
        head.headers.remove(header::AUTHORIZATION);
        let credential = OwnCredential::take_from(&mut head.headers);
        match credential {
            Ok(credential) if credential.is_none() || self.0.options.credential_header => {
                Ok(Caller { principal, credential })
            }
            Ok(_) => Err(unwelcome("this server takes no Confluence credential from its callers")),
            Err(()) => {
                Err(unwelcome("X-Confluence-Authorization must be `Bearer TOKEN` or `Basic CREDENTIALS`"))
            }
        }
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.options.metrics
    }
}

fn busy() -> Box<Answer> {
    let mut answer = text(StatusCode::TOO_MANY_REQUESTS, "too many requests of this caller are under way");
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    Box::new(answer)
}

fn unwelcome(why: &'static str) -> Box<Answer> {
    Box::new(text(StatusCode::BAD_REQUEST, why))
}

impl<H> HttpService<H> {
    pub(crate) fn options(&self) -> &HttpOptions {
        &self.0.options
    }

    /// Ends what would not end by itself.
    pub(crate) fn cancel(&self) {
        self.0.cancellation.cancel();
    }
}

impl<H, B> tower_service::Service<Request<B>> for HttpService<H>
where
    H: ServerHandler + Clone,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<HttpBody>;
    type Error = std::convert::Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        async move { Ok(service.respond(request).await) }.boxed()
    }
}

impl<H> Clone for HttpService<H> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<H> Clone for HttpServer<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H> fmt::Debug for HttpService<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpService").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl<H> fmt::Debug for HttpServer<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
