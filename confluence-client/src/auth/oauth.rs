//! The bridge to confluence-oauth.
