//! What a request asks for, and whether it may.

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Request, StatusCode};
use hyper::body::Body;
use rmcp::ServerHandler;
use serde_json::Value;

use super::answers::{Answer, answer, json, text};
use super::body;
use super::service::{BoxError, Parts};

/// What a request asks for, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Mcp,
    Metadata,
    Login,
    Health,
    Ready,
    Metrics,
    Unknown,
}

impl Route {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Metadata => "metadata",
            Self::Login => "login",
            Self::Health => "health",
            Self::Ready => "ready",
            Self::Metrics => "metrics",
            Self::Unknown => "unknown",
        }
    }
}

impl<H: ServerHandler + Clone> Parts<H> {
    pub(crate) fn route(&self, path: &str) -> Route {
        let document =
            || self.document.as_ref().is_some_and(|(paths, _)| paths.iter().any(|known| known == path));
        match path {
            _ if path == self.options.endpoint.path() => Route::Mcp,
            "/healthz" => Route::Health,
            "/readyz" => Route::Ready,
            "/metrics" => Route::Metrics,
            _ if document() => Route::Metadata,
            _ if self.logins.as_ref().is_some_and(|logins| logins.serves(path)) => Route::Login,
            _ => Route::Unknown,
        }
    }

    /// Probes ask by whatever address they know, and get to know nothing; pages elsewhere get nothing at all. What a
    /// person does on their own machine is not even counted for others.
    pub(crate) fn guarded(&self, route: Route, head: &http::request::Parts) -> Result<(), Box<Answer>> {
        let headers = &head.headers;
        let for_many = self.gate.is_some();
        let probe = matches!(route, Route::Health | Route::Ready) || (route == Route::Metrics && for_many);
        if !probe && !self.guard.knows_host(&head.uri, headers) {
            return Err(Box::new(text(
                StatusCode::FORBIDDEN,
                "this server does not go by the name in Host; whoever runs it may add names with --allow-host",
            )));
        }
        // What the metadata says is for every page to read; a login comes back from the pages of others.
        let open = match route {
            Route::Metadata => true,
            Route::Login => head.method == Method::GET,
            _ => false,
        };
        match open || self.guard.knows_origin(headers) {
            true => Ok(()),
            false => Err(Box::new(text(
                StatusCode::FORBIDDEN,
                "pages of this Origin may not ask this server; whoever runs it may let them with --allow-origin",
            ))),
        }
    }

    /// Answers; whoever wants the body takes it.
    pub(crate) async fn routed<B>(
        &self,
        route: Route,
        request: Request<&mut Option<B>>,
    ) -> Result<Answer, Box<Answer>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        match (route, request.method()) {
            (Route::Mcp, &Method::OPTIONS) => Ok(text(StatusCode::NO_CONTENT, "")),
            (Route::Mcp, _) => self.exchange(request).await,
            (Route::Metadata, &Method::OPTIONS) => Ok(publish(text(StatusCode::NO_CONTENT, ""))),
            (Route::Login, &Method::GET | &Method::POST) => {
                let (head, body) = request.into_parts();
                let form = body::read(body, 4096, self.options.body_timeout).await?;
                match &self.logins {
                    Some(logins) => Ok(logins.answer(&head, &form).await),
                    None => Ok(text(StatusCode::NOT_FOUND, "there is nothing here")),
                }
            }
            (Route::Login, _) => Ok(only("GET, POST")),
            (Route::Unknown, _) => Ok(text(StatusCode::NOT_FOUND, "there is nothing here")),
            (Route::Ready, &Method::GET | &Method::HEAD) => Ok(self.readiness().await),
            (_, &Method::GET | &Method::HEAD) => Ok(self.fact(route)),
            (Route::Metadata, _) => Ok(only("GET, HEAD, OPTIONS")),
            _ => Ok(only("GET, HEAD")),
        }
    }

    async fn readiness(&self) -> Answer {
        let ready = match &self.logins {
            Some(logins) => logins.is_ready().await,
            None => true,
        };
        match ready {
            true => text(StatusCode::OK, "ready\n"),
            false => text(StatusCode::SERVICE_UNAVAILABLE, "the token store cannot be read\n"),
        }
    }

    fn fact(&self, route: Route) -> Answer {
        match route {
            Route::Metadata => {
                let document = self.document.as_ref().map(|(_, document)| document);
                publish(json(document.unwrap_or(&Value::Null)))
            }
            Route::Metrics => {
                answer(StatusCode::OK, "text/plain; version=0.0.4", self.options.metrics.render())
            }
            _ => text(StatusCode::OK, "ok\n"),
        }
    }
}

/// Lets every page read the answer (CORS): those that look for a token say which protocol they speak.
fn publish(mut answer: Answer) -> Answer {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "mcp-protocol-version"),
    ];
    answer.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

fn only(methods: &'static str) -> Answer {
    let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, format!("use one of {methods}"));
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
    answer
}
