//! The authorization servers of Cloud and Data Center.

pub(crate) mod applications;
mod grants;
mod links;
mod pkce;
mod server;
mod servlets;

pub use grants::GrantCounts;
pub(crate) use grants::{Code, Consent, Grants, Policy, TokenState};
pub(crate) use server::{Endpoint, endpoint, serve};
