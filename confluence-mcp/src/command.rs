//! The commands of the program.

mod connect;
mod doctor;
mod log;
mod login;
mod serve;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use connect::ConnectOptions;
use log::LogOptions;

pub(crate) type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A Model Context Protocol server for Atlassian Confluence, Cloud and Data Center.
///
/// Without a command it serves on standard input and output, as MCP clients start it.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = false)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) log: LogOptions,
    #[command(flatten)]
    connect: ConnectOptions,
    #[command(flatten)]
    serve: serve::Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves on standard input and output.
    Serve(serve::Options),
    /// Logs in with OAuth and keeps the tokens.
    Login(login::Options),
    /// Shows what is stored of a login, and when it ends.
    Status(login::StatusOptions),
    /// Forgets the stored tokens.
    Logout,
    /// Checks the configuration, the credential and the connection, and says what to do.
    Doctor(doctor::Options),
}

/// Runs the command.
pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { connect, serve, command, .. } = arguments;
    match command {
        None => serve::run(&connect, serve).await?,
        Some(Command::Serve(options)) => serve::run(&connect, options).await?,
        Some(Command::Login(options)) => login::run(&connect, options).await?,
        Some(Command::Status(options)) => login::status(&connect, &options).await?,
        Some(Command::Logout) => login::logout(&connect).await?,
        Some(Command::Doctor(options)) => return doctor::run(&connect, &options).await,
    }
    Ok(ExitCode::SUCCESS)
}
