//! REST API client for Atlassian Confluence Cloud and Data Center: every published operation, one API for both
//! deployments, and conversion between Markdown and the Confluence storage format.
//!
//! [`Wiki`] is the high-level client, the same on both deployments; [`Client`] is the low-level one, which sends any
//! operation of the REST APIs:
//!
//! ```no_run
//! use confluence_client::{Client, Credential, Site, Wiki, v2};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let site: Site = "https://example.atlassian.net".parse()?;
//! let credential = Credential::basic("me@example.com", &std::env::var("API_TOKEN")?)?;
//! let client = Client::builder(site).authenticator(credential).build()?;
//! let likes = client.send(v2::likes::count(confluence_client::ids::PageId::from(98765))).await?;
//!
//! let wiki = Wiki::new(client);
//! println!("{}: {:?}", wiki.page(98765).await?.title, likes);
//! # Ok(())
//! # }
//! ```
//!
//! # Where to find what
//!
//! | you want to | use |
//! |---|---|
#![cfg_attr(
    feature = "oauth",
    doc = "| open a wiki by a connection string; one for each of many users | [`connection::open`]; [`connection::Connection::for_principal`] |"
)]
#![cfg_attr(not(feature = "oauth"), doc = "| open a wiki by a connection string | the feature `oauth` |")]
//! | open one by a URL and a credential | [`Client::builder`], [`Site`], [`Credential`], [`Wiki::new`] |
//! | read, search, create, edit, comment, attach, move | [`Wiki`]: its methods by topic, and twenty common tasks |
//! | restrict a program to reading, or to some spaces | [`Policy`], [`Wiki::with_policy`] |
//! | paginate: one batch at a time, or everything as a `Stream` | [`wiki::List`] |
#![cfg_attr(
    feature = "markdown",
    doc = "| read storage as Markdown, write Markdown as storage | [`content::Document`], [`content::to_storage`] |"
)]
#![cfg_attr(
    feature = "markdown",
    doc = "| change some words of a page and nothing else | [`Wiki::edit`], [`content::Edit`] |"
)]
//! | write a CQL query without an injection | [`cql`] |
#![cfg_attr(feature = "sql", doc = "| ask in SQL | [`sql::Sql`] |")]
//! | send any published operation, found by its operationId | [`v2`], [`v1`], [`dc`]; [`Client::send`], [`Client::stream`], [`Client::download`] |
//! | send an unpublished operation, read a response as another type | [`OwnOperation`], [`Endpoint`], [`Client::send_as`], [`Client::raw`] |
//! | know what an error means, and its cause | [`Error`], [`ErrorKind`], [`Error::cause`] |
//! | set timeouts, retries and maximum sizes | [`ClientBuilder::timeout`], [`RetryPolicy`], [`Limits`] |
//! | set a proxy, CA certificates, a client certificate | [`Network`] |
//! | use another HTTP client, or see every request | [`Transport`] |
//! | use credentials of another kind | [`Authenticator`] |
#![cfg_attr(
    feature = "testing",
    doc = "| test a program without a site, on an in-memory mock of Confluence | [`testing::Sandbox`] |"
)]
#![cfg_attr(
    not(feature = "testing"),
    doc = "| test a program without a site, on an in-memory mock of Confluence | the feature `testing` |"
)]
//!
//! What each feature brings is in the [README](https://crates.io/crates/confluence-client), and what it costs to build in
//! [Cargo features](https://github.com/confluence-rs/confluence/blob/main/confluence-mcp/docs/features.md).
//!
//! # What it takes care of
//!
//! - **Paging** in each of the three styles. Only the query of a next link is used, never its host.
//! - **Errors**: one type; [`ErrorKind`] says what a failure means to you, and the documentation of each kind what to do.
//! - **Retries**: by kind of failure and by whether a second request could do harm. `Retry-After` is honoured, and clones
//!   of a client slow down together: [`RetryPolicy`].
//! - **Limits**: a response that is too long, too slow or never ends is an error, not a full memory. `Wiki::with_client`
//!   gives some calls another deadline; an upload may go on for as long as its bytes move.
//! - **Credentials** go to the site over https and nowhere else, and show in no `Debug`, log or error.
//!
//! # Log events
//!
//! Calls are logged with [`tracing`](https://docs.rs/tracing) under the target `confluence_client` (and modules below it), so
//! that any subscriber shows them and `tracing-opentelemetry` exports them. No field holds a credential, a body or the query
//! of a URL.
//!
//! | event | level | fields |
//! |---|---|---|
//! | span `confluence`: one call with its attempts | debug | `operation` (Atlassian's operationId), `otel.kind`, `otel.name`, `http.request.method`, `http.request.resend_count`, `http.response.status_code` |
//! | `answered`: one attempt was answered | debug | `http.response.status_code`, `elapsed_ms` |
//! | `trying again` | debug | `attempt`, `wait_ms`, `error.type` ([`ErrorKind`] as text) |
//! | `sending a newer credential` | debug | `http.response.status_code` of the refusal |
//! | `rate limited: all calls wait` | info | `operation`, `wait_ms` |
//! | `merging with another's change`: an edit met a newer version | info | `page`, `base`, `current` (version numbers) |
//! | `the author of a comment is not known`: its first version could not be read | debug | `kind` ([`ErrorKind`] as text) |
//! | `AllowHttp: the credential and all content go to {host} in the clear` | warn | |
//! | each line of `connection::Connection::notes`, by `connection::open`: what of a connection string has no effect, or restricts less than it seems | warn | |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "wiki"),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "what `Wiki` and its drivers use has no other user"
    )
)]

mod auth;
mod client;
#[cfg(feature = "oauth")]
pub mod connection;
#[cfg(feature = "markdown")]
pub mod content;
pub mod cql;
#[cfg(feature = "dc")]
pub mod dc;
mod declare;
mod error;
mod error_kind;
mod folded;
pub mod ids;
pub mod invisible;
#[cfg(any(feature = "v1", feature = "v2", feature = "dc"))]
pub mod models;
#[cfg(any(feature = "markdown", feature = "wiki"))]
mod offload;
mod operation;
mod quoted;
mod site;
mod spellings;
#[cfg(feature = "sql")]
pub mod sql;
#[cfg(any(feature = "markdown", feature = "wiki"))]
mod storage;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
mod time_zone;
pub mod transport;
#[cfg(feature = "v1")]
pub mod v1;
#[cfg(feature = "v2")]
pub mod v2;
#[cfg(feature = "markdown")]
mod wide;
#[cfg(feature = "wiki")]
pub mod wiki;
pub mod wire;

pub use auth::{Anonymous, Authenticator, Credential, CredentialError, Refusal};
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::download::Download;
pub use client::rate_limit::RateLimit;
pub use client::retry::RetryPolicy;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub use declare::sample;
pub use error::{Error, ErrorKind, Reason, Result, VersionConflict};
pub use operation::describe::{self, Operation};
pub use quoted::Quoted;
pub use site::{Deployment, Site};
pub use time_zone::TimeZone;
pub use transport::{ClientCertificate, Multipart, Network, Transport};
#[cfg(feature = "wiki")]
pub use wiki::{Policy, Wiki};
pub use wire::answer::{FromResponse, RawResponse, Response};
pub use wire::endpoint::Endpoint;
pub use wire::limits::Limits;
pub use wire::own_operation::OwnOperation;
pub use wire::paging::{PageLinks, Paged};
pub use wire::query::Query;
pub use wire::timestamp::Timestamp;
