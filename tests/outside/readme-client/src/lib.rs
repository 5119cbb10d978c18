//! The snippets of the README of confluence-client.

include!(concat!(env!("OUT_DIR"), "/snippets.rs"));
