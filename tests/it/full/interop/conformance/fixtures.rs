//! The tools, resources and prompts that the suite asks a server under test for.

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, CompleteRequestParams,
    CompleteResult, CompletionInfo, GetPromptRequestParams, GetPromptResponse, GetPromptResult,
    InputRequiredResult, InputResponses, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, RequestStateCodec, ServerCapabilities, ServerConfig,
    SubscriptionFilter, Tool,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::changes::{Changes, accepted};
use super::contents::{PNG, TOOLS, constant, embedded, form, image, of, sampling, schema, text};
use super::questions;

/// How long the tools that take time take between two notifications.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

#[derive(Clone)]
pub(super) struct Fixtures(Arc<RequestStateCodec>, Changes);

/// What was answered under a name, where it is of the kind that was asked for.
fn given<'a>(responses: Option<&'a InputResponses>, name: &str, pointer: &str) -> Option<&'a Value> {
    responses?.get(name)?.pointer(pointer)
}

impl Fixtures {
    pub(super) fn new() -> Self {
        Self(Arc::new(RequestStateCodec::try_new(vec![7; 32]).unwrap()), Changes::new())
    }

    fn ask(&self, requests: Value, state: Option<&str>) -> InputRequiredResult {
        InputRequiredResult::new(Some(of(requests)), state.map(|state| self.0.seal(state.as_bytes())))
    }

    /// The state that we sealed, unless somebody changed it.
    fn state(&self, state: Option<&str>) -> Result<Option<Vec<u8>>, ErrorData> {
        let opened = state.map(|state| self.0.open(state)).transpose();
        opened.map_err(|_| ErrorData::invalid_params("requestState is not ours", None))
    }

    /// Tools that ask before they answer.
    fn asking(&self, request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
        let responses = request.input_responses.as_ref();
        let state = self.state(request.request_state.as_deref())?;
        let said = |said: String| CallToolResult::success(vec![of(text(&said))]).into();
        let named = given(responses, "user_name", "/content/name").and_then(Value::as_str);
        let name = form("What is your name?", "name", "string");
        Ok(match &*request.name {
            "test_input_required_result_elicitation" | "test_streaming_elicitation" => match named {
                Some(name) => said(format!("Hello, {name}!")),
                None => self.ask(json!({"user_name": name}), None).into(),
            },
            "test_input_required_result_sampling" => {
                match given(responses, "capital_question", "/content/text") {
                    Some(answer) => said(answer.to_string()),
                    None => {
                        let ask = sampling("What is the capital of France?", 100);
                        self.ask(json!({"capital_question": ask}), None).into()
                    }
                }
            }
            "test_input_required_result_list_roots" => match given(responses, "client_roots", "/roots") {
                Some(roots) => said(roots.to_string()),
                None => {
                    self.ask(json!({"client_roots": {"method": "roots/list", "params": {}}}), None).into()
                }
            },
            "test_input_required_result_multiple_inputs" => {
                let keys = ["user_name", "greeting", "client_roots"];
                let all = responses.is_some_and(|given| keys.iter().all(|key| given.contains_key(*key)));
                let asks = json!({
                    "user_name": name,
                    "greeting": sampling("Generate a greeting", 50),
                    "client_roots": {"method": "roots/list", "params": {}},
                });
                if all && state.is_some() {
                    said("all there".into())
                } else {
                    self.ask(asks, Some("multiple")).into()
                }
            }
            "test_input_required_result_multi_round" => match state.as_deref() {
                Some(b"2") => said("two rounds".into()),
                Some(b"1") => {
                    let ask = form("Step 2: What is your favorite color?", "color", "string");
                    self.ask(json!({"step2": ask}), Some("2")).into()
                }
                _ => {
                    let ask = form("Step 1: What is your name?", "name", "string");
                    self.ask(json!({"step1": ask}), Some("1")).into()
                }
            },
            // The state, also one that must not be changed.
            _ => match (state, responses.and_then(|responses| responses.get("confirm"))) {
                (Some(_), Some(_)) => said("state-ok".into()),
                _ => {
                    let ask = form("Please confirm", "ok", "boolean");
                    self.ask(json!({"confirm": ask}), Some("state")).into()
                }
            },
        })
    }

    /// Asks in whichever way this client declared that it can answer.
    fn as_able(
        &self,
        request: &CallToolRequestParams,
        able: Option<&ClientCapabilities>,
    ) -> CallToolResponse {
        let able = able.cloned().unwrap_or_default();
        let mut asks = serde_json::Map::new();
        if able.elicitation.is_some() {
            asks.insert("user_name".into(), form("What is your name?", "name", "string"));
        }
        if serde_json::to_value(&able).unwrap().get("sampling").is_some() {
            asks.insert("greeting".into(), sampling("Generate a greeting", 50));
        }
        if request.input_responses.is_some() || asks.is_empty() {
            return CallToolResult::success(vec![of(text("done"))]).into();
        }
        self.ask(Value::Object(asks), None).into()
    }
}

