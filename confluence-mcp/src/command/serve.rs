//! `serve`: the protocol on standard input and output, or over HTTP.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use confluence_client::connection::Connection;
use confluence_mcp::{Server, ServerBuilder, Toolset, UnknownToolset, unavailable_tools};
use confluence_oauth::Deployment;

use super::connect::ConnectOptions;
use super::error::Result;
use super::other_server::tools::{self, ENABLED_TOOLS, TOOLSETS};
use super::sites::sites;
use super::{http, option_value, stdio};

/// What is served.
#[derive(Debug, Args)]
#[command(next_help_heading = "Server options")]
pub(crate) struct Options {
    /// The toolsets to offer: pages, search, spaces, comments, attachments, labels, history, people, tasks, admin,
    /// sql; `all` for all of them but sql, `none` for only the tools of --tools. Default: pages, search, spaces,
    /// comments.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    toolsets: Option<Vec<Choice>>,
    /// Tools to offer in addition to those of the toolsets.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    tools: Vec<String>,
    /// Tools never to offer.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    exclude_tools: Vec<String>,
    /// Offers only tools that change nothing, and refuses every change.
    #[arg(long)]
    read_only: bool,
    /// Lets deletions and changes of restrictions run without asking the user first (MCP elicitation).
    #[arg(long)]
    unattended: bool,
    /// A folder from which files may be attached and into which they may be saved; stdio only; may be given several
    /// times.
    #[arg(long, value_name = "FOLDER")]
    files: Vec<String>,
    /// Returns rows and metadata as `structuredContent` too, for clients that are programs.
    #[arg(long)]
    structured: bool,
    #[command(flatten)]
    http: http::Options,
}

/// What other servers read in the environment to know how to serve.
const TRANSPORT: &str = "TRANSPORT";

impl Options {
    pub(crate) fn is_http(&self) -> bool {
        self.http.http.is_some()
    }

    /// What these connections offer, as it was asked for.
    pub(crate) fn offering(
        &self,
        builder: ServerBuilder,
        connections: &[(String, Connection)],
    ) -> ServerBuilder {
        let read_only = connections.iter().all(|(_, connection)| connection.policy().read_only);
        let builder = builder
            .read_only(read_only)
            .unattended(self.unattended)
            .structured(self.structured)
            .allow(self.tools.iter().cloned())
            .deny(self.exclude_tools.iter().cloned());
        match &self.toolsets {
            Some(choices) => builder.toolsets(choices.iter().flat_map(|choice| choice.toolsets()).copied()),
            None => builder,
        }
    }

    /// Builds what these options would serve over this connection and serves nothing, to know whether they can be.
    pub(super) fn check(&self, connection: Connection) -> Result<()> {
        self.offers_something()?;
        let files = self.folders()?;
        if let Some(folder) = files.iter().find(|folder| folder.is_relative()) {
            let folder = folder.display();
            return Err(format!(
                "--files {folder}: clients start servers in other folders: name it from the root"
            )
            .into());
        }
        let connections = vec![(String::new(), connection)];
        let builder = self.offering(Server::builder(sites(connections.clone())?), &connections);
        builder.files(files).build()?;
        Ok(())
    }

    /// The folders of `--files`: a client hands `~` on as it is.
    fn folders(&self) -> Result<Vec<PathBuf>> {
        self.files.iter().map(|folder| option_value::path("--files", folder)).collect()
    }

    /// The toolsets that are offered.
    pub(super) fn toolsets(&self) -> Vec<Toolset> {
        match &self.toolsets {
            Some(choices) => choices.iter().flat_map(|choice| choice.toolsets()).copied().collect(),
            None => Toolset::DEFAULT.to_vec(),
        }
    }

    /// The tools that are offered besides those of the toolsets.
    pub(super) fn tools(&self) -> &[String] {
        &self.tools
    }

