//! Integration tests.

mod content;
mod oauth;
mod sandbox;
