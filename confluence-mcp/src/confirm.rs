//! Asking the user before something is destroyed, in both eras of the protocol.
//!
//! Up to 2025-11-25 the server asks the client by a request of its own. Since 2026-07-28 it answers with the question,
//! and the client calls again with the user's answer and a state that we sealed: it is good for this tool with these
//! arguments and for five minutes.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, ElicitRequest, ElicitRequestParams, ElicitationAction, ElicitationSchema, InputRequest,
    InputRequests, InputRequiredResult, InputResponses, PrimitiveSchemaDefinition, ProtocolVersion,
    RequestStateCodec, SealOptions,
};
use rmcp::service::RequestContext;
use serde_json::Value;

use crate::advice::Failure;
use crate::server::aside;

const FIELD: &str = "confirm";
const GOOD_FOR: Duration = Duration::from_secs(300);

/// Whom and how to ask.
pub(crate) struct Confirmation<'a> {
    pub(crate) context: &'a RequestContext<RoleServer>,
    pub(crate) seal: &'a RequestStateCodec,
    /// What an agreement is good for: the tool and its arguments.
    pub(crate) deed: &'a [u8],
    pub(crate) responses: Option<&'a InputResponses>,
    pub(crate) state: Option<&'a str>,
}

impl Confirmation<'_> {
    /// `None` if the user agreed, or what to answer so that the client asks.
    ///
    /// # Errors
    /// The user declined, or nobody can be asked.
    pub(crate) async fn ask(self, question: String) -> Result<Option<InputRequiredResult>, Failure> {
        let able = self.context.client_capabilities().is_some_and(|client| client.elicitation.is_some());
        if !able {
            return Err(Failure::new(
                "not done: this asks the user first, and this client cannot ask its user",
                "Tell the user; they can do it themselves, or start the server with --unattended.",
            ));
        }
        if self.context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
            return self.by_result(question);
        }
        let answer = aside(self.context, self.context.peer.create_elicitation(form(question))).await;
        let answer = answer
            .map_err(|_| Failure::new("not done: the client did not ask its user", "Tell the user."))?;
        let agreed =
            answer.action == ElicitationAction::Accept && answer.content.is_some_and(|given| agrees(&given));
        if agreed { Ok(None) } else { Err(declined()) }
    }

    fn by_result(self, question: String) -> Result<Option<InputRequiredResult>, Failure> {
        let Some(answer) = self.responses.and_then(|responses| responses.get(FIELD)) else {
            let ask = InputRequest::Elicitation(ElicitRequest::new(form(question)));
            let options = SealOptions::new().associated_data(self.deed).ttl(GOOD_FOR);
            let state = self.seal.seal_with(FIELD.as_bytes(), &options);
            return Ok(Some(InputRequiredResult::new(
                Some(InputRequests::from([(FIELD.into(), ask)])),
                Some(state),
            )));
        };
        let ours = self.state.is_some_and(|state| self.seal.open_with(state, self.deed).is_ok());
        if !ours {
            return Err(Failure::new(
                "not done: the agreement is too old, or is for something else",
                "Call again without it; the user is then asked anew.",
            ));
        }
        let accepted = answer.get("action").and_then(Value::as_str) == Some("accept");
        let agreed = accepted && answer.get("content").is_some_and(agrees);
        if agreed { Ok(None) } else { Err(declined()) }
    }
}

fn form(question: String) -> ElicitRequestParams {
    let field = PrimitiveSchemaDefinition::Boolean(BooleanSchema::new().title("Do it"));
    let mut schema = ElicitationSchema::new([(FIELD.to_owned(), field)].into());
    schema.required = Some(vec![FIELD.to_owned()]);
    ElicitRequestParams::FormElicitationParams { meta: None, message: question, requested_schema: schema }
}

fn agrees(content: &Value) -> bool {
    content.get(FIELD) == Some(&Value::Bool(true))
}

fn declined() -> Failure {
    Failure::new("not done: the user declined", "Do not try again unless the user says so.")
}
