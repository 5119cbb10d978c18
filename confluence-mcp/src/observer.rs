//! Being told of every call of a tool.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::{CallToolResponse, ErrorCode};

/// Is told of every call of a tool, to count it for example.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use confluence_mcp::{Observer, ToolCall, ToolOutcome};
///
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl Observer for Failures {
///     fn called(&self, call: &ToolCall<'_>) {
///         if call.outcome == ToolOutcome::Failed {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// A call ended. It runs on the thread that answers, so it must not wait for anything:
    /// [`ready`](Self::ready) is for that.
    fn called(&self, call: &ToolCall<'_>);

    /// A caller was refused before any call, over HTTP: such as for a token that has expired. Like
    /// [`called`](Self::called), it must not wait; by default it does nothing.
    fn refused(&self, refusal: &CallerRefusal<'_>) {
        let _ = refusal;
    }

    /// Waits until there is room for more to be told, before a call that was told of is answered: so that whoever calls is
    /// held up, and no other request. By default there is always room.
    fn ready(&self) -> Ready<'_> {
        Box::pin(std::future::ready(()))
    }

    /// Whether calls wait for room, so that a balancer should send them to another server: `/readyz` then says 503. By
    /// default they never do.
    fn is_overloaded(&self) -> bool {
        false
    }
}

/// What [`Observer::ready`] waits for.
pub type Ready<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn called(&self, call: &ToolCall<'_>) {
        (**self).called(call);
    }

    fn refused(&self, refusal: &CallerRefusal<'_>) {
        (**self).refused(refusal);
    }

    fn ready(&self) -> Ready<'_> {
        (**self).ready()
    }

    fn is_overloaded(&self) -> bool {
        (**self).is_overloaded()
    }
}

/// Both are told, the first one first.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn called(&self, call: &ToolCall<'_>) {
        self.0.called(call);
        self.1.called(call);
    }

    fn refused(&self, refusal: &CallerRefusal<'_>) {
        self.0.refused(refusal);
        self.1.refused(refusal);
    }

    fn ready(&self) -> Ready<'_> {
        Box::pin(async move {
            self.0.ready().await;
            self.1.ready().await;
        })
    }

    fn is_overloaded(&self) -> bool {
        self.0.is_overloaded() || self.1.is_overloaded()
    }
}

/// Who calls over HTTP, as far as an administrator wants to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallerDetails {
    /// What the claim says that the operator chose, such as `email`.
    pub name: Option<String>,
    /// The other end of the connection: behind a proxy, the proxy.
    pub address: Option<IpAddr>,
}

/// A caller who was refused before any call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallerRefusal<'a> {
    /// Why, in words that hold nothing of what the caller sent.
    pub reason: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// The other end of the connection.
    pub address: Option<IpAddr>,
    /// Who it was, where that is verified: for a missing scope, or for too many calls.
    pub principal: Option<&'a str>,
}

impl<'a> CallerRefusal<'a> {
    #[cfg(feature = "http")]
    pub(crate) fn new(status: u16, reason: &'a str) -> Self {
        Self { reason, status, address: None, principal: None }
    }
}

/// A call of a tool that ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ToolCall<'a> {
    /// The name of the tool; `None` if the caller named one that is not offered.
    pub tool: Option<&'a str>,
    /// Who called, in a server for many: what [`WikiProvider::principal`](crate::WikiProvider::principal) says.
    pub principal: Option<&'a str>,
    /// More about who called, over HTTP.
    pub caller: Option<&'a CallerDetails>,
    /// The id of the request.
    pub request: Option<&'a str>,
    /// The site that was named, where there are several.
    pub site: Option<&'a str>,
    /// The key of the space, as far as it was named or the answer says it.
    pub space: Option<&'a str>,
    /// The id of the page that the call is about, or of what a call that changes something answered to have created or
    /// changed.
    pub content: Option<&'a str>,
    /// How it ended.
    pub outcome: ToolOutcome,
    /// How long it took.
    pub took: Duration,
}

/// How a call of a tool ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ToolOutcome {
    /// It did what it was asked to.
    Done,
    /// It said why it did not.
    Failed,
    /// It asks the user for something first: to agree, or to log in (`input_required` of MCP).
    InputRequired,
    /// The caller did not wait for it.
    Cancelled,
    /// There is no such tool, or it is not offered to this caller.
    UnknownTool,
    /// A panic or another error inside the server.
    InternalError,
}

impl ToolOutcome {
    /// The word for it in the audit log, in the log of the program and in the metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::InputRequired => "input_required",
            Self::Cancelled => "cancelled",
            Self::UnknownTool => "unknown_tool",
            Self::InternalError => "internal_error",
        }
    }

    pub(crate) fn of(answer: &Result<CallToolResponse, ErrorData>) -> Self {
        match answer {
            Ok(CallToolResponse::Complete(result)) if result.is_error == Some(true) => Self::Failed,
            Ok(CallToolResponse::InputRequired(_)) => Self::InputRequired,
            Ok(_) => Self::Done,
            // A tool of the program's own says so of arguments that it does not take.
            Err(error) if error.code == ErrorCode::INVALID_PARAMS => Self::Failed,
            Err(_) => Self::InternalError,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_a_tool_does_not_take_are_no_error_of_the_server() {
        for (error, outcome) in [
            (ErrorData::invalid_params("no such colour", None), ToolOutcome::Failed),
            (ErrorData::internal_error("the disk is full", None), ToolOutcome::InternalError),
        ] {
            assert_eq!(ToolOutcome::of(&Err(error)), outcome);
        }
    }
}
