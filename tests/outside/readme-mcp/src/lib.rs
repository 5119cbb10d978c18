//! The snippets of the README of confluence-mcp.

include!(concat!(env!("OUT_DIR"), "/snippets.rs"));
