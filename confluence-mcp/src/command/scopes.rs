//! `scopes`: what an application has to be allowed, for what is going to be used.

use std::io::Write as _;

use clap::Args;
use confluence_client::connection::ConnectionString;
use confluence_mcp::{Toolset, scopes_with_tools};
use confluence_oauth::Deployment;

use super::connect::ConnectOptions;
use super::error::Result;
use super::serve::Choice;

/// For which tools.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The toolsets that are to be served; `all` for all of them but sql, `none` for only the tools of --tools. Default: the default
    /// toolsets.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    toolsets: Vec<Choice>,
    /// The tools that are to be served in addition to those of the toolsets.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    tools: Vec<String>,
    /// Only for tools that read.
    #[arg(long)]
    read_only: bool,
}

/// Prints the line for a profile, and then each scope by itself, as the developer console has them.
pub(crate) fn run(connect: &ConnectOptions, options: &Options) -> Result<()> {
    let given = connect.given(Some(super::connect::USUAL_PROFILE))?.layers.build()?;
    let read_only = options.read_only || says_read_only(&given);
    let mut out = std::io::stdout();
    if let Some(url) = given.peek("URL").and_then(|url| url.url().ok())
        && Deployment::of(&url) == Deployment::DataCenter
        && given
            .peek("Deployment")
            .is_none_or(|value| !value.written().expose().eq_ignore_ascii_case("cloud"))
    {
        return Ok(writeln!(out, "Scope={}", if read_only { "READ" } else { "WRITE" })?);
    }
    let scopes = needed(&options.toolsets(), &options.tools, read_only)?;
    writeln!(out, "Scope={}\n\n{}", scopes.join(" "), scopes.join("\n"))?;
    writeln!(
        std::io::stderr(),
        "The first line is for the profile. Each of the others has to be enabled for the application, under Permissions \
         of https://developer.atlassian.com/console/myapps; offline_access needs no enabling."
    )?;
    Ok(())
}

impl Options {
    fn toolsets(&self) -> Vec<Toolset> {
        match self.toolsets.as_slice() {
            [] => Toolset::DEFAULT.to_vec(),
            chosen => chosen.iter().flat_map(|one| one.toolsets()).copied().collect(),
        }
    }
}

/// The scopes of a login on Cloud that lasts, for these toolsets and these tools besides them.
pub(super) fn needed(toolsets: &[Toolset], tools: &[String], read_only: bool) -> Result<Vec<&'static str>> {
    Ok(lasting(scopes_with_tools(toolsets, tools, read_only)?))
}

/// The same for the tools that are usual.
pub(super) fn usual(read_only: bool) -> Vec<&'static str> {
    lasting(Toolset::scopes(Toolset::DEFAULT, read_only))
}

fn lasting(mut scopes: Vec<&'static str>) -> Vec<&'static str> {
    scopes.push("offline_access");
    scopes
}

pub(super) fn says_read_only(given: &ConnectionString) -> bool {
    given.peek("ReadOnly").is_some_and(|value| value.boolean().unwrap_or(true))
}
