//! How the body of an answer becomes a value.

use std::any::TypeId;
use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, content_type, page_says};
use crate::transport::ResponseBody;

/// A type that a successful response is read as: JSON, nothing, or a stream of bytes.
///
/// JSON is read as it comes, but for broken text: a byte order mark before it is skipped, and what is no Unicode in it
/// (a stray byte, an escape of half a surrogate pair) is read as U+FFFD.
///
/// Implemented for every type that reads JSON, for `()`, and for [`Download`](crate::Download).
///
/// Lines of text, for an [`Endpoint`](crate::Endpoint) of one's own:
///
/// ```
/// use confluence_client::{FromResponse, Error, Response};
///
/// struct Lines(Vec<String>);
///
/// impl FromResponse for Lines {
///     async fn read(response: Response) -> Result<Self, Error> {
///         let answer = response.bytes().await?;
///         Ok(Self(String::from_utf8_lossy(&answer.body).lines().map(str::to_owned).collect()))
///     }
/// }
/// ```
pub trait FromResponse: Sized + Send + 'static {
    /// Reads the answer.
    ///
    /// # Errors
    /// `NotConfluence` where something else than the service answered, `Decode` where the body does not fit,
    /// `TooLarge` where it is longer than the client's bound, `Transport` where it broke off.
    fn read(response: Response) -> impl Future<Output = Result<Self, Error>> + Send;
}

/// An HTTP response whose body has not been read yet. [`Response::new`] has an example.
#[derive(Debug)]
pub struct Response {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    pub(crate) bound: u64,
}

/// An HTTP response as it came, of any status that the client does not take for an error.
///
/// ```no_run
/// # async fn example(client: confluence_client::Client) -> Result<(), confluence_client::Error> {
/// use confluence_client::v2;
///
/// let answer = client.raw(v2::pages::get(98765)).await?;
/// println!("{} {:?}: {} bytes", answer.status, answer.headers.get("content-type"), answer.body.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// The answer of an operation, for the tests of an [`FromResponse`] of one's own.
    ///
    /// ```
    /// use confluence_client::transport::ResponseBody;
    /// use confluence_client::{FromResponse as _, Response};
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
        Self::within(operation, answer, crate::wire::limits::Limits::default().json)
    }

    /// The answer of an operation, of which so many bytes are accepted.
    pub(crate) fn within(operation: &'static str, answer: http::Response<ResponseBody>, bound: u64) -> Self {
        let (parts, body) = answer.into_parts();
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
    pub async fn bytes(mut self) -> Result<RawResponse, Error> {
        let body = self.whole().await?;
        Ok(RawResponse { status: self.status, headers: self.headers, body })
    }

    /// The whole body, up to the bound.
    async fn whole(&mut self) -> Result<Bytes, Error> {
        let announced = self.announced_length();
        if announced.is_some_and(|length| length > self.bound) {
            return Err(self.too_large());
        }
        let first = self.chunk().await?.unwrap_or_default();
        let Some(second) = self.chunk().await? else {
            return self.bounded(first);
        };
        // What is announced is not there yet, so that it reserves only so much.
        let mut whole = BytesMut::with_capacity(announced.unwrap_or(0).min(1 << 20) as usize);
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&second);
        while let Some(chunk) = self.chunk().await? {
            if whole.len() as u64 + chunk.len() as u64 > self.bound {
                return Err(self.too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        self.bounded(whole.freeze())
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

    fn bounded(&self, body: Bytes) -> Result<Bytes, Error> {
        if body.len() as u64 > self.bound {
            return Err(self.too_large());
        }
        Ok(body)
    }

    fn announced_length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    fn too_large(&self) -> Error {
        let bound = self.bound;
        Error::new(ErrorKind::TooLarge, self.operation)
            .with_status(self.status)
            .with_message(format!("the answer is longer than the {bound} bytes this client accepts"))
    }
}

impl<T: DeserializeOwned + Send + 'static> FromResponse for T {
    async fn read(mut response: Response) -> Result<Self, Error> {
        let body = response.whole().await?;
        let whole = response.json(body, TypeId::of::<T>() == TypeId::of::<()>())?;
        read_json(whole.text()).map_err(|error| whole.unfit(error))
    }
}

/// A whole answer that is JSON, or nothing.
struct Json {
    operation: &'static str,
    answer: RawResponse,
    nothing: bool,
}

impl Json {
    fn text(&self) -> &[u8] {
        if self.nothing { b"null" } else { &self.answer.body }
    }

    fn unfit(&self, error: serde_json::Error) -> Error {
        let why = match self.nothing {
            true => {
                "the answer is empty: something on the way, such as a proxy, may have taken out what it said"
                    .to_owned()
            }
            false => place(&error),
        };
        Error::new(ErrorKind::Decode, self.operation)
            .with_status(self.answer.status)
            .headers(&self.answer.headers)
            .with_message(why)
            .with_source(error)
    }
}

impl Response {
    /// The answer with its whole body, which is JSON, or anything short of a web page where `nothing` is to be read.
    fn json(self, body: Bytes, nothing: bool) -> Result<Json, Error> {
        let (operation, json) = (self.operation, self.is_json());
        let answer = RawResponse { status: self.status, headers: self.headers, body };
        let empty = answer.body.is_empty();
        // A login page says nothing of a write, though nothing was to be answered.
        let expected = json || (nothing && empty);
        if !expected && looks_like_html(&answer) {
            return Err(not_confluence(operation, &answer));
        }
        Ok(Json { operation, answer, nothing: nothing || empty })
    }
}

/// Reads JSON; where it is only text that is broken, what is broken becomes U+FFFD, so that one field does not cost the
/// whole answer.
fn read_json<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // Checked as a whole, since most strings of an answer are short, and a check of each takes longer than its copy.
    let text = match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(text),
    };
    serde_json::from_str(&text).or_else(|error| match without_lone_surrogates(&text) {
        Some(text) => serde_json::from_str(&text),
        None => Err(error),
    })
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The same JSON with U+FFFD in place of escapes of half a surrogate pair; none if there is no such escape.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let (length, lone) = match (surrogate(escape), surrogate(escape.get(6..).unwrap_or_default())) {
            (Some(Half::High), Some(Half::Low)) => (12, false),
            (Some(_), _) => (6, true),
            (None, _) => (2, false),
        };
        changed |= lone;
        let (escape, after) = escape.split_at_checked(length).unwrap_or_else(|| escape.split_at(1));
        mended.push_str(if lone { "\\ufffd" } else { escape });
        rest = after;
    }
    mended.push_str(rest);
    changed.then_some(mended)
}

