//! The server inside of an axum application, with a wiki for each caller.
//!
//! The application knows its users by a token of its own; each one acts in Confluence with the connection that is theirs.
//! `USERS` holds a line for each: a token, a blank, a connection string.

#![expect(clippy::print_stdout, reason = "whoever starts it wants to know the address")]

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header, request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use confluence_client::{Wiki, connection};
use confluence_mcp::{Server, WikiProvider};
use rmcp::RoleServer;
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

/// A user of the application: their wiki, and what they are called, which stands in the log.
#[derive(Clone)]
struct User {
    name: String,
    wiki: Wiki,
}

/// The users, by token.
type Users = Arc<HashMap<String, User>>;

/// Finds the user that the application has put beside the request.
struct OfCaller;

fn user(request: &RequestContext<RoleServer>) -> Option<&User> {
    request.extensions.get::<request::Parts>()?.extensions.get()
}

#[async_trait]
impl WikiProvider for OfCaller {
    async fn wiki(
        &self,
        _: Option<&str>,
        request: &RequestContext<RoleServer>,
    ) -> Result<Wiki, confluence_client::Error> {
        let user = user(request);
        user.map(|user| user.wiki.clone())
            .ok_or_else(|| confluence_client::Error::unauthenticated("nobody is logged in"))
    }

    fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String> {
        user(request).map(|user| user.name.clone())
    }
}

/// Lets those in whose token is known, and remembers who it is.
async fn admit(State(users): State<Users>, mut request: Request, next: Next) -> Result<Response, StatusCode> {
    let token = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    let user = token.and_then(|token| users.get(token)).ok_or(StatusCode::UNAUTHORIZED)?;
    request.extensions_mut().insert(user.clone());
    Ok(next.run(request).await)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut users = HashMap::new();
    for (number, line) in std::env::var("USERS")?.lines().enumerate() {
        let (token, string) = line.split_once(' ').ok_or("a line is a token and a connection string")?;
        let user = User { name: format!("user {number}"), wiki: connection::open(string).await? };
        users.insert(token.to_owned(), user);
    }

    let server = Server::builder(OfCaller).build()?;
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .enforce_origin_validation();
    let mcp =
        StreamableHttpService::new(move || Ok(server.clone()), Arc::<LocalSessionManager>::default(), config);
    let app = axum::Router::new()
        .route_service("/mcp", mcp)
        .layer(middleware::from_fn_with_state(Users::new(users), admit))
        .route("/health", get(|| async { "well" }));

    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}/mcp", listener.local_addr()?);
    // Without this every answer waits for an acknowledgement.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, app).await?;
    Ok(())
}
