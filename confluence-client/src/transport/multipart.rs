//! Files and fields of an upload.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::{Bytes, BytesMut};
use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use http::HeaderValue;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, Take};

use super::unreadable::Unreadable;
use super::{Moved, TransportError, TransportErrorKind};

/// What `multipart/form-data` carries: files from memory, a path or a stream, and text fields.
///
/// A clone is the same upload; one that holds a stream can be sent once.
///
/// ```
/// use confluence_client::Multipart;
///
/// let backup = Multipart::new().path("file", "site.zip", "./site.zip").text("comment", "from the old server");
/// assert_eq!(format!("{backup:?}"), r#"["file", "comment"]"#);
/// ```
#[derive(Clone, Default)]
pub struct Multipart(Vec<Part>);

#[derive(Clone)]
struct Part {
    name: &'static str,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Text(String),
    File { name: String, media_type: Option<String>, source: Source, progress: Option<Progress> },
}

/// Told how many bytes of a file have been handed out so far.
type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// How many bytes of a file from memory or a path are handed out at a time.
const CHUNK: usize = 64 << 10;

type Chunks = BoxStream<'static, std::io::Result<Bytes>>;
/// The same, where what cannot be read is named.
type NamedChunks = BoxStream<'static, Result<Bytes, Unreadable>>;

#[derive(Clone)]
pub(crate) enum Source {
    Memory(Bytes),
    Path(PathBuf),
    File(Arc<std::fs::File>),
    Stream { length: Option<u64>, chunks: Arc<Mutex<Option<Chunks>>> },
}

impl Multipart {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text field, sent as UTF-8.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push(Part { name, content: Content::Text(value.into()) });
        self
    }

    /// Adds a file from memory.
    #[must_use]
    pub fn bytes(self, name: &'static str, file: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.file(name, file.into(), Source::Memory(bytes.into()))
    }

    /// Adds a file from a path, which is opened and streamed when the upload is sent.
    #[must_use]
    pub fn path(self, name: &'static str, file: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.file(name, file.into(), Source::Path(path.into()))
    }

    /// Adds a file that is open already, sent from its beginning: for a caller who has made sure which file it is.
    #[must_use]
    pub fn open_file(self, name: &'static str, file: impl Into<String>, open: std::fs::File) -> Self {
        self.file(name, file.into(), Source::File(Arc::new(open)))
    }

    /// Adds a file from a stream, of a length in bytes if it is known. Such an upload is never sent twice.
    #[must_use]
    pub fn stream<S>(
        self,
        name: &'static str,
        file: impl Into<String>,
        length: Option<u64>,
        chunks: S,
    ) -> Self
    where
        S: futures_core::Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    {
        let chunks = Arc::new(Mutex::new(Some(chunks.boxed())));
        self.file(name, file.into(), Source::Stream { length, chunks })
    }

    /// Says what the file added last is, whatever fields came after it; otherwise the service goes by its name.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        if let Some(Content::File { media_type: known, .. }) = self.last_file() {
            *known = Some(media_type.into());
        }
        self
    }

    /// Calls back with the bytes of the file added last that were handed to the connection so far.
    ///
    /// A file that is sent a second time, after a refusal, counts from the beginning again.
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(u64) + Send + Sync + 'static) -> Self {
        if let Some(Content::File { progress, .. }) = self.last_file() {
            *progress = Some(Arc::new(told));
        }
        self
    }

    fn last_file(&mut self) -> Option<&mut Content> {
        let mut contents = self.0.iter_mut().rev().map(|part| &mut part.content);
        contents.find(|content| matches!(content, Content::File { .. }))
    }

    /// Tells the deadline of the call as well when bytes of a file move.
    pub(crate) fn moving(mut self, moved: Option<&Moved>) -> Self {
        let Some(moved) = moved else { return self };
        for part in &mut self.0 {
            if let Content::File { progress, .. } = &mut part.content {
                let (moved, told) = (moved.clone(), progress.take());
                *progress = Some(Arc::new(move |sent| {
                    moved.now();
                    if let Some(told) = &told {
                        told(sent);
                    }
                }));
            }
        }
        self
    }

    /// How many bytes its files have, as far as that is known before they are sent.
    pub(crate) async fn length(&self) -> Option<u64> {
        let mut length = 0;
        for part in &self.0 {
            if let Content::File { source, .. } = &part.content {
                length += source.length().await?;
            }
        }
        Some(length)
    }

    /// Whether it can be sent a second time.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        !self.0.iter().any(|part| matches!(part.content, Content::File { source: Source::Stream { .. }, .. }))
    }

    /// The bytes as they go over the wire, and their `Content-Type`: for a [`Transport`](crate::Transport) of one's own.
    ///
    /// # Errors
    /// `Setup` if a file cannot be opened or read, a stream was sent before or has not the bytes that were announced, or a
    /// media type is none.
    pub async fn encode(
        self,
    ) -> Result<(HeaderValue, BoxStream<'static, Result<Bytes, TransportError>>), TransportError> {
        let form = self.into_form().await?;
        let media_type = HeaderValue::try_from(format!("multipart/form-data; boundary={}", form.boundary()));
        let media_type = media_type.map_err(|error| TransportError::new(TransportErrorKind::Setup, error))?;
        let broken = |error: reqwest::Error| {
            let unreadable = Unreadable::among(&error);
            unreadable.unwrap_or_else(|| TransportError::new(TransportErrorKind::Body, error.without_url()))
        };
        Ok((media_type, form.into_stream().map_err(broken).boxed()))
    }

    fn file(mut self, name: &'static str, file: String, source: Source) -> Self {
        self.0.push(Part {
            name,
            content: Content::File { name: file, media_type: None, source, progress: None },
        });
        self
    }

    pub(crate) async fn into_form(self) -> Result<reqwest::multipart::Form, TransportError> {
        let mut form = reqwest::multipart::Form::new();
        for part in self.0 {
            form = form.part(part.name, part.content.into_part().await?);
        }
        Ok(form)
    }
}

