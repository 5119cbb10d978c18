//! The commands of the program.

mod caller;
mod connect;
mod doctor;
mod error;
mod help_text;
mod http;
mod init;
mod install;
mod log;
mod login;
mod option_value;
mod other_server;
mod properties;
#[cfg(feature = "sql")]
mod query;
mod scopes;
mod serve;
mod sites;
mod stdio;
mod tips;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use connect::ConnectOptions;
use error::Result;
pub(crate) use error::said;
use log::LogOptions;

/// The word with which this program starts itself for an office file, and reads that and nothing else.
#[cfg(feature = "office")]
pub(crate) const READ_OFFICE_FILE: &str = "read-office-file";

/// A Model Context Protocol server for Atlassian Confluence, Cloud and Data Center.
///
/// Without a command it serves over stdio (standard input and output), as MCP clients start it.
#[derive(Debug, Parser)]
#[command(version)]
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
    /// Reads the command line, and ends the process with a message if it cannot be.
    pub(crate) fn read() -> Self {
        let mut command = program();
        let matches = command
            .try_get_matches_from_mut(std::env::args_os())
            .unwrap_or_else(|error| tips::with_tip(error).exit());
        if let Some(option) = misplaced(&matches) {
            let why = format!(
                "{option} says how to serve and would hold for nothing in front of a command: write \
                 `confluence-mcp serve {option} ...`, or leave the command out"
            );
            command.error(ErrorKind::ArgumentConflict, why).exit()
        }
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
    }

    /// Whether many are served at a time, for whom one thread would be too few.
    pub(crate) fn is_for_many(&self) -> bool {
        match &self.command {
            None => self.serve.is_http(),
            Some(Command::Serve(options)) => options.is_http(),
            Some(_) => false,
        }
    }
}

/// The command line. What serves over HTTP is shown behind `serve` alone, though it may be left out.
fn program() -> clap::Command {
    let hidden_over_http = |option: clap::Arg| match option.get_help_heading() {
        Some(http::HEADING | http::bounds::HEADING) => option.hide(true),
        _ => option,
    };
    let help = format!("{}\n\n{}", properties::listed(), help_text::PROGRAM);
    Arguments::command().after_long_help(help).mut_args(hidden_over_http)
}

/// The options of a server that is started with these arguments, as a client starts it.
fn served(arguments: &[String]) -> Result<serve::Options> {
    let words = [env!("CARGO_BIN_NAME")].into_iter().chain(arguments.iter().map(String::as_str));
    let told = |error: &dyn std::fmt::Display| {
        let said = error.to_string();
        let said =
            said.split("\n\nUsage").next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("the arguments of the server, behind `--`: {said}")
    };
    let matches = program().try_get_matches_from(words).map_err(|error| told(&tips::with_tip(error)))?;
    if let Some(option) = misplaced(&matches) {
        return Err(told(&format!("{option} stands in front of a command: leave the command out")).into());
    }
    let Arguments { serve, command, connect, .. } =
        Arguments::from_arg_matches(&matches).map_err(|error| told(&error))?;
    if let Some(option) = connect.is_given() {
        let why = format!(
            "{option} belongs in front of `--`: init tries the connection, keeps it in a profile and names that to the client"
        );
        return Err(told(&why).into());
    }
    let options = match command {
        None => serve,
        Some(Command::Serve(options)) => *options,
        Some(_) => return Err(told(&"they name another command than `serve`").into()),
    };
    match options.is_http() {
        true => Err(told(&"clients start a server on standard input and output, without --http").into()),
        false => Ok(options),
    }
}

/// What was said of serving in front of a command.
fn misplaced(matches: &ArgMatches) -> Option<String> {
    matches.subcommand()?;
    let serving = serve::Options::augment_args(clap::Command::new(""));
    let given = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    let option = serving.get_arguments().find(|option| given(option.get_id().as_str()))?;
    option.get_long().map(|name| format!("--{name}"))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks a connection, saves it as a profile, and writes it into the configuration of MCP clients.
    ///
    /// At a terminal it asks for what was not given.
    #[command(after_long_help = help_text::INIT)]
    Init(init::Options),
    /// Runs the MCP server: over stdio, or with --http over Streamable HTTP.
    Serve(Box<serve::Options>),
    /// Logs in with OAuth and stores the tokens.
    Login(login::Options),
    /// Shows the stored login and when it expires.
    Status(login::StatusOptions),
    /// Deletes the stored tokens.
    Logout(login::Whose),
    /// Prints the id under which the logs and the token store of a multi-user server know a caller.
    Caller(caller::Options),
    /// Checks the configuration, the credential and the connection, and says what to do.
    Doctor(doctor::Options),
    /// Prints the OAuth scopes that an application needs for the tools that are to be used.
    Scopes(scopes::Options),
    /// Queries the wiki with SQL and prints the rows.
    #[cfg(feature = "sql")]
    #[command(after_long_help = query::EXAMPLES)]
    Query(query::Options),
    /// Queries the wiki with SQL, where the program is built with the feature `sql`.
    #[cfg(not(feature = "sql"))]
    #[command(hide = true, disable_help_flag = true)]
    Query(NotBuilt),
    /// Prints the completions for a shell.
    Completions(install::Completions),
    /// Prints the manual page, or writes one for each command.
    Man(install::Manual),
}

