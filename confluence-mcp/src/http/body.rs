//! The body of a request, within its bounds of size and time.

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body;

use super::answers::{Answer, text};

/// Reads all of it; what is too large or too slow is refused before all of it came.
pub(crate) async fn read<B>(body: B, most: usize, patience: Duration) -> Result<Bytes, Box<Answer>>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
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

fn too_large(most: usize) -> Box<Answer> {
    refused(StatusCode::PAYLOAD_TOO_LARGE, format_args!("the body is larger than {most} bytes"))
}

/// What is left of the body is not read, so that the connection is of no more use.
fn refused(status: StatusCode, why: impl Display) -> Box<Answer> {
    let mut answer = text(status, why.to_string());
    let close = http::HeaderValue::from_static("close");
    answer.headers_mut().insert(http::header::CONNECTION, close);
    Box::new(answer)
}
