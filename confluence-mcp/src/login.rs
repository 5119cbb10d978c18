//! Logging in from inside a client: the user is shown an address where the client can do that, and told of it where it
//! cannot.
//!
//! Since 2026-07-28 the call is answered with the address, and the client calls again; up to 2025-11-25 the server asks
//! the client by a request of its own. Either way the call that needed the login goes on by itself once it is there.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use confluence_oauth::{Session, Warning};
use rmcp::RoleServer;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{
    ElicitRequest, ElicitRequestParams, ElicitationAction, ElicitationSchema, InputRequest, InputRequests,
    InputRequiredResult, PrimitiveSchemaDefinition, ProtocolVersion, StringSchema,
};
use rmcp::service::RequestContext;
use serde_json::Value;
use url::Url;

use crate::advice::Failure;
use crate::server::{Server, aside};

const LOGIN: &str = "login";
const CODE: &str = "code";
/// How long a call waits for its user to come back from the browser: what stands between a client and this server gives
/// up a request after a minute, as a rule.
const PATIENCE: Duration = Duration::from_secs(45);
/// The token store is looked into at first this soon and then ever less often: a thousand users may log in at a time.
const FIRST_POLL: Duration = Duration::from_millis(250);
const LAST_POLL: Duration = Duration::from_secs(2);

/// A login that a user can carry out in a browser.
#[derive(Clone)]
pub struct LoginOffer {
    url: Url,
    session: Session,
    steps: String,
    confirmation: Option<Arc<dyn Confirmation>>,
}

/// Takes the code that shows that the browser which logs in and the client belong to one person.
#[async_trait]
pub(crate) trait Confirmation: Send + Sync {
    /// Whether the browser waits for the code.
    async fn is_needed(&self) -> Result<bool, Failure>;

    async fn confirm(&self, code: &str) -> Result<(), Failure>;
}

impl LoginOffer {
    /// Offers the address; the login is done when the session has a token.
    #[must_use]
    pub fn new(url: Url, session: Session) -> Self {
        let steps = "Ask the user to open the address and to log in, then call again.".to_owned();
        Self { url, session, steps, confirmation: None }
    }

    /// What a model should tell its user where the client cannot show an address.
    #[must_use]
    pub fn steps(mut self, steps: impl Into<String>) -> Self {
        self.steps = steps.into();
        self
    }

    #[cfg(feature = "http")]
    pub(crate) fn confirmed_by(mut self, confirmation: Arc<dyn Confirmation>) -> Self {
        self.confirmation = Some(confirmation);
        self
    }

    #[cfg(feature = "http")]
    pub(crate) fn confirmation(&self) -> Option<&dyn Confirmation> {
        self.confirmation.as_deref()
    }

    fn told(&self) -> Failure {
        Failure::new(format!("not logged in to Confluence; the login is at {}", self.url), self.steps.clone())
    }

    async fn is_done(&self) -> bool {
        let status = self.session.status().await;
        status.is_ok_and(|status| {
            status.has_access_token
                && !status.warnings.iter().any(|warning| matches!(warning, Warning::GrantEnded { .. }))
        })
    }

    async fn wait(&self) -> Result<(), Failure> {
        let done = async {
            let mut poll = Poll(FIRST_POLL);
            while !self.is_done().await {
                poll.wait().await;
            }
        };
        tokio::time::timeout(PATIENCE, done).await.map_err(|_| self.told())
    }

    /// Waits until the browser shows its code or has no need to.
    async fn needs_code(&self) -> Result<bool, Failure> {
        let Some(confirmation) = &self.confirmation else { return Ok(false) };
        let needed = async {
            let mut poll = Poll(FIRST_POLL);
            loop {
                if self.is_done().await {
                    return Ok(false);
                }
                if confirmation.is_needed().await? {
                    return Ok(true);
                }
                poll.wait().await;
            }
        };
        tokio::time::timeout(PATIENCE, needed).await.map_err(|_| self.told())?
    }

    async fn confirm(&self, code: &str) -> Result<(), Failure> {
        match &self.confirmation {
            Some(confirmation) => confirmation.confirm(code).await,
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for LoginOffer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LoginOffer").field("session", &self.session).finish_non_exhaustive()
    }
}

struct Poll(Duration);

impl Poll {
    async fn wait(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(LAST_POLL);
    }
}

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
    let shows = context.client_capabilities().and_then(|client| client.elicitation);
    if shows.and_then(|modes| modes.url).is_none() {
        return Err(offer.told());
    }
    if context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
        return aside(context, by_result(call, &offer)).await;
    }
    aside(context, by_request(context, &offer)).await.map(|()| None)
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
            if offer.needs_code().await? {
                return Ok(Some(required(CODE, ask_code())));
            }
            offer.wait().await.map(|()| None)
        }
    }
}

async fn by_request(context: &RequestContext<RoleServer>, offer: &LoginOffer) -> Result<(), Failure> {
    let id = context.id.to_string();
    let failed = |_| offer.told();
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
        message: "Log in to Confluence, so that this server can act in your name.".to_owned(),
        url: offer.url.to_string(),
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
