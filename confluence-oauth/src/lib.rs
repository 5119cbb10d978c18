#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod clock;
mod connection_string;
mod error;
mod http;
mod properties;
mod provider;
mod secret;
mod store;

pub use self::connection_string::{ConnectionString, Layers, Origin, Value};
pub use self::error::{Error, ErrorKind, ReauthReason, Result};
pub use self::http::{ExchangeError, HttpExchange, Network};
pub use self::properties::{
    Callback, CertificateProperties, CertificateStoreType, GrantType, InitiateOAuth, KeyLocation, Lifetime,
    OAuthProperties, OAuthVersion, SettingsLocation,
};
pub use self::provider::Deployment;
pub use self::secret::Secret;
pub use self::store::{Entry, EntryKey, FileStore, Lease, LoginGuard, MemoryStore, TokenStore};
