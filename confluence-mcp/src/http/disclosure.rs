//! What an error may disclose to a caller: nothing of where the operator keeps tokens or how the server is set up.

use std::iter::successors;
use std::sync::Arc;

use async_trait::async_trait;
use confluence_client::{Authenticator, CredentialError, ErrorKind, Refusal};
use confluence_oauth::ErrorKind::{
    ClockSkew, ConsentDenied, LoginInProgress, LoginRequired, ReauthRequired, SiteNotGranted, StateMismatch,
    TokenEndpoint, Transient,
};
use http::request::Parts;

/// What they are told of in place of the rest, which is for the log.
const FOR_THE_OPERATOR: &str = "this server cannot use your login; who runs it finds the reason in its log";

/// The same of what may be over in a moment, such as a token store that many want to change at once.
const IN_A_MOMENT: &str = "this server could not use your login in time";

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
                    match error.is_transient() {
                        true => CredentialError::transient(IN_A_MOMENT),
                        false => CredentialError::permanent(FOR_THE_OPERATOR),
                    }
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
    match error.cause().is_some_and(confluence_oauth::Error::is_transient) {
        true => confluence_client::Error::new(ErrorKind::Transport, "connection").with_message(IN_A_MOMENT),
        false => confluence_client::Error::unauthenticated(FOR_THE_OPERATOR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_stays_what_passes_and_tells_nothing_of_the_store() {
        let busy = confluence_oauth::Error::lock_timeout("process 7 has held /canary.locks/0a for 30 s");
        for (inner, kind) in [
            (busy.clone(), ErrorKind::Transport),
            (confluence_oauth::Error::lease_lost(), ErrorKind::Transport),
            (confluence_oauth::Error::store("cannot write /canary"), ErrorKind::Unauthenticated),
        ] {
            let told = disclosed(inner.into(), true);
            assert_eq!(told.kind(), kind);
            assert!(!format!("{told} {told:?}").contains("canary"), "{told:?}");
        }
        let error = confluence_client::Error::from(busy);
        assert!(!may_disclose(&error, true) && error.kind() == ErrorKind::Transport);
    }
}
