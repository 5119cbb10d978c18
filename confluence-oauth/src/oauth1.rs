//! OAuth 1.0a, RFC 5849, as Server and Data Center speak it: every request is signed with RSA-SHA1.

mod handshake;
mod problem;
#[cfg(feature = "oauth1")]
mod rsa_sha1;
#[cfg(not(feature = "oauth1"))]
#[path = "oauth1/unsigned.rs"]
mod rsa_sha1;
mod signature;
mod skew;

pub(crate) use self::handshake::{Consumer, Trial};
pub(crate) use self::problem::DOCTOR_SHOWS;
pub(crate) use self::rsa_sha1::Signer;
pub(crate) use self::skew::Skew;
