//! Log in to Atlassian Confluence, Cloud and Data Center, and stay logged in: connection strings, OAuth 2.0 and 1.0a,
//! and token stores that many processes share.
//!
//! ```no_run
//! use confluence_oauth::{ConnectionString, Session, SessionOptions};
//! use http::Method;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mut string = ConnectionString::parse("URL=https://example.atlassian.net;OAuthClientId=abc;\
//!     OAuthClientSecret=env:CLIENT_SECRET;Scope=read:page:confluence")?;
//! let options = SessionOptions::take_from(&mut string)?.exchange(exchange);
//! string.finish()?; // A property that nobody took is an error.
//! let session = Session::open(options)?;
//!
//! let url = "https://api.atlassian.com/ex/confluence/.../wiki/api/v2/pages".parse()?;
//! let header = session.authorize(&Method::GET, &url, None).await?;
//! # drop(header);
//! # Ok(())
//! # }
//! # async fn exchange(_: http::Request<bytes::Bytes>) -> Result<http::Response<bytes::Bytes>, confluence_oauth::ExchangeError> {
//! #     Err("a program's own HTTP client".into())
//! # }
//! ```
//!
//! # Where to find what
//!
//! | you want to | use |
//! |---|---|
//! | know what to set up in Confluence for each way to log in | [`guide`] |
//! | read a connection string, a profile, the environment | [`ConnectionString`], [`Layers`] |
//! | open a session | [`SessionOptions::take_from`], [`Session::open`] |
//! | let a user log in with a browser on this machine | [`Session::login`], [`LoginPrompt`] |
//! | let a user log in elsewhere, in two steps | [`Session::begin_login`], [`Session::finish_login`] |
//! | put a credential on a request, renewed where it must be | [`Session::authorize`], [`Refusal`] |
//! | have the access token itself | [`Session::access_token`], [`AccessToken`] |
//! | know the site behind a login on Cloud | [`Session::cloud_id`], [`Session::resource`] |
//! | serve many users, each with tokens of their own | [`Session::of_principal`] |
//! | know what is stored, and forget it | [`Session::status`], [`Session::logout`] |
//! | find out what is wrong | [`Session::diagnose`], [`Error`], [`ErrorKind`] |
//! | keep tokens elsewhere | [`TokenStore`], [`MemoryStore`], [`FileStore`] |
//! | send requests over an HTTP client of your choice | [`HttpExchange`], [`SessionOptions::exchange`] |
//! | hold a secret | [`Secret`] |
//! | say who obtains a token and who renews it | [`InitiateOAuth`] |
//! | choose where tokens are kept | [`SettingsLocation`] |
//! | know every property of a connection string | [`PROPERTIES`] |
//!
//! The [README](https://crates.io/crates/confluence-oauth) has a whole program, and a table of the crate's features.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "oauth1")]
mod certificate;
#[cfg(not(feature = "oauth1"))]
#[path = "certificate/absent.rs"]
mod certificate;
mod clock;
mod connection_string;
mod diagnosis;
mod error;
mod exchange;
mod exposure;
#[cfg(fuzzing)]
pub mod fuzz;
#[doc = include_str!("../LOGIN.md")]
pub mod guide {}
mod login;
mod loopback;
mod oauth1;
mod oauth2;
mod properties;
mod provider;
mod resources;
mod secret;
mod session;
mod store;
mod task_end;

pub use self::connection_string::{ConnectionString, Layers, Origin, PROPERTIES, Property, Treatment, Value};
pub use self::diagnosis::{Check, Diagnosis, Outcome};
pub use self::error::{Error, ErrorKind, ReauthReason, Result};
pub use self::exchange::{ExchangeError, HttpExchange};
#[cfg(feature = "browser")]
pub use self::login::Browser;
pub use self::login::LoginPrompt;
pub use self::loopback::is_loopback;
pub use self::properties::{
    Callback, CertificateNames, CertificateProperties, CertificateStoreType, Deployment, GrantType,
    InitiateOAuth, KeyLocation, Lifetime, OAuthProperties, OAuthVersion, SettingsLocation, SiteProperties,
};
pub use self::resources::Resource;
pub use self::secret::Secret;
pub use self::session::{
    AccessToken, Login, PendingLogin, Refusal, Session, SessionOptions, Status, Warning,
};
#[cfg(feature = "postgres")]
pub use self::store::PostgresStore;
#[cfg(any(test, feature = "conformance"))]
pub use self::store::conformance;
pub use self::store::{Entry, EntryKey, FileStore, Lease, LoginGuard, MemoryStore, TokenStore};