impl Content {
    async fn into_part(self) -> Result<reqwest::multipart::Part, TransportError> {
        let part = match self {
            Self::Text(text) => {
                let part = reqwest::multipart::Part::text(text).mime_str("text/plain; charset=utf-8");
                part.map_err(|error| TransportError::new(TransportErrorKind::Setup, error.without_url()))?
            }
            Self::File { name, media_type, source, progress } => {
                let part = source.into_part(&name, progress).await?.file_name(name);
                let media_type = media_type.as_deref().unwrap_or("application/octet-stream");
                part.mime_str(media_type).map_err(|_| {
                    let why = format!("`{media_type}` is not a media type, such as text/plain");
                    TransportError::new(TransportErrorKind::Setup, why)
                })?
            }
        };
        Ok(part)
    }
}

impl Source {
    async fn length(&self) -> Option<u64> {
        match self {
            Self::Memory(bytes) => Some(bytes.len() as u64),
            Self::Path(path) => Some(tokio::fs::metadata(path).await.ok()?.len()),
            Self::File(file) => Some(file.metadata().ok()?.len()),
            Self::Stream { length, .. } => *length,
        }
    }

    async fn into_part(
        self,
        name: &str,
        progress: Option<Progress>,
    ) -> Result<reqwest::multipart::Part, TransportError> {
        let what = match &self {
            Self::Path(path) => path.display().to_string(),
            _ => name.to_owned(),
        };
        let (length, chunks) = self.open().await.map_err(|error| Unreadable::new(&what, error))?;
        let chunks: NamedChunks =
            within(chunks, length).map_err(move |error| Unreadable::new(&what, error)).boxed();
        let chunks = match progress {
            Some(told) => counted(chunks, told),
            None => chunks,
        };
        let body = reqwest::Body::wrap_stream(chunks);
        Ok(match length {
            Some(length) => reqwest::multipart::Part::stream_with_length(body, length),
            None => reqwest::multipart::Part::stream(body),
        })
    }

    /// How long it is, as far as that is known, and its bytes.
    async fn open(self) -> std::io::Result<(Option<u64>, Chunks)> {
        match self {
            Self::Memory(bytes) => Ok((Some(bytes.len() as u64), pieces(bytes))),
            Self::Path(path) => {
                let file = File::open(&path).await?;
                let length = length_of(&file).await?;
                // A file that grows meanwhile, as logs do, goes up as it was: more bytes than announced spoil the form.
                Ok((Some(length), read(file.take(length))))
            }
            Self::File(file) => {
                // A clone shares the place at which is read, which an attempt before may have moved.
                let mut file = File::from_std(file.try_clone()?);
                let length = length_of(&file).await?;
                file.rewind().await?;
                Ok((Some(length), read(file.take(length))))
            }
            Self::Stream { length, chunks } => {
                let taken = chunks.lock().ok().and_then(|mut chunks| chunks.take());
                let chunks = taken.ok_or_else(|| std::io::Error::other("the stream was sent before"))?;
                Ok((length, chunks))
            }
        }
    }
}

/// A folder opens as a file does, and only reading it fails.
async fn length_of(file: &File) -> std::io::Result<u64> {
    let metadata = file.metadata().await?;
    match metadata.is_dir() {
        true => Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "it is a folder")),
        false => Ok(metadata.len()),
    }
}

/// The chunks, and an error in place of more or fewer bytes than were announced.
fn within(chunks: Chunks, length: Option<u64>) -> Chunks {
    let Some(length) = length else { return chunks };
    let next = move |(mut chunks, left): (Chunks, u64)| async move {
        let wrong = |what: &str| {
            std::io::Error::other(format!("it has {what} bytes than the {length} that were announced"))
        };
        match chunks.try_next().await? {
            Some(chunk) => {
                let left = left.checked_sub(chunk.len() as u64).ok_or_else(|| wrong("more"))?;
                Ok(Some((chunk, (chunks, left))))
            }
            None if left > 0 => Err(wrong("fewer")),
            None => Ok(None),
        }
    };
    futures_util::stream::try_unfold((chunks, length), next).boxed()
}

