//! What a command line that cannot be was meant to say: an option or a command of another program, a property, a statement
//! without quotes.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use confluence_client::connection::{self, Property};
use confluence_oauth::Treatment;

/// Options of other programs, and what says the same here. What resembles them may say the opposite.
const OPTIONS: &[(&[&str], &str)] = &[
    (
        &["port", "host", "transport", "sse", "streamable-http"],
        "--http 127.0.0.1:8080 serves Streamable HTTP at that address; without it, standard input and output are served",
    ),
    (&["stdio"], "without --http, standard input and output are served"),
    (&["enabled-tools"], "--toolsets none --tools LIST offers the tools of that list alone"),
    (&["disabled-tools"], "--exclude-tools LIST takes tools away"),
    (
        &["env-file", "env"],
        "`confluence-mcp init --from FILE.env` takes a file of variables over into a profile",
    ),
    (&["config", "c"], "--profile PATH reads a file with one Name=Value a line"),
    (&["verbose", "v"], "--log info logs more, --debug everything; --version prints the version"),
];

/// Commands of other programs, and which one does the same here.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["run", "start", "server", "mcp", "stdio", "http"], "`serve`, or no command at all, runs the server"),
    (&["setup", "configure", "config", "install", "add", "create"], "`init` sets a connection up"),
    (&["check", "test", "ping", "verify", "diagnose", "whoami"], "`doctor` tries the connection"),
    (&["auth", "signin", "authenticate"], "`login` logs in with OAuth"),
    (&["sql", "select", "search"], "`query \"SELECT ...\"` asks in SQL"),
    (&["version"], "`--version` prints the version"),
];

/// The error of a command line, with a tip where it is known what was meant.
pub(super) fn with_tip(mut error: clap::Error) -> clap::Error {
    match error.kind() {
        ErrorKind::UnknownArgument => of_argument(&mut error),
        ErrorKind::InvalidSubcommand => of_command(&mut error),
        _ => {}
    }
    error
}

fn of_argument(error: &mut clap::Error) {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return };
    let given = given.clone();
    let option = given.trim_start_matches('-').split('=').next().unwrap_or_default().to_owned();
    if !given.starts_with('-')
        && let Some(tip) = of_word(&given, error)
    {
        return tell(error, tip);
    }
    if let Some((_, tip)) = OPTIONS.iter().find(|(names, _)| names.contains(&option.as_str())) {
        // What resembles it.
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::Usage);
        return tell(error, tip);
    }
    let Some(property) = property_of(&option) else { return };
    let resembles =
        |other: &str| other.trim_start_matches('-').replace('-', "") == option.replace(['-', '_'], "");
    let similar = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(similar)) => resembles(similar),
        _ => false,
    };
    if !similar {
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::Usage);
    }
    let tip = format!(
        "{name} is a property of the connection: write {name}=... into --connection or into the profile, or set {}",
        property.variable(),
        name = property.name
    );
    tell(error, &tip);
}

/// What a word was meant for that is no option: the site, or more of a statement.
fn of_word(word: &str, error: &clap::Error) -> Option<&'static str> {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    if word.starts_with("https://") || word.starts_with("http://") {
        return Some("--connection \"URL=https://...;...\" names a site and how to log in there");
    }
    usage.contains(" query ").then_some("write quotes around the whole statement: \"SELECT ...\"")
}

/// The property that an option names: `--url`, `--confluence-personal-token`.
fn property_of(option: &str) -> Option<&'static Property> {
    let variable = [(OsString::from(option.to_uppercase().replace('-', "_")), OsString::from("x"))];
    let layers = [connection::layers().property(option, "x"), connection::layers().variables(variable)];
    let named = layers.into_iter().filter_map(|layers| layers.build().ok());
    let mut properties = named.filter_map(|string| string.values().next()?.property());
    properties.find(|property| property.treatment == Treatment::Used)
}

fn of_command(error: &mut clap::Error) {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else { return };
    let given = given.to_lowercase();
    if let Some((_, tip)) = COMMANDS.iter().find(|(names, _)| names.contains(&given.as_str())) {
        error.remove(ContextKind::SuggestedSubcommand);
        tell(error, tip);
    }
}

fn tell(error: &mut clap::Error, tip: &str) {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.to_owned().into()]));
}
