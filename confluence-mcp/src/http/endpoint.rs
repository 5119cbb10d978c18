//! The endpoint of the protocol: authenticates the caller of a request, limits them, reads the body, admits a call, and
//! answers.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderValue;
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Body;
use rmcp::model::ServerJsonRpcMessage;
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::auth::{BearerAuth, VerifiedToken, require_token};
use super::call_rate::CallRate;
use super::caller::{Caller, OwnCredential, Principal};
use super::caller_limit::CallerLimit;
use super::caller_logins::needs_write_scope;
use super::error::BoxError;
use super::options::HttpOptions;
use super::request_body;
use super::response::{HttpResponse, busy, of_type, refusal, text};
use super::streamable::{McpRequest, Streamable};
use super::tool_call::CalledTool;
use crate::malformed::diagnose;
use crate::observer::CallerDetails;

/// Goes with a request: the other end of its connection.
#[derive(Clone, Copy)]
pub(crate) struct PeerAddress(pub(crate) IpAddr);

/// Goes with a request, and is cancelled when the server that accepted it stops.
#[derive(Clone)]
pub(crate) struct ShutdownToken(pub(crate) CancellationToken);

/// Goes with a request, and is told that its params are not those of its method: a handler answers with the error of
/// JSON-RPC, and the transport with 400.
#[derive(Clone, Default)]
struct WrongParams(Arc<AtomicBool>);

/// Tells the transport of a request, if it came by this one.
pub(crate) fn wrong_params(context: &RequestContext<RoleServer>) {
    let parts = context.extensions.get::<http::request::Parts>();
    if let Some(WrongParams(told)) = parts.and_then(|parts| parts.extensions.get()) {
        told.store(true, Ordering::Relaxed);
    }
}

/// The endpoint, with what every request of the protocol needs.
pub(crate) struct Endpoint<H> {
    streamable: Streamable<H>,
    auth: Option<BearerAuth>,
    limit: CallerLimit,
    /// The limit on calls a minute, where there is one.
    rate: Option<CallRate>,
    /// Knows its tools.
    handler: H,
    options: HttpOptions,
}

impl<H: ServerHandler + Clone> Endpoint<H> {
    pub(crate) fn new(
        handler: H,
        streamable: Streamable<H>,
        auth: Option<BearerAuth>,
        options: HttpOptions,
    ) -> Self {
        let limit = CallerLimit::new(options.max_requests_per_caller);
        let rate = options.max_calls_per_minute.map(CallRate::new);
        Self { streamable, auth, limit, rate, handler, options }
    }

    /// Asks the issuer before the first caller comes.
    pub(crate) fn prepare(&self) {
        if let Some(auth) = &self.auth {
            auth.prepare();
        }
    }

