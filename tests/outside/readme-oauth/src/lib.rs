//! The snippets of the README of confluence-oauth.

include!(concat!(env!("OUT_DIR"), "/snippets.rs"));
