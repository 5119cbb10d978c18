//! Stores that other programs run: `cargo xtask test --full stores`.

mod database;
mod debian;
mod keyring;
mod postgres;
