//! `doctor`: what works, what does not, and what to do.

mod advice;
mod cloud_id;
mod spaces;
mod time_zone;

use std::borrow::Cow;
use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use confluence_client::connection::{Connection, ConnectionString};
use confluence_client::{ErrorKind, Reason, Wiki};
use confluence_mcp::{Toolset, unavailable_tools};
use confluence_oauth::{Deployment, Origin, Outcome};
use serde::Serialize;

use super::connect::ConnectOptions;
use super::error::Result;
use super::other_server::tools;
use super::{scopes, serve};

/// How the findings are shown.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// What was found, in the order in which things depend on each other.
#[derive(Debug, Default, Serialize)]
pub(super) struct Findings {
    pub(super) healthy: bool,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    check: &'static str,
    outcome: Outcome,
    found: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

pub(crate) async fn run(connect: &ConnectOptions, options: &Options) -> Result<ExitCode> {
    // What `serve` would not start with is not all right.
    let offered = || match tools::of_environment(|name| std::env::var(name).ok()) {
        Some(offered) => offered.map(drop),
        None => Ok(()),
    };
    let string = tools::refuse_misspelt(std::env::vars_os(), false).and_then(|()| offered());
    let string = string.and_then(|()| connect.string(false));
    let findings = findings(string, &connect.behind_what_is_missing()).await;
    let mut out = std::io::stdout();
    match options.json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&findings)?)?,
        false => write!(out, "{findings}")?,
    }
    Ok(if findings.healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What can be said of a connection. `missing` is why a property of it may be missing.
pub(super) async fn findings(string: Result<ConnectionString>, missing: &[String]) -> Findings {
    let mut findings = Findings::default();
    findings.healthy = examine(string, missing, &mut findings.checks).await.is_some();
    findings
}

/// Ends at the first check that fails: what comes behind could not pass.
async fn examine(
    string: Result<ConnectionString>,
    missing: &[String],
    checks: &mut Vec<Check>,
) -> Option<()> {
    let string = properties(string, checks)?;
    let encrypted =
        string.peek("URL").and_then(|url| url.url().ok()).is_none_or(|url| url.scheme() == "https");
    let shown = string.clone();
    let connection = Connection::new(string);
    // What the connection refuses is not all right before: the property has the one line that fails.
    let refused = connection.as_ref().err().and_then(confluence_client::Error::property).map(str::to_owned);
    let refused = refused.and_then(|property| Some((property, checks.pop()?)));
    if let (Err(error), Some((property, check))) = (&connection, refused) {
        let found = without_secret(shown, &property);
        let said = without_operation(&error.to_string(), "connection");
        let said = [printable(said.strip_prefix("invalid: ").unwrap_or(&said))];
        let missing = missing.iter().filter(|_| error.reason() == Some(Reason::MissingProperty)).cloned();
        let notes = said.into_iter().chain(behind(error)).chain(missing).chain(check.notes).collect();
        checks.push(Check { outcome: Outcome::Failed, found, notes, ..check });
        return None;
    }
    let connection = advised(checks, "connection", connection, |connection| match connection.session() {
        Some(_) => "OAuth".to_owned(),
        None => "a fixed credential".to_owned(),
    })?;
    without_effect(&connection, checks);
    proxy_of_the_environment(&connection, encrypted, checks);
    roots_of_the_environment(encrypted, checks);
    credential(&connection, checks).await?;
    let opened = connection.wiki().await;
    let wiki = advised(checks, "address", opened, |wiki| wiki.site().base().to_owned())?;
    cloud_id::compared(&connection, checks).await?;
    let reached = reach(&wiki).await;
    let variable = reached.as_ref().err().and_then(|error| variable_of(error.property()?, &shown));
    if advised(checks, "request", reached, String::clone).is_none() {
        checks.last_mut()?.notes.extend(variable);
        return None;
    }
    checks.extend(time_zone::compared(&wiki).await);
    checks.extend(spaces::bounds(&wiki, connection.policy()).await);
    Some(())
}

/// Where a value comes from that a person would look for in the profile.
fn variable_of(property: &str, string: &ConnectionString) -> Option<String> {
    match string.peek(property)?.origin() {
        Origin::Environment(variable) => Some(format!("{property} comes from the variable {variable}")),
        _ => None,
    }
}

/// What was given, without a value that is refused and may be a secret: people write a token where a word is expected.
fn without_secret(mut string: ConnectionString, property: &str) -> String {
    const SHORT: usize = 16;
    let may_be_secret = |text: &str| {
        let long = |word: &str| word.len() >= SHORT && word.bytes().any(|byte| byte.is_ascii_digit());
        !text.contains("://") && text.split([' ', '=']).any(long)
    };
    let hidden = string.peek(property).is_some_and(|value| {
        let is_file = value.property().is_some_and(|row| row.file);
        !is_file && value.reference().is_none() && may_be_secret(value.written().expose())
    });
    if hidden && let Some(value) = string.take(property) {
        let rest = string.to_string();
        let divider = if rest.is_empty() { "" } else { ";" };
        return format!("{rest}{divider}{}=***", value.name());
    }
    string.to_string()
}

/// What was given and changes nothing, besides what the line of the properties says already.
fn without_effect(connection: &Connection, checks: &mut [Check]) {
    let Some(check) = checks.iter_mut().find(|check| check.check == "properties") else { return };
    let more = connection.notes().iter().filter(|note| !check.notes.contains(note));
    let more: Vec<String> = more.map(|note| printable(note)).collect();
    check.notes.extend(more);
}

/// A proxy that nobody named in the connection, and that all requests take.
fn proxy_of_the_environment(connection: &Connection, encrypted: bool, checks: &mut [Check]) {
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let names = match encrypted {
        true => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        false => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let name = names.iter().find(|name| set(name)).filter(|_| !connection.has_proxy());
    if let (Some(name), Some(check)) = (name, checks.last_mut()) {
        check.notes.push(format!("requests take the proxy of {name}, unless NO_PROXY names the host"));
    }
}

/// Certificates that a variable puts in the place of the system's, for every program that is started with it.
fn roots_of_the_environment(encrypted: bool, checks: &mut [Check]) {
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let Some(name) = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().find(|name| encrypted && set(name)) else {
        return;
    };
    let place = std::env::var_os(name).unwrap_or_default();
    let absent = if Path::new(&place).exists() { "" } else { ", which is not there" };
    if let Some(check) = checks.last_mut() {
        let place = printable(&place.to_string_lossy());
        check
            .notes
            .push(format!("the certificates of {name} ({place}{absent}) count in place of the system's"));
    }
}

/// What was given, and from where.
fn properties(string: Result<ConnectionString>, checks: &mut Vec<Check>) -> Option<ConnectionString> {
    let string = note(checks, "properties", string, ToString::to_string)?;
    let mut notes = string.notes();
    let profile = string.values().find_map(|value| match value.origin() {
        Origin::Profile(path) => Some(path),
        _ => None,
    });
    notes.extend(profile.map(|path| format!("the profile is {}", path.display())));
    let open = profile.filter(|path| string.to_string().contains("=***") && is_open_to_others(path));
    notes.extend(open.map(|path| format!("others can read its secrets: chmod 600 {}", path.display())));
    notes.extend(serve::empty_restrictions(|name| std::env::var(name).ok()));
    if let Some(check) = checks.last_mut() {
        if !string.empty_restrictions().is_empty() || !string.loosened_restrictions().is_empty() {
            check.outcome = Outcome::Warning;
        }
        check.notes = notes;
    }
    Some(string)
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::metadata(path).is_ok_and(|held| held.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

/// Everything that a login depends on, as far as the session itself can tell.
async fn credential(connection: &Connection, checks: &mut Vec<Check>) -> Option<()> {
    let Some(session) = connection.session() else { return Some(()) };
    let diagnosis = session.diagnose().await;
    let healthy = diagnosis.is_healthy();
    checks.extend(diagnosis.checks.into_iter().map(|check| Check {
        check: check.name,
        outcome: check.outcome,
        found: check.found,
        notes: check.advice.into_iter().collect(),
    }));
    if session.deployment() == Deployment::Cloud {
        let granted = session.status().await.map(|status| status.scopes).unwrap_or_default();
        scopes_of_the_tools(&granted, connection.policy().read_only, checks);
        if !granted.is_empty() {
            checks.extend(unoffered(&granted, connection.policy().read_only));
        }
    }
    // What cannot keep a login says so itself.
    if session.check_login().is_ok() {
        let failed = |check: &&mut Check| check.check == "login" && check.outcome == Outcome::Failed;
        checks.iter_mut().filter(failed).for_each(|check| check.notes.push(advice::LOG_IN.to_owned()));
    }
    healthy.then_some(())
}

/// The tools that `serve` leaves out because the login did not grant what they need.
fn unoffered(granted: &[String], read_only: bool) -> Option<Check> {
    let mut lacking = unavailable_tools(granted);
    // Under ReadOnly nobody misses what changes something.
    let reads = |scope: &&str| !scope.starts_with("write:") && !scope.starts_with("delete:");
    lacking.retain(|(_, scopes)| !read_only || scopes.iter().any(reads));
    if lacking.is_empty() {
        return None;
    }
    let notes = lacking.iter().map(|(tool, scopes)| format!("{tool} needs {}", scopes.join(" "))).collect();
    let found = format!("{} tools are not offered, because the login grants too little", lacking.len());
    Some(Check { check: "tools", outcome: Outcome::Warning, found, notes })
}

/// What the usual tools need beyond what was granted, though a login asked for no more; and all of it, to paste, where
/// somebody has to log in again or for the first time.
fn scopes_of_the_tools(granted: &[String], read_only: bool, checks: &mut [Check]) {
    let missing = match granted {
        [] => Vec::new(),
        _ => Toolset::missing_scopes(Toolset::DEFAULT, read_only, granted),
    };
    let Some(check) = checks.iter_mut().find(|check| check.check == "scopes") else { return };
    if !missing.is_empty() {
        check.notes.push(format!("the default tools need these too: {}", missing.join(", ")));
        if check.outcome == Outcome::Ok {
            check.outcome = Outcome::Warning;
        }
    }
    if check.outcome != Outcome::Ok {
        let needed = scopes::usual(read_only).join(" ");
        check.notes.push(format!("for the default tools the application needs Scope={needed}"));
        check.notes.push("`confluence-mcp scopes` lists them, for other toolsets too".to_owned());
    }
}

/// One small request.
async fn reach(wiki: &Wiki) -> Result<String, confluence_client::Error> {
    let spaces = wiki.spaces().limit(1).slice().await?;
    Ok(match spaces.items.first() {
        Some(space) => format!("answered; the first space is {}", printable(space.key.as_str())),
        // Where a proxy takes the credential out, a site that is open to everybody refuses nothing.
        None => match wiki.current_user().await.map_err(|error| error.kind()) {
            Err(ErrorKind::Unauthenticated) => {
                "answered; the site takes the request for one of nobody, who sees no space".to_owned()
            }
            _ => "answered; this account sees no space".to_owned(),
        },
    })
}

/// Text of the service, without what a terminal would act on.
fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

fn note<T>(
    checks: &mut Vec<Check>,
    check: &'static str,
    result: Result<T>,
    found: impl Fn(&T) -> String,
) -> Option<T> {
    let (outcome, said, notes) = match &result {
        Ok(value) => (Outcome::Ok, found(value), Vec::new()),
        Err(error) => {
            (Outcome::Failed, printable(&without_operation(&error.to_string(), check)), behind(&**error))
        }
    };
    checks.push(Check { check, outcome, found: said, notes });
    result.ok()
}

/// What failed, without the word that stands before it as the name of its check.
fn without_operation(said: &str, check: &str) -> String {
    said.strip_prefix(check).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(said).to_owned()
}

/// What is behind a failure, and what of this machine may be.
fn behind(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let hint = confluence_mcp::agent_sandbox::hint_of(error);
    causes(error).into_iter().chain(hint).map(|note| printable(&note)).collect()
}

/// The same for what may fail at the site, with what to do about it.
fn advised<T>(
    checks: &mut Vec<Check>,
    check: &'static str,
    result: Result<T, confluence_client::Error>,
    found: impl Fn(&T) -> String,
) -> Option<T> {
    let advice = result.as_ref().err().and_then(advice::on);
    let noted = note(checks, check, result.map_err(Into::into), found);
    if let Some(check) = checks.last_mut() {
        check.notes.extend(advice.map(Cow::into_owned));
    }
    noted
}

/// What is behind a failure: that a name has no address, or that no trust roots were found.
fn causes(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let said = error.to_string();
    let causes = std::iter::successors(error.source(), |error| error.source()).map(ToString::to_string);
    let mut causes: Vec<String> = causes.filter(|cause| !said.contains(cause)).collect();
    causes.dedup();
    causes
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Check { check, outcome, found, notes } in &self.checks {
            let mark = match outcome {
                Outcome::Ok => "ok  ",
                Outcome::Failed => "FAIL",
                Outcome::Warning => "warn",
                // Not looked at.
                _ => "-   ",
            };
            writeln!(formatter, "{mark} {check}: {found}")?;
            for note in notes {
                writeln!(formatter, "     {note}")?;
            }
        }
        Ok(())
    }
}
