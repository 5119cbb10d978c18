//! A session of confluence-oauth as an authenticator.

use async_trait::async_trait;
use confluence_oauth::Session;
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;
use url::Url;

use super::{Authenticator, CredentialError, Refusal};
use crate::error_kind::ErrorKind;

#[async_trait]
impl Authenticator for Session {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        let url = Url::parse(&request.uri.to_string()).map_err(CredentialError::permanent)?;
        let refused =
            refused.map(|refused| confluence_oauth::Refusal::new(refused.status, refused.header.clone()));
        let header = Session::authorize(self, &request.method, &url, refused.as_ref())
            .await
            .map_err(credential_error)?;
        // The same header again means that there is no better one, and the refusal stands.
        if refused.is_none_or(|refused| refused.header != header) {
            request.headers.insert(AUTHORIZATION, header);
        }
        Ok(())
    }
}

fn credential_error(error: confluence_oauth::Error) -> CredentialError {
    let (kind, message) = (kind_of(&error), error.explained());
    let (property, retry_after) = (error.property().map(str::to_owned), error.retry_after());
    let failed = CredentialError::new(kind, error.into()).with_message(message);
    CredentialError { property, retry_after, ..failed }
}

/// What a failure of the session means to the caller: a fault of the connection's setting up is `Invalid`, what may pass is
/// `Transport` or `RateLimited`, everything else needs a person to log in.
pub(crate) fn kind_of(error: &confluence_oauth::Error) -> ErrorKind {
    use confluence_oauth::ErrorKind as OAuth;

    match error.kind() {
        OAuth::Transient if error.status_code() == Some(StatusCode::TOO_MANY_REQUESTS) => {
            ErrorKind::RateLimited
        }
        _ if error.is_transient() => ErrorKind::Transport,
        OAuth::Config
        | OAuth::Store
        | OAuth::Certificate
        | OAuth::NoPrivateKey
        | OAuth::KeyLost
        | OAuth::KeyringLocked
        | OAuth::KeyringUnavailable
        | OAuth::CallbackPort => ErrorKind::Invalid,
        OAuth::Unsupported => ErrorKind::Unsupported,
        _ => ErrorKind::Unauthenticated,
    }
}
