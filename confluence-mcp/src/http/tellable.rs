//! What callers get to know of a failure of their login: not where the operator keeps tokens, nor how the server is set up.

use std::iter::successors;

use confluence_oauth::ErrorKind::{
    ClockSkew, ConsentDenied, LoginInProgress, LoginRequired, ReauthRequired, SiteNotGranted, StateMismatch,
    TokenEndpoint, Transient,
};

/// What they are told of in place of the rest, which is for the log.
const FOR_THE_OPERATOR: &str = "this server cannot use your login; who runs it finds the reason in its log";

/// Whether they may read it. `logs_in` says whether they could do something about a login that is missing.
pub(crate) fn is_tellable(error: &(dyn std::error::Error + 'static), logs_in: bool) -> bool {
    let mut causes = successors(Some(error), |error| error.source());
    let cause = causes.find_map(|cause| cause.downcast_ref::<confluence_oauth::Error>());
    cause.is_none_or(|cause| match cause.kind() {
        LoginRequired | ReauthRequired | LoginInProgress => logs_in,
        kind => matches!(
            kind,
            ClockSkew | ConsentDenied | SiteNotGranted | StateMismatch | TokenEndpoint | Transient
        ),
    })
}

/// The same failure if they may read it.
pub(crate) fn tellable(error: confluence_client::Error, logs_in: bool) -> confluence_client::Error {
    if is_tellable(&error, logs_in) {
        return error;
    }
    tracing::warn!(?error, "a caller's login cannot be used");
    confluence_client::Error::unauthenticated(FOR_THE_OPERATOR)
}
