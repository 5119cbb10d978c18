//! Stores that other programs run: `cargo xtask test --full stores`.
