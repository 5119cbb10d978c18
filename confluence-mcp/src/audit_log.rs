//! The audit log: who called what, on which page, when, and how it ended, a line of JSON each.

use std::fmt;
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use confluence_client::Timestamp;
use serde::Serialize;
use tokio::sync::Notify;

use crate::observer::{CallerRefusal, Observer, Ready, ToolCall};

/// How many lines may wait to be written. A writer that is slower for longer holds the calls up, so that none of their
/// lines is dropped for want of time.
const WAITING: usize = 4096;
/// How many of them may be of callers who were refused: anybody can be refused as often as they like, and must neither
/// hold up nor displace those who call.
const OF_REFUSED: usize = WAITING / 2;
/// How long the end of the log waits for what is due: a writer that is stuck must not keep the program from ending.
const LAST_LINES: Duration = Duration::from_secs(5);

/// Writes a line of JSON for each call of a tool, and for each caller who was refused.
///
/// A call is answered when there is room for its line. Where lines are written more slowly than callers are refused, lines
/// of refused callers are lost, and where a line cannot be written, as on a full disk, that line: the program's log tells
/// so when it begins, and how many there were when it is over.
///
/// A line holds ids, keys, names of tools and the caller, and never a title, an address, a text or a credential:
///
/// ```json
/// {"time":"2026-01-31T12:00:00.25Z","event":"call","caller":"kFn...","request":"7","name":"ada@example.com","tool":"confluence_delete_page","space":"DOCS","content":"65553","took_ms":41,"outcome":"done","address":"192.0.2.7"}
/// ```
///
/// ```
/// use confluence_mcp::AuditLog;
///
/// # fn main() -> std::io::Result<()> {
/// let log = AuditLog::new(std::io::sink())?;
/// # drop(log);
/// # Ok(())
/// # }
/// ```
pub struct AuditLog {
    lines: Option<Sender<String>>,
    writer: Option<JoinHandle<()>>,
    queue: Arc<Queue>,
}

/// What the writer and those who wait for it know of the lines.
#[derive(Default)]
struct Queue {
    waiting: AtomicUsize,
    /// Lines of refused callers for which there was no room.
    crowded_out: AtomicU64,
    /// The writer is gone: nobody waits for it.
    ended: AtomicBool,
    room: Notify,
}

/// A line: what is not known is not in it.
#[derive(Serialize)]
struct Line<'a> {
    time: Timestamp,
    event: &'static str,
    /// The digest by which a caller's logins are filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<&'a str>,
    #[serde(flatten)]
    call: Option<Call<'a>>,
    /// How a call ended, or why a caller was refused.
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<IpAddr>,
}

/// What only a call has.
#[derive(Serialize)]
struct Call<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    space: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    took_ms: u64,
}

impl AuditLog {
    /// Writes to a file, standard error, or whatever else takes bytes, on a thread of its own. What is due is written
    /// when the log is dropped, within some seconds.
    ///
    /// # Errors
    /// The system has no thread for it.
    pub fn new(to: impl Write + Send + 'static) -> std::io::Result<Self> {
        let (lines, waiting) = channel();
        let queue = Arc::new(Queue::default());
        let of_writer = Ended(Arc::clone(&queue));
        let writer = std::thread::Builder::new().name("audit log".to_owned()).spawn(move || {
            let Ended(queue) = &of_writer;
            write_all(to, waiting, queue);
        })?;
        Ok(Self { lines: Some(lines), writer: Some(writer), queue })
    }

    fn write(&self, line: &Line<'_>) {
        let Some(lines) = &self.lines else { return };
        let mut text = match serde_json::to_string(line) {
            Ok(text) => text,
            Err(error) => return tracing::error!(%error, "a line of the audit log was lost"),
        };
        text.push('\n');
        self.queue.waiting.fetch_add(1, Ordering::AcqRel);
        if lines.send(text).is_err() {
            tracing::error!("the audit log is closed: a line was lost");
        }
    }
}

impl Queue {
    fn has_room(&self) -> bool {
        self.waiting.load(Ordering::Acquire) < WAITING || self.ended.load(Ordering::Acquire)
    }

    /// A line left the queue.
    fn left(&self) {
        if self.waiting.fetch_sub(1, Ordering::AcqRel) <= WAITING {
            self.room.notify_waiters();
        }
    }
}

/// Tells those who wait, however the writer ends.
struct Ended(Arc<Queue>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::Release);
        self.0.room.notify_waiters();
    }
}

