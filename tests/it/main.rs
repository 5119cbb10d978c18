//! Integration tests.

mod client;
mod content;
// It works with programs and signals of Unix.
#[cfg(unix)]
mod full;
mod http;
mod mcp;
mod oauth;
mod sandbox;
mod sql;
