//! The audit log: who called what, on which page, when, and how it ended, a line of JSON each.

use std::fmt;
use std::io::Write;
use std::net::IpAddr;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::SystemTime;

use confluence_client::Timestamp;
use serde::Serialize;

use crate::observer::{CallerRefusal, Observer, ToolCall};

/// How many lines may wait to be written. A writer that is slower for longer holds the calls up, so that none is dropped
/// for want of time.
const WAITING: usize = 4096;

/// Writes a line of JSON for each call of a tool, and for each caller who was refused.
///
/// A line that cannot be written, as on a full disk, is lost: the program's log tells so when it begins, and how many
/// there were when it is over.
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
/// let log = AuditLog::new(std::io::sink());
/// # drop(log);
/// ```
pub struct AuditLog {
    lines: Option<SyncSender<String>>,
    writer: Option<JoinHandle<()>>,
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
    /// when the log is dropped.
    pub fn new(mut to: impl Write + Send + 'static) -> Self {
        let (lines, waiting) = sync_channel::<String>(WAITING);
        let writer = std::thread::spawn(move || {
            let mut lost = 0_u64;
            for line in waiting {
                match to.write_all(line.as_bytes()).and_then(|()| to.flush()) {
                    Ok(()) if lost > 0 => {
                        tracing::error!(lost, "the audit log is written again; lines were lost");
                        lost = 0;
                    }
                    Ok(()) => {}
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
                tracing::error!(lost, "the audit log ended with lines that were lost");
            }
        });
        Self { lines: Some(lines), writer: Some(writer) }
    }

    fn write(&self, line: &Line<'_>) {
        let Some(lines) = &self.lines else { return };
        let mut text = match serde_json::to_string(line) {
            Ok(text) => text,
            Err(error) => return tracing::error!(%error, "a line of the audit log was lost"),
        };
        text.push('\n');
        if lines.send(text).is_err() {
            tracing::error!("the audit log has ended: a line was lost");
        }
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
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.lines = None;
        if let Some(writer) = self.writer.take() {
            drop(writer.join());
        }
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuditLog(..)")
    }
}
