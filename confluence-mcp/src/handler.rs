//! The handler of the protocol: what the server answers to each request.

use std::time::Instant;

use futures_util::FutureExt as _;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
    CustomRequest, CustomResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, ListPromptsResult,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};

use crate::advice::Failure;
use crate::call_subject::SharedSubject;
use crate::chunk::truncated;
use crate::observer::{CallerDetails, ToolCall, ToolOutcome};
use crate::prompts;
use crate::resources::{self, Address, CompletionQuery, ListCursor, Target};
use crate::scopes::allows;
use crate::server::Server;
use crate::toolset::Toolset;

/// How long a client may keep a list of tools that changes only when the server starts anew.
const LIST_TTL_MS: u64 = 3_600_000;
/// How long one that depends on the caller: what a login, or a token with more scopes, brings is there at once.
const CALLERS_LIST_TTL_MS: u64 = 0;

/// The methods that have params.
const METHODS: [&str; 11] = [
    "initialize",
    "tools/call",
    "tools/list",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "resources/subscribe",
    "prompts/list",
    "prompts/get",
    "completion/complete",
    "logging/setLevel",
];

/// Whether a tool may change something, so that its answer tells what.
fn changes(tool: &Tool) -> bool {
    tool.annotations.as_ref().and_then(|hints| hints.read_only_hint) != Some(true)
}

/// Who calls, where the transport knows more than the protocol.
fn details(context: &RequestContext<RoleServer>) -> Option<CallerDetails> {
    #[cfg(feature = "http")]
    return context.extensions.get::<::http::request::Parts>()?.extensions.get().cloned();
    #[cfg(not(feature = "http"))]
    return context.extensions.get().cloned();
}

/// Says of a tool that is not offered whether it is one that could be, and else which there are.
fn unknown_tool(server: &Server, name: &str) -> ErrorData {
    let why = match Toolset::of_tool(name) {
        Some(toolset) if server.is_read_only() && toolset.changes(name) => format!(
            "{name} changes something, which this server does not offer: its connection is read-only (ReadOnly). Tell the user \
             what you need, and do not try to get around it"
        ),
        Some(toolset) => format!(
            "{name} is a tool of the toolset `{toolset}` that this server does not offer: whoever starts it switches tools \
             on with --toolsets and --tools; ReadOnly and --exclude-tools switch them off"
        ),
        None => {
            let tools: Vec<String> = server.tools().into_iter().map(|tool| tool.name.into_owned()).collect();
            format!("there is no tool {}; there are {}", truncated(name, 80), tools.join(", "))
        }
    };
    ErrorData::invalid_params(why, None)
}