    fn chooses_tools(&self) -> bool {
        self.toolsets.is_some() || !self.tools.is_empty() || !self.exclude_tools.is_empty()
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// A server without any tool is no use to anybody.
    fn offers_something(&self) -> Result<()> {
        let of_toolsets =
            self.toolsets.as_ref().is_none_or(|choices| choices.iter().any(|one| !one.toolsets().is_empty()));
        match of_toolsets || !self.tools.is_empty() {
            true => Ok(()),
            false => Err("--toolsets none offers the tools of --tools alone, and there is none: name some with --tools".into()),
        }
    }

    /// What was asked for and changes nothing in what is served, a line each.
    fn without_effect(&self, transport: Option<&str>, connections: &[(String, Connection)]) -> Vec<String> {
        let mut notes = Vec::new();
        let served =
            if self.is_http() { "over HTTP, as --http says" } else { "on standard input and output" };
        let agrees = |word: &str| (word == "stdio") != self.is_http() && word != "sse";
        let transport =
            transport.map(|text| text.trim().to_ascii_lowercase()).filter(|text| !text.is_empty());
        if transport.is_some_and(|word| !agrees(&word)) {
            notes.push(format!(
                "{TRANSPORT} of the environment is not read here: this serves {served}; `serve --http ADDRESS` serves \
                 Streamable HTTP, which took the place of SSE"
            ));
        }
        let read_only = connections.iter().all(|(_, connection)| connection.policy().read_only);
        if self.unattended && read_only {
            notes.push(
                "--unattended has no effect: nothing is changed over a connection that only reads".to_owned(),
            );
        }
        notes
    }

    /// What the environment says of tools, in the names of other servers: a restriction that is never ignored. Options
    /// say it more plainly and count before it.
    fn restricted_by(mut self, environment: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let Some(offered) = tools::of_environment(environment) else { return Ok(self) };
        if self.toolsets.is_some() || !self.tools.is_empty() {
            tracing::warn!(
                "{TOOLSETS} and {ENABLED_TOOLS} of the environment do not count beside --toolsets and --tools"
            );
            return Ok(self);
        }
        let offered = offered?;
        for told in &offered.left_out {
            tracing::warn!("{TOOLSETS} and {ENABLED_TOOLS} of the environment leave out a tool: {told}");
        }
        self.toolsets = Some(vec![Choice::None]);
        self.tools = offered.tools;
        Ok(self)
    }
}

/// A name of `--toolsets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Those of `--tools` alone.
    None,
    /// All that need not be named.
    All,
    One(Toolset),
}

impl Choice {
    pub(super) fn toolsets(&self) -> &[Toolset] {
        match self {
            Self::None => &[],
            Self::All => Toolset::ALL,
            Self::One(toolset) => std::slice::from_ref(toolset),
        }
    }
}

impl FromStr for Choice {
    type Err = UnknownToolset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "none" => Ok(Self::None),
            "all" => Ok(Self::All),
            _ => Ok(Self::One(text.parse()?)),
        }
    }
}

pub(crate) async fn run(connect: &ConnectOptions, options: Options) -> Result<()> {
    options.offers_something()?;
    tools::refuse_misspelt(std::env::vars_os(), options.chooses_tools())?;
    let variable = |name: &str| std::env::var(name).ok();
    for note in empty_restrictions(variable) {
        tracing::warn!("{note}");
    }
    let options = options.restricted_by(variable)?;
    let connections = connect.connections(options.read_only);
    let connections =
        connections.map_err(|error| connect.explained(options.http.without_a_credential(error)))?;
    let transport = std::env::var(TRANSPORT).ok();
    for note in options.without_effect(transport.as_deref(), &connections) {
        tracing::warn!("{note}");
    }
    if let Some(address) = options.http.http {
        if !options.files.is_empty() {
            return Err(
                "--files opens folders of this machine to its own user: it does not go with --http".into()
            );
        }
        return options
            .http
            .serve(address, connect, connections, |builder, connections| {
                options.offering(with_office(builder), connections)
            })
            .await;
    }
    let builder = with_office(Server::builder(sites(connections.clone())?));
    let builder = options.offering(builder, &connections);
    let builder = builder.files(options.folders()?).granted_scopes(granted(&connections).await);
    if std::io::stdin().is_terminal() {
        writeln!(
            std::io::stderr(),
            "This is a server for MCP clients, which start it and speak to it here. `confluence-mcp init` configures \
             one, `confluence-mcp doctor` tries the connection, Ctrl-C ends this."
        )?;
    }
    stdio::serve(builder.build()?).await
}

