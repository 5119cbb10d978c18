//! A Model Context Protocol server for Atlassian Confluence, Cloud and Data Center, to embed in a program.
//!
//! A [`Server`] is a handler for every transport of `rmcp`:
//!
//! ```
//! use confluence_client::connection;
//! use confluence_mcp::{Server, Toolset};
//! use rmcp::ServiceExt as _;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let wiki = connection::open("URL=https://wiki.example.com;AuthScheme=PAT;PAT=my-token").await?;
//! let server = Server::builder(wiki).toolsets([Toolset::Pages, Toolset::Search]).read_only(true).build()?;
//! let (ours, theirs) = tokio::io::duplex(1 << 16);
//! // Both ends wait for each other, so that each has a task of its own.
//! tokio::spawn(async move {
//!     if let Ok(running) = server.serve(theirs).await {
//!         drop(running.waiting().await);
//!     }
//! });
//! let client = ().serve(ours).await?;
//! let tools = client.list_all_tools().await?;
//! assert!(tools.iter().any(|tool| tool.name == "confluence_get_page"));
//! # Ok(())
//! # }
//! ```
//!
//! # Where to find what
//!
//! | you want to | use |
//! |---|---|
//! | choose what is offered: toolsets, single tools, reading alone | [`ServerBuilder`], [`Toolset`] |
//! | put a tool of your own beside ours | [`ServerBuilder::tool`] |
//! | serve several sites, or many people | [`Sites`], [`WikiProvider`] |
//! | open the connection at the first call | [`Deferred`] |
//! | see each call, for metrics or an audit log | [`AuditLog`], [`Observer`], [`ToolCall`] |
//! | serve a pipe, such as standard input and output, a JSON object on each line | [`JsonLines`] |
//! | keep a client on a pipe from filling the memory | [`BoundedTransport`] |
#![cfg_attr(
    feature = "http",
    doc = "| serve over HTTP, with access tokens of an issuer | [`http::HttpServer`], [`http::HttpOptions`], [`http::Issuer`] |"
)]
#![cfg_attr(
    feature = "office",
    doc = "| read office files in a process that can be ended | [`ServerBuilder::office_program`] |"
)]
#![cfg_attr(feature = "http", doc = "| let each caller log in to Confluence | [`http::CallerLogins`] |")]
//!
//! # Log events
//!
//! Events are logged with `tracing`, under the target `confluence_mcp`; every message with its level and fields is in the
//! section *Log events* of the page
//! [Health and metrics](https://github.com/confluence-rs/confluence/blob/main/confluence-mcp/docs/operation/metrics.md).
//!
//! The program `confluence-mcp`, its commands and its tools are described in the
//! [README](https://crates.io/crates/confluence-mcp).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod advice;
#[doc(hidden)]
pub mod agent_sandbox;
mod arguments;
mod attachment_content;
mod audit_log;
mod bounded_json;
mod bounded_transport;
mod build_error;
mod builder;
mod call;
mod call_limit;
mod call_subject;
mod chunk;
mod confirmation;
mod cursor;
mod deferred;
mod files;
mod filled_in;
mod group;
mod guesses;
mod handler;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "http")]
mod http_session;
mod identity;
mod instructions;
mod json_lines;
mod json_size;
mod login;
mod login_offer;
mod malformed;
mod mentions;
mod observer;
mod offered;
#[cfg(feature = "office")]
pub mod office;
mod output;
mod people_names;
mod person;
mod prompts;
mod resources;
mod schema;
mod scopes;
mod server;
mod synonyms;
mod syntax;
mod tool;
mod tool_operations;
mod tool_route;
mod tools;
mod toolset;
mod untrusted;
mod wiki_provider;

pub use audit_log::AuditLog;
pub use bounded_transport::BoundedTransport;
pub use build_error::BuildError;
pub use builder::ServerBuilder;
pub use deferred::Deferred;
pub use json_lines::JsonLines;
pub use login_offer::LoginOffer;
pub use observer::{CallerDetails, CallerRefusal, Observer, Ready, ToolCall, ToolOutcome};
#[doc(hidden)]
pub use scopes::{scopes_with_tools, unavailable_tools};
pub use server::Server;
pub use toolset::{Toolset, UnknownToolset, changes_something, missing_feature};
pub use wiki_provider::{Sites, WikiProvider};
