//! The round trip of a call over HTTP, against a bare server of the same SDK with the same tool. Goal: 1.2 times.
//!
//! Both answer in this process, over one connection that is kept open, and take turns, so that whatever else the machine
//! does slows both.

use std::sync::Arc;
use std::time::{Duration, Instant};

use confluence_client::connection;
use confluence_mcp::Server;
use confluence_mcp::http::{HttpOptions, HttpServer, Issuer};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ServerCapabilities, ServerConfig,
    Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::json;
use tests::issuer;
use url::Url;

const ROUNDS: usize = 20;
const CALLS: usize = 100;

/// One tool that says what it is told.
#[derive(Clone)]
struct Echo;

impl ServerHandler for Echo {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let text = request.arguments.unwrap_or_default().get("text").cloned().unwrap_or_default();
        Ok(CallToolResult::success(vec![ContentBlock::text(text.as_str().unwrap_or_default())]).into())
    }
}

fn echo() -> ToolRoute<Server> {
    let schema = serde_json::Map::from_iter([("type".to_owned(), json!("object"))]);
    ToolRoute::new_dyn(Tool::new("echo", "Says it again.", Arc::new(schema)), |context| {
        let text = context.arguments.unwrap_or_default().get("text").cloned().unwrap_or_default();
        let text = text.as_str().unwrap_or_default().to_owned();
        Box::pin(async move { Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into()) })
    })
}

async fn bare() -> String {
    let config =
        StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
    let service = StreamableHttpService::new(|| Ok(Echo), Arc::<NeverSessionManager>::default(), config);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).expect("a socket");
            let service = service.clone();
            let answer = service_fn(move |request| {
                let service = service.clone();
                async move { Ok::<_, std::convert::Infallible>(service.handle(request).await) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    format!("http://{address}/mcp")
}

/// Ours, with all of its tools; with an issuer, each call's token is verified.
async fn ours(issuer: Option<&issuer::Issuer>) -> String {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.expect("a wiki");
    let handler = Server::builder(wiki).tool(echo()).build().expect("a server");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    let options = HttpOptions::new(Url::parse(&address).expect("an address")).expect("options");
    let server = match issuer {
        Some(issuer) => {
            HttpServer::protected(handler, options, Issuer::new(issuer.url()).expect("an issuer"))
        }
        None => HttpServer::local(handler, options),
    };
    let server = server.expect("a server");
    tokio::spawn(server.serve(listener, std::future::pending()));
    address
}

struct Contender {
    name: &'static str,
    address: String,
    token: Option<String>,
    took: Vec<Duration>,
}

impl Contender {
    async fn round(&mut self, client: &reqwest::Client) {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "echo", "arguments": {"text": "hello"}}});
        for _ in 0..CALLS {
            let began = Instant::now();
            let request = client.post(&self.address).header("accept", "application/json, text/event-stream");
            let mut request = request.header("content-type", "application/json").body(call.to_string());
            if let Some(token) = &self.token {
                request = request.bearer_auth(token);
            }
            let text = request.send().await.expect("an answer").text().await.expect("its text");
            self.took.push(began.elapsed());
            assert!(text.contains("hello"), "{text}");
        }
    }

    fn median(&mut self) -> f64 {
        self.took.sort();
        self.took[self.took.len() / 2].as_secs_f64() * 1e6
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let issuer = issuer::Issuer::start().await;
    let guarded = ours(Some(&issuer)).await;
    let token = issuer.token("bench", &guarded);
    let contender = |name, address, token| Contender { name, address, token, took: Vec::new() };
    let mut contenders = [
        contender("bare rmcp", bare().await, None),
        contender("confluence-mcp", ours(None).await, None),
        contender("confluence-mcp, tokens verified", guarded, Some(token)),
    ];
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    for round in 0..=ROUNDS {
        for contender in &mut contenders {
            contender.round(&client).await;
            if round == 0 {
                contender.took.clear();
            }
        }
    }
    let bare = contenders[0].median();
    for contender in &mut contenders {
        let median = contender.median();
        println!(
            "{}: {median:.0} µs a call, {:.2} of bare (medians of {} calls)",
            contender.name,
            median / bare,
            ROUNDS * CALLS
        );
    }
}
