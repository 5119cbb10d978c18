//! The server in production, by the files that we give people: `cargo xtask test --full operation`.

mod company;
mod evening;
mod manifests;
mod passing;
mod proxies;
