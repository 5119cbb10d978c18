//! Against other implementations: `cargo xtask test --full interop`.

mod bundle;
mod clients;
mod oauthlib;
