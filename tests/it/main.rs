//! Integration tests.

mod content;
