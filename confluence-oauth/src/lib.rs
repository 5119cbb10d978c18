#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

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