/// Slices of what is in memory, without a copy.
fn pieces(mut bytes: Bytes) -> Chunks {
    let next = move || (!bytes.is_empty()).then(|| Ok(bytes.split_to(bytes.len().min(CHUNK))));
    futures_util::stream::iter(std::iter::from_fn(next)).boxed()
}

fn read(file: Take<File>) -> Chunks {
    let next = |mut file: Take<File>| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), file)))
    };
    futures_util::stream::try_unfold(file, next).boxed()
}

fn counted(chunks: NamedChunks, told: Progress) -> NamedChunks {
    let mut sent = 0;
    let count = move |chunk: &Bytes| {
        sent += chunk.len() as u64;
        told(sent);
    };
    chunks.inspect_ok(count).boxed()
}

impl PartialEq for Multipart {
    /// Whether both send the same. Of paths the names are compared and not what is in the files; an open file or a stream
    /// is equal to its own clones alone.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.content == other.content
    }
}

impl PartialEq for Content {
    /// Who is told of the progress makes no other upload.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (
                Self::File { name, media_type, source, progress: _ },
                Self::File { name: other_name, media_type: other_type, source: other_source, progress: _ },
            ) => name == other_name && media_type == other_type && source == other_source,
            _ => false,
        }
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Memory(one), Self::Memory(other)) => one == other,
            (Self::Path(one), Self::Path(other)) => one == other,
            (Self::File(one), Self::File(other)) => Arc::ptr_eq(one, other),
            (Self::Stream { chunks: one, .. }, Self::Stream { chunks: other, .. }) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|part| part.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploads_are_equal_that_send_the_same() {
        let one = || Multipart::new().text("comment", "c").bytes("file", "a.txt", "one");
        assert!(one() == one() && one() == one().on_progress(|_| {}));
        for other in [
            Multipart::new().text("comment", "d").bytes("file", "a.txt", "one"),
            Multipart::new().text("comment", "c").bytes("file", "b.txt", "one"),
            Multipart::new().text("comment", "c").bytes("file", "a.txt", "two"),
            Multipart::new().text("comment", "c").path("file", "a.txt", "one"),
            one().media_type("text/plain"),
            one().text("minorEdit", "true"),
        ] {
            assert!(one() != other);
        }
        let stream = || Multipart::new().stream("file", "a.txt", None, futures_util::stream::empty());
        let first = stream();
        assert!(first == first.clone() && first != stream());
    }

    /// What an upload comes to, read as a transport of one's own reads it.
    async fn failure(upload: Multipart) -> TransportError {
        match upload.encode().await {
            Ok((_, chunks)) => chunks.try_collect::<Vec<Bytes>>().await.unwrap_err(),
            Err(error) => error,
        }
    }

    #[tokio::test]
    async fn what_cannot_be_uploaded_is_named_and_is_not_the_sites_fault() {
        let folder = std::env::temp_dir();
        let shown = folder.display().to_string();
        let of = |length, bytes: &'static str| {
            let chunks = futures_util::stream::iter([Ok(Bytes::from(bytes))]);
            Multipart::new().stream("file", "a.txt", length, chunks)
        };
        let broken =
            || futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("the disk is gone"))]);
        let none = folder.join("no such file").display().to_string();
        for (upload, words) in [
            (Multipart::new().path("file", "a.txt", &folder), [shown.as_str(), "folder"]),
            (Multipart::new().path("file", "a.txt", &none), [none.as_str(), "os error 2"]),
            (of(Some(10), "abc"), ["a.txt", "fewer bytes than the 10"]),
            (of(Some(2), "abc"), ["a.txt", "more bytes than the 2"]),
            (Multipart::new().stream("file", "a.txt", None, broken()), ["a.txt", "the disk is gone"]),
            (of(None, "abc").media_type("not a type"), ["`not a type`", "media type"]),
        ] {
            let error = failure(upload).await;
            assert_eq!(error.kind(), TransportErrorKind::Setup, "{error}");
            let error = crate::Error::transport("createAttachment", error);
            let told = error.to_string();
            assert!(words.iter().all(|word| told.contains(word)) && error.is_unsent(), "{told}");
            assert_eq!(error.kind(), crate::ErrorKind::Invalid);
        }
    }

    #[tokio::test]
    async fn what_is_said_of_a_file_counts_whatever_follows_it() {
        let told = Arc::new(Mutex::new(0));
        let seen = Arc::clone(&told);
        let upload = Multipart::new().bytes("file", "a.bin", "x").text("comment", "c");
        let upload = upload.media_type("image/png").on_progress(move |sent| *seen.lock().unwrap() = sent);
        let (_, chunks) = upload.encode().await.unwrap();
        let chunks: Vec<Bytes> = chunks.try_collect().await.unwrap();
        let text = String::from_utf8(chunks.concat()).unwrap();
        assert!(text.contains("image/png") && *told.lock().unwrap() == 1, "{text}");
    }
}
