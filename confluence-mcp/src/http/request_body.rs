//! The body of a request: read within bounds of size and time, or drained.

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body;

use super::error::BoxError;
use super::response::{HttpResponse, text};

/// How much of an unread body is drained, and for how long: beyond that a new connection is cheaper than this one.
const MAX_DRAINED: usize = 64 << 10;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// What bounds are given in.
const MIB: usize = 1 << 20;

/// Takes and reads all of it; what is too large or too slow is refused before all of it came.
pub(crate) async fn read<B>(
    body: &mut Option<B>,
    max: usize,
    timeout: Duration,
) -> Result<Bytes, Box<HttpResponse>>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let Some(body) = body.take() else { return Ok(Bytes::new()) };
    if body.size_hint().lower() > max as u64 {
        return Err(too_large(max));
    }
    match tokio::time::timeout(timeout, Limited::new(body, max).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(max)),
        Ok(Err(_)) => Err(refused(StatusCode::BAD_REQUEST, "the request body is incomplete")),
        Err(_) => Err(refused(StatusCode::REQUEST_TIMEOUT, "the request body timed out")),
    }
}

/// Drains an unread body (RFC 9112, section 9.3), so that the connection is good for the next request: who is refused for want of a token
/// fetches one and asks again. A connection on which too much is to come ends with the answer, and the answer says so.
pub(crate) async fn drain<B>(body: Option<B>, answer: &mut HttpResponse)
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let Some(body) = body.filter(|body| !body.is_end_stream()) else { return };
    let little = body.size_hint().lower() <= MAX_DRAINED as u64;
    let read = async { little && Limited::new(body, MAX_DRAINED).collect().await.is_ok() };
    if !tokio::time::timeout(DRAIN_TIMEOUT, read).await.unwrap_or(false) {
        close_after(answer);
    }
}

fn too_large(max: usize) -> Box<HttpResponse> {
    let why = match (max / MIB, max % MIB) {
        (mebibytes, 0) => {
            format!(
                "the body is larger than {mebibytes} MiB; whoever runs this server may raise --max-body-size"
            )
        }
        _ => format!("the body is larger than {max} bytes"),
    };
    refused(StatusCode::PAYLOAD_TOO_LARGE, why)
}

/// The rest of the body is not read, so that the connection ends with the response (RFC 9112, section 9.6).
fn refused(status: StatusCode, why: impl Display) -> Box<HttpResponse> {
    let mut answer = text(status, why.to_string());
    close_after(&mut answer);
    Box::new(answer)
}

fn close_after(answer: &mut HttpResponse) {
    let close = http::HeaderValue::from_static("close");
    answer.headers_mut().insert(http::header::CONNECTION, close);
}
