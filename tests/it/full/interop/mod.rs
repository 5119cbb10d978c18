//! Against other implementations: `cargo xtask test --full interop`.
