//! `init`: from a connection that works to an MCP client that uses it.

mod ask;
mod client;
mod entry;
mod launcher;
mod profile;
mod whole_file;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use confluence_client::connection::{Connection, ConnectionString};
use confluence_oauth::SettingsLocation;

use self::ask::{Answers, Terminal};
use self::client::{Change, Client, Scope};
use self::entry::Entry;
use self::profile::Profile;
use super::connect::{ConnectOptions, Given, USUAL_PROFILE, profile_path};
use super::error::Result;
use super::other_server::Translation;
use super::other_server::client_config::Started;
use super::{doctor, login, scopes, serve};

/// What is set up.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The MCP clients to configure. Without one, the configuration is printed.
    #[arg(long = "client", value_name = "CLIENT", value_delimiter = ',', ignore_case = true)]
    clients: Vec<Client>,
    /// Takes over the settings of another Confluence server from the configuration file of an MCP client: the
    /// connection, and what may be done. What was understood is shown before anything is written.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Name of the server in that file, if it has several for Confluence.
    #[arg(long, value_name = "NAME", requires = "from")]
    entry: Option<String>,
    /// Configures the clients for the project in the current folder instead of for the user.
    #[arg(long, requires = "clients")]
    project: bool,
    /// Name of this server in the clients.
    #[arg(long, value_name = "NAME", default_value = "confluence", value_parser = not_empty)]
    name: String,
    /// The profile to save the connection in. If it exists and no connection is given, it is used as it is.
    #[arg(long, value_name = "NAME", default_value = USUAL_PROFILE, value_parser = not_empty)]
    save: String,
    /// Saves the values of `env:VARIABLE` in the profile, which only you can read: for clients that do not get the
    /// variables of your shell.
    #[arg(long)]
    store_secrets: bool,
    /// Overwrites a different profile, or a different server of this name in a client.
    #[arg(long)]
    force: bool,
    /// Writes without testing the connection.
    #[arg(long)]
    unchecked: bool,
    /// Further arguments for the server, such as `--read-only`.
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

/// What is known before anybody is asked.
struct Start {
    given: Given,
    /// The arguments of the server, those of the person behind those that were taken over.
    arguments: Vec<String>,
    served: serve::Options,
}

