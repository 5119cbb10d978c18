//! Integration tests.

mod client;
mod content;
mod full;
mod mcp;
mod oauth;
mod sandbox;
