//! Against other implementations: `cargo xtask test --full interop`.

mod adf_schema;
mod bundle;
mod certificate_tools;
mod clients;
mod conformance;
mod every_tool;
mod inspector;
mod oauthlib;
