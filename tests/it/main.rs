//! Integration tests.

mod content;
mod mcp;
mod oauth;
mod sandbox;
