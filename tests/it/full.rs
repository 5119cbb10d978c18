//! What needs other programs or much time: `cargo xtask test --full`. Every test here is ignored elsewhere.

mod debian;
mod install;
mod interop;
mod load;
mod operation;
mod serving;
mod stores;