enum Half {
    High,
    Low,
}

/// Which half of a pair an escape such as `\ud83d` is, if it is one.
fn surrogate(escape: &str) -> Option<Half> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::High),
        0xDC00..=0xDFFF => Some(Half::Low),
        _ => None,
    }
}

/// Says where the JSON went wrong, without quoting it.
fn place(error: &serde_json::Error) -> String {
    format!("the answer does not fit at line {} column {}", error.line(), error.column())
}

fn not_confluence(operation: &'static str, answer: &RawResponse) -> Error {
    let error =
        Error::new(ErrorKind::NotConfluence, operation).with_status(answer.status).headers(&answer.headers);
    let said = match content_type(&answer.headers) {
        "" => "a web page",
        said => said,
    };
    let error = error.with_message(format!(
        "the answer is {said}, not JSON: check the site's URL and context path, and whether a login page or a \
         proxy stands in front"
    ));
    page_says(&answer.body).into_iter().fold(error, |error, says| error.adding(&says))
}

fn looks_like_html(answer: &RawResponse) -> bool {
    content_type(&answer.headers).contains("html") || answer.body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn broken_text_costs_one_character() {
        for (given, read) in [
            (b"\xef\xbb\xbf{\"a\":1}".as_slice(), json!({"a": 1})),
            (br#"{"a":"x\ud83dy"}"#, json!({"a": "x\u{fffd}y"})),
            (br#"{"a":"\ude00\ud83d"}"#, json!({"a": "\u{fffd}\u{fffd}"})),
            (br#"{"a":"\ud83d\ude00\ud83d\\"}"#, json!({"a": "\u{1f600}\u{fffd}\\"})),
            (br#"{"a":"\\ud83d","b":"\udc00"}"#, json!({"a": "\\ud83d", "b": "\u{fffd}"})),
            (b"{\"a\":\"caf\xe9\"}", json!({"a": "caf\u{fffd}"})),
        ] {
            let text = String::from_utf8_lossy(given).into_owned();
            assert_eq!(
                read_json::<Value>(given).unwrap_or_else(|error| panic!("{text}: {error}")),
                read,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for given in [
            b"".as_slice(),
            b"{\"a\":",
            br#"{"a":"\ud83"#,
            br#"{"a":"\"#,
            b"{\"a\":\"\xe9\",}",
            b"\xef\xbb\xbf",
        ] {
            assert!(read_json::<Value>(given).is_err(), "{given:?}");
        }
    }
}