    /// Answers one request; whoever wants the body takes it.
    pub(crate) async fn answer<B>(
        &self,
        request: Request<&mut Option<B>>,
    ) -> Result<HttpResponse, Box<HttpResponse>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (mut head, body) = request.into_parts();
        let address = head.extensions.remove().map(|PeerAddress(address)| address);
        let (caller, name, until) = match self.caller(&mut head).await {
            Ok(known) => known,
            Err(refused) => {
                // Who lacks a scope is known.
                let principal = refused.extensions().get::<Principal>().map(Principal::key);
                self.options.tell_of_refusal(&refused, address, principal);
                return Err(refused);
            }
        };
        head.extensions.insert(CallerDetails { name, address });
        let key = caller.key();
        let (limit_key, writes) = (caller.limit_key(), caller.writes);
        let tell = |refused: &HttpResponse| self.options.tell_of_refusal(refused, address, key.as_deref());
        let permit = match &limit_key {
            Some(key) => Some(
                self.limit.acquire(key.clone()).ok_or_else(too_many).inspect_err(|refused| tell(refused))?,
            ),
            None => None,
        };
        let of_session = self.streamable.is_of_session(&head.headers, key.as_deref());
        let stopping =
            head.extensions.remove().map_or_else(CancellationToken::new, |ShutdownToken(token)| token);
        head.extensions.insert(caller);
        let wrong_params = WrongParams::default();
        head.extensions.insert(wrong_params.clone());
        let body = request_body::read(body, self.options.max_body_bytes, self.options.body_timeout).await;
        let body = body.inspect_err(|refused| tell(refused))?;
        if let Err(refused) = self.admit(&body, limit_key.as_deref(), writes) {
            tell(&refused);
            if let Some(observer) = self.options.observer.as_ref().filter(|_| key.is_some()) {
                observer.ready().await;
            }
            return Err(refused);
        }
        let request = Request::from_parts(head, Full::new(body.clone()));
        let answer = self.streamable.answer(McpRequest { request, caller: key, until, stopping }).await;
        let mut answer = if is_malformed(&answer, &body) { malformed(&body) } else { answer };
        if wrong_params.0.load(Ordering::Relaxed) && answer.status() == StatusCode::OK {
            *answer.status_mut() = StatusCode::BAD_REQUEST;
        }
        match permit {
            // An answer that comes in pieces is under way until its last one.
            Some(permit) if !of_session => Ok(answer.map(|body| body.holding(permit))),
            _ => Ok(answer),
        }
    }

    /// Lets a call through that the caller's token is good for, and that is within their calls a minute. Anything else
    /// than a call passes.
    fn admit(&self, body: &[u8], caller: Option<&str>, writes: bool) -> Result<(), Box<HttpResponse>> {
        // Bodies are read for it only where something depends on it.
        if writes && self.rate.is_none() {
            return Ok(());
        }
        let Some(call) = CalledTool::read(body) else { return Ok(()) };
        if let Some(auth) = self.auth.as_ref().filter(|_| !writes)
            && self.handler.get_tool(&call.name).is_some_and(|tool| needs_write_scope(&tool))
        {
            return Err(auth.step_up(call));
        }
        match self.rate.as_ref().map(|rate| rate.take(caller.unwrap_or_default(), std::time::Instant::now()))
        {
            Some(Err(wait)) => Err(too_many_a_minute(call, wait)),
            _ => Ok(()),
        }
    }

    /// Who calls, and until when that is proven; what proves it leaves the headers.
    async fn caller(
        &self,
        head: &mut http::request::Parts,
    ) -> Result<(Caller, Option<String>, Option<Instant>), Box<HttpResponse>> {
        if let Some(token) = &self.options.token {
            require_token(token, &head.headers)?;
        }
        let (principal, name, writes, until) = match &self.auth {
            Some(auth) => {
                let VerifiedToken { principal, name, writes, until } =
                    auth.authenticate(&mut head.headers).await?;
                (Some(principal), name, writes, until)
            }
            None => (None, None, true, None),
        };
        head.headers.remove(header::AUTHORIZATION);
        let credential = OwnCredential::take_from(&mut head.headers);
        match credential {
            Ok(credential) if credential.is_none() || self.options.credential_header => {
                Ok((Caller { principal, credential, writes }, name, until))
            }
            Ok(_) => Err(bad_credential("this server takes no Confluence credential from its callers")),
            Err(why) => Err(bad_credential(why)),
        }
    }
}

/// Whether rmcp refused a body that is no message: it says that the media type is unsupported, whatever that was.
fn is_malformed(answer: &HttpResponse, body: &[u8]) -> bool {
    answer.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE
        && serde_json::from_slice::<rmcp::model::ClientJsonRpcMessage>(body).is_err()
}

/// 400 with the error of JSON-RPC, as the transport asks for (MCP 2026-07-28, "Streamable HTTP").
fn malformed(body: &[u8]) -> HttpResponse {
    let Some(malformed) = diagnose(body) else {
        return text(StatusCode::BAD_REQUEST, "the body is not a JSON-RPC message");
    };
    let error = ServerJsonRpcMessage::error(malformed.error, malformed.id);
    match serde_json::to_vec(&error) {
        Ok(error) => of_type(StatusCode::BAD_REQUEST, "application/json", error),
        Err(_) => text(StatusCode::BAD_REQUEST, "the body is not a JSON-RPC message"),
    }
}

fn too_many() -> Box<HttpResponse> {
    Box::new(busy("too many concurrent requests of this caller"))
}

/// 429 with `Retry-After` (RFC 6585, section 4), and the error that a client shows.
fn too_many_a_minute(call: CalledTool, wait: Duration) -> Box<HttpResponse> {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let said = format!("rate limit exceeded: retry after {seconds} s");
    let why = "rate limit exceeded";
    let mut answer = call.refuse(StatusCode::TOO_MANY_REQUESTS, why, said);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Box::new(answer)
}

fn bad_credential(why: &'static str) -> Box<HttpResponse> {
    Box::new(refusal(StatusCode::BAD_REQUEST, why))
}
