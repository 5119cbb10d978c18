//! The server over HTTP: for one person, and for many who must never meet.

mod audit;
mod bounds;
pub(crate) mod browser;
#[cfg(unix)]
mod busy;
mod card;
pub(crate) mod command;
mod issuers;
mod login;
mod many;
mod refusals;
mod running;
mod sessions;
mod stdio_login;
mod stored_logins;
mod tokens;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::http::{CallerLogins, HttpOptions, HttpServer, Issuer, Metrics, confirm_login_tool};
use confluence_mcp::{Server, ServerBuilder};
use confluence_oauth::Secret;
use rmcp::model::{CallToolRequestParams, CallToolResult, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ClientHandler, RoleClient};
use serde_json::{Value, json};
use tests::issuer::{self, CLIENT_ID, CLIENT_SECRET};
use tests::sandbox::{Deployment, Sandbox};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

/// A server that runs until this is dropped.
struct Running {
    endpoint: Url,
    metrics: Metrics,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Running {
    fn token_for(&self, issuer: &issuer::Issuer, subject: &str) -> String {
        issuer.token(subject, self.endpoint.as_str())
    }

    fn at(&self, path: &str) -> String {
        self.endpoint.join(path).unwrap().into()
    }
}

/// Binds a port, so that the address is known before the server is put together.
fn bind(metrics: &Metrics) -> (TcpListener, HttpOptions) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/mcp", listener.local_addr().unwrap());
    (listener, HttpOptions::new(Url::parse(&endpoint).unwrap()).unwrap().metrics(metrics.clone()))
}

fn run<H: rmcp::ServerHandler + Clone>(
    server: HttpServer<H>,
    listener: TcpListener,
    metrics: Metrics,
) -> Running {
    let endpoint = Url::parse(&format!("http://{}/mcp", listener.local_addr().unwrap())).unwrap();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move { server.serve(listener, async move { drop(stopped.await) }).await });
    Running { endpoint, metrics, stop: Some(stop), task }
}

/// Who proves whose browser it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    SignIn,
    Code,
}

/// A server for many, with a Confluence behind it and an issuer beside it.
struct Shared {
    sandbox: Arc<Sandbox>,
    issuer: issuer::Issuer,
    running: Running,
}

/// What a test has a say in.
struct Parts {
    /// What the server is to Confluence.
    application: fn(&Sandbox) -> String,
    options: fn(HttpOptions) -> HttpOptions,
    connection: Box<dyn FnOnce(Connection) -> Connection>,
    issuer: Box<dyn FnOnce(Issuer) -> Issuer>,
    builder: fn(ServerBuilder) -> ServerBuilder,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            application: |sandbox| format!("{};Scope=WRITE", sandbox.oauth_connection_string()),
            options: |options| options,
            connection: Box::new(|connection| connection),
            issuer: Box::new(|issuer| issuer),
            builder: |builder| builder,
        }
    }
}

impl Shared {
    async fn start(proof: Proof) -> Self {
        Self::with(proof, Parts::default()).await
    }

    async fn with(proof: Proof, parts: Parts) -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
        let issuer = issuer::Issuer::start().await;
        let running = parts.start(&sandbox, &issuer, proof, &unique());
        Self { sandbox: Arc::new(sandbox), issuer, running }
    }

    /// A client whose caller is this subject.
    async fn client<C: ClientHandler>(
        &self,
        subject: &str,
        mode: ClientLifecycleMode,
        handler: C,
    ) -> RunningService<RoleClient, C> {
        let token = self.running.token_for(&self.issuer, subject);
        connect(&self.running.endpoint, Some(&token), mode, handler).await
    }
}

/// The name of a store that no other test uses.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("memory://http-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

impl Parts {
    /// One server of those that share a store.
    fn start(self, sandbox: &Sandbox, issuer: &issuer::Issuer, proof: Proof, store: &str) -> Running {
        let metrics = Metrics::new();
        let (listener, http) = bind(&metrics);
        let http = (self.options)(http);
        let callback = format!("http://{}/oauth/callback", listener.local_addr().unwrap());
        sandbox.allow_redirect(&callback);
        let application = (self.application)(sandbox);
        let string = format!("{application};CallbackURL={callback};OAuthSettingsLocation={store}");
        let connection = Connection::new(ConnectionString::parse(&string).unwrap()).unwrap();
        let mut trusted = Issuer::new(issuer.url()).unwrap();
        if proof == Proof::SignIn {
            trusted = trusted.client(CLIENT_ID, Some(Secret::new(CLIENT_SECRET)));
        }
        let trusted = (self.issuer)(trusted);
        let logins = CallerLogins::new((self.connection)(connection), &http, Some(&trusted)).unwrap();
        let mut server = Server::builder(logins.clone()).observer(metrics.clone());
        if logins.confirms_by_code() {
            server = server.tool(confirm_login_tool());
        }
        let server = (self.builder)(server.allow(["confluence_get_user"])).build().unwrap();
        run(HttpServer::with_caller_logins(server, http, Some(trusted), &logins).unwrap(), listener, metrics)
    }
}

pub(crate) async fn connect<C: ClientHandler>(
    endpoint: &Url,
    token: Option<&str>,
    mode: ClientLifecycleMode,
    handler: C,
) -> RunningService<RoleClient, C> {
    let mut config = StreamableHttpClientTransportConfig::with_uri(endpoint.as_str());
    if let Some(token) = token {
        config = config.auth_header(token);
    }
    let transport = StreamableHttpClientTransport::with_client(http(), config);
    handler.serve_with_lifecycle(transport, mode).await.unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    // Who issued the certificate of a proxy in front, in the tests that have one. Those of the system are not read: that
    // takes longer than a request, and some tests make thousands.
    let authority = include_bytes!("../fixtures/tls/ca.pem");
    let authority = reqwest::Certificate::from_pem(authority).unwrap();
    client.tls_certs_only([authority]).build().unwrap()
}

pub(crate) fn legacy() -> ClientLifecycleMode {
    ClientLifecycleMode::Initialize
}

pub(crate) fn modern() -> ClientLifecycleMode {
    ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }
}

pub(crate) async fn call<C: ClientHandler>(
    client: &RunningService<RoleClient, C>,
    tool: &'static str,
    arguments: Value,
) -> CallToolResult {
    let arguments = arguments.as_object().cloned().unwrap();
    client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap()
}

/// All text of an answer, and whether it is a refusal.
pub(crate) fn said(result: &CallToolResult) -> (String, bool) {
    let text =
        result.content.iter().filter_map(|block| block.as_text()).map(|text| text.text.as_str()).collect();
    (text, result.is_error == Some(true))
}

/// A request of the protocol up to 2025-11-25, which needs no handshake on a stateless server.
pub(crate) fn message(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

/// Sends a message as it is.
pub(crate) fn post(endpoint: &Url, message: &Value) -> reqwest::RequestBuilder {
    http()
        .post(endpoint.as_str())
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .body(message.to_string())
}
