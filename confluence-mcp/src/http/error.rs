//! What keeps a server from being set up.

/// The cause of a failure for the log, whatever it is.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a server cannot be set up as it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// An address cannot be what it is given as.
    #[error("{what}: {why}")]
    Address {
        /// Which address it is.
        what: &'static str,
        /// What is wrong with it, and what would be right.
        why: &'static str,
    },
    /// The endpoint can be reached from other machines and asks nobody who they are.
    #[error(
        "an address beyond this machine needs authentication: name the issuer of the callers' tokens (HttpServer::protected), \
         set a token that they have to bring (HttpOptions::token), let each send a Confluence credential of their own \
         (HttpServer::with_caller_logins without an issuer), or check them before this server is asked (HttpServer::admitted)"
    )]
    Unauthenticated,
    /// Callers would have to bring two bearer tokens in one header, which nobody can.
    #[error(
        "HttpOptions::token and an issuer exclude each other: with an issuer, callers send its access tokens"
    )]
    TokenAndIssuer,
    /// The callers have no way to a credential of their own.
    #[error("callers have no credential of their own: {0}")]
    NoCredential(String),
}

impl HttpError {
    pub(crate) fn address(what: &'static str, why: &'static str) -> Self {
        Self::Address { what, why }
    }
}
