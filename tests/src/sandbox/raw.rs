//! A responder below HTTP, for what a well-behaved server cannot do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const CHUNK: usize = 64 << 10;

/// What a connection is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Script {
    /// Reset as soon as the request has been read.
    Reset,
    /// A 200 that declares so many bytes of JSON, sends so many, and resets.
    ResetMidBody {
        /// The declared length.
        declared: u64,
        /// What is sent of it.
        sent: usize,
    },
    /// A 200 whose JSON stops in the middle, by an orderly close short of its declared length.
    TruncatedBody,
    /// A complete 200 whose JSON is cut in half.
    TruncatedJson,
    /// One byte of the head at a time, this far apart.
    SlowHeaders(Duration),
    /// The head at once, then one byte of the body at a time, this far apart, for ever.
    SlowBody(Duration),
    /// Nothing, while the connection stays open.
    Silent,
    /// A chunked body that never ends.
    EndlessBody,
    /// A 200 whose `Content-Length` is the largest there is.
    AbsurdContentLength,
    /// A head of this many bytes, then an empty JSON object.
    HugeHeaders(usize),
    /// A 200 with HTML.
    Html,
    /// JSON under a type that is not.
    WrongContentType,
    /// A 302 to any address.
    Redirect(String),
    /// A JSON string of so many bytes, streamed with its length declared.
    Json(u64),
    /// So many zero bytes, streamed with their length declared; a range request is served as asked.
    Bytes(u64),
    /// As many bytes declared, and a reset after some of them.
    BrokenBytes {
        /// The declared length.
        size: u64,
        /// What is sent of it.
        sent: u64,
    },
    /// Reads a request body of any size and answers with the number of its bytes: `{"received":n}`.
    Sink,
    /// Exactly these bytes, then an orderly close.
    Verbatim(Vec<u8>),
}

/// A loopback listener that plays scripts; dropping it stops it.
#[derive(Debug)]
pub struct RawResponder {
    url: String,
    connections: Arc<AtomicU64>,
    received: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl RawResponder {
    /// Plays one script on every connection.
    ///
    /// # Panics
    ///
    /// When no port can be bound.
    pub async fn start(script: Script) -> Self {
        Self::sequence(vec![script]).await
    }

    /// Plays the scripts on one connection after another, the last one for ever.
    ///
    /// # Panics
    ///
    /// When no port can be bound.
    pub async fn sequence(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.unwrap_or_else(|error| panic!("cannot listen on 127.0.0.1: {error}"));
        let url = listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default();
        let (connections, received) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counters = (Arc::clone(&connections), Arc::clone(&received));
        let task = tokio::spawn(accept(listener, scripts, counters));
        Self { url, connections, received, task }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections came in.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// How many bytes of requests came in, heads included.
    #[must_use]
    pub fn bytes_received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}

impl Drop for RawResponder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, scripts: Vec<Script>, counters: (Arc<AtomicU64>, Arc<AtomicU64>)) {
    // Owned by this task, so that open connections end with it.
    let mut running = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let index = usize::try_from(counters.0.fetch_add(1, Ordering::Relaxed)).unwrap_or(usize::MAX);
        let Some(script) = scripts.get(index).or(scripts.last()).cloned() else { return };
        let received = Arc::clone(&counters.1);
        running.spawn(async move {
            // A client that goes away ends the script, and that is all.
            let _ = play(stream, script, &received).await;
        });
        while running.try_join_next().is_some() {}
    }
}

async fn play(mut stream: TcpStream, script: Script, received: &AtomicU64) -> std::io::Result<()> {
    let head = read_head(&mut stream, received).await?;
    match script {
        Script::Reset => return reset(&stream),
        Script::ResetMidBody { declared, sent } => {
            send_head(&mut stream, "application/json", &format!("content-length: {declared}\r\n")).await?;
            stream.write_all(json_start(sent).as_bytes()).await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
            return reset(&stream);
        }
        Script::TruncatedBody => {
            send_head(&mut stream, "application/json", "content-length: 1000\r\n").await?;
            stream.write_all(json_start(100).as_bytes()).await?;
        }
        Script::TruncatedJson => whole(&mut stream, "application/json", &json_start(100)).await?,
        Script::Html => whole(&mut stream, "text/html", "<!doctype html><title>Log in</title>").await?,
        Script::WrongContentType => whole(&mut stream, "text/plain", "{\"results\":[]}").await?,
        Script::SlowHeaders(pause) => {
            trickle(
                &mut stream,
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                pause,
            )
            .await?;
        }
        Script::SlowBody(pause) => {
            send_head(&mut stream, "application/json", "content-length: 1000000\r\n").await?;
            trickle(&mut stream, &vec![b' '; 1_000_000], pause).await?;
        }
        Script::Silent => std::future::pending().await,
        Script::EndlessBody => endless(&mut stream).await?,
        Script::AbsurdContentLength => {
            send_head(&mut stream, "application/json", "content-length: 18446744073709551615\r\n").await?;
            stream.write_all(json_start(100).as_bytes()).await?;
            std::future::pending().await
        }
        Script::HugeHeaders(size) => huge_headers(&mut stream, size).await?,
        Script::Redirect(to) => {
            let answer = format!(
                "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(answer.as_bytes()).await?;
        }
        Script::Json(size) => json(&mut stream, size).await?,
        Script::Bytes(size) => bytes(&mut stream, size, &head).await?,
        Script::BrokenBytes { size, sent } => {
            let length = format!("content-length: {size}\r\n");
            send_head(&mut stream, "application/octet-stream", &length).await?;
            fill(&mut stream, sent, 0).await?;
            return reset(&stream);
        }
        Script::Sink => sink(&mut stream, &head, received).await?,
        Script::Verbatim(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
            // What was sent and not read would make the close a reset.
            let mut nowhere = tokio::io::sink();
            let rest = tokio::io::copy(&mut stream, &mut nowhere);
            return tokio::time::timeout(Duration::from_secs(1), rest)
                .await
                .map_or(Ok(()), |read| read.map(drop));
        }
    }
    stream.shutdown().await
}

/// Closes with a reset rather than in order.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_zero_linger()
}

