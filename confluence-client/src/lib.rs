#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod client;
#[cfg(feature = "oauth")]
pub mod connection;
#[cfg(feature = "markdown")]
pub mod content;
pub mod cql;
pub mod dc;
mod error;
mod error_kind;
pub mod ids;
pub mod invisible;
pub mod models;
mod operation;
mod site;
#[cfg(feature = "sql")]
pub mod sql;
mod storage;
pub mod transport;
pub mod v1;
pub mod v2;
pub mod wiki;
pub mod wire;

pub use auth::{Anonymous, Authenticator, Credential, CredentialError, Refusal};
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::download::Download;
pub use client::rate_limit::RateLimit;
pub use client::retry::RetryPolicy;
pub use error::{Error, ErrorKind, Result, VersionConflict};
pub use operation::describe::{self, Operation};
pub use operation::endpoint::Endpoint;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub use operation::sample;
pub use site::{Deployment, Site};
pub use transport::{ClientCertificate, Multipart, Network, Transport};
pub use wiki::{Policy, Wiki};
pub use wire::answer::{Answer, RawAnswer, Response};
pub use wire::limits::Limits;
pub use wire::paging::{PageLinks, Paged};
pub use wire::query::Query;
pub use wire::timestamp::Timestamp;