/// Writes until there will be no more lines.
fn write_all(mut to: impl Write, lines: Receiver<String>, queue: &Queue) {
    let mut lost = 0_u64;
    for line in lines {
        let written = to.write_all(line.as_bytes()).and_then(|()| to.flush());
        queue.left();
        match written {
            Ok(()) => {
                if lost > 0 {
                    tracing::error!(lost, "the audit log can be written again; lines were lost");
                    lost = 0;
                }
                if queue.waiting.load(Ordering::Acquire) < OF_REFUSED {
                    tell_crowded_out(queue);
                }
            }
            Err(error) => {
                // Once, and not for each line of a full disk.
                if lost == 0 {
                    tracing::error!(%error, "the audit log cannot be written: lines are lost");
                }
                lost += 1;
            }
        }
    }
    if lost > 0 {
        tracing::error!(lost, "the audit log was closed; lines were lost");
    }
    tell_crowded_out(queue);
}

fn tell_crowded_out(queue: &Queue) {
    let lost = queue.crowded_out.swap(0, Ordering::AcqRel);
    if lost > 0 {
        tracing::error!(lost, "the audit log has caught up; lines of refused requests were lost");
    }
}

impl Observer for AuditLog {
    fn called(&self, call: &ToolCall<'_>) {
        let details = call.caller;
        self.write(&Line {
            time: SystemTime::now().into(),
            event: "call",
            caller: call.principal,
            call: Some(Call {
                request: call.request,
                name: details.and_then(|details| details.name.as_deref()),
                tool: call.tool,
                site: call.site,
                space: call.space,
                content: call.content,
                took_ms: u64::try_from(call.took.as_millis()).unwrap_or(u64::MAX),
            }),
            outcome: call.outcome.as_str(),
            status: None,
            address: details.and_then(|details| details.address),
        });
    }

    fn refused(&self, refusal: &CallerRefusal<'_>) {
        // Who is proven to be somebody waits for room; anybody else cannot make this server wait.
        if refusal.principal.is_none() && self.queue.waiting.load(Ordering::Acquire) >= OF_REFUSED {
            if self.queue.crowded_out.fetch_add(1, Ordering::AcqRel) == 0 {
                tracing::error!("the audit log is too slow: lines of refused requests are lost");
            }
            return;
        }
        self.write(&Line {
            time: SystemTime::now().into(),
            event: "refused",
            call: None,
            caller: refusal.principal,
            outcome: refusal.reason,
            status: Some(refusal.status),
            address: refusal.address,
        });
    }

    fn ready(&self) -> Ready<'_> {
        Box::pin(async move {
            loop {
                let mut room = std::pin::pin!(self.queue.room.notified());
                // Before looking, so that what comes between the two wakes it.
                room.as_mut().enable();
                if self.queue.has_room() {
                    return;
                }
                room.await;
            }
        })
    }

    fn is_overloaded(&self) -> bool {
        !self.queue.has_room()
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.lines = None;
        let Some(writer) = self.writer.take() else { return };
        let until = Instant::now() + LAST_LINES;
        while !writer.is_finished() {
            if Instant::now() > until {
                let lost = self.queue.waiting.load(Ordering::Acquire);
                return tracing::error!(
                    lost,
                    "the audit log could not be written before the end: lines are lost"
                );
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(writer.join());
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuditLog(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, sync_channel};

    use super::*;

    /// Takes a line when it is told to.
    struct Slow(Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.recv().map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn who_is_refused_holds_nobody_up_and_who_calls_waits() {
        let (go, told) = sync_channel(0);
        let log = AuditLog::new(Slow(told)).unwrap();
        let refusal = CallerRefusal { reason: "no token", status: 401, address: None, principal: None };
        for _ in 0..2 * WAITING {
            log.refused(&refusal);
        }
        assert!(log.queue.crowded_out.load(Ordering::Acquire) > 0 && !log.is_overloaded());
        log.ready().await;
        let known = CallerRefusal { principal: Some("ada"), ..refusal };
        while !log.is_overloaded() {
            log.refused(&known);
        }
        let waits = tokio::time::timeout(Duration::from_millis(50), log.ready()).await;
        assert!(waits.is_err(), "there is no room");
        let writes = std::thread::spawn(move || {
            for _ in 0..10 {
                go.send(()).unwrap();
            }
            // What is left can be written no more, and ends.
        });
        log.ready().await;
        writes.join().unwrap();
        let begun = Instant::now();
        drop(log);
        assert!(begun.elapsed() < LAST_LINES);
    }
}
