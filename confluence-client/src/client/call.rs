//! One call: a span around attempts, each of which is credential, transport, classification.
//!
//! A refused credential is refreshed once, outside the count of attempts.

use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::TryFutureExt as _;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use http::{Request, StatusCode, Uri};
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use crate::auth::Refusal;
use crate::client::Client;
use crate::client::deadline::{Deadline, after};
use crate::client::rate_limit::{Probe, Size, Unready};
use crate::client::retry::Attempt;
use crate::client::trace;
use crate::error::{Error, ErrorKind, LONGEST_PAUSE};
use crate::operation::describe::{Api, Kind, Operation};
use crate::transport::{Moved, RequestBody, ResponseBody, TransportError, TransportErrorKind};
use crate::wire::answer::Response;
use crate::wire::endpoint::Endpoint;
use crate::wire::query::Query;
use crate::wire::values::Body;

/// What an endpoint asks for, whichever it is.
pub(crate) struct Asked<'a> {
    operation: &'static Operation,
    path: String,
    query: &'a Query,
    body: &'a Body,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(endpoint: &'a impl Endpoint) -> Self {
        Self {
            operation: endpoint.operation(),
            path: endpoint.path(),
            query: endpoint.query(),
            body: endpoint.body(),
        }
    }
}

/// A request that can be made as often as needed, without its credential.
struct Prepared<'a> {
    operation: &'static Operation,
    address: Uri,
    body: &'a Body,
}

/// How an attempt failed, with what a refresh of the credential needs.
struct Failed {
    error: Error,
    broke: Option<TransportErrorKind>,
    refusal: Option<Refusal>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, broke: None, refusal: None }
    }
}

/// A request on its way.
struct Sent<'a> {
    /// The `Authorization` that it has.
    credential: Option<HeaderValue>,
    begun: Instant,
    answer: BoxFuture<'a, Result<http::Response<ResponseBody>, TransportError>>,
}

/// What reads an answer and keeps what it read. The attempts of a call know no more of its type.
type Reader<'a> = dyn Fn(Response) -> BoxFuture<'a, Result<(), Error>> + Send + Sync + 'a;

