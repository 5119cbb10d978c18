//! The servers in the configuration of an MCP client: JSON with or without comments, or TOML, whatever the client; or the
//! one that a file of variables is for.

use std::path::Path;

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::CstRootNode;
use serde_json::{Map, Value};
use toml_edit::{DocumentMut, Item};

use super::known_variables::SAME;
use super::restrictions::{is_of_confluence, is_of_tools, leaves_out, takes_rights_away};
use super::settings::Settings;
use super::variables_file;
use crate::command::error::Result;

/// Larger files are no configuration.
const MAX_CONFIGURATION: u64 = 16 << 20;
/// How deep servers lie: Claude Code keeps those of a project three objects down.
const DEPTH: usize = 6;

/// A server as a client starts it.
#[derive(Clone, Debug, Default)]
pub(in crate::command) struct Started {
    /// What the client calls it.
    pub(in crate::command) name: String,
    /// The program and its arguments.
    pub(super) words: Vec<String>,
    /// The variables that the client sets for it, in order.
    pub(super) variables: Vec<(String, String)>,
    /// Variables that the client hands on from its own environment, by name.
    pub(super) passed_on: Vec<String>,
    /// Variables, and parts of the entry, whose values are of no kind that a client hands on.
    pub(super) unreadable: Vec<String>,
    /// What the client itself keeps from the server: `disabledTools`.
    pub(super) restrictions: Vec<String>,
    /// A file of more variables, which some clients read.
    pub(super) file: Option<String>,
    /// The folder that it is started in, from which its files are named.
    pub(super) folder: Option<String>,
    /// Whether it is reached at an address, and is told its connection in headers.
    pub(super) is_remote: bool,
}

/// The same of one that may be of another product of the same site.
fn may_be_of_confluence(name: &str) -> bool {
    is_of_confluence(name) || SAME.iter().any(|(other, _)| *other == name)
}

impl Started {
    /// The entry of this file that starts a server for Confluence: the one that is named, or else the only one.
    ///
    /// # Errors
    /// The file cannot be read, has no such server, or several of which none was named.
    pub(in crate::command) fn find(file: &Path, name: Option<&str>) -> Result<Self> {
        let Servers { started: all, remote } = read(file)?;
        let names =
            |some: &[&Self]| some.iter().map(|entry| entry.name.clone()).collect::<Vec<_>>().join(", ");
        let every: Vec<&Self> = all.iter().collect();
        let place = file.display();
        let folder = file.parent().unwrap_or(Path::new(""));
        let found = match name {
            Some(name) => all.iter().filter(|entry| entry.name == name).collect(),
            None => Self::of_confluence(&all, folder),
        };
        match (found.as_slice(), name) {
            ([only], _) if only.is_this_program() => {
                Err(format!("{place}: `{}` starts this program already", only.name).into())
            }
            ([only], _) => Ok(Self::clone(only)),
            ([], name) if remote.iter().any(|other| name.map_or(every.is_empty(), |name| name == other)) => {
                let remote = name.map_or_else(|| remote.join(", "), str::to_owned);
                Err(format!(
                    "{place}: what is reached at an address ({remote}) has its connection there, and nothing of it here: run \
                     init without --from"
                )
                .into())
            }
            ([], _) if every.is_empty() => Err(format!("{place}: there is no MCP server in it").into()),
            ([], Some(name)) => {
                Err(format!("{place}: there is no server `{name}`; there are {}", names(&every)).into())
            }
            ([], None) => {
                let read = |entry: &Self| Settings::are_of_confluence(entry, folder, is_of_confluence);
                let failed = |entry: &Self| Some(format!(". Of `{}`: {}", entry.name, read(entry).err()?));
                let why: String = all.iter().filter_map(failed).collect();
                Err(format!(
                    "{place}: none of its servers ({}) is one for Confluence, with CONFLUENCE_URL; --entry NAME names \
                     one{}{why}",
                    names(&every),
                    elsewhere(&remote)
                )
                .into())
            }
            (several, None) => Err(format!(
                "{place}: several servers are for Confluence: choose one with --entry: {}",
                names(several)
            )
            .into()),
            (_, Some(name)) => {
                Err(format!("{place}: several servers are named `{name}`, as in several projects").into())
            }
        }
    }

