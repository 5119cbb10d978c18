//! The way from a call to a tool. It is the same code for all of them, and knows of a tool what [`Route`] says.

use std::sync::Arc;

use confluence_client::wiki::WriteTarget;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{CallToolResponse, InputRequiredResult, JsonObject, Tool as Definition};
use schemars::Schema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value;

use crate::advice::Failure;
use crate::call::{Call, answering, other_site, site, site_of};
use crate::call_subject::SharedSubject;
use crate::confirmation::Question;
use crate::filled_in::{Declared, leave_out, take_only, write_numbers};
use crate::guesses;
use crate::login;
use crate::output::ToolOutput;
use crate::schema::{one_line, tidied};
use crate::server::Server;
use crate::synonyms::{elsewhere, rename, reword, without_effect};
use crate::tool::{Effect, Tool};
use crate::untrusted::without_marks;

/// How often a user is asked in one call.
const MOST_QUESTIONS: u32 = 3;

/// How arguments are read; a failure names those that are declared.
type Read = fn(&Value, Declared<'_>) -> Result<Box<dyn Ready>, Failure>;

/// A tool, as a toolset lists it. Its definition is made when somebody asks for it.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) effect: Effect,
    title: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
    prepare: fn(&mut JsonObject) -> Vec<String>,
    empty_means: &'static [&'static str],
    read: Read,
}

/// The route of a tool.
pub(crate) const fn route<T: Tool>() -> Route {
    Route {
        name: T::NAME,
        effect: T::EFFECT,
        title: T::TITLE,
        schema: T::json_schema,
        prepare: T::prepare,
        empty_means: T::EMPTY_MEANS,
        read: |arguments, declared| Ok(Box::new(read::<T>(arguments, declared)?)),
    }
}

/// Takes the marks around data off the texts that a model gives back as it read them.
fn take_off_marks(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(kept) = without_marks(text) {
                *text = kept;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(take_off_marks),
        Value::Object(values) => values.values_mut().for_each(take_off_marks),
        _ => {}
    }
}

/// A [`Tool`] whose arguments were read, whichever it is.
trait Ready: Send + Sync {
    fn needs_consent(&self) -> bool;

    fn checked<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<(), Failure>>;

    fn destroys<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<Option<WriteTarget>, Failure>>;

    fn question<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<Question, Failure>>;

    fn is_still<'a>(&'a self, call: &'a Call<'_>, agreed: &'a str) -> BoxFuture<'a, Result<bool, Failure>>;

    fn before_login<'a>(
        &'a self,
        context: &'a ToolCallContext<'_, Server>,
        site: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<ToolOutput>, Failure>>;

    fn run<'a>(self: Box<Self>, call: &'a Call<'_>) -> BoxFuture<'a, Result<ToolOutput, Failure>>;
}

impl<T: Tool> Ready for T {
    fn needs_consent(&self) -> bool {
        Tool::needs_consent(self)
    }

    fn checked<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<(), Failure>> {
        Tool::checked(self, call).boxed()
    }

    fn destroys<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<Option<WriteTarget>, Failure>> {
        Tool::destroys(self, call).boxed()
    }

    fn question<'a>(&'a self, call: &'a Call<'_>) -> BoxFuture<'a, Result<Question, Failure>> {
        Tool::question(self, call).boxed()
    }

    fn is_still<'a>(&'a self, call: &'a Call<'_>, agreed: &'a str) -> BoxFuture<'a, Result<bool, Failure>> {
        Tool::is_still(self, call, agreed).boxed()
    }

    fn before_login<'a>(
        &'a self,
        context: &'a ToolCallContext<'_, Server>,
        site: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<ToolOutput>, Failure>> {
        Tool::before_login(self, context, site).boxed()
    }

    fn run<'a>(self: Box<Self>, call: &'a Call<'_>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Tool::run(*self, call).boxed()
    }
}

impl Route {
    /// The tool as the router holds it.
    pub(crate) fn into_tool_route(self) -> ToolRoute<Server> {
        ToolRoute::new_dyn(self.definition(), move |context| self.answer(context).boxed())
    }

    fn definition(self) -> Definition {
        // Strict clients follow no references, so that there are none.
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = match (self.schema)(&mut settings.into_generator()).to_value() {
            Value::Object(schema) => schema,
            _ => JsonObject::new(),
        };
        let description = schema.get("description").and_then(Value::as_str).map(one_line).unwrap_or_default();
        Definition::new(self.name, description, tidied(schema))
            .with_title(self.title)
            .with_annotations(self.effect.annotations())
    }

    async fn answer(self, context: ToolCallContext<'_, Server>) -> Result<CallToolResponse, rmcp::ErrorData> {
        Ok(self.run(context).await.unwrap_or_else(|failure| failure.into_result().into()))
    }

