//! The macros by which operations and models are declared, a few lines each.

mod bodies;
mod endpoints;
mod groups;
mod models;
mod open_enums;
mod owners;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub mod sample;

pub(crate) use bodies::bodies;
pub(crate) use endpoints::{endpoints, operation};
pub(crate) use groups::groups;
pub(crate) use models::models;
pub(crate) use open_enums::open_enums;
pub(crate) use owners::owners;