    /// The servers that are for Confluence. What may be of another product of the same site counts where nothing is of
    /// Confluence by its name.
    fn of_confluence<'s>(all: &'s [Self], folder: &Path) -> Vec<&'s Self> {
        let say = |of: fn(&str) -> bool| {
            let says = move |entry: &&Self| {
                let read = || Settings::are_of_confluence(entry, folder, of);
                !entry.is_this_program() && read().unwrap_or(false)
            };
            all.iter().filter(says).collect::<Vec<_>>()
        };
        let by_name = say(is_of_confluence);
        match by_name.is_empty() {
            true => {
                let mut of_site = say(may_be_of_confluence);
                of_site.retain(|entry| !entry.name.to_ascii_lowercase().contains("jira"));
                of_site
            }
            false => by_name,
        }
    }

    fn is_this_program(&self) -> bool {
        let is_ours = |word: &str| {
            let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
            name.trim_end_matches(".exe") == env!("CARGO_BIN_NAME")
        };
        // Some clients take a command and its arguments as one text.
        let first = self.words.first().map(String::as_str).unwrap_or_default();
        is_ours(first) || first.split_whitespace().next().is_some_and(is_ours)
    }
}

/// What is said of servers that are reached at an address, beside others of which none is meant.
fn elsewhere(remote: &[String]) -> String {
    match remote {
        [] => String::new(),
        remote => format!(
            ". What is reached at an address ({}) has its connection there: for that run init without --from",
            remote.join(", ")
        ),
    }
}

/// What a configuration names.
#[derive(Debug, Default)]
struct Servers {
    started: Vec<Started>,
    /// The names of those that somebody else starts, and that are reached at an address.
    remote: Vec<String>,
}

fn read(file: &Path) -> Result<Servers> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    if std::fs::metadata(file).map_err(|error| failed(&error))?.len() > MAX_CONFIGURATION {
        return Err(failed(&"it is too large for a configuration").into());
    }
    if variables_file::is_named_as_one(&file.to_string_lossy()) {
        let file = std::path::absolute(file).map_err(|error| failed(&error))?;
        let file = Some(file.to_string_lossy().into_owned());
        let started = Started { name: "confluence".to_owned(), file, ..Started::default() };
        return Ok(Servers { started: vec![started], remote: Vec::new() });
    }
    let ends = |ending: &str| file.extension().is_some_and(|other| other.eq_ignore_ascii_case(ending));
    if ends("yaml") || ends("yml") {
        return Err(failed(
            &"YAML is not read: write what the server's `env` or `envs` has there into a file whose name ends with .env, \
              NAME=value on a line each, and give that to --from",
        )
        .into());
    }
    let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
    let text = text.trim_start_matches('\u{feff}');
    let whole = match ends("toml") {
        true => of_table(text.parse::<DocumentMut>().map_err(|error| failed(&error))?.as_item()),
        false => {
            let root = CstRootNode::parse(text, &ParseOptions::default());
            let root =
                root.map_err(|error| if is_of_lines(text) { failed(&OF_LINES) } else { failed(&error) })?;
            root.to_serde_value().ok_or_else(|| failed(&"it is empty"))?
        }
    };
    let mut found = Servers::default();
    gather("", &whole, DEPTH, &mut found);
    Ok(found)
}

const OF_LINES: &str = "it has lines NAME=value: for variables of another server give the file a name that ends with .env; \
                        a file of properties, as a driver saves them, is read with --profile PATH";

/// Whether a text is lines of names and values, and no document.
fn is_of_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ' ');
    lines.next().and_then(|line| line.split_once('=')).is_some_and(|(name, _)| name.chars().all(of_name))
}

/// Everything with a command to start is a server, wherever clients keep it.
fn gather(name: &str, value: &Value, depth: usize, found: &mut Servers) {
    let Value::Object(members) = value else { return };
    match started(name, members).or_else(|| started_by_headers(name, members)) {
        Some(entry) if entry.leads_elsewhere() => found.remote.push(name.to_owned()),
        Some(entry) => found.started.push(entry),
        None if is_remote(members) => found.remote.push(name.to_owned()),
        None if depth > 0 => {
            members.iter().for_each(|(name, member)| gather(name, member, depth - 1, found));
        }
        None => {}
    }
}

/// Whether an entry says where a server is, and not how it is started.
fn is_remote(entry: &Map<String, Value>) -> bool {
    ["url", "serverUrl", "httpUrl"].iter().any(|member| entry.get(*member).is_some_and(Value::is_string))
}

