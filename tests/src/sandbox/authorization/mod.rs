//! The authorization servers of Cloud and Data Center.

mod grants;
mod pkce;
mod server;

pub use grants::GrantCounts;
pub(crate) use grants::{Client, Code, Consent, Grants, Policy, TokenState};
pub(crate) use server::{Endpoint, endpoint, serve};