    async fn run(self, mut context: ToolCallContext<'_, Server>) -> Result<CallToolResponse, Failure> {
        let mut arguments = context.arguments.take().unwrap_or_default();
        let named = site(&context, &mut arguments).await?;
        let site = site_of(&context, named, &arguments).await?;
        let mut notes = self.put_right(&context, &mut arguments);
        notes.extend(other_site(&context, answering(context.service, site.as_deref()), &arguments).await);
        if let Some(subject) = context.request_context.extensions.get::<SharedSubject>() {
            subject.set(&arguments, answering(context.service, site.as_deref()));
        }
        let mut arguments = Value::Object(arguments);
        take_off_marks(&mut arguments);
        match self.attempt(&context, site.as_deref(), &arguments, &notes).await {
            // In boxes, here and below: what hardly any call does has no room in all of them.
            Err(failure) if failure.login_helps() => {
                match login::ask(&context, site.as_deref(), failure).boxed().await {
                    Ok(Some(ask)) => Ok(ask.into()),
                    Ok(None) => self.attempt(&context, site.as_deref(), &arguments, &notes).boxed().await,
                    Err(failure) => Err(failure),
                }
            }
            done => done,
        }
        .map_err(|failure| self.advised(failure, &context))
    }

    /// The failure with advice that fits what the tool does, and whose credential it was.
    fn advised(self, failure: Failure, context: &ToolCallContext<'_, Server>) -> Failure {
        let failure = match self.effect {
            Effect::Reads => failure,
            effect => failure.of_write(effect == Effect::Sets),
        };
        let failure = failure.within(|tool| context.service.offers_to(&context.request_context, tool));
        #[cfg(feature = "http")]
        if crate::http::has_own_credential(&context.request_context) {
            return failure.of_own_credential();
        }
        let _ = context;
        failure
    }

    /// Puts arguments right that are written in another way than the schema says, and tells which do nothing.
    fn put_right(self, context: &ToolCallContext<'_, Server>, arguments: &mut JsonObject) -> Vec<String> {
        let schema = self.declared_in(context);
        let declared = Declared::of(schema.as_deref());
        // Before as well: what says nothing under the right name must not keep out what another name says.
        leave_out(arguments, declared, self.empty_means);
        rename(arguments, |name| declared.has(name));
        leave_out(arguments, declared, self.empty_means);
        // Before what is no text becomes text: a tool may take a list for what it is.
        let mut notes = (self.prepare)(arguments);
        take_only(arguments, declared);
        write_numbers(arguments, declared);
        reword(arguments, |name| declared.choices(name));
        notes.extend(without_effect(arguments, |name| declared.has(name)));
        notes
    }

    /// Does what the user agrees to. Where that has become another thing while they read, they are asked again.
    async fn run_agreed(
        self,
        call: &Call<'_>,
        mut tool: Box<dyn Ready>,
        arguments: &Value,
    ) -> Result<Done, Failure> {
        for again in (0..MOST_QUESTIONS).map(|before| before > 0) {
            if let Some(ask) = ask(call, &*tool, again).await? {
                return Ok(Done::Ask(ask));
            }
            let is_still = match call.agreed() {
                Some(agreed) => tool.is_still(call, &agreed).await?,
                None => true,
            };
            if !is_still {
                continue;
            }
            match tool.run(call).await {
                Err(failure) if failure.is_outdated() => tool = (self.read)(arguments, Declared::of(None))?,
                done => return done.map(Done::Output),
            }
        }
        Err(Failure::new(
            "not done: each time that the user had agreed, what would be done was something else",
            "Tell the user. A value that is another each time, such as the time or a random one, has to be given as itself.",
        ))
    }

    /// What the tool is offered with.
    fn declared_in(self, context: &ToolCallContext<'_, Server>) -> Option<Arc<JsonObject>> {
        context.service.router().get(self.name).map(|tool| Arc::clone(&tool.input_schema))
    }

    async fn attempt(
        self,
        context: &ToolCallContext<'_, Server>,
        site: Option<&str>,
        arguments: &Value,
        notes: &[String],
    ) -> Result<CallToolResponse, Failure> {
        let (asks, reads) = (self.effect == Effect::Destroys, self.effect == Effect::Reads);
        let schema = self.declared_in(context);
        let tool = (self.read)(arguments, Declared::of(schema.as_deref()))?;
        if let Some(output) = tool.before_login(context, site).await? {
            let server = context.service;
            return Ok(output.into_result(server.structured(), server.max_result_bytes()).into());
        }
        let call = Call::open(context, site, arguments, (asks, reads)).await?;
        let done = match asks && tool.needs_consent() {
            true => self.run_agreed(&call, tool, arguments).boxed().await,
            false => tool.run(&call).await.map(Done::Output),
        };
        let output = match done {
            Ok(Done::Ask(ask)) => return Ok((*ask).into()),
            Ok(Done::Output(output)) => output,
            Err(failure) => {
                let failure = if call.has_written() { failure } else { failure.before_any_write() };
                let failure = failure.on_site(answering(context.service, site));
                return Err(guesses::explained(&call.wiki, arguments, failure).boxed().await);
            }
        };
        let output = output
            .noted(notes.iter().cloned().chain(call.take_notes()).collect())
            .within(|tool| context.service.offers_to(&context.request_context, tool));
        let output = output.of_site(answering(context.service, site));
        Ok(output.into_result(call.structured(), call.max_bytes()).into())
    }
}