/// A server at an address that is told its connection in headers: `X-Atlassian-Confluence-Url` is CONFLUENCE_URL.
fn started_by_headers(name: &str, entry: &Map<String, Value>) -> Option<Started> {
    const READ: [&str; 3] = ["READ_ONLY_MODE", "TOOLSETS", "ENABLED_TOOLS"];

    let headers = ["headers", "http_headers"].iter().find_map(|member| entry.get(*member)?.as_object())?;
    let mut started = Started {
        name: name.to_owned(),
        restrictions: kept_from_it(entry),
        is_remote: true,
        ..Started::default()
    };
    for (header, value) in headers {
        let variable = header.to_ascii_uppercase().replace('-', "_");
        let own = variable.strip_prefix("X_ATLASSIAN_");
        let bare = own.or_else(|| variable.strip_prefix("X_MCP_")).or_else(|| variable.strip_prefix("X_"));
        let bare = bare.unwrap_or(&variable);
        match text(value) {
            Some(value) if own.is_some() && (is_of_confluence(bare) || READ.contains(&bare)) => {
                started.variables.push((bare.to_owned(), value));
            }
            _ if is_of_tools(bare) || takes_rights_away(bare) => {
                started.restrictions.push(header.clone());
            }
            _ => {}
        }
    }
    started.variables.iter().any(|(name, _)| name == "CONFLUENCE_URL").then_some(started)
}

fn started(name: &str, entry: &Map<String, Value>) -> Option<Started> {
    let mut started = Started {
        name: name.to_owned(),
        file: entry.get("envFile").and_then(text),
        folder: entry.get("cwd").and_then(text),
        restrictions: kept_from_it(entry),
        ..Started::default()
    };
    // Most write a command and its arguments; some one list, and some an object of both.
    let command = entry.get("command")?;
    let rest = match command {
        Value::String(command) => {
            started.words.push(command.clone());
            entry.get("args")
        }
        Value::Array(_) => {
            started.take_words("command", command);
            entry.get("args")
        }
        Value::Object(command) => {
            started.words.push(text(command.get("path")?)?);
            command.get("args").or_else(|| entry.get("args"))
        }
        _ => return None,
    };
    rest.into_iter().for_each(|words| started.take_words("args", words));
    let nested = command.get("env");
    // A list of names is handed on: `env_vars` of TOML.
    let members = ["env", "environment", "env_vars", "envVars", "env_keys", "envKeys"];
    for member in members.into_iter().filter_map(|member| entry.get(member)).chain(nested) {
        started.take_variables(member);
    }
    Some(started)
}

impl Started {
    /// Whether the command does no more than lead to a server at an address: `npx mcp-remote https://...`.
    fn leads_elsewhere(&self) -> bool {
        let is_bridge = |word: &String| word.split(['@', '/']).any(|part| part == "mcp-remote");
        let is_address = |word: &String| word.starts_with("https://") || word.starts_with("http://");
        self.words.iter().any(is_bridge) && self.words.iter().any(is_address) && self.variables.is_empty()
    }

    fn take_words(&mut self, member: &str, words: &Value) {
        let words = words.as_array().map_or(std::slice::from_ref(words), Vec::as_slice);
        for word in words {
            match text(word) {
                Some(word) => self.words.push(word),
                None => self.unreadable.push(member.to_owned()),
            }
        }
    }

    fn take_variables(&mut self, member: &Value) {
        match member {
            Value::Object(variables) => {
                for (name, value) in variables {
                    match list(value) {
                        Some(text) => self.variables.push((name.clone(), text)),
                        None => self.unreadable.push(name.clone()),
                    }
                }
            }
            // As a file for containers has them, or each as an object with its name.
            Value::Array(lines) => lines.iter().for_each(|line| self.take_line(line)),
            Value::Null => {}
            _ => self.unreadable.push("env".to_owned()),
        }
    }

    fn take_line(&mut self, line: &Value) {
        let given = |member: &str| line.get(member).and_then(text);
        let (name, value) = match line.as_str() {
            Some(line) => match line.split_once('=') {
                Some((name, value)) => (Some(name.to_owned()), Some(value.to_owned())),
                None => (Some(line.to_owned()), None),
            },
            None => (given("name"), given("value")),
        };
        match (name, value) {
            (Some(name), Some(value)) => self.variables.push((name, value)),
            (Some(name), None) => self.passed_on.push(name),
            (None, _) => self.unreadable.push("env".to_owned()),
        }
    }
}

