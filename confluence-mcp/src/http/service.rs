//! The server as a service of HTTP: what each request passes on its way in.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::header::{self, HeaderValue};
use http::{Method, Request, StatusCode};
use hyper::body::Body;
use rmcp::ServerHandler;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::auth::{BearerAuth, Issuer, ResourceMetadata, require_token};
use super::browser_login::BrowserLogin;
use super::endpoint::{Endpoint, PeerAddress};
use super::error::BoxError;
use super::options::HttpOptions;
use super::origin_check::OriginCheck;
use super::refused_names::RefusedNames;
use super::request_body;
use super::response::{HttpBody, HttpResponse, json, of_type, refusal, text};
use super::route::Route;
use super::server_card::ServerCard;
use super::streamable::Streamable;

/// How much a form of the login pages may hold: a ticket, and nothing else.
const MAX_FORM: usize = 4096;

/// The same as a tower service, for another HTTP stack to mount at the root of an origin.
///
/// ```
/// use confluence_mcp::http::{HttpOptions, HttpServer, Issuer};
///
/// # fn example(server: confluence_mcp::Server) -> Result<(), Box<dyn std::error::Error>> {
/// let options = HttpOptions::new("https://mcp.example.com/mcp".parse()?)?;
/// let issuer = Issuer::new("https://id.example.com")?.scope("confluence");
/// let service = HttpServer::protected(server, options, issuer)?.service();
/// let app: axum::Router = axum::Router::new()
///     .route("/about", axum::routing::get(|| async { "our wiki, for models" }))
///     .fallback_service(service);
/// # drop(app);
/// # Ok(())
/// # }
/// ```
pub struct HttpService<H>(Arc<Parts<H>>);

struct Parts<H> {
    endpoint: Endpoint<H>,
    cancellation: CancellationToken,
    stopping: AtomicBool,
    options: HttpOptions,
    origin_check: OriginCheck,
    refused_names: RefusedNames,
    /// What a client needs to get a token; `None` where no issuer tells callers apart.
    metadata: Option<ResourceMetadata>,
    card: ServerCard,
    /// Nothing can be done but by a Confluence credential that comes with the request.
    each_acts_alone: bool,
    logins: Option<BrowserLogin>,
}

/// By what callers are told apart.
pub(crate) enum Identity {
    /// They are not: whoever may call acts as the one person whose credential the server has.
    Anyone,
    /// By the Confluence credential that each sends; the server has none.
    OwnCredential,
    /// By the tokens of an issuer.
    Issued(Box<Issuer>),
}

impl<H: ServerHandler + Clone> HttpService<H> {
    pub(crate) fn new(
        handler: H,
        options: HttpOptions,
        identity: Identity,
        logins: Option<BrowserLogin>,
    ) -> Self {
        let cancellation = CancellationToken::new();
        let each_acts_alone = matches!(identity, Identity::OwnCredential);
        let issuer = match identity {
            Identity::Issued(issuer) => Some(*issuer),
            Identity::Anyone | Identity::OwnCredential => None,
        };
        let metadata = issuer.as_ref().map(|issuer| ResourceMetadata::new(&options.endpoint, issuer));
        let auth = issuer.zip(metadata.as_ref()).map(|(issuer, metadata)| BearerAuth::new(issuer, metadata));
        let (info, versions) = (handler.get_info(), handler.supported_protocol_versions());
        let card = ServerCard::new(&info.server_info, &versions, &options);
        let streamable = Streamable::new(handler.clone(), &options, &cancellation);
        Self(Arc::new(Parts {
            endpoint: Endpoint::new(handler, streamable, auth, options.clone()),
            cancellation,
            stopping: AtomicBool::new(false),
            origin_check: OriginCheck::new(&options),
            refused_names: RefusedNames::default(),
            metadata,
            card,
            each_acts_alone,
            logins,
            options,
        }))
    }

    /// Asks in the background what would else be asked for the first caller; the log tells what would not work.
    pub(crate) fn prepare(&self) {
        self.0.endpoint.prepare();
        let parts = Arc::clone(&self.0);
        tokio::spawn(async move {
            if let Some(logins) = &parts.logins {
                logins.check().await;
                logins.is_ready().await;
            }
        });
    }

