#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod connection_string;
mod error;
mod properties;
mod secret;

pub use self::connection_string::{ConnectionString, Layers, Origin, Value};
pub use self::error::{Error, ErrorKind, ReauthReason, Result};
pub use self::properties::{
    Callback, CertificateProperties, CertificateStoreType, GrantType, InitiateOAuth, KeyLocation, Lifetime,
    OAuthProperties, OAuthVersion, SettingsLocation,
};
pub use self::secret::Secret;