/// Variables that would say which tools are offered, and hold nothing: a template that was not filled in leaves them so.
pub(super) fn empty_restrictions(environment: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let empty = [TOOLSETS, ENABLED_TOOLS]
        .into_iter()
        .filter(|name| environment(name).is_some_and(|text| text.trim().is_empty()));
    let told = |name| {
        format!(
            "the variable {name} of the environment is empty and takes no tool away: if a restriction was meant, its value is missing"
        )
    };
    empty.map(told).collect()
}

/// Office files are read by this program, started anew for each.
fn with_office(builder: ServerBuilder) -> ServerBuilder {
    #[cfg(feature = "office")]
    if let Ok(program) = std::env::current_exe() {
        return builder.office_program(program, [super::READ_OFFICE_FILE]);
    }
    builder
}

/// How long a token store may take to say what was granted, before all tools are offered: a keyring may ask its user.
const PATIENCE: Duration = Duration::from_millis(500);

/// The scopes that the logins of these connections were granted, where all of them are logins on Cloud of which that is
/// known.
async fn granted(connections: &[(String, Connection)]) -> Vec<String> {
    let mut granted = Vec::new();
    for (_, connection) in connections {
        let session = connection.session().filter(|session| session.deployment() == Deployment::Cloud);
        let Some(session) = session else { return Vec::new() };
        match tokio::time::timeout(PATIENCE, session.status()).await {
            Ok(Ok(status)) if !status.scopes.is_empty() => granted.extend(status.scopes),
            _ => return Vec::new(),
        }
    }
    for (tool, scopes) in unavailable_tools(&granted) {
        tracing::info!(tool, scopes = scopes.join(" "), "tool not offered: the login lacks scopes");
    }
    granted
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn no_tool_at_all_is_no_server() {
        let checked = |arguments: &[&str]| {
            Line::parse_from([&["x"], arguments].concat()).options.offers_something().is_ok()
        };
        assert!(!checked(&["--toolsets", "none"]));
        for right in
            [&[][..], &["--toolsets", "none", "--tools", "confluence_search"], &["--toolsets", "none,pages"]]
        {
            assert!(checked(right), "{right:?}");
        }
    }

    fn restricted(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Options> {
        let line = Line::parse_from([&["x"], arguments].concat());
        let held =
            |name: &str| variables.iter().find(|(held, _)| *held == name).map(|(_, text)| (*text).to_owned());
        line.options.restricted_by(held)
    }

    #[test]
    fn the_environment_takes_tools_away_in_the_names_of_other_servers() {
        let options = restricted(&[], &[("ENABLED_TOOLS", "confluence_search, jira_search")]).unwrap();
        assert_eq!(options.toolsets, Some(vec![Choice::None]));
        assert_eq!(options.tools, ["confluence_search"]);
        let options = restricted(&["--toolsets", "pages"], &[("TOOLSETS", "confluence_labels")]).unwrap();
        assert_eq!((options.toolsets, options.tools.len()), (Some(vec![Choice::One(Toolset::Pages)]), 0));
        let error = restricted(&[], &[("TOOLSETS", "pages")]).unwrap_err().to_string();
        assert!(error.contains("TOOLSETS") && error.contains("--toolsets"), "{error}");
        assert_eq!(restricted(&[], &[("TOOLSETS", " ")]).unwrap().toolsets, None);
        let told = empty_restrictions(|name| (name == "TOOLSETS").then(|| " ".to_owned()));
        assert!(told.len() == 1 && told.concat().contains("the variable TOOLSETS"), "{told:?}");
    }
}
