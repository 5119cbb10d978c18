//! The macros by which operations and models are declared, a few lines each.

mod bodies;
mod endpoints;
mod groups;
mod models;
mod owners;
mod words;

pub(crate) use bodies::bodies;
pub(crate) use endpoints::{endpoints, operation};
pub(crate) use groups::groups;
pub(crate) use models::models;
pub(crate) use owners::owners;
pub(crate) use words::words;
