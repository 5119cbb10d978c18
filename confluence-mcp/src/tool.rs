//! What a tool is: its arguments, and what is done with them.

use std::sync::Arc;

use futures_util::FutureExt as _;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::handler::server::tool::{ToolCallContext, schema_for_type};
use rmcp::model::{CallToolResponse, JsonObject, Tool as Definition, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::advice::Failure;
use crate::call::{Call, site, site_of};
use crate::guesses;
use crate::login;
use crate::output::ToolOutput;
use crate::schema::{one_line, tidied};
use crate::server::Server;
use crate::synonyms::{rename, reword};

/// A tool. The type holds its arguments; the documentation of the type and of its fields is what a model reads.
pub(crate) trait Tool: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The name by which it is called.
    const NAME: &'static str;
    /// The name that people see.
    const TITLE: &'static str;
    /// What it does to the wiki.
    const EFFECT: Effect;

    /// Whether this call of a tool that destroys something has to be agreed to.
    fn needs_consent(&self) -> bool {
        true
    }

    /// What the user is asked before a tool destroys something.
    fn question(&self, _: &Call<'_>) -> impl Future<Output = Result<String, Failure>> + Send {
        std::future::ready(Ok(format!("{}?", Self::TITLE)))
    }

    /// Puts arguments right that were written in another way than the schema says.
    fn prepare(_: &mut JsonObject) {}

    /// Answers what needs no login, because it is about one; nothing for anything else.
    fn before_login(
        &self,
        _: &ToolCallContext<'_, Server>,
        _: Option<&str>,
    ) -> impl Future<Output = Result<Option<ToolOutput>, Failure>> + Send {
        std::future::ready(Ok(None))
    }

    /// Does it.
    fn run(self, call: &Call<'_>) -> impl Future<Output = Result<ToolOutput, Failure>> + Send;
}

/// What a tool does to the wiki.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Reads,
    /// Adds something; once more adds once more.
    Adds,
    /// Adds something that is there once.
    Sets,
    /// Replaces something, of which the history keeps what was there.
    Changes,
    /// Takes something away; the user is asked before.
    Destroys,
}

impl Effect {
    fn annotations(self) -> ToolAnnotations {
        let (read_only, destructive, idempotent) = match self {
            Self::Reads => (true, false, true),
            Self::Adds => (false, false, false),
            Self::Sets => (false, false, true),
            Self::Changes => (false, true, false),
            Self::Destroys => (false, true, true),
        };
        ToolAnnotations::from_raw(None, Some(read_only), Some(destructive), Some(idempotent), Some(true))
    }
}

/// The tool as the router holds it.
pub(crate) fn route<T: Tool>() -> ToolRoute<Server> {
    ToolRoute::new_dyn(definition::<T>(), |context| answer::<T>(context).boxed())
}

fn definition<T: Tool>() -> Definition {
    let schema = schema_for_type::<T>();
    let description = schema.get("description").and_then(Value::as_str).map(one_line).unwrap_or_default();
    Definition::new(T::NAME, description, tidied(JsonObject::clone(&schema)))
        .with_title(T::TITLE)
        .with_annotations(T::EFFECT.annotations())
}

async fn answer<T: Tool>(context: ToolCallContext<'_, Server>) -> Result<CallToolResponse, rmcp::ErrorData> {
    Ok(run::<T>(context).await.unwrap_or_else(|failure| failure.into_result().into()))
}

async fn run<T: Tool>(mut context: ToolCallContext<'_, Server>) -> Result<CallToolResponse, Failure> {
    let mut arguments = context.arguments.take().unwrap_or_default();
    let named = site(context.service, &mut arguments)?;
    let site = site_of(&context, named, &arguments).await?;
    let schema = context.service.router().get(T::NAME).map(|tool| Arc::clone(&tool.input_schema));
    let properties = schema.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    rename(&mut arguments, |name| properties.is_some_and(|known| known.contains_key(name)));
    reword(&mut arguments, |name| {
        let choices = properties.and_then(|known| known.get(name)?.get("enum")?.as_array());
        choices.into_iter().flatten().filter_map(|choice| choice.as_str().map(str::to_owned)).collect()
    });
    T::prepare(&mut arguments);
    let arguments = Value::Object(arguments);
    match attempt::<T>(&context, site.as_deref(), &arguments).await {
        Err(failure) if failure.login_helps() => {
            match login::ask(&context, site.as_deref(), failure).await? {
                Some(ask) => Ok(ask.into()),
                None => attempt::<T>(&context, site.as_deref(), &arguments).await,
            }
        }
        done => done,
    }
}

async fn attempt<T: Tool>(
    context: &ToolCallContext<'_, Server>,
    site: Option<&str>,
    arguments: &Value,
) -> Result<CallToolResponse, Failure> {
    let (asks, reads) = (T::EFFECT == Effect::Destroys, T::EFFECT == Effect::Reads);
    let tool: T = read(arguments)?;
    if let Some(output) = tool.before_login(context, site).await? {
        let server = context.service;
        return Ok(output.into_result(server.structured(), server.answer_bytes()).into());
    }
    let call = Call::open(context, site, arguments, (asks, reads)).await?;
    if asks
        && tool.needs_consent()
        && let Some(ask) = call.confirm(tool.question(&call)).await?
    {
        return Ok(ask.into());
    }
    let output = match tool.run(&call).await {
        Ok(output) => output,
        Err(failure) => return Err(guesses::space_of_arguments(&call.wiki, arguments, failure).await),
    };
    let output = call.take_notes().iter().fold(output, |output, note| output.text(&format!("Note: {note}")));
    let output = output.of_site(answering(context.service, site));
    Ok(output.into_result(call.structured(), call.max_bytes()).into())
}

/// The site that answers, where there are several.
fn answering<'s>(server: &'s Server, named: Option<&'s str>) -> Option<&'s str> {
    let sites = server.sites();
    (sites.len() > 1).then(|| named.or_else(|| sites.first().map(String::as_str)))?
}

/// Reads the arguments; an error names the one at fault.
fn read<T: DeserializeOwned>(arguments: &Value) -> Result<T, Failure> {
    serde_path_to_error::deserialize(arguments).map_err(|error| {
        let path = error.path().to_string();
        Failure::argument(&path, error.into_inner())
    })
}
