//! Many principals, many processes, big files: `cargo xtask test --full load`.

mod balanced;
mod balancer;
mod big_file;
mod crowd;
mod hostile_content;
mod large_arguments;
mod many_principals;
mod soak;
