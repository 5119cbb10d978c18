//! Sessions of clients of the protocol before 2026-07-28: whose they are, what goes on in them, and how they end.

mod asking;
mod bounds;
mod ending;
mod owners;

use std::sync::Arc;
use std::time::Duration;

use confluence_mcp::http::{HttpOptions, HttpServer, Issuer, McpSessionOptions, Metrics};
use reqwest::{Method, RequestBuilder, Response};
use rmcp::model::{CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};
use tests::issuer;
use tokio::time::timeout;

use super::{Running, bind, http, message, run};

const SOON: Duration = Duration::from_secs(5);

/// A handler without a wiki, which tells how many of it there are.
#[derive(Clone, Default)]
struct Idler(Arc<()>);

impl ServerHandler for Idler {
    /// Answers when it is cancelled, or after as long as the tool's name says.
    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(token) = context.meta.get_progress_token() {
            let told = rmcp::model::ProgressNotificationParam::new(token, 1.0);
            drop(context.peer.notify_progress(told).await);
        }
        let rest = Duration::from_millis(request.name.parse().unwrap());
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = context.ct.cancelled() => {}
        }
        Ok(CallToolResult::success(vec![ContentBlock::text("rested")]).into())
    }
}

/// The handler behind an issuer, with sessions.
async fn idle(with: impl FnOnce(HttpOptions) -> HttpOptions) -> (Idler, issuer::Issuer, Running) {
    let (idler, issuer, metrics) = (Idler::default(), issuer::Issuer::start().await, Metrics::new());
    let (listener, options) = bind(&metrics);
    let trusted = Issuer::new(issuer.url()).unwrap();
    let server = HttpServer::protected(idler.clone(), with(options), trusted).unwrap();
    let running = run(server, listener, metrics);
    (idler, issuer, running)
}

/// Sessions with the usual bounds.
fn sessions(options: HttpOptions) -> HttpOptions {
    options.sessions(McpSessionOptions::new())
}

/// A client that says exactly what a test wants.
#[derive(Clone)]
struct Client {
    endpoint: String,
    token: String,
    credential: Option<String>,
    session: Option<String>,
}

impl Client {
    fn new(running: &Running, issuer: &issuer::Issuer, subject: &str) -> Self {
        let token = running.token_for(issuer, subject);
        Self { endpoint: running.endpoint.as_str().to_owned(), token, credential: None, session: None }
    }

    /// The same with a session of its own.
    async fn begin(mut self) -> Self {
        let client = json!({"name": "tests", "version": "1"});
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}}, "clientInfo": client});
        let answer = self.send(&message("initialize", &hello)).await;
        assert_eq!(answer.status(), 200);
        self.session = Some(answer.headers()["mcp-session-id"].to_str().unwrap().to_owned());
        let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        assert_eq!(self.send(&ready).await.status(), 202);
        self
    }

    fn request(&self, method: Method) -> RequestBuilder {
        let mut request = http()
            .request(method, &self.endpoint)
            .bearer_auth(&self.token)
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2025-11-25");
        if let Some(credential) = &self.credential {
            request = request.header("x-confluence-authorization", credential);
        }
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        request
    }

    async fn send(&self, message: &Value) -> Response {
        let request = self.request(Method::POST).header("content-type", "application/json");
        request.body(message.to_string()).send().await.unwrap()
    }

    async fn ping(&self) -> Response {
        self.send(&message("ping", &json!({}))).await
    }

    /// Calls the tool that takes so many milliseconds.
    async fn rest(&self, id: u64, milliseconds: u64) -> Response {
        let mut call = message("tools/call", &json!({"name": milliseconds.to_string()}));
        call["id"] = id.into();
        self.send(&call).await
    }

    async fn listen(&self) -> Response {
        self.request(Method::GET).send().await.unwrap()
    }

    async fn end(&self) -> Response {
        self.request(Method::DELETE).send().await.unwrap()
    }
}

/// What came in a stream of events, until it ended.
async fn events(answer: Response) -> Vec<Value> {
    let text = timeout(SOON, answer.text()).await.expect("the stream does not end").unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
    data.filter_map(|data| serde_json::from_str(data).ok()).collect()
}

/// Waits until another stream may be opened.
async fn eventually_listens(client: &Client) {
    let opened = async {
        while client.listen().await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, opened).await.expect("never");
}

/// Waits until the condition holds.
async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// How many sessions the server counts.
fn counted(running: &Running) -> usize {
    let text = running.metrics.render();
    let line = text.lines().find_map(|line| line.strip_prefix("confluence_mcp_sessions ")).unwrap();
    line.parse().unwrap()
}
