//! Integration tests.

mod content;
mod oauth;
