//! What an error may disclose to a caller: nothing of where the operator keeps tokens or how the server is set up.

use std::iter::successors;
use std::sync::Arc;

use async_trait::async_trait;
use confluence_client::{Authenticator, CredentialError, Refusal};
use confluence_oauth::ErrorKind::{
    ClockSkew, ConsentDenied, LoginInProgress, LoginRequired, ReauthRequired, SiteNotGranted, StateMismatch,
    TokenEndpoint, Transient,
};
use http::request::Parts;

/// What they are told of in place of the rest, which is for the log.
const FOR_THE_OPERATOR: &str = "this server cannot use your login; who runs it finds the reason in its log";

/// Whether they may read it. `logs_in` says whether they could do something about a login that is missing.
pub(crate) fn may_disclose(error: &(dyn std::error::Error + 'static), logs_in: bool) -> bool {
    let mut causes = successors(Some(error), |error| error.source());
    let cause = causes.find_map(|cause| match cause.downcast_ref::<confluence_client::Error>() {
        Some(error) => error.cause(),
        None => cause.downcast_ref::<confluence_oauth::Error>(),
    });
    cause.is_none_or(|cause| match cause.kind() {
        LoginRequired | ReauthRequired | LoginInProgress => logs_in,
        kind => matches!(
            kind,
            ClockSkew | ConsentDenied | SiteNotGranted | StateMismatch | TokenEndpoint | Transient
        ),
    })
}

/// An authenticator whose failures tell a caller what they may know, and the log all of it.
#[derive(Debug)]
pub(super) struct Disclosing {
    pub(super) inner: Arc<dyn Authenticator>,
    pub(super) logs_in: bool,
}

#[async_trait]
impl Authenticator for Disclosing {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        self.inner.authorize(request, refused).await.map_err(|error| {
            match may_disclose(&error, self.logs_in) {
                true => error,
                false => {
                    tracing::warn!(%error, "a caller's login cannot be used");
                    CredentialError::permanent(FOR_THE_OPERATOR)
                }
            }
        })
    }
}

/// The same failure if they may read it.
pub(crate) fn disclosed(error: confluence_client::Error, logs_in: bool) -> confluence_client::Error {
    if may_disclose(&error, logs_in) {
        return error;
    }
    tracing::warn!(?error, "a caller's login cannot be used");
    confluence_client::Error::unauthenticated(FOR_THE_OPERATOR)
}
