//! `init`: from a connection that works to an MCP client that uses it.

mod ask;
mod client;
mod entry;
mod profile;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use confluence_client::connection::{Connection, ConnectionString};

use self::ask::Terminal;
use self::client::{Change, Client, Scope};
use self::entry::Entry;
use self::profile::Profile;
use super::connect::{ConnectOptions, Given, USUAL_PROFILE, profile_path};
use super::error::Result;
use super::{doctor, login};

/// What is set up.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The MCP clients to configure. Without one, the configuration is printed.
    #[arg(long = "client", value_name = "CLIENT", value_delimiter = ',')]
    clients: Vec<Client>,
    /// Configures the clients for the project in the current folder, in place of the user.
    #[arg(long)]
    project: bool,
    /// What the clients call this server.
    #[arg(long, value_name = "NAME", default_value = "confluence")]
    name: String,
    /// The profile to keep the connection in. If there is one and no connection is given, it is used as it is.
    #[arg(long, value_name = "NAME", default_value = USUAL_PROFILE)]
    save: String,
    /// Keeps what `env:VARIABLE` stands for in the profile, which only you can read: for clients that do not get
    /// your shell's variables.
    #[arg(long)]
    store_secrets: bool,
    /// Replaces a profile, or a server of this name in a client, that says something else.
    #[arg(long)]
    force: bool,
    /// Writes without trying the connection.
    #[arg(long)]
    unchecked: bool,
    /// Further arguments for the server, such as `--read-only`.
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

pub(crate) async fn run(connect: &ConnectOptions, options: &Options) -> Result<ExitCode> {
    let given = connect.given(Some(options.save.as_str()).filter(|_| !options.force))?;
    let string = connection_string(&given)?;
    let kept = keep(&given, options, &string)?;
    let entry = Entry::new(&options.name, &kept.argument, &options.arguments)?;
    // Everything that can be refused is, before anything is written.
    let scope = if options.project { Scope::Project } else { Scope::User };
    let prepared = options.clients.iter().map(|client| client.prepare(scope, &entry, options.force));
    let changes: Vec<Change> = prepared.collect::<Result<_>>()?;
    if !options.unchecked && !works(&string).await? {
        return Ok(ExitCode::FAILURE);
    }
    kept.write()?;
    let mut out = std::io::stdout();
    for change in changes {
        change.write()?;
        let Change { client, path, .. } = &change;
        writeln!(out, "{client}: `{}` is in {}. {}", options.name, path.display(), client.next())?;
    }
    if options.clients.is_empty() {
        show(&entry)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The properties that are configured, and those that a person at the terminal adds.
fn connection_string(given: &Given) -> Result<ConnectionString> {
    let string = given.layers.clone().build()?;
    let here = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if here && ask::is_needed(&string) {
        let (input, output) = (&mut std::io::stdin().lock(), &mut std::io::stderr());
        return ask::connection(
            given.layers.clone(),
            &mut Terminal { input, output, hidden: &mut ask::hidden },
        );
    }
    if string.peek("URL").is_none() {
        return Err(
            "URL is missing: give --connection \"URL=...;...\", or run this in a terminal, where it asks"
                .into(),
        );
    }
    Ok(string)
}

/// Tries the connection and says what was found. A login that is missing is made, where a person is there to do it.
async fn works(string: &ConnectionString) -> Result<bool> {
    let connection = Connection::new(string.clone())?;
    let here = std::io::stdin().is_terminal();
    if let Some(session) = connection.session()
        && here
        && session.access_token().await.is_err()
    {
        login::tell(&login::with_a_browser(session).await?)?;
    }
    let findings = doctor::findings(Ok(string.clone())).await;
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
        Some(name) if !options.store_secrets => (absolute(name)?, None),
        _ => {
            let text = string.to_profile(options.store_secrets)?;
            let profile = Profile::new(profile_path(&options.save)?, text, options.force)?;
            (absolute(&options.save)?, Some(profile))
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

/// A path is the same from whatever folder the server is started in.
fn absolute(profile: &str) -> Result<String> {
    if !profile.contains(['/', '\\', '.']) {
        return Ok(profile.to_owned());
    }
    let path = std::path::absolute(Path::new(profile))?;
    path.into_os_string().into_string().map_err(|_| "the path of the profile is not Unicode".into())
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
