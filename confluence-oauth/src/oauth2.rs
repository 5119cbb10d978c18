//! OAuth 2.0: what is sent to an authorization server, and what comes back.

mod authorize;
mod exchange;
mod refusal;
mod response;

pub(crate) use self::authorize::{AuthorizationRequest, begin};
pub(crate) use self::exchange::TokenEndpoint;
pub(crate) use self::response::TokenResponse;
