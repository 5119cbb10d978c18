//! Bytes: attachments, thumbnails, exports.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_core::stream::BoxStream;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use tokio::time::timeout;
use url::Url;

use crate::client::Client;
use crate::client::call::Asked;
use crate::client::redirect;
use crate::error::{Error, ErrorKind, Result, answered};
use crate::operation::describe::{Described, Kind};
use crate::site::is_safe;
use crate::transport::elsewhere::{Elsewhere, Reach, TOO_CLOSE};
use crate::transport::{RequestBody, ResponseBody};
use crate::wire::answer::{FromResponse, Response};
use crate::wire::endpoint::Endpoint;

impl Client {
    /// Downloads the bytes of an operation that answers with bytes, or with the URL of a file store.
    ///
    /// # Errors
    /// As [`Client::send`]; `NotConfluence` if the URL is not https.
    pub async fn download<E: Endpoint<Output = Download>>(&self, endpoint: E) -> Result<Download> {
        self.respond(Asked::of(&endpoint), |response| follow(self, response)).await
    }
}

/// A download: the bytes of a response, as a stream.
///
/// ```no_run
/// use confluence_client::v1;
/// use futures_util::TryStreamExt as _;
///
/// # async fn example(client: confluence_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let download = client.download(v1::attachments::download(98765, "att111")).await?;
/// println!("{:?} bytes of {:?}", download.length(), download.media_type());
/// let mut bytes = download.into_stream();
/// while let Some(chunk) = bytes.try_next().await? {
///     println!("{} more", chunk.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Download {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    body: ResponseBody,
    patience: Duration,
    /// How many bytes have come.
    came: u64,
}

impl Download {
    /// How many bytes are to come, if the service says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// What the bytes are.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The headers of the answer, such as `Content-Disposition` and `ETag`.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whether the bytes are a part of the whole, as a range asked for.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.status == StatusCode::PARTIAL_CONTENT
    }

    /// The place in the whole that the bytes begin at; `None` for a part that does not say which it is.
    #[must_use]
    pub fn start(&self) -> Option<u64> {
        if !self.is_partial() {
            return Some(0);
        }
        let range = self.headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
        range.strip_prefix("bytes ")?.split_once('-')?.0.trim().parse().ok()
    }

    /// No bytes.
    pub(crate) fn nothing(operation: &'static str) -> Self {
        let body = ResponseBody::full(Bytes::new());
        Self {
            operation,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body,
            patience: Duration::MAX,
            came: 0,
        }
    }

    /// The next bytes; `None` at the end, which is where the service said it would be: what comes after the announced
    /// length is not read.
    ///
    /// # Errors
    /// `Transport` if the connection breaks or the bytes end too early, `Timeout` if no byte comes for as long as a
    /// call may take.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let announced = self.length();
        let left = announced.map_or(u64::MAX, |length| length.saturating_sub(self.came));
        if left == 0 {
            return Ok(None);
        }
        let chunk = timeout(self.patience, self.body.chunk()).await;
        let late =
            |_| Error::new(ErrorKind::Timeout, self.operation).with_message("the bytes stopped coming");
        let chunk = chunk.map_err(late)?.map_err(|error| Error::transport(self.operation, error))?;
        let Some(mut chunk) = chunk else {
            return announced.map_or(Ok(None), |length| Err(self.ended_early(length)));
        };
        chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        self.came += chunk.len() as u64;
        Ok(Some(chunk))
    }

    fn ended_early(&self, announced: u64) -> Error {
        let came = self.came;
        Error::new(ErrorKind::Transport, self.operation)
            .with_message(format!("the bytes ended after {came} of {announced}"))
    }

    /// All bytes, if they are no more than `bound`.
    ///
    /// # Errors
    /// `TooLarge` above the bound; otherwise as [`Download::chunk`].
    pub async fn bytes(mut self, bound: u64) -> Result<Bytes> {
        let mut whole = bytes::BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if whole.len() as u64 + chunk.len() as u64 > bound {
                return Err(Error::new(ErrorKind::TooLarge, self.operation)
                    .with_message(format!("the download is longer than {bound} bytes")));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// The bytes as a stream.
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes>> {
        Box::pin(futures_util::stream::try_unfold(self, |mut download| async {
            Ok(download.chunk().await?.map(|chunk| (chunk, download)))
        }))
    }
}

impl Described for Download {
    const KIND: Kind = Kind::Bytes;
}

impl FromResponse for Download {
    async fn read(response: Response) -> Result<Self> {
        if response.status.is_redirection() {
            return Err(Error::new(ErrorKind::Invalid, response.operation)
                .with_status(response.status)
                .with_message("the bytes are elsewhere: use `Client::download`, which follows"));
        }
        Ok(arrived(response, Duration::from_secs(60)))
    }
}

/// Follows the one documented redirect, to Atlassian's file store: https only, and without the credential.
pub(crate) fn follow<'a>(
    client: &'a Client,
    response: Response,
) -> Pin<Box<dyn Future<Output = Result<Download>> + Send + 'a>> {
    Box::pin(async move {
        let patience = client.options.timeout;
        if !response.status.is_redirection() {
            return Ok(arrived(response, patience));
        }
        let target = target(client, response.operation, (response.status, &response.headers)).await?;
        let mut request = Request::new(RequestBody::Empty);
        request.extensions_mut().insert(Elsewhere { site: client.shared.site.host().to_owned() });
        *request.uri_mut() = target;
        if let Some(range) = client.options.headers.get(header::RANGE) {
            request.headers_mut().insert(header::RANGE, range.clone());
        }
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        let operation = response.operation;
        let answer = client.shared.transport.exchange(request).await;
        let (head, body) = answer.map_err(|error| Error::transport(operation, error))?.into_parts();
        let found = Response {
            operation,
            status: head.status,
            headers: head.headers,
            body,
            bound: client.shared.limits.json,
        };
        if found.status.is_success() {
            return Ok(arrived(found, patience));
        }
        let (status, headers) = (found.status, found.headers.clone());
        Err(answered(operation, status, &headers, &found.up_to(client.shared.limits.error).await))
    })
}

fn arrived(response: Response, patience: Duration) -> Download {
    let Response { operation, status, headers, body, .. } = response;
    Download { operation, status, headers, body, patience, came: 0 }
}

/// Where the redirect leads: no closer to this machine than the site is. One within the site leads to a login page and
/// not to bytes. The error does not repeat the URL, which carries a token of its own.
async fn target(
    client: &Client,
    operation: &'static str,
    (status, headers): (StatusCode, &HeaderMap),
) -> Result<Uri> {
    let refused =
        |said: &str| Error::new(ErrorKind::NotConfluence, operation).with_status(status).with_message(said);
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| refused("a redirect that leads nowhere"))?;
    let url = Url::parse(location).ok().filter(|url| !client.shared.site.has(url));
    let url = url.ok_or_else(|| {
        let place = redirect::place_of(headers, &client.shared.site);
        let place = place.unwrap_or_else(|| "another page".to_owned());
        refused(&format!(
            "the answer leads to {place} of the site, such as a login page, and not to the bytes"
        ))
    })?;
    if !is_safe(&url) {
        return Err(refused("a redirect to a URL that is not https"));
    }
    // A name is looked at when it is resolved.
    let reach = Reach::of_literal(&url).filter(|reach| *reach > Reach::Public);
    if let Some(reach) = reach
        && Reach::of_host(client.shared.site.host()).await < reach
    {
        return Err(refused(TOO_CLOSE));
    }
    url.as_str().parse().map_err(|_| refused("a redirect to something that is not a URL"))
}
