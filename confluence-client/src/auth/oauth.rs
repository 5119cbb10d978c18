//! A session of confluence-oauth as an authenticator.

use async_trait::async_trait;
use confluence_oauth::Session;
use http::header::AUTHORIZATION;
use http::request::Parts;
use url::Url;

use super::{Authenticator, CredentialError, Refusal};

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
    if error.is_transient() { CredentialError::transient(error) } else { CredentialError::permanent(error) }
}
