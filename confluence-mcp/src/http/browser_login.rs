//! The login of a caller in their browser (OAuth 2.0, OpenID Connect), from the address that the client shows to the
//! stored token.

mod confirmation_code;
mod cookie;
mod flow;
mod pages;
mod sign_in;
mod state;

pub use confirmation_code::confirm_login_tool;
pub(super) use confirmation_code::{CodeConfirmation, NAME as CONFIRM_LOGIN, STEPS as CONFIRMATION_STEPS};
pub(super) use flow::{BrowserLogin, offer};
