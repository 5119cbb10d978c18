//! Integration tests.

mod client;
mod content;
mod full;
mod http;
mod mcp;
mod oauth;
mod sandbox;
mod sql;
