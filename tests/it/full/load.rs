//! Many principals, many processes, big files: `cargo xtask test --full load`.

mod big_file;
mod hostile_content;
mod large_arguments;
mod many_principals;
