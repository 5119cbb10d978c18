//! What the tests, the demo and curious users share: an in-memory Confluence on loopback.
//!
//! Nothing here knows the published crates; [`sandbox`] speaks HTTP and JSON only, so that whatever it
//! says about them is said from outside.

pub mod sandbox;
