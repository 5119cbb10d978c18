//! Streamable HTTP server for MCP, with OAuth 2.1 (resource server), rate limits and metrics: for one person on this
//! machine or for many behind one address.
//!
//! [`HttpServer`] puts a handler of rmcp, such as [`Server`](crate::Server), behind the checks that a server on a network
//! needs: `Host` and `Origin`, bearer tokens of a configured issuer (RFC 9728), bounds of size and time. It serves a
//! listener by itself, or is a [`service`](HttpServer::service) that another HTTP stack mounts.
//!
//! | path | is |
//! |---|---|
//! | the path of the endpoint, `/mcp` as a rule | the Model Context Protocol |
//! | `/.well-known/oauth-protected-resource`, also with the endpoint's path behind it | what a client needs to get a token (RFC 9728) |
//! | the path of the endpoint with `/server-card` behind it, and `/.well-known/ai-catalog.json` | what a client may know before it connects (SEP-2127) |
//! | `/oauth/...` and the path of `CallbackURL` | the logins of callers, where [`CallerLogins`] carries them |
//! | `/healthz`, `/readyz`, `/metrics` | for whoever runs the server |

mod auth;
mod browser_login;
mod call_rate;
mod caller;
mod caller_limit;
mod caller_logins;
mod disclosure;
mod endpoint;
mod endpoint_url;
mod error;
mod listener;
mod metrics;
mod options;
mod origin_check;
mod refused_names;
mod request_body;
mod response;
mod route;
mod server;
mod server_card;
mod service;
mod sessions;
mod streamable;
mod tool_call;

pub(crate) use caller::has_own_credential;
pub(crate) use endpoint::wrong_params;

pub use auth::Issuer;
pub use browser_login::confirm_login_tool;
pub use caller::Principal;
pub use caller_logins::CallerLogins;
pub use error::HttpError;
pub use metrics::Metrics;
pub use options::HttpOptions;
pub use response::HttpBody;
pub use server::HttpServer;
pub use service::HttpService;
pub use sessions::McpSessionOptions;
