//! Responses of HTTP, and their body.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, SizeHint};

use super::caller_limit::CallerPermit;

/// The body of an answer.
pub struct HttpBody {
    body: BoxBody<Bytes, Infallible>,
    _permit: Option<CallerPermit>,
}

pub(crate) type HttpResponse = Response<HttpBody>;

impl Body for HttpBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl fmt::Debug for HttpBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HttpBody(..)")
    }
}

impl From<BoxBody<Bytes, Infallible>> for HttpBody {
    fn from(body: BoxBody<Bytes, Infallible>) -> Self {
        Self { body, _permit: None }
    }
}

impl HttpBody {
    /// The same, which holds the permit of its caller until it is written or given up.
    pub(crate) fn holding(self, permit: CallerPermit) -> Self {
        Self { _permit: Some(permit), ..self }
    }
}

/// Goes with a refusal: its reason, in words that hold nothing of what the caller sent.
#[derive(Clone, Copy)]
pub(crate) struct Reason(pub(crate) &'static str);

/// A refusal with its reason.
pub(crate) fn refusal(status: StatusCode, why: &'static str) -> HttpResponse {
    let mut answer = text(status, why);
    answer.extensions_mut().insert(Reason(why));
    answer
}

/// A plain sentence.
pub(crate) fn text(status: StatusCode, text: impl Into<Bytes>) -> HttpResponse {
    of_type(status, "text/plain; charset=utf-8", text)
}

/// Tells a caller to come back: 429 with `Retry-After` (RFC 6585, section 4).
pub(crate) fn busy(why: &'static str) -> HttpResponse {
    let mut answer = text(StatusCode::TOO_MANY_REQUESTS, why);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

/// JSON that anybody may read.
pub(crate) fn json(value: &serde_json::Value) -> HttpResponse {
    of_type(StatusCode::OK, "application/json", value.to_string())
}

/// An answer without a body, to go on elsewhere with GET (RFC 9110, section 15.4.4).
pub(crate) fn see_other(address: &str) -> HttpResponse {
    let mut answer = text(StatusCode::SEE_OTHER, "");
    match HeaderValue::from_str(address) {
        Ok(address) => {
            answer.headers_mut().insert(header::LOCATION, address);
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the address to go on at cannot be written"),
    }
}

/// A response with a body of this media type.
pub(crate) fn of_type(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> HttpResponse {
    let mut answer = Response::new(HttpBody::from(Full::new(body.into()).boxed()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
