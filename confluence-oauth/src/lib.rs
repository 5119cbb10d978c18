#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "certificates")]
mod certificate;
#[cfg(not(feature = "certificates"))]
#[path = "certificate/absent.rs"]
mod certificate;
mod clock;
mod connection_string;
mod diagnosis;
mod error;
#[cfg(fuzzing)]
pub mod fuzz;
mod http;
#[doc = include_str!("../LOGIN.md")]
pub mod guide {}
mod login;
mod oauth1;
mod oauth2;
mod properties;
mod provider;
mod resources;
mod secret;
mod session;
mod store;

pub use self::connection_string::{ConnectionString, Layers, Origin, Value};
pub use self::diagnosis::{Check, Diagnosis, Outcome};
pub use self::error::{Error, ErrorKind, ReauthReason, Result};
pub use self::http::{ExchangeError, HttpExchange, Network};
#[cfg(feature = "browser")]
pub use self::login::Browser;
pub use self::login::{Login, LoginPrompt, PendingLogin};
pub use self::properties::{
    Callback, CertificateProperties, CertificateStoreType, GrantType, InitiateOAuth, KeyLocation, Lifetime,
    OAuthProperties, OAuthVersion, SettingsLocation,
};
pub use self::provider::Deployment;
pub use self::resources::Resource;
pub use self::secret::Secret;
pub use self::session::{AccessToken, Refusal, Session, SessionOptions, Status, Warning};
#[cfg(feature = "postgres")]
pub use self::store::PostgresStore;
#[cfg(any(test, feature = "conformance"))]
pub use self::store::conformance;
pub use self::store::{Entry, EntryKey, FileStore, Lease, LoginGuard, MemoryStore, TokenStore};
