//! The chores of this workspace: `cargo xtask --help` lists them.

mod api;
mod audit;
mod bench;
mod built;
mod ci;
mod corpus;
mod demo;
mod dist;
mod docs;
mod full;
mod outside;
mod profile;
mod spec;
mod step;
mod test;
mod tidy;
mod uncleared;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The chores of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Runs the server on an in-memory Confluence and shows a session with it.
    Demo(demo::Options),
    /// Runs all tests: builds the binaries that tests start, then unit, integration and documentation tests.
    Test(test::Options),
    /// Builds the packages by which people install the server.
    Dist(dist::Options),
    /// Builds the book from confluence-mcp/docs.
    Docs(docs::Options),
    /// Runs the benchmarks.
    Bench(bench::Options),
    /// Lists the public API of the published crates in xtask/api, or holds it against the lists.
    Api(api::Options),
    /// Holds the declared operations and models against the published facts.
    Audit,
    /// Checks what no compiler checks: the tree, the sources, the packages, who depends on whom.
    Tidy,
    /// Converts every Markdown and storage file in a folder, and says what was refused, noted, or changed on the way.
    Corpus(corpus::Options),
    /// Runs every check of the gate but the tests.
    Ci,
    /// Writes the fact tables in xtask/spec from the published OpenAPI documents.
    Spec(spec::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Demo(options) => demo::run(&options),
        Chore::Test(options) => test::run(&options),
        Chore::Dist(options) => dist::run(&options),
        Chore::Docs(options) => docs::run(&options, &tidy::PUBLISHED),
        Chore::Bench(options) => bench::run(&options),
        Chore::Api(options) => api::run(&options),
        Chore::Audit => audit::run(),
        Chore::Tidy => tidy::run(),
        Chore::Corpus(options) => corpus::run(&options),
        Chore::Ci => ci::run(),
        Chore::Spec(options) => spec::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
