//! Integration tests.

mod client;
mod content;
mod oauth;
mod sandbox;
