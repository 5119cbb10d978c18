#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod advice;
#[doc(hidden)]
pub mod agent_sandbox;
mod arguments;
mod attachment_content;
mod bounded_transport;
mod builder;
mod call;
mod call_limit;
mod chunk;
mod clients;
mod confirmation;
mod files;
mod handler;
#[cfg(feature = "http")]
pub mod http;
mod login;
mod login_offer;
mod observer;
mod output;
mod people_names;
mod prompts;
mod resources;
mod schema;
mod server;
mod tool;
mod tools;
mod toolset;
mod untrusted;

pub use bounded_transport::BoundedTransport;
pub use builder::{BuildError, Builder};
pub use clients::{Clients, Deferred, Sites};
pub use login_offer::LoginOffer;
pub use observer::{Observer, ToolCall, ToolOutcome};
pub use server::Server;
pub use toolset::Toolset;
