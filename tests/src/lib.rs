//! What the tests, the demo and curious users share: an in-memory Confluence on loopback.
//!
//! Nothing here knows the published crates; [`sandbox`] speaks HTTP and JSON only, so that whatever it
//! says about them is said from outside. [`published`] answers by the published [`facts`] alone.

pub mod facts;
pub mod issuer;
pub mod published;
pub mod sandbox;
