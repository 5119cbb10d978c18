//! A call of a tool, as far as it has to be known before the protocol reads it: to refuse it by a status of HTTP.

use http::StatusCode;
use rmcp::ErrorData;
use rmcp::model::{ErrorCode, RequestId, ServerJsonRpcMessage};
use serde::Deserialize;

use super::response::{HttpResponse, Reason, of_type, text};

/// An error of the server itself, as JSON-RPC 2.0 leaves them to it (section 5.1).
const REFUSED: ErrorCode = ErrorCode(-32000);

/// Which tool is called, and by which request.
pub(crate) struct CalledTool {
    id: RequestId,
    pub(crate) name: String,
}

#[derive(Deserialize)]
struct Message {
    id: RequestId,
    method: String,
    params: Named,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl CalledTool {
    /// The call in a body; `None` for everything else, and for what the protocol will refuse.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let message: Message = serde_json::from_slice(body).ok()?;
        (message.method == "tools/call").then_some(Self { id: message.id, name: message.params.name })
    }

    /// Refuses the call by a status of HTTP, with the error of JSON-RPC that a client shows.
    pub(crate) fn refuse(self, status: StatusCode, why: &'static str, said: String) -> HttpResponse {
        let error = ServerJsonRpcMessage::error(ErrorData::new(REFUSED, said, None), Some(self.id));
        let mut answer = match serde_json::to_vec(&error) {
            Ok(error) => of_type(status, "application/json", error),
            Err(_) => text(status, why),
        };
        answer.extensions_mut().insert(Reason(why));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_of_tools_are_calls() {
        let name = |text: &str| CalledTool::read(text.as_bytes()).map(|call| call.name);
        let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"name":"b"}}}"#;
        assert_eq!(name(call).as_deref(), Some("a"));
        for other in [
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"name":"a"}}"#,
            r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"a"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#,
            "no JSON",
        ] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
