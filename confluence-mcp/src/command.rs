//! The commands of the program.

mod connect;
mod doctor;
mod http;
mod init;
mod install;
mod log;
mod login;
mod serve;
mod stdio;

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

impl Arguments {
    /// Whether many are served at a time, for whom one thread would be too few.
    pub(crate) fn is_for_many(&self) -> bool {
        match &self.command {
            None => self.serve.is_http(),
            Some(Command::Serve(options)) => options.is_http(),
            Some(_) => false,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks a connection, keeps it in a profile, and writes it into the configuration of MCP clients.
    ///
    /// Without a connection it asks for one, where a person is at the terminal.
    Init(init::Options),
    /// Serves on standard input and output, or over HTTP.
    Serve(Box<serve::Options>),
    /// Logs in with OAuth and keeps the tokens.
    Login(login::Options),
    /// Shows what is stored of a login, and when it ends.
    Status(login::StatusOptions),
    /// Forgets the stored tokens.
    Logout,
    /// Checks the configuration, the credential and the connection, and says what to do.
    Doctor(doctor::Options),
    /// Prints the completions for a shell.
    Completions(install::Completions),
    /// Prints the manual page, or writes one for each command.
    Man(install::Manual),
}

/// Runs the command.
pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { connect, serve, command, .. } = arguments;
    match command {
        Some(Command::Init(options)) => return init::run(&connect, &options).await,
        Some(Command::Completions(options)) => install::completions(&options)?,
        Some(Command::Man(options)) => install::manual(&options)?,
        None => serve::run(&connect, serve).await?,
        Some(Command::Serve(options)) => serve::run(&connect, *options).await?,
        Some(Command::Login(options)) => login::run(&connect, options).await?,
        Some(Command::Status(options)) => login::status(&connect, &options).await?,
        Some(Command::Logout) => login::logout(&connect).await?,
        Some(Command::Doctor(options)) => return doctor::run(&connect, &options).await,
    }
    Ok(ExitCode::SUCCESS)
}