/// What an entry keeps from its server in the client's own words: lists of tools (`disabledTools`, `includeTools`), a
/// member that speaks of rights.
fn kept_from_it(entry: &Map<String, Value>) -> Vec<String> {
    let says_nothing = |(name, value): &(&String, &Value)| {
        // All tools are kept from it where they are listed as left out.
        let is_all = |item: &Value| item == "*" && !leaves_out(name);
        match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(items) => items.is_empty() || items.iter().any(is_all),
            Value::String(text) => text.is_empty() || is_all(value),
            _ => false,
        }
    };
    let members = entry.iter().filter(|member| !says_nothing(member)).map(|(name, _)| name);
    members.filter(|name| is_of_tools(name) || takes_rights_away(name)).cloned().collect()
}

/// A value as a variable of the environment holds it: people write `true` and `8080` without quotes.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// The same for a list, which variables have with commas between.
fn list(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => Some(items.iter().map(text).collect::<Option<Vec<_>>>()?.join(",")),
        one => text(one),
    }
}

/// A value of TOML as JSON has it.
pub(in crate::command) fn of_table(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return Value::Object(table.iter().map(|(name, item)| (name.to_owned(), of_table(item))).collect());
    }
    let Some(value) = item.as_value() else { return Value::Null };
    match value.as_array() {
        Some(items) => items.iter().map(|item| of_table(&Item::Value(item.clone()))).collect(),
        None => value
            .as_str()
            .map(Value::from)
            .or_else(|| value.as_bool().map(Value::from))
            .or_else(|| value.as_integer().map(Value::from))
            .unwrap_or(Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<Started> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        read(&file).unwrap().started
    }

    #[test]
    fn servers_are_found_in_the_files_of_every_client() {
        let usual =
            r#"{"mcpServers": {"wiki": {"command": "uvx", "args": ["x"], "env": {"CONFLUENCE_URL": "u"}}}}"#;
        let code = r#"{"servers": {"wiki": {"type": "stdio", "command": "uvx", "args": ["x"], /* c */ "env": {"CONFLUENCE_URL": "u"}}}}"#;
        let project = r#"{"projects": {"/p": {"mcpServers": {"wiki": {"command": "uvx", "args": ["x"], "env": {"CONFLUENCE_URL": "u"}}}}}}"#;
        let zed = r#"{"context_servers": {"wiki": {"command": {"path": "uvx", "args": ["x"], "env": {"CONFLUENCE_URL": "u"}}}}}"#;
        let list = r#"{"mcp": {"wiki": {"type": "local", "command": ["uvx", "x"], "environment": {"CONFLUENCE_URL": "u"}}}}"#;
        let toml = "[mcp_servers.wiki]\ncommand = \"uvx\"\nargs = [\"x\"]\n[mcp_servers.wiki.env]\nCONFLUENCE_URL = \"u\"\n";
        for (name, text) in [
            ("a.json", usual),
            ("b.json", code),
            ("c.json", project),
            ("d.json", zed),
            ("e.json", list),
            ("f.toml", toml),
        ] {
            let entries = found(name, text);
            let [entry] = entries.as_slice() else { panic!("{name}: {entries:?}") };
            assert_eq!(entry.name, "wiki", "{name}");
            assert_eq!(entry.words, ["uvx", "x"], "{name}");
            assert_eq!(entry.variables, [("CONFLUENCE_URL".to_owned(), "u".to_owned())], "{name}");
        }
    }

    #[test]
    fn variables_that_a_client_hands_on_are_known_by_name() {
        let toml = "[mcp_servers.wiki]\ncommand = \"uvx\"\nenv_vars = [\"READ_ONLY_MODE\", { name = \"CONFLUENCE_PAT\" }]\n";
        let json = r#"{"mcpServers": {"wiki": {"command": "uvx", "env_vars": ["READ_ONLY_MODE", {"name": "CONFLUENCE_PAT"}]}}}"#;
        let list =
            r#"{"mcpServers": {"wiki": {"command": "uvx", "env": ["READ_ONLY_MODE", "CONFLUENCE_PAT"]}}}"#;
        for (name, text) in [("a.toml", toml), ("a.json", json), ("b.json", list)] {
            let [entry] = found(name, text).try_into().unwrap();
            assert_eq!(entry.passed_on, ["READ_ONLY_MODE", "CONFLUENCE_PAT"], "{name}");
            let settings = Settings::of(&entry, Path::new("/")).unwrap();
            assert!(settings.all.iter().any(|one| one.name == "READ_ONLY_MODE"), "{settings:?}");
        }
        let given = r#"{"mcpServers": {"wiki": {"command": "uvx", "env": [{"name": "CONFLUENCE_URL", "value": "u"}]}}}"#;
        let [entry] = found("c.json", given).try_into().unwrap();
        assert_eq!(entry.variables, [("CONFLUENCE_URL".to_owned(), "u".to_owned())]);
    }

    #[test]
    fn the_one_that_is_meant_is_named_or_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mcp.json");
        let find = |text: &str, name: Option<&str>| {
            std::fs::write(&file, text).unwrap();
            Started::find(&file, name).map(|entry| entry.name).map_err(|error| error.to_string())
        };
        let wiki = r#"{"command": "uvx", "env": {"CONFLUENCE_URL": "u"}}"#;
        let two = format!(r#"{{"mcpServers": {{"a": {wiki}, "other": {{"command": "x"}}, "b": {wiki}}}}}"#);
        assert_eq!(find(&two, Some("b")).unwrap(), "b");
        let error = find(&two, None).unwrap_err();
        assert!(error.contains("--entry: a, b"), "{error}");
        let error = find(&two, Some("c")).unwrap_err();
        assert!(error.contains("there are a, b, other"), "{error}");
        let one = format!(r#"{{"mcpServers": {{"other": {{"command": "x"}}, "b": {wiki}}}}}"#);
        assert_eq!(find(&one, None).unwrap(), "b");
        assert!(find("{}", None).unwrap_err().contains("no MCP server"));
        let remote = r#"{"mcpServers": {"wiki": {"type": "http", "url": "https://mcp.example.com/mcp"}}}"#;
        for name in [None, Some("wiki")] {
            let error = find(remote, name).unwrap_err();
            assert!(error.contains("(wiki)") && error.contains("without --from"), "{error}");
        }
        let bridge = r#"{"mcpServers": {"wiki": {"command": "npx", "args": ["-y", "mcp-remote", "https://mcp.example.com/v1/sse"]}}}"#;
        let error = find(bridge, None).unwrap_err();
        assert!(error.contains("(wiki)") && !error.contains("--entry"), "{error}");
        let of_site = r#"{"mcpServers": {"jira": {"command": "x", "env": {"ATLASSIAN_HOST": "h"}}, "a": {"command": "docker", "args": ["run", "-e", "ATLASSIAN_HOST"], "env": {"ATLASSIAN_HOST": "h"}}}}"#;
        assert_eq!(find(of_site, None).unwrap(), "a");
        let headers = r#"{"mcpServers": {"w": {"url": "https://m.example.com/mcp", "headers": {"X-Atlassian-Confluence-Url": "https://x", "X-Atlassian-Confluence-Personal-Token": "t", "X-Atlassian-Read-Only-Mode": "true"}}}}"#;
        std::fs::write(&file, headers).unwrap();
        let entry = Started::find(&file, None).unwrap();
        let mut told: Vec<&str> = entry.variables.iter().map(|(name, _)| name.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, ["CONFLUENCE_PERSONAL_TOKEN", "CONFLUENCE_URL", "READ_ONLY_MODE"]);
        let yaml = folder.path().join("config.yaml");
        std::fs::write(&yaml, "extensions: {}\n").unwrap();
        assert!(Started::find(&yaml, None).unwrap_err().to_string().contains("YAML is not read"));
        let lines = folder.path().join("confluence.mcp");
        std::fs::write(&lines, "# Saved\nPrefix=confluence\nJdbcUrl=jdbc:confluence:URL=https://x;\n")
            .unwrap();
        assert!(Started::find(&lines, None).unwrap_err().to_string().contains("--profile PATH"));
        let ours = r#"{"mcpServers": {"a": {"command": "/usr/bin/confluence-mcp", "env": {"CONFLUENCE_URL": "u"}}}}"#;
        assert!(find(ours, Some("a")).unwrap_err().contains("already"));
    }

    #[test]
    fn a_file_of_variables_is_a_server() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        std::fs::write(&file, "CONFLUENCE_URL=https://x\n").unwrap();
        let entry = Started::find(&file, None).unwrap();
        let settings = Settings::of(&entry, Path::new("/")).unwrap();
        assert!(settings.all.iter().any(|one| one.name == "CONFLUENCE_URL"), "{settings:?}");
    }
}