/// What came of a call: an answer, or a question for the user.
enum Done {
    Output(ToolOutput),
    Ask(Box<InputRequiredResult>),
}

/// Asks the user about what can be done. What can never be done, or may not, is refused first.
async fn ask(
    call: &Call<'_>,
    tool: &dyn Ready,
    again: bool,
) -> Result<Option<Box<InputRequiredResult>>, Failure> {
    tool.checked(call).await?;
    if let Some(target) = tool.destroys(call).await? {
        call.wiki.check_write(target).await?;
    }
    call.confirm(tool.question(call), again).await
}

/// Reads the arguments; an error names the one at fault, and those that are `declared`.
fn read<T: Tool>(arguments: &Value, declared: Declared<'_>) -> Result<T, Failure> {
    serde_path_to_error::deserialize(arguments).map_err(|error| {
        let (path, said) = (error.path().to_string(), error.into_inner().to_string());
        let is_unknown = said.starts_with("unknown field");
        let offered = declared.names();
        let failure = match (is_unknown && !path.contains(['.', '[']), offered.is_empty()) {
            (true, true) => Failure::argument(&path, "there is none of this name: the tool has no arguments")
                .next("Leave it out and call again."),
            (true, false) => {
                let said = format!("there is none of this name: there are {}", listed(&offered));
                let next = format!("Leave `{path}` out, or say it by one of those, and call again.");
                Failure::argument(&path, said).next(next)
            }
            _ => Failure::argument(&path, in_words_of_json(&said)),
        };
        if said.starts_with("missing field") && arguments.get("cursor").is_some() {
            return failure.next("Beside `cursor` repeat the other arguments of the call that gave it.");
        }
        if path == "content" && said.starts_with("invalid type: map") {
            return failure.next(match declared.has("content_format") {
                true => {
                    "Give the text itself; of a body of the REST API its `value`, and its `representation` as \
                     `content_format`."
                }
                false => "Give the text as one string.",
            });
        }
        if let Some(next) = meant_by(&path, &said) {
            return failure.next(next);
        }
        match elsewhere(T::NAME, &path).filter(|_| is_unknown) {
            Some(next) => failure.next(next),
            None => failure,
        }
    })
}

/// What is done with a mistake that many make, where the words of the reader say only that it is one.
fn meant_by(path: &str, said: &str) -> Option<&'static str> {
    if said.ends_with("missing field `op`") {
        return Some(
            "Say with `op` what is to be done with it, such as `append`, `replace_section` (with `heading`) or \
             `replace_block` (with `block`). confluence_update_page replaces the whole text.",
        );
    }
    (path == "format" && said.starts_with("unknown variant `diff`"))
        .then_some("confluence_get_page_diff compares two versions of a page.")
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What a reader of Rust calls a sequence or a map is a list or an object to whoever writes JSON.
fn in_words_of_json(said: &str) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("expected string or map", "expected a string"),
        ("invalid type: sequence", "invalid type: list"),
        ("invalid type: map", "invalid type: object"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
        ("expected struct Step", "expected an object with `op`"),
    ];

    WORDS.iter().fold(said.to_owned(), |said, (word, json)| said.replace(word, json))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::toolset::Toolset;

    #[test]
    fn every_truth_value_may_stand_in_a_string() {
        let mut seen = 0;
        for route in Toolset::ALL.iter().chain(Toolset::BY_NAME).flat_map(|toolset| toolset.routes()) {
            let definition = route.definition();
            let properties = definition.input_schema.get("properties").and_then(Value::as_object);
            let is_truth = |(_, schema): &(&String, &Value)| {
                schema["type"] == "boolean"
                    || schema["type"].as_array().is_some_and(|all| all.contains(&"boolean".into()))
            };
            for (name, _) in properties.into_iter().flatten().filter(is_truth) {
                seen += 1;
                // What else is missing is said of another argument.
                if let Err(failure) = (route.read)(&json!({name: "true"}), Declared::of(None)) {
                    let said = failure.text();
                    assert!(!said.contains("invalid type"), "{} {name}: {said}", route.name);
                }
            }
        }
        assert!(seen > 10, "{seen}");
    }
}