/// The head of a request, and what came of the body with it.
struct Head {
    text: String,
    rest: Vec<u8>,
}

impl Head {
    fn header(&self, name: &str) -> Option<&str> {
        self.text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

async fn read_head(stream: &mut TcpStream, received: &AtomicU64) -> std::io::Result<Head> {
    let mut buffer = Vec::new();
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = buffer.split_off(end + 4);
            return Ok(Head { text: String::from_utf8_lossy(&buffer).into_owned(), rest });
        }
        let count = stream.read_buf(&mut buffer).await?;
        received.fetch_add(count as u64, Ordering::Relaxed);
        if count == 0 || buffer.len() > 1 << 20 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn send_head(stream: &mut TcpStream, content_type: &str, more: &str) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n{more}connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await
}

async fn whole(stream: &mut TcpStream, content_type: &str, body: &str) -> std::io::Result<()> {
    send_head(stream, content_type, &format!("content-length: {}\r\n", body.len())).await?;
    stream.write_all(body.as_bytes()).await
}

async fn trickle(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    for byte in bytes {
        stream.write_all(std::slice::from_ref(byte)).await?;
        tokio::time::sleep(pause).await;
    }
    Ok(())
}

async fn endless(stream: &mut TcpStream) -> std::io::Result<()> {
    send_head(stream, "application/json", "transfer-encoding: chunked\r\n").await?;
    stream.write_all(b"10\r\n{\"results\":[\"aaa\r\n").await?;
    let chunk = format!("{CHUNK:x}\r\n{}\r\n", "a".repeat(CHUNK));
    loop {
        stream.write_all(chunk.as_bytes()).await?;
    }
}

async fn huge_headers(stream: &mut TcpStream, size: usize) -> std::io::Result<()> {
    let line = format!("x-filler: {}\r\n", "a".repeat(1000));
    send_head(stream, "application/json", &(line.repeat(size / line.len() + 1) + "content-length: 2\r\n"))
        .await?;
    stream.write_all(b"{}").await
}

async fn json(stream: &mut TcpStream, size: u64) -> std::io::Result<()> {
    send_head(stream, "application/json", &format!("content-length: {size}\r\n")).await?;
    stream.write_all(b"\"").await?;
    fill(stream, size.saturating_sub(2), b'a').await?;
    stream.write_all(b"\"").await
}

async fn bytes(stream: &mut TcpStream, size: u64, head: &Head) -> std::io::Result<()> {
    let asked =
        head.header("range").and_then(|range| range.strip_prefix("bytes=")?.split('-').next()?.parse().ok());
    match asked.filter(|from: &u64| *from < size) {
        None => send_head(stream, "application/octet-stream", &format!("content-length: {size}\r\n")).await?,
        Some(from) => {
            let length = size - from;
            let answer = format!(
                "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes {from}-{}/{size}\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n",
                size - 1
            );
            stream.write_all(answer.as_bytes()).await?;
        }
    }
    fill(stream, size - asked.filter(|from| *from < size).unwrap_or(0), 0).await
}

async fn fill(stream: &mut TcpStream, mut left: u64, byte: u8) -> std::io::Result<()> {
    let chunk = vec![byte; CHUNK];
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        stream.write_all(chunk.get(..now).unwrap_or_default()).await?;
        left -= now as u64;
    }
    Ok(())
}

/// Reads to the declared length, or to the end of a chunked body.
async fn sink(stream: &mut TcpStream, head: &Head, received: &AtomicU64) -> std::io::Result<()> {
    if head.header("expect").is_some() {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let declared: Option<u64> = head.header("content-length").and_then(|length| length.parse().ok());
    let mut count = head.rest.len() as u64;
    let mut tail = head.rest.clone();
    let mut buffer = vec![0; CHUNK];
    while !finished(declared, count, &tail) {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        received.fetch_add(read as u64, Ordering::Relaxed);
        count += read as u64;
        tail.extend_from_slice(buffer.get(..read).unwrap_or_default());
        tail.drain(..tail.len().saturating_sub(7));
    }
    whole(stream, "application/json", &format!("{{\"received\":{count}}}")).await
}

fn finished(declared: Option<u64>, count: u64, tail: &[u8]) -> bool {
    match declared {
        Some(length) => count >= length,
        None => tail.ends_with(b"0\r\n\r\n"),
    }
}

fn json_start(length: usize) -> String {
    let mut text = String::from("{\"results\":[\"");
    text.extend(std::iter::repeat_n('a', length.saturating_sub(text.len())));
    text
}
