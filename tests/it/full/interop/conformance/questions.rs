//! Tools that ask the client while they are called, as servers did until 2025-11-25.

use rmcp::RoleServer;
use rmcp::model::{CallToolRequestParams, CallToolResult, ElicitRequestParams};
use rmcp::service::{RequestContext, ServiceError};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::contents::{account, choices, filled_in, of, sampling, text};
use super::fixtures::PAUSE;

/// What the tool answers; `None` if it asks nothing.
pub(super) async fn answer(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Option<CallToolResult> {
    let argument = |name: &str| {
        let arguments = request.arguments.as_ref();
        arguments.and_then(|given| given.get(name)?.as_str()).unwrap_or_default().to_owned()
    };
    let asked = match &*request.name {
        "test_elicitation" => elicited(context, &argument("message"), account()).await,
        "test_elicitation_sep1034_defaults" => elicited(context, "Correct what is wrong", filled_in()).await,
        "test_elicitation_sep1330_enums" => elicited(context, "Choose", choices()).await,
        "test_sampling" => sampled(context, &argument("prompt")).await,
        "test_reconnection" => {
            sleep(PAUSE * 4).await;
            Ok("done".to_owned())
        }
        _ => return None,
    };
    Some(match asked {
        Ok(said) => CallToolResult::success(vec![of(text(&said))]),
        Err(error) => CallToolResult::error(vec![of(text(&error))]),
    })
}

/// Nobody waits for the answer of a client that said nothing of being able to give one.
fn able(context: &RequestContext<RoleServer>, what: &str) -> Result<(), String> {
    let able = serde_json::to_value(context.client_capabilities()).unwrap();
    able.get(what).map(drop).ok_or_else(|| format!("the client is not able of {what}"))
}

fn why(error: ServiceError) -> String {
    error.to_string()
}

async fn elicited(
    context: &RequestContext<RoleServer>,
    message: &str,
    schema: Value,
) -> Result<String, String> {
    able(context, "elicitation")?;
    let (meta, requested_schema) = (None, of(schema));
    let form =
        ElicitRequestParams::FormElicitationParams { meta, message: message.to_owned(), requested_schema };
    let given = context.peer.create_elicitation(form).await.map_err(why)?;
    Ok(json!({"action": given.action, "content": given.content}).to_string())
}

#[expect(deprecated, reason = "the suite asks for it up to 2025-11-25")]
async fn sampled(context: &RequestContext<RoleServer>, question: &str) -> Result<String, String> {
    able(context, "sampling")?;
    let params = sampling(question, 100)["params"].take();
    let given = context.peer.create_message(of(params)).await.map_err(why)?;
    Ok(format!("LLM response: {}", serde_json::to_string(&given).unwrap()))
}
