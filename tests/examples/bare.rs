//! A bare server of the SDK: what ours is measured against. It answers on standard input and output, or over HTTP at an
//! address that is given, and asks services over HTTPS, with nothing of ours in it; `cargo xtask bench build` builds it as
//! a package of its own.

use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::io::stdio_pipes;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt as _};
use tokio::net::TcpListener;

/// Made when it is needed, as ours is.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// One tool that says what it is told, and one that fetches.
#[derive(Clone)]
struct Bare;

impl ServerHandler for Bare {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = Arc::new(serde_json::Map::from_iter([("type".to_owned(), "object".into())]));
        let tools = [("echo", "Says it again."), ("fetch", "Fetches an address.")];
        let tools = tools.map(|(name, what)| Tool::new(name, what, Arc::clone(&schema)));
        Ok(ListToolsResult::with_all_items(tools.into()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let text = request.arguments.unwrap_or_default().get("text").cloned().unwrap_or_default();
        let text = text.as_str().unwrap_or_default();
        if request.name != "fetch" {
            return Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into());
        }
        let fetched = async { CLIENT.get(text).send().await?.error_for_status()?.text().await };
        match fetched.await {
            Ok(text) => Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into()),
            Err(error) => Err(ErrorData::internal_error(error.to_string(), None)),
        }
    }
}

async fn serve_http(address: &str) {
    let config =
        StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
    let service = StreamableHttpService::new(|| Ok(Bare), Arc::<NeverSessionManager>::default(), config);
    let listener = TcpListener::bind(address).await.expect("a port");
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        let answer = service_fn(move |request| {
            let service = service.clone();
            async move { Ok::<_, Infallible>(service.handle(request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

fn main() {
    let address = std::env::args().nth(1);
    let mut builder = match address {
        Some(_) => tokio::runtime::Builder::new_multi_thread(),
        None => tokio::runtime::Builder::new_current_thread(),
    };
    builder.enable_all().build().expect("a runtime").block_on(async {
        match address {
            Some(address) => serve_http(&address).await,
            None => {
                let service = Bare.serve(stdio_pipes()).await.expect("a client");
                service.waiting().await.expect("an end");
            }
        }
    });
}
