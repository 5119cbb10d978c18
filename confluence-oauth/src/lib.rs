//! OAuth 2.0 and OAuth 1.0a login to Atlassian Confluence Cloud and Data Center: connection strings, token refresh, and
//! token stores that many processes share.
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
//! | put a credential on a request, refreshed where it must be | [`Session::authorize`], [`Refusal`] |
//! | get the access token itself | [`Session::access_token`], [`AccessToken`] |
//! | know the site behind a login on Cloud | [`Session::cloud_id`], [`Session::resource`] |
//! | serve many users, each with tokens of their own | [`Session::for_principal`] |
//! | see what is stored, and delete it (log out) | [`Session::status`], [`Session::logout`] |
//! | find out what is wrong | [`Session::diagnose`], [`Error`], [`ErrorKind`] |
//! | write a token store of your own, or choose one | [`TokenStore`], [`MemoryStore`], [`FileStore`] |
//! | send requests over an HTTP client of your choice | [`HttpExchange`], [`SessionOptions::exchange`] |
//! | hold a secret | [`Secret`] |
//! | say who gets and who refreshes the token | [`InitiateOAuth`] |
//! | choose where tokens are kept | [`SettingsLocation`] |
//! | know every property of a connection string | [`PROPERTIES`] |
//!
//! The [README](https://crates.io/crates/confluence-oauth) has a whole program, and a table of the crate's features.
//!
//! # Log events
//!
//! Sessions and stores are logged with [`tracing`](https://docs.rs/tracing) under targets that begin with `confluence_oauth`.
//! No field holds a secret. `error` is an [`Error`] with its message; `issuer` is the URL of the authorization server.
//!
//! | event | level | fields |
//! |---|---|---|
//! | `asking for a new token`: a token request, of a refresh or of a service account | debug | `attempt`, `issuer` |
//! | `a new token was obtained` | info | `issuer` |
//! | `the response has no refresh token; the previous one stays in use` | info | |
//! | `the service refused the token; looking for a newer one` | debug | `status` |
//! | `the token could not be refreshed before it expires; it is used until then` | warn | `error` |
//! | `the refusal of the refresh could not be saved` | warn | `error` |
//! | `the expiry of the grant could not be saved` | warn | `error` |
//! | `a refresh that began at {at} was cut off; its answer, and the grant with it, were lost` | warn | |
//! | `the refreshed token could not be saved; it is kept in memory and saving is tried again` | warn | `error` |
//! | `the refreshed token is saved now` | info | |
//! | `the stored entry was changed during the refresh; the refreshed token is saved now` | info | |
//! | `somebody else stored a newer token during the refresh; that one is used from now on` | warn | |
//! | `the token could not be saved; it is kept in memory` | warn | `error` |
//! | `the token of the connection string could not be saved` | warn | `error` |
//! | `the token will be kept in memory only` | warn | `error` |
//! | `the lease of the stored token could not be given back` | warn | `error` |
//! | `{property} was used before another one, or before a login, and is not used again` | warn | |
//! | `OAuthVerifier is no longer valid; a new login is begun` | warn | `error` |
//! | `the sites of the login could not be read` | warn | `error` |
//! | `a copy of the tokens may be in {path}`: it could not be read at a logout | warn | `error` |
//! | `the server's clock is {seconds} s ahead of this machine's; requests are dated by it`, or `behind` (OAuth 1.0a) | warn | |
//! | `the key of CertificateStore is short; make one of 2048 bits or more` | warn | `bits` |
//! | `{property}: others can read the private key in {path}: chmod 600` | warn | |
//! | `{property}: the content is {format}, not {type}; it is read as what it is`; at debug where it cannot be read | warn | |
//! | `{property}: the PKCS#12 store has no MAC, so that a change of it cannot be detected` | warn | |
//! | `the token database failed; trying again` | debug | `failure` |
//! | `a connection to the token database ended` | debug | `error` |
//! | `a claim in the token database was not given back; it will expire` | debug | `error` |
//! | `a claim in the token database could not be kept up` | debug | `error` |

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
mod hex;
mod login;
mod loopback;
mod oauth1;
mod oauth2;
mod properties;
mod provider;
mod resources;
mod retry_after;
mod secret;
mod secret_json;
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
