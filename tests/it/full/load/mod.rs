//! Many principals, many processes, big files: `cargo xtask test --full load`.
mod large_arguments;
