//! The server as a service of HTTP: what each request passes on its way in.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::Request;
use http::header;
use hyper::body::Body;
use rmcp::ServerHandler;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::access_token::Verifier;
use super::answers::{Answer, HttpBody};
use super::bearer::Gate;
use super::body;
use super::carried::Carried;
use super::guard::Guard;
use super::issuer::Issuer;
use super::metadata;
use super::metrics::Metrics;
use super::options::HttpOptions;
use super::route::Route;
use super::streamable::Streamable;
use super::turns::Turns;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The same as a tower service, for another HTTP stack to mount at the root of an origin.
pub struct HttpService<H>(Arc<Parts<H>>);

pub(crate) struct Parts<H> {
    pub(crate) streamable: Streamable<H>,
    cancellation: CancellationToken,
    pub(crate) options: HttpOptions,
    pub(crate) guard: Guard,
    pub(crate) gate: Option<Gate>,
    /// What a client needs to get a token, and the paths where it is asked for.
    pub(crate) document: Option<(Vec<String>, Value)>,
    pub(crate) logins: Option<Carried>,
    pub(crate) turns: Turns,
}

impl<H: ServerHandler + Clone> HttpService<H> {
    pub(crate) fn new(
        handler: H,
        options: HttpOptions,
        issuer: Option<Issuer>,
        logins: Option<Carried>,
    ) -> Self {
        let cancellation = CancellationToken::new();
        let endpoint = &options.endpoint;
        let document = issuer.as_ref().map(|issuer| {
            let paths = metadata::paths(endpoint).to_vec();
            (paths, metadata::document(endpoint, issuer))
        });
        let gate = issuer.map(|issuer| {
            let scopes = metadata::scopes(&issuer);
            let verifier = Verifier::new(issuer, metadata::resource(endpoint));
            Gate::new(verifier, &metadata::address(endpoint), &scopes)
        });
        Self(Arc::new(Parts {
            streamable: Streamable::new(handler, &options, &cancellation),
            cancellation,
            guard: Guard::new(&options),
            gate,
            document,
            logins,
            turns: Turns::new(options.requests_of_one),
            options,
        }))
    }

    /// Asks in the background what would else be asked for the first caller; the log tells what would not work.
    pub(crate) fn prepare(&self) {
        if let Some(gate) = &self.0.gate {
            gate.verifier.prepare();
        }
        let parts = Arc::clone(&self.0);
        tokio::spawn(async move {
            if let Some(logins) = &parts.logins {
                logins.check().await;
            }
        });
    }

    /// Answers one request.
    pub(crate) async fn respond<B>(&self, request: Request<B>) -> Answer
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (began, parts) = (Instant::now(), &*self.0);
        let route = parts.route(request.uri().path());
        let origin = request.headers().get(header::ORIGIN).cloned();
        let (head, body) = request.into_parts();
        let mut body = Some(body);
        let mut answer = match parts.guarded(route, &head) {
            Ok(()) => {
                let request = Request::from_parts(head, &mut body);
                let mut answer = parts.routed(route, request).await.unwrap_or_else(|refused| *refused);
                if route == Route::Mcp {
                    parts.guard.share(origin.as_ref(), &mut answer);
                }
                answer
            }
            Err(refused) => *refused,
        };
        body::spare(body, &mut answer).await;
        parts.options.metrics.requested(route.as_str(), answer.status().as_u16(), began.elapsed());
        answer
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.options.metrics
    }
}

impl<H> HttpService<H> {
    /// Whether callers are asked who they are.
    pub(crate) fn asks(&self) -> bool {
        self.0.gate.is_some() || self.0.options.token.is_some()
    }

    pub(crate) fn options(&self) -> &HttpOptions {
        &self.0.options
    }

    /// Ends what would not end by itself.
    pub(crate) fn cancel(&self) {
        self.0.cancellation.cancel();
    }
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
