//! Being told of every call of a tool.

use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::CallToolResponse;

/// Is told of every call of a tool, to count it for example.
pub trait Observer: Send + Sync + 'static {
    /// A call ended. It runs on the thread that answers, so it should be quick.
    fn called(&self, call: &ToolCall<'_>);
}

/// A call of a tool that ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ToolCall<'a> {
    /// The name of the tool; `None` if the caller named one that is not offered.
    pub tool: Option<&'a str>,
    /// Who called, in a server for many: what [`Clients::principal`](crate::Clients::principal) says.
    pub principal: Option<&'a str>,
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
    /// It asked the user for something first.
    Asked,
    /// The caller did not wait for it.
    Cancelled,
    /// It could not be called, or has a fault.
    Refused,
}

impl ToolOutcome {
    /// One word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Asked => "asked",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }

    pub(crate) fn of(answer: &Result<CallToolResponse, ErrorData>) -> Self {
        match answer {
            Ok(CallToolResponse::Complete(result)) if result.is_error == Some(true) => Self::Failed,
            Ok(CallToolResponse::InputRequired(_)) => Self::Asked,
            Ok(_) => Self::Done,
            Err(_) => Self::Refused,
        }
    }
}
