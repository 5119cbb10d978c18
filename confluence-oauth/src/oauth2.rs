//! OAuth 2.0: what is sent to an authorization server, and what comes back.

mod answer;
mod authorize;
mod exchange;
mod refusal;

pub(crate) use self::answer::Answer;
pub(crate) use self::authorize::{Attempt, begin};
pub(crate) use self::exchange::TokenEndpoint;
