//! The transport of a pipe: one message of JSON on each line. What is no message is answered, where rmcp's own transport
//! leaves its sender to wait.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::malformed::{Malformed, diagnose, too_long};

/// The most bytes of a message, as many as rmcp takes.
const MAX_LINE: usize = 16 << 20;
/// How much of a message that is too long is kept, to find its id in.
const KEPT: usize = 4 << 10;
/// How many answers to malformed input may be unwritten: a client that sends more and reads nothing gets none.
const MAX_UNWRITTEN: usize = 16;
/// How long the end of the input waits until they are written.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Messages as lines of JSON, over standard input and output as a rule.
///
/// Until the end of the input, within bounds:
///
/// ```no_run
/// # async fn example(server: confluence_mcp::Server) -> Result<(), Box<dyn std::error::Error>> {
/// use confluence_mcp::{BoundedTransport, JsonLines};
/// use rmcp::ServiceExt as _;
///
/// let pipe = JsonLines::new(tokio::io::stdin(), tokio::io::stdout());
/// server.serve(BoundedTransport::new(pipe)).await?.waiting().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct JsonLines<R, W> {
    input: BufReader<R>,
    output: Arc<Mutex<W>>,
    line: Vec<u8>,
    /// The line is longer than may be: its rest is dropped.
    overlong: bool,
    refusals: Arc<Semaphore>,
}

impl<R, W> JsonLines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// Reads messages from one end and writes them to the other.
    pub fn new(input: R, output: W) -> Self {
        Self {
            input: BufReader::new(input),
            output: Arc::new(Mutex::new(output)),
            line: Vec::new(),
            overlong: false,
            refusals: Arc::new(Semaphore::new(MAX_UNWRITTEN)),
        }
    }

    /// Reads to the end of a line; `false` at the end of the input. What was read stays when the future is dropped. The
    /// last line needs no end of its own.
    async fn read_line(&mut self) -> io::Result<bool> {
        loop {
            let some = self.input.fill_buf().await?;
            if some.is_empty() {
                return Ok(self.overlong || !self.line.is_empty());
            }
            let end = some.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(some.len(), |end| end + 1);
            if self.overlong || self.line.len() + taken > MAX_LINE {
                self.overlong = true;
                self.line.truncate(KEPT);
            } else {
                self.line.extend_from_slice(some.get(..taken).unwrap_or_default());
            }
            self.input.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// The message on the line that was read, unless it is none.
    fn message(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.overlong) {
            self.refuse(too_long(&line, MAX_LINE));
            return None;
        }
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if text.is_empty() {
            return None;
        }
        match serde_json::from_slice(text) {
            Ok(message) => Some(message),
            Err(error) => {
                tracing::debug!(%error, "the input is not a JSON-RPC message");
                if let Some(malformed) = diagnose(text) {
                    self.refuse(malformed);
                }
                None
            }
        }
    }

    fn refuse(&mut self, malformed: Malformed) {
        let Ok(permit) = Arc::clone(&self.refusals).try_acquire_owned() else { return };
        let written = self.send(TxJsonRpcMessage::<RoleServer>::error(malformed.error, malformed.id));
        tokio::spawn(async move {
            drop(written.await);
            drop(permit);
        });
    }
}

impl<R, W> Transport<RoleServer> for JsonLines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let output = Arc::clone(&self.output);
        async move {
            let mut line = serde_json::to_vec(&message).map_err(io::Error::other)?;
            line.push(b'\n');
            let mut output = output.lock().await;
            output.write_all(&line).await?;
            output.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            match self.read_line().await {
                Ok(true) => {
                    if let Some(message) = self.message() {
                        return Some(message);
                    }
                }
                Ok(false) => {
                    let refusals = Arc::clone(&self.refusals);
                    written(&refusals).await;
                    return None;
                }
                Err(error) => {
                    tracing::error!(%error, "the input cannot be read");
                    return None;
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.output.lock().await.shutdown().await
    }
}

/// Waits until what was refused is told, for a while: whoever sent it may read nothing.
async fn written(refusals: &Semaphore) {
    let all = u32::try_from(MAX_UNWRITTEN).unwrap_or(u32::MAX);
    drop(timeout(LAST_WORDS, refusals.acquire_many(all)).await);
}