    /// Answers one request.
    pub(crate) async fn respond<B>(&self, request: Request<B>) -> HttpResponse
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (began, parts) = (Instant::now(), &*self.0);
        let route = parts.route(request.uri().path());
        let origin = request.headers().get(header::ORIGIN).cloned();
        let (head, body) = request.into_parts();
        let mut body = Some(body);
        let mut answer = match parts.check_origin(route, &head) {
            Ok(()) => {
                let request = Request::from_parts(head, &mut body);
                let mut answer = parts.dispatch(route, request).await.unwrap_or_else(|refused| *refused);
                if answer.status() == StatusCode::UNAUTHORIZED && parts.options.token.is_some() {
                    parts.refused_names.tell_of_token(&answer);
                }
                if route == Route::Mcp {
                    parts.origin_check.add_cors_headers(origin.as_ref(), &mut answer);
                }
                answer
            }
            Err(refused) => {
                let address = head.extensions.get().map(|PeerAddress(address)| *address);
                parts.options.tell_of_refusal(&refused, address, None);
                parts.refused_names.tell(&head);
                *refused
            }
        };
        request_body::drain(body, &mut answer).await;
        parts.options.metrics.requested(route.as_str(), answer.status().as_u16(), began.elapsed());
        answer
    }
}

impl<H> HttpService<H> {
    /// Whether a caller who proves nothing can do nothing.
    pub(crate) fn authenticates(&self) -> bool {
        self.0.authenticates()
    }

    pub(crate) fn options(&self) -> &HttpOptions {
        &self.0.options
    }

    /// Says from now on that this server is not ready: it is about to stop.
    pub(crate) fn end_readiness(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Ends what would not end by itself.
    pub(crate) fn cancel(&self) {
        self.0.cancellation.cancel();
    }
}

impl<H> Parts<H> {
    fn authenticates(&self) -> bool {
        self.metadata.is_some() || self.options.token.is_some() || self.each_acts_alone
    }
}

impl<H: ServerHandler + Clone> Parts<H> {
    fn route(&self, path: &str) -> Route {
        let endpoint = self.options.endpoint.path();
        match path {
            // People write it with and without a slash at its end.
            _ if path.trim_end_matches('/') == endpoint.trim_end_matches('/') => Route::Mcp,
            "/healthz" => Route::Health,
            "/readyz" => Route::Ready,
            "/metrics" => Route::Metrics,
            _ if self.metadata.as_ref().is_some_and(|metadata| metadata.serves(path)) => Route::Metadata,
            _ if self.card.serves(path) => Route::ServerCard,
            _ if self.logins.as_ref().is_some_and(|logins| logins.serves(path)) => Route::Login,
            _ => Route::Unknown,
        }
    }

    /// Validates `Host` and `Origin`. Probes ask by whatever address they know, and get to know nothing; pages elsewhere
    /// get nothing at all. What is counted for many names nobody, and is told by whatever address, or behind the token; what
    /// a person does on their own machine is told there alone.
    fn check_origin(&self, route: Route, head: &http::request::Parts) -> Result<(), Box<HttpResponse>> {
        let headers = &head.headers;
        let known = match route {
            Route::Health | Route::Ready => true,
            Route::Metrics if self.authenticates() || self.origin_check.is_asked_here(&head.uri, headers) => {
                true
            }
            _ => self.origin_check.knows_host(&head.uri, headers),
        };
        if !known {
            return Err(Box::new(refusal(
                StatusCode::FORBIDDEN,
                "Host not allowed: whoever runs this server can allow it with --allow-host or --public-url",
            )));
        }
        // What the metadata says is for every page to read; a login comes back from the pages of others.
        let open = match route {
            Route::Metadata | Route::ServerCard => true,
            Route::Login => head.method == Method::GET,
            _ => false,
        };
        match open || self.origin_check.knows_origin(headers) {
            true => Ok(()),
            false => Err(Box::new(refusal(
                StatusCode::FORBIDDEN,
                "Origin not allowed: whoever runs this server can allow it with --allow-origin",
            ))),
        }
    }