/// What was said to a command that is not in this build.
#[cfg(not(feature = "sql"))]
#[derive(Debug, clap::Args)]
struct NotBuilt {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<std::ffi::OsString>,
}

#[cfg(not(feature = "sql"))]
impl NotBuilt {
    fn refuse(self) -> Result<()> {
        let _ = self.words;
        let why = confluence_mcp::missing_feature("sql").unwrap_or_default();
        Err(format!("`query` is not in this build: {why}").into())
    }
}

/// Runs the command.
pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { connect, serve, command, .. } = arguments;
    match command {
        Some(Command::Init(options)) => return init::run(&connect, &options).await,
        Some(Command::Completions(options)) => install::completions(&options, program())?,
        Some(Command::Man(options)) => install::manual(&options, program())?,
        None => serve::run(&connect, serve).await?,
        Some(Command::Serve(options)) => serve::run(&connect, *options).await?,
        Some(Command::Login(options)) => login::run(&connect, options).await?,
        Some(Command::Status(options)) => login::status(&connect, &options).await?,
        Some(Command::Logout(whose)) => login::logout(&connect, &whose).await?,
        Some(Command::Caller(options)) => caller::run(&options)?,
        Some(Command::Scopes(options)) => scopes::run(&connect, &options)?,
        #[cfg(feature = "sql")]
        Some(Command::Query(options)) => query::run(&connect, &options).await?,
        #[cfg(not(feature = "sql"))]
        Some(Command::Query(options)) => options.refuse()?,
        Some(Command::Doctor(options)) => return doctor::run(&connect, &options).await,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(feature = "sql"))]
    #[test]
    fn a_query_names_the_feature_that_it_needs() {
        let words = ["confluence-mcp", "query", "--format", "csv", "SELECT 1"];
        let matches = program().try_get_matches_from(words).unwrap();
        let Some(Command::Query(options)) = Arguments::from_arg_matches(&matches).unwrap().command else {
            panic!()
        };
        assert!(options.refuse().unwrap_err().to_string().contains("the feature `sql`"));
    }

    #[test]
    fn a_property_in_place_of_an_option_is_told_where_it_belongs() {
        for (words, name) in [
            (&["confluence-mcp", "serve", "--spaces", "DOCS"][..], "Spaces"),
            (&["confluence-mcp", "--blocked-spaces=HR"], "BlockedSpaces"),
            (&["confluence-mcp", "doctor", "--url", "https://wiki.example.com"], "URL"),
            (&["confluence-mcp", "serve", "--confluence-personal-token", "t"], "PAT"),
        ] {
            let error = tips::with_tip(program().try_get_matches_from(words).unwrap_err());
            let said = error.render().to_string();
            assert!(said.contains(&format!("{name} is a property of the connection")), "{words:?}: {said}");
            assert!(!said.contains("a similar argument"), "{words:?}: {said}");
        }
        let other = program().try_get_matches_from(["confluence-mcp", "serve", "--colour"]).unwrap_err();
        assert!(!tips::with_tip(other).to_string().contains("a property"));
        let told = served(&["--spaces".to_owned(), "DOCS".to_owned()]).unwrap_err().to_string();
        assert!(told.contains("Spaces=..."), "{told}");
    }

    #[test]
    fn an_option_of_another_server_is_told_what_says_the_same_here() {
        for (words, tip) in [
            (&["confluence-mcp", "serve", "--port", "8080"][..], "--http 127.0.0.1:8080"),
            (&["confluence-mcp", "--transport=http"], "--http 127.0.0.1:8080"),
            (&["confluence-mcp", "serve", "--enabled-tools", "x"], "--toolsets none --tools"),
            (&["confluence-mcp", "serve", "--env-file", ".env"], "init --from FILE.env"),
            (&["confluence-mcp", "doctor", "https://wiki.example.com"], "--connection \"URL="),
            (&["confluence-mcp", "start"], "`serve`"),
            (&["confluence-mcp", "version"], "`--version`"),
            #[cfg(feature = "sql")]
            (&["confluence-mcp", "query", "SELECT", "Title", "FROM", "Pages"], "quotes around the whole"),
        ] {
            let error = tips::with_tip(program().try_get_matches_from(words).unwrap_err());
            let said = error.render().to_string();
            assert!(said.contains(tip) && !said.contains("--exclude-tools"), "{words:?}: {said}");
        }
    }

    #[test]
    fn the_page_on_commands_names_every_command() {
        let page = include_str!("../docs/commands.md");
        for command in program().get_subcommands() {
            let name = command.get_name();
            let named = [
                format!("| `confluence-mcp {name}"),
                format!("`{name}`"),
                format!("`confluence-mcp {name}`"),
            ];
            assert!(
                named.iter().any(|text| page.contains(text)),
                "the table of docs/commands.md lacks {name}"
            );
        }
    }
}