impl Client {
    /// Runs the attempts of a call until one is answered well and read, or none is left.
    ///
    /// Only preparing the request and reading the answer is done anew for each type: a program uses hundreds of them,
    /// and each would have its own copy of everything in between.
    pub(crate) async fn respond<'a, T, R>(
        &'a self,
        asked: Asked<'a>,
        read: impl Fn(Response) -> R + Send + Sync + 'a,
    ) -> Result<T, Error>
    where
        T: Send,
        R: Future<Output = Result<T, Error>> + Send + 'a,
    {
        let Asked { operation, body, .. } = asked;
        let address = self.address(operation, &asked.path, asked.query)?;
        let answer = Mutex::new(None);
        {
            let keep = &answer;
            let reader = |response: Response| -> BoxFuture<'_, Result<(), Error>> {
                let reading = read(response).map_ok(|read| {
                    if let Ok(mut answer) = keep.lock() {
                        *answer = Some(read);
                    }
                });
                Box::pin(reading)
            };
            self.run(Prepared { operation, address, body }, &reader).await?;
        }
        match answer.into_inner() {
            Ok(Some(answer)) => Ok(answer),
            _ => Err(Error::new(ErrorKind::Decode, operation.id).with_message("the answer was lost")),
        }
    }

    fn run<'a>(&'a self, prepared: Prepared<'a>, read: &'a Reader<'a>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let operation = prepared.operation;
            let span = trace::span(operation);
            let deadline = match prepared.body {
                Body::Multipart(_) => Deadline::of_upload(self.options.timeout),
                _ => Deadline::of_call(self.options.timeout),
            };
            let attempts = pin!(self.attempts(&prepared, read, &deadline).instrument(span));
            deadline.hold(attempts).await.unwrap_or_else(|| Err(self.late(operation)))
        })
    }

    async fn attempts(
        &self,
        prepared: &Prepared<'_>,
        read: &Reader<'_>,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        let begun = Instant::now();
        let (mut sent, mut probe) = self.unpaused(prepared, deadline).await?;
        let mut refreshed = false;
        let mut attempt = 1;
        loop {
            let failed = match self.answered(prepared, sent, probe.take()).await {
                Ok(response) => match read(response).await {
                    Ok(()) => return Ok(()),
                    Err(error) => while_reading(error, prepared.operation),
                },
                Err(failed) => failed,
            };
            // Once only: a service that refuses a fresh token too is not helped by the next one.
            if let (false, true, Some(refusal)) = (refreshed, prepared.body.is_replayable(), &failed.refusal)
            {
                refreshed = true;
                if let Some(parts) = Box::pin(self.refreshed(prepared, refusal)).await? {
                    trace::refreshed(refusal.status);
                    sent = self.sent(prepared, parts, deadline)?;
                    continue;
                }
            }
            let wait = self.wait(prepared, &failed, attempt, begun);
            // Who has no time for the wait is told why there was no answer, and not that there was none.
            let Some(wait) = wait.filter(|wait| after(Instant::now(), *wait) < deadline.at()) else {
                return Err(failed.error);
            };
            trace::retrying(attempt, wait, &failed.error);
            sleep(wait).await;
            (sent, probe) = self.unpaused(prepared, deadline).await?;
            attempt += 1;
        }
    }

    /// A request on its way with its credential, as soon as the service lets this client and its clones ask again. A
    /// credential of before the wait could be too old after it.
    async fn unpaused<'a>(
        &'a self,
        prepared: &Prepared<'_>,
        deadline: &Deadline,
    ) -> Result<(Sent<'a>, Option<Probe<'a>>), Error> {
        let ready = self.shared.budget.ready(Size::of(prepared.body), deadline.at()).await;
        let probe = ready.map_err(|why| unsent(prepared.operation, why))?;
        let parts = self.authorized(prepared, None).await?;
        Ok((self.sent(prepared, parts, deadline)?, probe))
    }

    /// A request with its credential: the current one, or a newer one than was refused.
    async fn authorized(&self, prepared: &Prepared<'_>, refused: Option<&Refusal>) -> Result<Parts, Error> {
        let mut parts = self.parts(prepared);
        let authorized = self.authenticator.authorize(&mut parts, refused).await;
        authorized.map_err(|error| Error::credential(prepared.operation.id, error))?;
        Ok(parts)
    }

    /// The request with a newer credential than was refused, if there is one.
    async fn refreshed(&self, prepared: &Prepared<'_>, refusal: &Refusal) -> Result<Option<Parts>, Error> {
        let authorized = self.authorized(prepared, Some(refusal)).await?;
        Ok(is_newer(&authorized, refusal).then_some(authorized))
    }

    /// Hands the request to the transport.
    fn sent<'a>(
        &'a self,
        prepared: &Prepared<'_>,
        parts: Parts,
        deadline: &Deadline,
    ) -> Result<Sent<'a>, Error> {
        #[cfg(feature = "sql")]
        if let Some(meter) = &self.options.meter {
            meter.count(prepared.operation)?;
        }
        if let Some(mark) = self.options.has_written.as_ref().filter(|_| !prepared.operation.only_reads()) {
            mark.store(true, Ordering::Relaxed);
        }
        let credential = parts.headers.get(AUTHORIZATION).cloned();
        let body = prepared.body.outgoing(prepared.operation.id, deadline.moved())?;
        let request = Request::from_parts(parts, body);
        Ok(Sent { credential, begun: Instant::now(), answer: self.shared.transport.exchange(request) })
    }

    async fn answered(
        &self,
        prepared: &Prepared<'_>,
        sent: Sent<'_>,
        probe: Option<Probe<'_>>,
    ) -> Result<Response, Failed> {
        let Sent { credential, begun, answer } = sent;
        let answer = answer.await.map_err(|error| Failed {
            broke: Some(error.kind()),
            error: Error::transport(prepared.operation.id, error),
            refusal: None,
        })?;
        trace::answered(answer.status(), begun);
        self.shared.budget.note(answer.headers());
        let response = Response::within(prepared.operation.id, answer, self.shared.limits.json);
        let (status, good) = (response.status, is_good(prepared.operation, response.status));
        // In a box: most calls are not refused, and have no room for it.
        let answered = match good {
            true => Ok(response),
            false => Err(Box::pin(self.refused(prepared.operation, response, credential.as_ref())).await),
        };
        let limited = answered.as_ref().is_err_and(|error| error.kind() == ErrorKind::RateLimited);
        if let Some(probe) = probe.filter(|_| !limited) {
            probe.passed();
        }
        answered.map_err(|error| Failed { refusal: refusal(status, credential), ..error.into() })
    }

    fn wait(
        &self,
        prepared: &Prepared<'_>,
        failed: &Failed,
        attempt: u32,
        begun: Instant,
    ) -> Option<Duration> {
        let attempted = Attempt {
            read: prepared.operation.only_reads(),
            replayable: prepared.body.is_replayable(),
            broke: failed.broke,
        };
        let repeat = attempted.may_repeat(&failed.error);
        let asked = failed.error.retry_after().map(|wait| wait.min(LONGEST_PAUSE));
        repeat.then(|| self.options.retry.wait(attempt, begun.elapsed(), asked))?
    }

    fn late(&self, operation: &'static Operation) -> Error {
        let timeout = self.options.timeout;
        Error::new(ErrorKind::Timeout, operation.id).with_message(format!("no answer within {timeout:?}"))
    }

    fn address(&self, operation: &'static Operation, path: &str, query: &Query) -> Result<Uri, Error> {
        let (root, interface) = self.shared.site.root(operation.api, operation.id)?;
        check(path, operation.id)?;
        // Room for the query as well, which mostly is short.
        let mut address = String::with_capacity(root.len() + interface.len() + path.len() + 64);
        address.extend([root, interface, path]);
        query.write_to(&mut address);
        Uri::try_from(address).map_err(|error| {
            Error::new(ErrorKind::Invalid, operation.id)
                .with_message("the path is not that of a URL")
                .with_source(error)
        })
    }

    /// Everything of the request but its credential and body.
    fn parts(&self, prepared: &Prepared<'_>) -> Parts {
        let operation = prepared.operation;
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = operation.verb.method();
        parts.uri = prepared.address.clone();
        parts.headers = self.options.headers.clone();
        parts.headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json, */*;q=0.5"));
        if let Some(media_type) = prepared.body.media_type() {
            parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        if !operation.verb.is_read() && operation.api != Api::V2 {
            // Without it, v1 and Data Center take a write for a forged form and refuse it.
            parts.headers.insert("x-atlassian-token", HeaderValue::from_static("no-check"));
        }
        parts
    }
}

impl Body {
    fn outgoing(&self, operation: &'static str, moved: Option<&Moved>) -> Result<RequestBody, Error> {
        match self {
            Self::Empty => Ok(RequestBody::Empty),
            Self::Json(bytes) => Ok(RequestBody::Full(bytes.clone())),
            Self::Text(_, text) => Ok(RequestBody::Full(text.clone().into())),
            Self::Multipart(multipart) => Ok(RequestBody::Multipart(multipart.clone().moving(moved))),
            Self::Invalid(why) => Err(Error::new(ErrorKind::Invalid, operation)
                .with_message(format!("the body is not valid JSON: {why}"))),
        }
    }

    fn is_replayable(&self) -> bool {
        match self {
            Self::Multipart(multipart) => multipart.is_replayable(),
            _ => true,
        }
    }

    fn media_type(&self) -> Option<&'static str> {
        match self {
            Self::Json(_) => Some("application/json"),
            Self::Text(media_type, _) => Some(media_type),
            _ => None,
        }
    }
}

/// Another call was refused, and the time of this one ends before it is its turn.
fn unsent(operation: &'static Operation, why: Unready) -> Error {
    let error = Error::new(ErrorKind::RateLimited, operation.id);
    match why {
        Unready::Paused(until) => {
            let wait = until.saturating_duration_since(Instant::now());
            let seconds = wait.as_secs() + 1;
            let said = format!(
                "not sent: the service refused an earlier request and asked this client to wait; it sends the next one in \
                 {seconds} s"
            );
            error.with_message(said).with_retry_after(wait)
        }
        Unready::Probed => error.with_message(
            "not sent: the service refused an earlier request, and another request is finding out whether it answers \
             again",
        ),
    }
}

fn while_reading(error: Error, operation: &Operation) -> Failed {
    let broke = (error.kind() == ErrorKind::Transport).then_some(TransportErrorKind::Body);
    let error = if operation.only_reads() { error } else { error.after_acceptance() };
    Failed { broke, ..error.into() }
}

fn is_newer(authorized: &Parts, refusal: &Refusal) -> bool {
    let header = authorized.headers.get(AUTHORIZATION);
    header.is_some_and(|header| *header != refusal.header)
}

/// RFC 9110, section 15.5.2 knows 401 alone, but the gateway of Cloud answers an expired token with 404 on v2 and with
/// 403 on v1; the authenticator knows its age.
fn refusal(status: StatusCode, sent: Option<HeaderValue>) -> Option<Refusal> {
    let refused = matches!(status.as_u16(), 401 | 403 | 404);
    sent.filter(|_| refused).map(|header| Refusal::new(status, header))
}

/// Whether it is the status of an answer: that of a success, or of a redirect where the operation answers with one.
fn is_good(operation: &Operation, status: StatusCode) -> bool {
    status.is_success() || (status.is_redirection() && operation.answer == Kind::Bytes)
}

/// An empty or a dotted segment would make another URL of this one: RFC 3986, section 5.2.4.
fn check(path: &str, operation: &'static str) -> Result<(), Error> {
    let strays = |segment: &str| matches!(segment, "" | "." | "..");
    if path.strip_prefix('/').is_none_or(|path| path.split('/').any(strays)) {
        return Err(Error::new(ErrorKind::Invalid, operation)
            .with_message("an argument of the path is empty or made of dots, which is not an id"));
    }
    // What is in braces is encoded in every argument: this is the place of one, or one that has no place.
    if path.contains(['{', '}']) {
        return Err(Error::new(ErrorKind::Invalid, operation)
            .with_message("the path takes another number of arguments than were given"));
    }
    Ok(())
}
