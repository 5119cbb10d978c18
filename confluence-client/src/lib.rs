#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod auth;
mod builder;
mod call;
mod client;
#[cfg(feature = "oauth")]
pub mod connection;
#[cfg(feature = "markdown")]
pub mod content;
pub mod cql;
pub mod dc;
mod deadline;
mod declare;
pub mod describe;
mod download;
mod endpoint;
mod error;
pub mod ids;
mod limits;
pub mod models;
mod multipart;
mod paging;
mod query;
mod rate_limit;
mod retry;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub mod sample;
mod site;
mod stream;
mod timestamp;
pub mod transport;
pub mod v1;
pub mod v2;
pub mod wiki;
pub mod wire;

pub use answer::{Answer, RawAnswer, Response};
pub use auth::{Anonymous, Authenticator, Credential, CredentialError, Refusal};
pub use builder::ClientBuilder;
pub use client::Client;
pub use describe::Operation;
pub use download::Download;
pub use endpoint::Endpoint;
pub use error::{Error, ErrorKind, Result, VersionConflict};
pub use limits::Limits;
pub use multipart::Multipart;
pub use paging::{PageLinks, Paged};
pub use query::Query;
pub use rate_limit::RateLimit;
pub use retry::RetryPolicy;
pub use site::{Deployment, Site};
pub use timestamp::Timestamp;
pub use transport::{ClientCertificate, Network, Transport};
pub use wiki::{Policy, Wiki};
