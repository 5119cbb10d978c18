//! OAuth 1.0a, RFC 5849, as Server and Data Center speak it: every request is signed with RSA-SHA1.

mod handshake;
mod problem;
mod rsa_sha1;
mod signature;

pub(crate) use self::handshake::Consumer;
pub(crate) use self::rsa_sha1::Signer;
