//! Procedures of a login, by the names that other drivers give them. A token is never an answer: it is stored.

use confluence_client::sql::Format;
use rmcp::handler::server::tool::ToolCallContext;

use super::sql_called::Called;
use crate::advice::Failure;
use crate::output::ToolOutput;
use crate::server::Server;

const BEGIN: &str = "GetOAuthAuthorizationURL";
const FINISH: &str = "GetOAuthAccessToken";
const RENEW: &str = "RefreshOAuthAccessToken";

/// What a login is finished with.
const VERIFIER: &str = "Verifier";

/// Their names, what they take, what that is, and what they do.
pub(super) const PROCEDURES: &[(&str, &str, &str, &str)] = &[
    (BEGIN, "", "", "Begins a login with OAuth, and answers the address that the user opens."),
    (
        FINISH,
        VERIFIER,
        "The address at which the browser ended, or the code that the page shows.",
        "Finishes the login. The tokens are stored and never shown.",
    ),
];

/// Answers a procedure of a login, which needs no login before; nothing for any other.
pub(super) async fn answer(
    called: &Called,
    context: &ToolCallContext<'_, Server>,
    site: Option<&str>,
) -> Result<Option<ToolOutput>, Failure> {
    if called.is(BEGIN) {
        return begin(context, site).await.map(Some);
    }
    if called.is(FINISH) {
        return finish(called, context, site).await.map(Some);
    }
    if called.is(RENEW) {
        return Err(Failure::new("tokens are renewed by themselves and never shown", "Call what you need."));
    }
    Ok(None)
}

async fn begin(context: &ToolCallContext<'_, Server>, site: Option<&str>) -> Result<ToolOutput, Failure> {
    let offer = context.service.clients().login(site, &context.request_context).await;
    let offer = offer.map_err(|error| Failure::from(error).without_login())?.ok_or_else(|| {
        Failure::new(
            "no login can be begun here: that takes AuthScheme=OAuth and InitiateOAuth=GETANDREFRESH",
            "Ask the user to run `confluence-mcp login` with the same connection.",
        )
    })?;
    let text = Format::Csv.text(&["URL".to_owned()], &[vec![offer.url().as_str().into()]]);
    let then = format!("{} Or bring what the browser ends at with {FINISH}.", offer.next_steps());
    Ok(ToolOutput::default().text(&text).text(&then))
}

async fn finish(
    called: &Called,
    context: &ToolCallContext<'_, Server>,
    site: Option<&str>,
) -> Result<ToolOutput, Failure> {
    let Some(verifier) = called.get(VERIFIER) else {
        return Err(Failure::new(
            format!(
                "{FINISH} needs {VERIFIER}: the address at which the browser ended, or the code that it shows"
            ),
            format!("Begin with {BEGIN}."),
        ));
    };
    let done = context.service.clients().finish_login(site, &context.request_context, &verifier).await;
    let login = done.map_err(|error| Failure::from(error).without_login())?.ok_or_else(|| {
        Failure::new(
            "logins do not end this way here: the browser brings its answer back by itself",
            format!("Begin with {BEGIN}."),
        )
    })?;
    let columns = ["Status", "Refreshable", "MissingScopes"].map(str::to_owned);
    let row = vec!["stored".into(), login.refreshable.into(), login.missing_scopes.join(" ").into()];
    Ok(ToolOutput::default().text(&Format::Csv.text(&columns, &[row])))
}
