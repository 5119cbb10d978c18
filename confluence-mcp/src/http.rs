//! Streamable HTTP, for one person on this machine or for many behind one address.
//!
//! [`HttpServer`] puts a handler of rmcp, such as [`Server`](crate::Server), behind the checks that a server on a network
//! needs: `Host` and `Origin`, bearer tokens of a configured issuer (RFC 9728), bounds of size and time. It serves a
//! listener by itself, or is a [`service`](HttpServer::service) that another HTTP stack mounts.
//!
//! | path | is |
//! |---|---|
//! | the path of the endpoint, `/mcp` as a rule | the Model Context Protocol |
//! | `/.well-known/oauth-protected-resource`, also with the endpoint's path behind it | what a client needs to get a token (RFC 9728) |
//! | `/oauth/...` and the path of `CallbackURL` | the logins of callers, where [`Tenants`] carries them |
//! | `/healthz`, `/metrics` | for whoever runs the server |

mod access_token;
mod answers;
mod attempt;
mod bearer;
mod body;
mod caller;
mod carried;
mod confirming;
mod cookie;
mod discovery;
mod error;
mod exchange;
mod guard;
mod issuer;
mod keys;
mod listen;
mod metadata;
mod metrics;
mod options;
mod pages;
mod patient;
mod route;
mod seen;
mod server;
mod service;
mod sessions;
mod sign_in;
mod streamable;
mod tellable;
mod tenants;
mod turns;

pub use answers::HttpBody;
pub use caller::Principal;
pub use confirming::confirm_login_tool;
pub use error::HttpError;
pub use issuer::Issuer;
pub use metrics::Metrics;
pub use options::HttpOptions;
pub use server::HttpServer;
pub use service::HttpService;
pub use sessions::SessionOptions;
pub use tenants::Tenants;
