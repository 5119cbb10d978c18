//! How the body of an answer becomes a value.

use std::any::TypeId;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, content_type};
use crate::transport::ResponseBody;

/// What a client made of an answer with a good status: JSON, nothing, or a stream of bytes.
///
/// Implemented for every type that reads JSON, for `()`, and for [`Download`](crate::Download).
pub trait Answer: Sized + Send + 'static {
    /// Reads the answer.
    ///
    /// # Errors
    /// `NotConfluence` where something else than the service answered, `Decode` where the body does not fit,
    /// `TooLarge` where it is longer than the client's bound, `Transport` where it broke off.
    fn read(response: Response) -> impl Future<Output = Result<Self, Error>> + Send;
}

/// An answer whose body has not been read yet.
#[derive(Debug)]
pub struct Response {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    pub(crate) bound: u64,
}

/// An answer as it came, of any status that the client does not take for an error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawAnswer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// The answer of an operation, for the tests of an [`Answer`] of one's own.
    ///
    /// ```
    /// use confluence_client::transport::ResponseBody;
    /// use confluence_client::{Answer as _, Response};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), confluence_client::Error> {
    /// let mut answer = http::Response::new(ResponseBody::full("[1, 2]"));
    /// answer.headers_mut().insert("content-type", "application/json".parse().unwrap());
    /// assert_eq!(Vec::<u8>::read(Response::new("getNumbers", answer)).await?, [1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn new(operation: &'static str, answer: http::Response<ResponseBody>) -> Self {
        let (parts, body) = answer.into_parts();
        let bound = crate::wire::limits::Limits::default().json;
        Self { operation, status: parts.status, headers: parts.headers, body, bound }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Reads the whole body, up to the client's bound.
    ///
    /// # Errors
    /// `TooLarge` above the bound, `Transport` where the body broke off.
    pub async fn bytes(mut self) -> Result<RawAnswer, Error> {
        let announced = self.announced_length();
        if announced.is_some_and(|length| length > self.bound) {
            return Err(self.too_large());
        }
        let first = self.chunk().await?.unwrap_or_default();
        let Some(second) = self.chunk().await? else {
            return self.within(first);
        };
        let mut whole = BytesMut::with_capacity(announced.unwrap_or(0) as usize);
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&second);
        while let Some(chunk) = self.chunk().await? {
            if whole.len() as u64 + chunk.len() as u64 > self.bound {
                return Err(self.too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        self.within(whole.freeze())
    }

    /// What of the body comes within the bound; a body that breaks off ends there.
    pub(crate) async fn up_to(mut self, bound: u64) -> Bytes {
        let mut whole = BytesMut::new();
        while let Ok(Some(chunk)) = self.body.chunk().await {
            let room = bound.saturating_sub(whole.len() as u64) as usize;
            whole.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() >= room {
                break;
            }
        }
        whole.freeze()
    }

    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let operation = self.operation;
        self.body.chunk().await.map_err(|error| Error::transport(operation, error))
    }

    pub(crate) fn is_json(&self) -> bool {
        content_type(&self.headers).ends_with("json")
    }

    fn within(self, body: Bytes) -> Result<RawAnswer, Error> {
        if body.len() as u64 > self.bound {
            return Err(self.too_large());
        }
        Ok(RawAnswer { status: self.status, headers: self.headers, body })
    }

    fn announced_length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    fn too_large(&self) -> Error {
        let bound = self.bound;
        Error::new(ErrorKind::TooLarge, self.operation)
            .status(self.status)
            .said(format!("the answer is longer than the {bound} bytes this client accepts"))
    }
}

impl<T: DeserializeOwned + Send + 'static> Answer for T {
    async fn read(response: Response) -> Result<Self, Error> {
        let operation = response.operation;
        let json = response.is_json();
        let nothing = TypeId::of::<T>() == TypeId::of::<()>();
        let answer = response.bytes().await?;
        let empty = answer.body.is_empty();
        let text = if nothing || empty { b"null".as_slice() } else { &answer.body };
        // A login page says nothing of a write, though nothing was to be answered.
        let expected = json || (nothing && empty);
        if !expected && looks_like_html(&answer) {
            return Err(not_confluence(operation, &answer));
        }
        serde_json::from_slice(text).map_err(|error| {
            Error::new(ErrorKind::Decode, operation)
                .status(answer.status)
                .headers(&answer.headers)
                .said(place(&error))
                .source(error)
        })
    }
}

/// Says where the JSON went wrong, without quoting it.
fn place(error: &serde_json::Error) -> String {
    format!("the answer does not fit at line {} column {}", error.line(), error.column())
}

fn not_confluence(operation: &'static str, answer: &RawAnswer) -> Error {
    Error::new(ErrorKind::NotConfluence, operation).status(answer.status).headers(&answer.headers).said(format!(
        "the answer is {}, not JSON: check the site's address and context path, and whether a login page or a \
         proxy stands in front",
        content_type(&answer.headers)
    ))
}

fn looks_like_html(answer: &RawAnswer) -> bool {
    content_type(&answer.headers).contains("html") || answer.body.trim_ascii_start().starts_with(b"<")
}