// Each request has room for the longest of these, so that long work is boxed: thousands of calls may wait at a time.
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        self.config().clone()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut tools = self.tools();
        let granted = self.clients().granted_scopes(&context).await;
        let all = tools.len();
        tools.retain(|tool| allows(&granted, &tool.name) && self.clients().offers(tool, &context));
        let one_of_many = self.clients().principal(&context).is_some();
        let fixed = !one_of_many && granted.is_empty() && tools.len() == all;
        let mut list = ListToolsResult::with_all_items(tools);
        list.ttl_ms = Some(if fixed { LIST_TTL_MS } else { CALLERS_LIST_TTL_MS });
        list.cache_scope = Some(CacheScope::Private);
        Ok(list)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.router().get(name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        mut context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (began, name, cancelled) = (Instant::now(), request.name.clone(), context.ct.clone());
        let known = self.router().get(&name);
        let refused = match known {
            None => Some(unknown_tool(self, &name)),
            Some(tool) if !self.clients().offers(tool, &context) => {
                Some(ErrorData::invalid_params(format!("{name} is not offered to this caller"), None))
            }
            Some(_) => None,
        };
        let principal = self.clients().principal(&context);
        let told = self.observer().map(|observer| (observer, details(&context), context.id.to_string()));
        let subject = SharedSubject::of(request.arguments.as_ref());
        context.extensions.insert(subject.clone());
        let is_refused = refused.is_some();
        let answer = match refused {
            Some(error) => Err(error),
            None => {
                let permit = self.call_limit().permit();
                context.extensions.insert(permit.clone());
                let call = self.router().call(ToolCallContext::new(self, request, context));
                self.run_with(&permit, &name, cancelled.clone(), call.boxed()).await
            }
        };
        let outcome = match (is_refused, cancelled.is_cancelled()) {
            (true, _) => ToolOutcome::UnknownTool,
            (false, true) => ToolOutcome::Cancelled,
            (false, false) => ToolOutcome::of(&answer),
        };
        // Only the name of a tool that there is: any other is what the caller wrote.
        let tool = known.map(|tool| &*tool.name);
        let about = subject.ended(answer.as_ref().ok().filter(|_| known.is_some_and(changes)));
        // The same names as in the audit log.
        let (caller, space, content) = (&principal, &about.space, &about.content);
        tracing::info!(tool, caller, space, content, outcome = outcome.as_str(), "called");
        if let Some((observer, details, id)) = told {
            observer.called(&ToolCall {
                tool,
                principal: principal.as_deref(),
                caller: details.as_ref(),
                request: Some(&id),
                site: about.site.as_deref(),
                space: about.space.as_deref(),
                content: about.content.as_deref(),
                outcome,
                took: began.elapsed(),
            });
            // Who has given the call up waits for nothing.
            tokio::select! {
                () = observer.ready() => {}
                () = cancelled.cancelled() => {}
            }
        }
        answer
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        // A request whose params do not fit its method is read as one of a method that nobody knows.
        Err(match METHODS.contains(&request.method.as_str()) {
            true => {
                #[cfg(feature = "http")]
                crate::http::wrong_params(&context);
                #[cfg(not(feature = "http"))]
                drop(context);
                ErrorData::invalid_params(
                    format!("the params do not fit the method {}", request.method),
                    None,
                )
            }
            false => ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method, None),
        })
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let work = async {
            let cursor = request.and_then(|request| request.cursor);
            let from = ListCursor::parse(self.sites(), cursor.as_deref()).map_err(Failure::into_error)?;
            let wiki = self.wiki(from.site(), &context).await?;
            resources::list(&wiki, &from).await.map_err(Failure::into_error)
        };
        self.run("resources/list", context.ct.clone(), work.boxed()).await
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut list = resources::templates(self.sites());
        list.ttl_ms = Some(LIST_TTL_MS);
        list.cache_scope = Some(CacheScope::Private);
        Ok(list)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let work = async {
            let Some(address) = Address::parse(&request.uri) else {
                let uri = serde_json::json!({"uri": request.uri});
                return Err(ErrorData::resource_not_found(resources::NO_ADDRESS, Some(uri)));
            };
            if address.target == Target::Syntax {
                return Ok(resources::syntax(&request.uri).into());
            }
            let wiki = self.wiki(address.site.as_deref(), &context).await?;
            let read = resources::read(&wiki, &request.uri, &address.target, self.max_result_bytes()).await;
            let site = (self.sites().len() > 1)
                .then(|| address.site.as_deref().or_else(|| self.sites().first().map(String::as_str)))
                .flatten();
            let told = |failure: Failure| {
                failure.on_site(site).within(|word| self.offers_to(&context, word)).into_error()
            };
            read.map(Into::into).map_err(told)
        };
        self.run("resources/read", context.ct.clone(), work.boxed()).await
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let settled = request.context.and_then(|context| context.arguments).unwrap_or_default();
        let work = async {
            let wiki = self.wiki(settled.get("site").map(String::as_str), &context).await?;
            let wanted = CompletionQuery {
                argument: &request.argument.name,
                written: &request.argument.value,
                settled,
                sites: self.sites(),
            };
            let found = resources::complete(&wiki, &wanted).await;
            found.map(CompleteResult::new).map_err(Failure::into_error)
        };
        self.run("completion/complete", context.ct.clone(), work.boxed()).await
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut list = ListPromptsResult::with_all_items(prompts::list(|tool| self.offers(tool)));
        list.ttl_ms = Some(LIST_TTL_MS);
        list.cache_scope = Some(CacheScope::Private);
        Ok(list)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        match prompts::fill(&request.name, request.arguments.as_ref(), |tool| self.offers(tool)) {
            Some(filled) => filled.map(Into::into).map_err(Failure::into_error),
            None => {
                let offered = prompts::list(|tool| self.offers(tool));
                let names: Vec<&str> = offered.iter().map(|prompt| prompt.name.as_str()).collect();
                let said = match names.as_slice() {
                    [] => "this server offers no prompts".to_owned(),
                    names => format!("there is no such prompt; there are {}", names.join(", ")),
                };
                Err(ErrorData::invalid_params(said, None))
            }
        }
    }
}