/// Tells how far a call is, where the caller wants to know.
async fn progressing(context: &RequestContext<RoleServer>) {
    let Some(token) = context.meta.get_progress_token() else { return };
    for done in [0.0, 50.0, 100.0] {
        let told = ProgressNotificationParam::new(token.clone(), done).with_total(100.0);
        let _ = context.peer.notify_progress(told).await;
        sleep(PAUSE).await;
    }
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_tool_list_changed()
            .enable_resources()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_completions()
            .build();
        ServerConfig::new(capabilities)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let names = TOOLS.iter().chain(&["json_schema_2020_12_tool"]);
        Ok(ListToolsResult::with_all_items(names.filter_map(|name| self.get_tool(name)).collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let known = TOOLS.contains(&name) || name == "json_schema_2020_12_tool";
        known.then(|| {
            of(json!({"name": name, "description": format!("Fixture {name}."), "inputSchema": schema(name)}))
        })
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(content) = constant(&request.name) {
            return Ok(CallToolResult::success(content.into_iter().map(of).collect()).into());
        }
        if let Some(answer) = questions::answer(&request, &context).await {
            return Ok(answer.into());
        }
        if let Some(answer) = self.1.answer(&request.name) {
            return Ok(answer.into());
        }
        match &*request.name {
            "test_error_handling" => {
                let why = text("This tool intentionally returns an error for testing");
                Ok(CallToolResult::error(vec![of(why)]).into())
            }
            "test_tool_with_progress" => {
                progressing(&context).await;
                Ok(CallToolResult::success(vec![of(text("done"))]).into())
            }
            "test_tool_with_logging" => {
                logging(&context).await;
                Ok(CallToolResult::success(vec![of(text("done"))]).into())
            }
            "test_missing_capability" => {
                let needed: ClientCapabilities = of(json!({"sampling": {}}));
                let able = serde_json::to_value(context.client_capabilities()).unwrap();
                match able.get("sampling").is_some() {
                    true => Ok(CallToolResult::success(vec![of(text("done"))]).into()),
                    false => Err(ErrorData::missing_required_client_capability(needed)),
                }
            }
            "test_input_required_result_capabilities" => {
                Ok(self.as_able(&request, context.client_capabilities().as_ref()))
            }
            name if name.starts_with("test_input_required_result_")
                || name == "test_streaming_elicitation" =>
            {
                self.asking(&request)
            }
            name => Err(ErrorData::invalid_params(format!("there is no tool {name}"), None)),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(of(json!([
            {"uri": "test://static-text", "name": "text", "mimeType": "text/plain"},
            {"uri": "test://static-binary", "name": "binary", "mimeType": "image/png"},
            {"uri": "test://watched-resource", "name": "watched", "mimeType": "text/plain"},
        ]))))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(of(json!([
            {"uriTemplate": "test://template/{id}/data", "name": "template", "mimeType": "application/json"},
        ]))))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = request.uri.as_str();
        let template = uri.strip_prefix("test://template/").and_then(|rest| rest.strip_suffix("/data"));
        let contents = match (uri, template) {
            ("test://static-text" | "test://watched-resource", _) => {
                let says = "This is the content of the static text resource.";
                json!({"uri": uri, "mimeType": "text/plain", "text": says})
            }
            ("test://static-binary", _) => json!({"uri": uri, "mimeType": "image/png", "blob": PNG}),
            (_, Some(id)) => {
                let data = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
                json!({"uri": uri, "mimeType": "application/json", "text": data.to_string()})
            }
            _ => {
                return Err(ErrorData::resource_not_found(
                    "there is no such resource",
                    Some(json!({"uri": uri})),
                ));
            }
        };
        Ok(ReadResourceResult::new(vec![of(contents)]).into())
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(CompleteResult::new(CompletionInfo::with_all_values(vec!["paris".to_owned()]).unwrap()))
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let argument = |name: &str| json!({"name": name, "description": "A value.", "required": true});
        Ok(ListPromptsResult::with_all_items(of(json!([
            {"name": "test_simple_prompt", "description": "A text."},
            {"name": "test_prompt_with_arguments", "description": "A text made of two others.",
             "arguments": [argument("arg1"), argument("arg2")]},
            {"name": "test_prompt_with_embedded_resource", "description": "A resource.",
             "arguments": [argument("resourceUri")]},
            {"name": "test_prompt_with_image", "description": "A picture."},
            {"name": "test_input_required_result_prompt", "description": "Asks first."},
        ]))))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let argument =
            |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let content = match request.name.as_str() {
            "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
            "test_prompt_with_arguments" => {
                let (first, second) = (argument("arg1"), argument("arg2"));
                vec![text(&format!("Prompt with arguments: arg1='{first}', arg2='{second}'"))]
            }
            "test_prompt_with_embedded_resource" => {
                let says = "Embedded resource content for testing.";
                let resource = embedded(&argument("resourceUri"), "text/plain", says);
                vec![resource, text("Please process the embedded resource above.")]
            }
            "test_prompt_with_image" => vec![image(), text("Please analyze the image above.")],
            "test_input_required_result_prompt" => {
                let answer = given(request.input_responses.as_ref(), "user_context", "/content/context");
                let Some(answer) = answer else {
                    let ask = form("What context should the prompt use?", "context", "string");
                    return Ok(self.ask(json!({"user_context": ask}), None).into());
                };
                vec![text(&answer.to_string())]
            }
            _ => return Err(ErrorData::invalid_params("there is no such prompt", None)),
        };
        let message = |content: Value| of(json!({"role": "user", "content": content}));
        Ok(GetPromptResult::new(content.into_iter().map(message).collect()).into())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(accepted(requested))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.1.tell(&context).await;
        Ok(())
    }

    #[expect(deprecated, reason = "the suite asks for it up to 2025-11-25")]
    async fn set_level(
        &self,
        _: rmcp::model::SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn subscribe(
        &self,
        _: rmcp::model::SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _: rmcp::model::UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }
}

#[expect(deprecated, reason = "the suite asks for it up to 2025-11-25")]
async fn logging(context: &RequestContext<RoleServer>) {
    for says in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let told = of(json!({"level": "info", "data": says}));
        let _ = context.peer.notify_logging_message(told).await;
        sleep(PAUSE).await;
    }
}