pub(crate) async fn run(connect: &ConnectOptions, options: &Options) -> Result<ExitCode> {
    if options.from.is_none()
        && let Some(profiles) = connect.several()?
    {
        return several(profiles, options).await;
    }
    let Some(start) = begin(connect, options)? else { return Ok(ExitCode::FAILURE) };
    let held = start.given.layers.clone().build()?;
    let asks = is_a_terminal() && ask::is_needed(&held);
    if asks {
        refuse_other_profile(options)?;
    } else if held.peek("URL").is_none() {
        return Err(no_address(options).into());
    }
    // Everything that can be refused is, before anybody types and before anything is written.
    let argument = match start.given.only_profile(&held) {
        Some(name) if !options.store_secrets && !asks => name,
        _ => &options.save,
    };
    let entry = Entry::new(&options.name, &[argument_of(argument)?], &start.arguments)?;
    let changes = prepared(&entry, options)?;
    let Some(string) = connected(&start, options, held, asks).await? else { return Ok(ExitCode::FAILURE) };
    start.served.check(Connection::new(string.clone())?)?;
    keep(&start.given, options, &string)?.write()?;
    write(&entry, changes, options)?;
    if let Some(file) = &options.from {
        writeln!(
            std::io::stdout(),
            "The other server stays in {}: take it out when this one works.",
            file.display()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One server for several profiles, which are there already and stay as they are.
async fn several(profiles: Vec<(&str, ConnectionString)>, options: &Options) -> Result<ExitCode> {
    if options.store_secrets || options.save != USUAL_PROFILE {
        let option = if options.store_secrets { "--store-secrets" } else { "--save" };
        return Err(format!("{option} is for one connection, and several profiles stay as they are").into());
    }
    let served = super::served(&options.arguments)?;
    let names: Vec<String> = profiles.iter().map(|(name, _)| argument_of(name)).collect::<Result<_>>()?;
    let entry = Entry::new(&options.name, &names, &options.arguments)?;
    let changes = prepared(&entry, options)?;
    for (name, string) in profiles {
        writeln!(std::io::stdout(), "The profile {name}:")?;
        served.check(Connection::new(string.clone())?)?;
        if !options.unchecked && !works(&string).await? {
            return Ok(ExitCode::FAILURE);
        }
    }
    write(&entry, changes, options)?;
    Ok(ExitCode::SUCCESS)
}

/// What is to be written for the clients that were named.
fn prepared(entry: &Entry, options: &Options) -> Result<Vec<Change>> {
    let scope = if options.project { Scope::Project } else { Scope::User };
    options.clients.iter().map(|client| client.prepare(scope, entry, options.force)).collect()
}

/// Writes the entry into the configurations, or shows it where no client was named.
fn write(entry: &Entry, changes: Vec<Change>, options: &Options) -> Result<()> {
    let mut out = std::io::stdout();
    for change in changes {
        change.write()?;
        let Change { client, path, .. } = &change;
        writeln!(out, "{client}: `{}` is in {}. {}", options.name, path.display(), change.next())?;
    }
    if options.clients.is_empty() {
        show(entry)?;
    }
    Ok(())
}

/// What was given, or what the other server had; nothing where the person does not want that.
fn begin(connect: &ConnectOptions, options: &Options) -> Result<Option<Start>> {
    // A mistake in them is told before anything else is asked.
    super::served(&options.arguments)?;
    let Some(file) = &options.from else {
        let given = connect.given(Some(options.save.as_str()))?;
        let arguments = options.arguments.clone();
        let served = super::served(&arguments)?;
        return Ok(Some(Start { given, arguments, served }));
    };
    connect.refuse_beside("--from")?;
    let started = Started::find(file, options.entry.as_deref())?;
    let translation = Translation::of(&started, file)?;
    let mut out = std::io::stdout();
    writeln!(out, "The server `{}` of {}:", started.name, file.display())?;
    write!(out, "{translation}")?;
    if translation.is_refused() {
        return Err("nothing was written: correct what is REFUSED, in that file or in a copy of it".into());
    }
    if is_a_terminal() && !ask::agrees("Take it over like this? [Y/n] ")? {
        return Ok(None);
    }
    let arguments = [translation.arguments(), &options.arguments].concat();
    let served = super::served(&arguments)?;
    Ok(Some(Start { given: Given::of(translation.layers()), arguments, served }))
}

/// What is missing, and where it can be given: the other server has the connection, or the command line.
fn no_address(options: &Options) -> String {
    match &options.from {
        Some(file) => format!(
            "URL is missing: the server in {} names no site. Give it CONFLUENCE_URL there or in a copy of the file, or leave \
             --from out and give --connection \"URL=...;...\"",
            file.display()
        ),
        None => "URL is missing: give --connection \"URL=...;...\", or run this in a terminal, where it asks"
            .to_owned(),
    }
}

fn not_empty(text: &str) -> std::result::Result<String, String> {
    match text.trim().is_empty() {
        true => Err("it must not be empty".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// The connection that works, after as many questions as it takes; nothing where it does not and nobody can be asked.
async fn connected(
    start: &Start,
    options: &Options,
    held: ConnectionString,
    asks: bool,
) -> Result<Option<ConnectionString>> {
    if !asks {
        let string = with_place_of_tokens(held)?;
        let works = options.unchecked || works(&string).await?;
        return Ok(works.then_some(string));
    }
    let read_only = start.served.is_read_only() || scopes::says_read_only(&held);
    let needed = scopes::needed(&start.served.toolsets(), start.served.tools(), read_only)?;
    let mut answers = Answers::default();
    loop {
        let string = {
            let (input, output) = (&mut std::io::stdin().lock(), &mut std::io::stderr());
            let mut terminal = Terminal { input, output, hidden: &mut ask::hidden, scopes: &needed };
            ask::connection(start.given.layers.clone(), &mut terminal, &mut answers)?
        };
        let string = with_place_of_tokens(string)?;
        if options.unchecked {
            return Ok(Some(string));
        }
        let mut said = std::io::stderr();
        match works(&string).await {
            Ok(true) => return Ok(Some(string)),
            Ok(false) => {}
            Err(error) => writeln!(said, "{error}")?,
        }
        writeln!(said, "\nAnswer again: Enter alone keeps an answer, Ctrl-C ends.")?;
    }
}

/// A profile that says something else is not replaced: told before somebody types in vain.
fn refuse_other_profile(options: &Options) -> Result<()> {
    let path = profile_path(&options.save)?;
    match path.exists() && !options.force {
        true => Err(format!(
            "{} is there, and is no whole connection: complete it, name another profile with --save, or replace it with \
             --force",
            path.display()
        )
        .into()),
        false => Ok(()),
    }
}

fn is_a_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Tries the connection and says what was found. A login that is missing is made, where a person is there to do it.
async fn works(string: &ConnectionString) -> Result<bool> {
    let connection = Connection::new(string.clone())?;
    let here = std::io::stdin().is_terminal();
    if let Some(session) = connection.session()
        && here
        && session.check_login().is_ok()
        && session.access_token().await.is_err()
    {
        login::tell(&login::with_a_browser(session, "").await?)?;
    }
    let findings = doctor::findings(Ok(string.clone()), &[]).await;
    let mut out = std::io::stdout();
    write!(out, "{findings}")?;
    if !findings.healthy {
        writeln!(
            std::io::stderr(),
            "Nothing was written. --unchecked writes without trying the connection."
        )?;
    }
    Ok(findings.healthy)
}

/// Where the server finds the connection.
struct Kept {
    /// The value of `--profile`.
    argument: String,
    /// The profile to write for it.
    profile: Option<Profile>,
    /// The variables of the environment that it needs.
    variables: Vec<String>,
}

/// Keeps the connection in a profile, unless it is all in one already.
fn keep(given: &Given, options: &Options, string: &ConnectionString) -> Result<Kept> {
    let (argument, profile) = match given.only_profile(string) {
        Some(name) if !options.store_secrets => (argument_of(name)?, None),
        _ => {
            let text = string.to_profile(options.store_secrets)?;
            let path = profile_path(&options.save)?;
            let replaces = options.force || (options.store_secrets && profile::resolves_to(&path, &text));
            let profile = Profile::new(path, text, replaces)?;
            (argument_of(&options.save)?, Some(profile))
        }
    };
    let needed = string.values().filter(|_| !options.store_secrets).filter_map(|value| value.variable());
    Ok(Kept { argument, profile, variables: needed.map(str::to_owned).collect() })
}

impl Kept {
    fn write(&self) -> Result<()> {
        let mut out = std::io::stdout();
        match &self.profile {
            Some(profile) => {
                let path = profile.write()?;
                writeln!(out, "The connection is kept in {}, which only you can read.", path.display())?;
            }
            None => writeln!(out, "The connection stays in the profile {}.", self.argument)?,
        }
        for name in &self.variables {
            writeln!(
                out,
                "{name} must be set where the client starts the server; --store-secrets keeps its value instead."
            )?;
        }
        Ok(())
    }
}

/// The profile as a client names it: the same from whatever folder the server is started in, and with whatever
/// configuration folder the client's own environment has.
fn argument_of(profile: &str) -> Result<String> {
    if !profile.contains(['/', '\\', '.']) && !has_own_configuration_folder() {
        return Ok(profile.to_owned());
    }
    let path = std::path::absolute(profile_path(profile)?)?;
    path.into_os_string().into_string().map_err(|_| "the path of the profile is not Unicode".into())
}

/// Whether this shell has a configuration folder that a client need not have: one from a desktop has not its variables.
fn has_own_configuration_folder() -> bool {
    cfg!(unix) && std::env::var_os("XDG_CONFIG_HOME").is_some_and(|folder| !folder.is_empty())
}

/// The connection with the place of its tokens, where that would be another one in the environment of a client.
fn with_place_of_tokens(string: ConnectionString) -> Result<ConnectionString> {
    if !has_own_configuration_folder() || string.peek("OAuthSettingsLocation").is_some() {
        return Ok(string);
    }
    let logs_in = Connection::new(string.clone()).is_ok_and(|connection| connection.session().is_some());
    match SettingsLocation::default() {
        SettingsLocation::File(path) if logs_in => {
            let path = path.into_os_string().into_string();
            let path =
                path.map_err(|_| "the path of the tokens is not Unicode: name one in OAuthSettingsLocation")?;
            Ok(string.with("OAuthSettingsLocation", path)?)
        }
        _ => Ok(string),
    }
}

/// The configuration that most clients read, and the clients that could be written to.
fn show(entry: &Entry) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "Most MCP clients read this:\n\n{}\n", entry.usual()?.trim_end())?;
    let found: Vec<String> = Client::installed().iter().map(ToString::to_string).collect();
    let found = if found.is_empty() { "none that is known".to_owned() } else { found.join(", ") };
    writeln!(out, "Clients found here: {found}. `--client NAME` writes it for one.")?;
    Ok(())
}
