//! Authorization of callers: bearer tokens of a configured issuer (RFC 6750, RFC 9068, RFC 9728).

mod access_token;
mod bearer;
mod discovery;
mod issuer;
mod keys;
mod resource_metadata;
mod verified_tokens;

pub(super) use access_token::{OtherClaims, TokenVerifier, subject};
pub(super) use bearer::{BearerAuth, require_token};
pub(super) use discovery::{Metadata, discover};
pub use issuer::Issuer;
pub(super) use issuer::IssuerClient;
pub(super) use resource_metadata::ResourceMetadata;
pub(super) use verified_tokens::VerifiedToken;
