//! Stores that other programs run: `cargo xtask test --full stores`.

pub(super) mod database;
mod keyring;
mod postgres;
mod races;
