//! Integration tests.

mod client;
mod content;
mod mcp;
mod oauth;
mod sandbox;
