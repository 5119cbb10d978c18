//! Sandbox.

pub mod facts;
