//! The body of a request, within its bounds of size and time.

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body;

use super::answers::{Answer, text};
use super::service::BoxError;

/// How much is read of what nobody wants, and for how long.
const MOST_UNWANTED: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(1);

/// Takes and reads all of it; what is too large or too slow is refused before all of it came.
pub(crate) async fn read<B>(
    body: &mut Option<B>,
    most: usize,
    patience: Duration,
) -> Result<Bytes, Box<Answer>>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let Some(body) = body.take() else { return Ok(Bytes::new()) };
    if body.size_hint().lower() > most as u64 {
        return Err(too_large(most));
    }
    match tokio::time::timeout(patience, Limited::new(body, most).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(most)),
        Ok(Err(_)) => Err(refused(StatusCode::BAD_REQUEST, "the body broke off")),
        Err(_) => Err(refused(StatusCode::REQUEST_TIMEOUT, "the body came too slowly")),
    }
}

/// Reads what nobody wanted, so that the connection is good for the next request: who is refused for want of a token
/// fetches one and asks again. A connection on which too much is to come ends with the answer, and the answer says so.
pub(crate) async fn spare<B>(body: Option<B>, answer: &mut Answer)
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let Some(body) = body.filter(|body| !body.is_end_stream()) else { return };
    let little = body.size_hint().lower() <= MOST_UNWANTED as u64;
    let read = async { little && Limited::new(body, MOST_UNWANTED).collect().await.is_ok() };
    if !tokio::time::timeout(PATIENCE, read).await.unwrap_or(false) {
        close_after(answer);
    }
}

fn too_large(most: usize) -> Box<Answer> {
    refused(StatusCode::PAYLOAD_TOO_LARGE, format_args!("the body is larger than {most} bytes"))
}

/// What is left of the body is not read, so that the connection is of no more use.
fn refused(status: StatusCode, why: impl Display) -> Box<Answer> {
    let mut answer = text(status, why.to_string());
    close_after(&mut answer);
    Box::new(answer)
}

fn close_after(answer: &mut Answer) {
    let close = http::HeaderValue::from_static("close");
    answer.headers_mut().insert(http::header::CONNECTION, close);
}
