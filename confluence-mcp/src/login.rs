//! The login from inside a client (elicitation): the user is shown an address where the client can do that, and told of it where it
//! cannot.
//!
//! Since 2026-07-28 the call is answered with the address, and the client calls again; up to 2025-11-25 the server asks
//! the client by a request of its own. Either way the call that needed the login goes on by itself once it is there.

use rmcp::RoleServer;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{
    ElicitRequest, ElicitRequestParams, ElicitationAction, ElicitationSchema, InputRequest, InputRequests,
    InputRequiredResult, PrimitiveSchemaDefinition, ProtocolVersion, StringSchema,
};
use rmcp::service::RequestContext;
use serde_json::Value;

use crate::advice::Failure;
use crate::call_limit::without_permit;
use crate::login_offer::LoginOffer;
use crate::server::Server;

const LOGIN: &str = "login";
const CODE: &str = "code";

/// Gets the caller of a tool to log in: `None` if they did, or what to answer so that the client asks them.
///
/// # Errors
/// The caller cannot log in here or did not, or the client cannot show them where.
pub(crate) async fn ask(
    call: &ToolCallContext<'_, Server>,
    site: Option<&str>,
    failure: Failure,
) -> Result<Option<InputRequiredResult>, Failure> {
    let context = &call.request_context;
    let offer = call.service.clients().login(site, context).await?;
    let Some(offer) = offer else { return Err(failure) };
    let offer = offer.replacing(failure.grant_ended());
    let shows = context.client_capabilities().and_then(|client| client.elicitation);
    if shows.and_then(|modes| modes.url).is_none() {
        return Err(offer.as_failure());
    }
    if context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
        return without_permit(context, by_result(call, &offer)).await;
    }
    without_permit(context, by_request(context, &offer)).await.map(|()| None)
}

async fn by_result(
    call: &ToolCallContext<'_, Server>,
    offer: &LoginOffer,
) -> Result<Option<InputRequiredResult>, Failure> {
    let answered = |name: &str| call.input_responses.as_ref().and_then(|answers| answers.get(name));
    if let Some(answer) = answered(CODE) {
        offer.confirm(code_of(answer)?).await?;
        return offer.wait().await.map(|()| None);
    }
    match answered(LOGIN) {
        None => Ok(Some(required(LOGIN, show(offer, String::new())))),
        Some(answer) => {
            accepted(answer.get("action").and_then(Value::as_str) == Some("accept"))?;
            // It may have failed before the client called again.
            if let Some(failure) = offer.shown_and_failed() {
                return Err(failure);
            }
            if offer.needs_code().await? {
                return Ok(Some(required(CODE, ask_code())));
            }
            offer.wait().await.map(|()| None)
        }
    }
}

async fn by_request(context: &RequestContext<RoleServer>, offer: &LoginOffer) -> Result<(), Failure> {
    let id = context.id.to_string();
    let failed = |_| offer.as_failure();
    let shown = context.peer.create_elicitation(show(offer, id)).await.map_err(failed)?;
    accepted(shown.action == ElicitationAction::Accept)?;
    if offer.needs_code().await? {
        let answer = context.peer.create_elicitation(ask_code()).await.map_err(failed)?;
        accepted(answer.action == ElicitationAction::Accept)?;
        let content = answer.content.unwrap_or_default();
        offer.confirm(content.get(CODE).and_then(Value::as_str).unwrap_or_default()).await?;
    }
    offer.wait().await
}

fn required(name: &str, params: ElicitRequestParams) -> InputRequiredResult {
    let request = InputRequest::Elicitation(ElicitRequest::new(params));
    InputRequiredResult::new(Some(InputRequests::from([(name.to_owned(), request)])), None)
}

fn show(offer: &LoginOffer, elicitation_id: String) -> ElicitRequestParams {
    ElicitRequestParams::UrlElicitationParams {
        meta: None,
        message: format!(
            "{}Log in to Confluence, so that this server can act in your name.",
            offer.preface()
        ),
        url: offer.url().to_string(),
        elicitation_id,
    }
}

fn ask_code() -> ElicitRequestParams {
    let field = StringSchema::new().title("Code").description("The code that the browser shows.");
    let field = PrimitiveSchemaDefinition::String(field);
    let mut requested_schema = ElicitationSchema::new([(CODE.to_owned(), field)].into());
    requested_schema.required = Some(vec![CODE.to_owned()]);
    let message = "Your browser shows a code. Enter it here if you opened that page yourself.".to_owned();
    ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema }
}

fn code_of(answer: &Value) -> Result<&str, Failure> {
    accepted(answer.get("action").and_then(Value::as_str) == Some("accept"))?;
    Ok(answer.pointer("/content/code").and_then(Value::as_str).unwrap_or_default())
}

fn accepted(yes: bool) -> Result<(), Failure> {
    match yes {
        true => Ok(()),
        false => Err(Failure::new(
            "not done: the user did not log in to Confluence",
            "Do not try again unless the user says so.",
        )),
    }
}
