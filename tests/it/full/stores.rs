//! Stores that other programs run: `cargo xtask test --full stores`.

pub(super) mod database;
pub(super) mod debian;
mod keyring;
mod postgres;
mod races;
