//! The bytes of attachments on the way down.

use std::fmt;

use bytes::Bytes;
use futures_core::stream::BoxStream;
use futures_util::StreamExt as _;
use http::{HeaderValue, header};

use crate::client::Client;
use crate::client::download::Download;
use crate::error::{Error, ErrorKind, Result};
use crate::wiki::Wiki;
use crate::wiki::model::attachments::Attachment;
use crate::wiki::policy::ClearedRead;

/// How often a download is taken up again without any byte in between.
const RESUMPTIONS: u32 = 4;

type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;

/// Downloads the bytes of an attachment, resuming where a connection breaks.
///
/// A connection that breaks is replaced by one that goes on at the byte where it broke, within the same version of
/// the file.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// let mut download = wiki.download("att123").await?;
/// let mut bytes = 0;
/// while let Some(chunk) = download.chunk().await? {
///     bytes += chunk.len();
/// }
/// println!("{}: {bytes} bytes", download.attachment().name);
/// # Ok(())
/// # }
/// ```
pub struct AttachmentDownload {
    wiki: Wiki,
    attachment: ClearedRead<Attachment>,
    bytes: Download,
    /// The next byte to hand out.
    position: u64,
    /// How many bytes come again before it, where the server does not know ranges.
    repeated: u64,
    resumed: u32,
    progress: Option<Progress>,
}

impl AttachmentDownload {
    pub(super) async fn open(wiki: Wiki, attachment: ClearedRead<Attachment>, start: u64) -> Result<Self> {
        let (bytes, repeated) = opened(&wiki, &attachment, start).await?;
        Ok(Self { wiki, attachment, bytes, position: start, repeated, resumed: 0, progress: None })
    }

    /// Returns the attachment that is downloaded.
    #[must_use]
    pub fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// Returns the media type of the bytes, as their server says.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.bytes.media_type()
    }

    /// Returns the size of the whole file in bytes, if the service says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.attachment.size
    }

    /// The place in the file that the next bytes have.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Calls back with the place in the file and its length as bytes are handed out.
    #[must_use]
    pub fn on_progress(mut self, told: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(told));
        self
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// `Transport` or `Timeout` if the connection keeps breaking; what opening it again answers.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        loop {
            match self.bytes.chunk().await {
                Ok(Some(chunk)) => {
                    if let Some(chunk) = self.new_of(chunk) {
                        return Ok(Some(chunk));
                    }
                }
                Ok(None) if !self.is_short() => return Ok(None),
                Ok(None) => self.resume(short()).await?,
                Err(error) => self.resume(error).await?,
            }
        }
    }

    /// All bytes that are left, if they are no more than `bound`.
    ///
    /// # Errors
    /// `TooLarge` above the bound; otherwise as [`AttachmentDownload::chunk`].
    pub async fn bytes(mut self, bound: u64) -> Result<Bytes> {
        let too_large = || {
            Error::new(ErrorKind::TooLarge, "download")
                .with_message(format!("the file is longer than {bound} bytes"))
        };
        if self.attachment.size.is_some_and(|size| size.saturating_sub(self.position) > bound) {
            return Err(too_large());
        }
        let mut whole = bytes::BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if whole.len() as u64 + chunk.len() as u64 > bound {
                return Err(too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// The bytes as a stream.
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes>> {
        let chunks = futures_util::stream::try_unfold(self, |mut download| async {
            Ok(download.chunk().await?.map(|chunk| (chunk, download)))
        });
        chunks.boxed()
    }

    /// What of a chunk was not handed out before.
    fn new_of(&mut self, mut chunk: Bytes) -> Option<Bytes> {
        let known = usize::try_from(self.repeated).unwrap_or(usize::MAX).min(chunk.len());
        self.repeated -= known as u64;
        let chunk = chunk.split_off(known);
        if chunk.is_empty() {
            return None;
        }
        self.position += chunk.len() as u64;
        self.resumed = 0;
        if let Some(told) = &mut self.progress {
            told(self.position, self.attachment.size);
        }
        Some(chunk)
    }

    fn is_short(&self) -> bool {
        self.attachment.size.is_some_and(|size| self.position < size)
    }

    async fn resume(&mut self, error: Error) -> Result<()> {
        let broke = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout);
        if !broke || self.resumed >= RESUMPTIONS {
            return Err(error);
        }
        self.resumed += 1;
        (self.bytes, self.repeated) = opened(&self.wiki, &self.attachment, self.position).await?;
        Ok(())
    }
}

/// The bytes from a place on, and how many come again because the server starts at the beginning.
async fn opened(wiki: &Wiki, attachment: &ClearedRead<Attachment>, start: u64) -> Result<(Download, u64)> {
    match attachment.size {
        // A server refuses a range of no bytes.
        Some(size) if start == size && start > 0 => return Ok((Download::nothing("download"), 0)),
        Some(size) if start > size => {
            return Err(Error::new(ErrorKind::Invalid, "download")
                .with_message(format!("the file has {size} bytes, and none from {start} on")));
        }
        _ => {}
    }
    let client = from(&wiki.backend.client, start)?;
    let bytes = deployed!(wiki => attachments::download(&client, attachment).await)?;
    if is_web_page(bytes.media_type()) && !is_web_page(attachment.media_type.as_deref()) {
        return Err(Error::new(ErrorKind::NotConfluence, "download").with_message(
            "a web page came in place of the file: check whether a login page or a proxy stands in front",
        ));
    }
    let repeated = bytes.start().and_then(|begin| start.checked_sub(begin));
    let misplaced = || {
        Error::new(ErrorKind::Decode, "download")
            .with_message(format!("the bytes of another part of the file came than those from {start} on"))
    };
    Ok((bytes, repeated.ok_or_else(misplaced)?))
}

fn from(client: &Client, start: u64) -> Result<Client> {
    if start == 0 {
        return Ok(client.clone());
    }
    let range = HeaderValue::try_from(format!("bytes={start}-"));
    let range = range.map_err(|error| Error::new(ErrorKind::Invalid, "download").with_source(error))?;
    Ok(client.with_header(header::RANGE, range))
}

fn is_web_page(media_type: Option<&str>) -> bool {
    media_type.is_some_and(|media_type| media_type.contains("html"))
}

fn short() -> Error {
    Error::new(ErrorKind::Transport, "download").with_message("the bytes ended before the end of the file")
}

impl fmt::Debug for AttachmentDownload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AttachmentDownload")
            .field("attachment", &self.attachment.id)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