    /// Answers by the route; whoever wants the body takes it.
    async fn dispatch<B>(
        &self,
        route: Route,
        request: Request<&mut Option<B>>,
    ) -> Result<HttpResponse, Box<HttpResponse>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        match (route, request.method()) {
            (Route::Mcp, &Method::OPTIONS) => Ok(text(StatusCode::NO_CONTENT, "")),
            (Route::Mcp, _) => self.endpoint.answer(request).await,
            (Route::Metadata, &Method::OPTIONS) => Ok(allow_any_origin(text(StatusCode::NO_CONTENT, ""))),
            (Route::ServerCard, method @ (&Method::GET | &Method::HEAD | &Method::OPTIONS)) => {
                Ok(self.card.answer(request.uri().path(), method, request.headers()))
            }
            (Route::Login, &Method::GET | &Method::POST) => {
                let (head, body) = request.into_parts();
                let form = request_body::read(body, MAX_FORM, self.options.body_timeout).await?;
                match &self.logins {
                    // In a box, as below: calls have no room for a login.
                    Some(logins) => Ok(logins.answer(&head, &form).boxed().await),
                    None => Ok(self.nothing_here(head.uri.path())),
                }
            }
            (Route::Login, _) => Ok(method_not_allowed("GET, POST")),
            (Route::Unknown, _) => Ok(self.nothing_here(request.uri().path())),
            (Route::Metrics, &Method::GET | &Method::HEAD) => {
                if let Some(token) = &self.options.token {
                    require_token(token, request.headers())?;
                }
                Ok(self.document(route))
            }
            (Route::Ready, &Method::GET | &Method::HEAD) => Ok(self.readiness().boxed().await),
            (_, &Method::GET | &Method::HEAD) => Ok(self.document(route)),
            (Route::Metadata | Route::ServerCard, _) => Ok(method_not_allowed("GET, HEAD, OPTIONS")),
            _ => Ok(method_not_allowed("GET, HEAD")),
        }
    }

    /// Names the endpoint, which the server card tells everybody too. A path that is the end of it was the whole of it
    /// before something on the way took its beginning off.
    fn nothing_here(&self, path: &str) -> HttpResponse {
        let endpoint = self.options.endpoint.path();
        let said = match path.len() > 1 && endpoint.ends_with(path) {
            true => format!(
                "the MCP endpoint is {endpoint}, and {path} arrived: what passes requests on here has to leave the path as it \
                 is (a router mounts this service at its root)"
            ),
            false => format!("there is nothing here; the MCP endpoint is {endpoint}"),
        };
        text(StatusCode::NOT_FOUND, said)
    }

    async fn readiness(&self) -> HttpResponse {
        if self.stopping.load(Ordering::Relaxed) {
            return text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
        }
        if self.options.observer.as_ref().is_some_and(|observer| observer.is_overloaded()) {
            return text(StatusCode::SERVICE_UNAVAILABLE, "waiting for the audit log\n");
        }
        let ready = match &self.logins {
            Some(logins) => logins.is_ready().await,
            None => true,
        };
        match ready {
            true => text(StatusCode::OK, "ready\n"),
            false => text(StatusCode::SERVICE_UNAVAILABLE, "the token store cannot be read\n"),
        }
    }

    fn document(&self, route: Route) -> HttpResponse {
        match route {
            Route::Metadata => {
                let document = self.metadata.as_ref().map(ResourceMetadata::document);
                allow_any_origin(json(document.unwrap_or(&Value::Null)))
            }
            Route::Metrics => {
                of_type(StatusCode::OK, "text/plain; version=0.0.4", self.options.metrics.render())
            }
            _ => text(StatusCode::OK, "ok\n"),
        }
    }
}

/// Adds the CORS headers with which every page may read the answer: those that look for a token say which protocol they
/// speak.
fn allow_any_origin(mut answer: HttpResponse) -> HttpResponse {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "mcp-protocol-version"),
    ];
    answer.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

/// 405 with the `Allow` that RFC 9110, section 15.5.6, asks for.
fn method_not_allowed(allowed: &'static str) -> HttpResponse {
    let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, format!("use one of {allowed}"));
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// Sessions end with the last service that knows them.
impl<H> Drop for Parts<H> {
    fn drop(&mut self) {
        self.cancellation.cancel();
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

impl<H> fmt::Debug for HttpService<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpService").field("options", &self.0.options).finish_non_exhaustive()
    }
}
