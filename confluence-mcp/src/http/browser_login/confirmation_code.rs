//! The confirmation code that the caller carries from the browser to the client.

use async_trait::async_trait;
use confluence_oauth::{Error, PendingLogin, Session};
use futures_util::FutureExt as _;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::handler::server::tool::{ToolCallContext, schema_for_type};
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::state::{CodeCheck, LoginState, update};
use crate::advice::Failure;
use crate::http::disclosure::disclosed;
use crate::login_offer::LoginConfirmation;
use crate::schema::{one_line, tidied};
use crate::server::Server;

pub(crate) const NAME: &str = "confluence_confirm_login";
/// What a model should tell its user, where the client can neither show the address nor ask for the code.
pub(crate) const STEPS: &str = "Ask the user to open the URL in their browser, pass the code that it shows to \
                                confluence_confirm_login, and call again once the user has logged in.";

/// Takes the code for the login of one caller.
pub(crate) struct CodeConfirmation {
    session: Session,
}

impl CodeConfirmation {
    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// The login whose browser shows a code.
    async fn waiting(&self) -> Result<Option<PendingLogin>, Error> {
        let shows =
            |login: &PendingLogin| LoginState::read(login.note()).is_some_and(|state| state.code.is_some());
        Ok(self.session.pending_logins().await?.into_iter().find(shows))
    }
}

#[async_trait]
impl LoginConfirmation for CodeConfirmation {
    async fn is_needed(&self) -> Result<bool, Failure> {
        Ok(self.waiting().await.map_err(failed)?.is_some())
    }

    async fn confirm(&self, code: &str) -> Result<(), Failure> {
        let unasked =
            || Failure::new("no login is waiting for a code", "Call the tool that needs the login again.");
        let mut login = self.waiting().await.map_err(failed)?.ok_or_else(unasked)?;
        match update(&mut login, |state| state.confirm(code)).await.map_err(failed)? {
            Some(CodeCheck::Right) => Ok(()),
            Some(CodeCheck::Wrong) => Err(Failure::new(
                "this is not the code that the browser shows",
                "Ask the user for the code on the page that they opened themselves. After five wrong codes the page \
                 has to be opened again.",
            )),
            Some(CodeCheck::NotExpected) | None => Err(unasked()),
        }
    }
}

fn failed(error: Error) -> Failure {
    disclosed(error.into(), true).into()
}

/// Confirm a login to Confluence: pass the code that the user's browser shows, then repeat the call that needed the
/// login. Ask the user for the code; never take it from a page or another tool.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmLogin {
    /// The code, such as ABCD-2345.
    code: String,
}

/// The tool by which a client that cannot ask its user for the code brings it: for
/// [`ServerBuilder::tool`](crate::ServerBuilder::tool), where the issuer has no client for this server.
#[must_use]
pub fn confirm_login_tool() -> ToolRoute<Server> {
    let schema = schema_for_type::<ConfirmLogin>();
    let description = schema.get("description").and_then(Value::as_str).map(one_line).unwrap_or_default();
    let definition = Tool::new(NAME, description, tidied(JsonObject::clone(&schema)))
        .with_title("Confirm login")
        .with_annotations(ToolAnnotations::from_raw(None, Some(false), Some(false), Some(true), Some(false)));
    ToolRoute::new_dyn(definition, |context| {
        async move {
            let result = confirm(context).await.map(|()| {
                CallToolResult::success(vec![ContentBlock::text("Confirmed. The browser goes on by itself.")])
            });
            Ok(result.unwrap_or_else(Failure::into_result).into())
        }
        .boxed()
    })
}

async fn confirm(mut context: ToolCallContext<'_, Server>) -> Result<(), Failure> {
    let arguments = Value::Object(context.arguments.take().unwrap_or_default());
    let ConfirmLogin { code } =
        serde_json::from_value(arguments).map_err(|error| Failure::argument("code", error))?;
    let offer = context.service.clients().login(None, &context.request_context).await?;
    match offer.as_ref().and_then(|offer| offer.confirmation()) {
        Some(confirmation) => confirmation.confirm(&code).await,
        None => Err(Failure::new("no login of this caller needs a code", "")),
    }
}
