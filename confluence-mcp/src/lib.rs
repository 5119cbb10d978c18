#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod advice;
mod answer;
mod arguments;
mod bound;
mod bounded;
mod builder;
mod call;
mod clients;
mod confirm;
mod files;
#[cfg(feature = "http")]
pub mod http;
mod login;
mod observer;
mod prompts;
mod reading;
mod resources;
mod schema;
mod server;
mod tool;
mod tools;
mod toolset;
mod untrusted;

pub use bounded::Bounded;
pub use builder::{BuildError, Builder};
pub use clients::{Clients, Deferred, Sites};
pub use login::LoginOffer;
pub use observer::{Observer, ToolCall, ToolOutcome};
pub use server::Server;
pub use toolset::Toolset;
