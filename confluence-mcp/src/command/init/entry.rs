//! What starts this server, in the words of the clients' configuration files.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstRootNode};
use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::launcher::Launcher;
use crate::command::error::Result;
use crate::command::other_server::client_config::of_table;

/// The server as a client starts it.
pub(super) struct Entry {
    name: String,
    command: String,
    arguments: Vec<String>,
}

/// How a client writes an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON: the member with the servers, whether an entry says its transport, and whether the client reads JSON alone, so
    /// that a comment, a comma too many or a byte order mark would keep it from every server in the file.
    Json { servers: &'static str, typed: bool, strict: bool },
    /// TOML with a table of servers.
    Toml { servers: &'static str },
}

impl Entry {
    /// This very program, or what launches it, with its profiles.
    pub(super) fn new(name: &str, profiles: &[String], further: &[String]) -> Result<Self> {
        let program = std::env::current_exe()?.into_os_string().into_string();
        let program = program.map_err(|_| "the path of this program is not Unicode")?;
        let pipx_home = std::env::var("PIPX_HOME").ok();
        let launcher = Launcher::of(&program, pipx_home.as_deref());
        let (command, mut arguments) = match launcher.map(|launcher| launcher.command(cfg!(windows))) {
            Some((command, words)) => (command.to_owned(), words.into_iter().map(str::to_owned).collect()),
            None => (program, Vec::new()),
        };
        arguments.extend(profiles.iter().flat_map(|profile| ["--profile".to_owned(), profile.clone()]));
        arguments.extend_from_slice(further);
        Ok(Self { name: name.to_owned(), command, arguments })
    }

    /// The configuration that most clients read.
    pub(super) fn usual(&self) -> Result<String> {
        let text = self.put(Form::Json { servers: "mcpServers", typed: false, strict: true }, "", true)?;
        Ok(text.unwrap_or_default())
    }

    /// The text of a configuration with this entry in it and all else as it was, to its line ends, and to its byte order mark
    /// where the client reads one; `None` if it is in it already.
    pub(super) fn put(&self, form: Form, text: &str, force: bool) -> Result<Option<String>> {
        let (mark, bare) = text.split_at(if text.starts_with(MARK) { MARK.len_utf8() } else { 0 });
        let put = match form {
            Form::Json { servers, typed, strict: true } => {
                strictly(bare)?;
                let put = self.put_json(servers, typed, bare, force)?;
                let put = put.map(|put| with_line_ends_of(bare, put));
                return Ok(put.or_else(|| (!mark.is_empty()).then(|| bare.to_owned())));
            }
            Form::Json { servers, typed, strict: false } => self.put_json(servers, typed, bare, force)?,
            Form::Toml { servers } => self.put_toml(servers, bare, force)?,
        };
        Ok(put.map(|put| format!("{mark}{}", with_line_ends_of(bare, put))))
    }

    /// Why Gemini CLI does not start the entry in this text of its configuration, and what to do, where that is so.
    pub(super) fn kept_off(&self, text: &str) -> Option<String> {
        let read = CstRootNode::parse(text, &WITH_COMMENTS).ok()?.to_serde_value()?;
        let lists = read.get("mcp")?;
        let names = |list: &str| lists.get(list).and_then(Value::as_array).filter(|names| !names.is_empty());
        let has = |names: &Vec<Value>| names.iter().any(|name| name.as_str() == Some(&self.name));
        let name = &self.name;
        if names("excluded").is_some_and(has) {
            return Some(format!("it is not started, since `mcp.excluded` there has `{name}`: take it out."));
        }
        names("allowed").is_some_and(|names| !has(names)).then(|| {
            format!("it is not started, since `mcp.allowed` there has other servers alone: add `{name}`.")
        })
    }

    fn json(&self, typed: bool) -> CstInputValue {
        let text = |text: &str| CstInputValue::String(text.to_owned());
        let arguments = CstInputValue::Array(self.arguments.iter().map(|word| text(word)).collect());
        let members = [("type", text("stdio")), ("command", text(&self.command)), ("args", arguments)];
        let members = members.into_iter().skip(usize::from(!typed));
        CstInputValue::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What a client that reads this text finds in place of the entry; `None` if it finds the entry.
    fn difference_in(&self, servers: &str, text: &str) -> Result<Option<String>> {
        let read = CstRootNode::parse(text, &WITH_COMMENTS)?.to_serde_value();
        let held = read.as_ref().and_then(|all| all.get(servers)?.get(&self.name));
        Ok(match held {
            Some(held) => self.difference(held),
            None => Some("it is not there".to_owned()),
        })
    }

    /// The first member by which an entry starts something else, or nothing; never what the member holds, which may be a
    /// secret.
    fn difference(&self, held: &Value) -> Option<String> {
        let Value::Object(members) = held else { return Some("it is not an object".to_owned()) };
        if members.get("command").and_then(Value::as_str) != Some(&self.command) {
            return Some("its `command` is another".to_owned());
        }
        let given = members.get("args").and_then(Value::as_array);
        let same = |given: &Vec<Value>| {
            given.iter().map(Value::as_str).eq(self.arguments.iter().map(|word| Some(word.as_str())))
        };
        if !given.is_some_and(same) {
            return Some("its `args` are others".to_owned());
        }
        let off = |name: &str, value: &Value| {
            matches!((name, value), ("disabled", Value::Bool(true)) | ("enabled", Value::Bool(false)))
        };
        members.iter().find_map(|(name, value)| match name.as_str() {
            "command" | "args" => None,
            "type" if value == "stdio" => None,
            _ if off(name, value) => Some(format!("it is switched off by `{name}`")),
            _ if says_nothing(value) || OF_THE_CLIENT.contains(&name.as_str()) => None,
            _ => Some(format!("it has `{name}` too")),
        })
    }

    fn put_json(&self, servers: &str, typed: bool, text: &str, force: bool) -> Result<Option<String>> {
        let root = CstRootNode::parse(text, &WITH_COMMENTS)?;
        let all = root.object_value_or_create().ok_or("it is not a JSON object")?;
        let all = all
            .object_value_or_create(servers)
            .ok_or_else(|| format!("its member `{servers}` is not an object"))?;
        match (all.get(&self.name), self.difference_in(servers, text)?) {
            (Some(_), None) => return Ok(None),
            (Some(_), Some(why)) if !force => return Err(self.taken(&why)),
            (Some(held), _) => held.set_value(self.json(typed)),
            (None, _) => drop(all.append(&self.name, self.json(typed))),
        }
        let put = root.to_string();
        if self.difference_in(servers, &put)?.is_some() {
            return Err(
                format!("it has `{servers}` twice, of which clients read one: make one of them").into()
            );
        }
        Ok(Some(put))
    }

    fn put_toml(&self, servers: &str, text: &str, force: bool) -> Result<Option<String>> {
        let mut document: DocumentMut = text.parse()?;
        let mut implicit = Table::new();
        implicit.set_implicit(true);
        let all = document.entry(servers).or_insert(Item::Table(implicit));
        let all = all.as_table_like_mut().ok_or_else(|| format!("`{servers}` is not a table"))?;
        let arguments: Array = self.arguments.iter().collect();
        if let Some(held) = all.get(&self.name) {
            match self.difference(&of_table(held)) {
                None => return Ok(None),
                Some(why) if !force => return Err(self.taken(&why)),
                Some(_) => {}
            }
        }
        let mut entry = Table::new();
        entry.insert("command", value(self.command.as_str()));
        entry.insert("args", value(arguments));
        all.insert(&self.name, Item::Table(entry));
        Ok(Some(document.to_string()))
    }

    fn taken(&self, why: &str) -> Box<dyn std::error::Error + Send + Sync> {
        let name = &self.name;
        format!(
            "it has another server named `{name}` ({why}): choose another name with --name, or replace it with --force"
        )
        .into()
    }
}

/// What clients read that take more than JSON: comments and a comma behind the last one, and nothing else.
const WITH_COMMENTS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Looks whether a file is JSON, for a client that reads nothing else. An empty one is none yet.
fn strictly(text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let read: std::result::Result<Value, _> = serde_json::from_str(text);
    read.map(drop).map_err(|error| {
        format!("it is not JSON, which this client reads without comments and without a comma too many: {error}; correct it")
            .into()
    })
}

/// What clients keep in an entry for themselves, which starts no other server.
const OF_THE_CLIENT: [&str; 10] = [
    "alwaysAllow",
    "autoApprove",
    "description",
    "disabledTools",
    "excludeTools",
    "source",
    "startup_timeout_sec",
    "timeout",
    "tool_timeout_sec",
    "trust",
];

/// Whether a member is as good as absent.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Number(_) => false,
    }
}

/// The byte order mark that some editors put first.
const MARK: char = '\u{feff}';

/// A text that was written with the line ends of Windows keeps them.
fn with_line_ends_of(held: &str, put: String) -> String {
    let all_windows = held.contains('\n') && held.matches('\n').count() == held.matches("\r\n").count();
    if all_windows { put.replace("\r\n", "\n").replace('\n', "\r\n") } else { put }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Form = Form::Json { servers: "mcpServers", typed: false, strict: false };
    const STRICT: Form = Form::Json { servers: "mcpServers", typed: false, strict: true };
    const TOML: Form = Form::Toml { servers: "mcp_servers" };

    fn entry() -> Entry {
        Entry::new("confluence", &["work".to_owned()], &["--read-only".to_owned()]).unwrap()
    }

    #[test]
    fn comments_and_other_servers_stay() {
        let text = "{\n  // mine\n  \"mcpServers\": {\n    \"other\": {\"command\": \"x\"}, // keep\n  },\n  \"a\": 1\n}\n";
        let put = entry().put(USUAL, text, false).unwrap().unwrap();
        for kept in ["// mine", "\"other\": {\"command\": \"x\"}", "// keep", "\"a\": 1"] {
            assert!(put.contains(kept), "{put}");
        }
        assert!(put.contains("\"--profile\"") && put.contains("\"--read-only\""), "{put}");
    }

    #[test]
    fn an_empty_file_becomes_a_configuration() {
        let typed = Form::Json { servers: "servers", typed: true, strict: false };
        let put = entry().put(typed, "", false).unwrap().unwrap();
        let read: Value = serde_json::from_str(&put).unwrap();
        assert_eq!(read["servers"]["confluence"]["type"], "stdio");
        assert_eq!(read["servers"]["confluence"]["args"][1], "work");
        assert!(
            put.find("\"type\"") < put.find("\"command\"") && put.find("\"command\"") < put.find("\"args\""),
            "{put}"
        );
        let put = entry().put(TOML, "", false).unwrap().unwrap();
        assert!(put.starts_with("[mcp_servers.confluence]\ncommand = "), "{put}");
    }

    #[test]
    fn the_same_again_changes_nothing_and_another_is_replaced_only_by_force() {
        for form in [USUAL, TOML] {
            let once = entry().put(form, "", false).unwrap().unwrap();
            assert_eq!(entry().put(form, &once, false).unwrap(), None);
            let other = Entry { command: "other".to_owned(), ..entry() };
            let refused = other.put(form, &once, false).unwrap_err().to_string();
            assert!(refused.contains("--force") && refused.contains("its `command` is another"), "{refused}");
            assert!(other.put(form, &once, true).unwrap().unwrap().contains("\"other\""));
            let more = Entry { arguments: Vec::new(), ..entry() };
            let refused = more.put(form, &once, false).unwrap_err().to_string();
            assert!(refused.contains("its `args` are others"), "{refused}");
        }
    }

    #[test]
    fn an_entry_that_starts_something_else_is_not_this_one() {
        let json = |more: &str| {
            let once = entry().put(USUAL, "", false).unwrap().unwrap();
            once.replace("\"args\"", &format!("{more},\n\"args\""))
        };
        let toml = |more: &str| format!("{}{more}\n", entry().put(TOML, "", false).unwrap().unwrap());
        for (form, text, why) in [
            (USUAL, json("\"env\": {\"CONFLUENCE_URL\": \"canary\"}"), "it has `env` too"),
            (USUAL, json("\"envFile\": \"canary\""), "it has `envFile` too"),
            (USUAL, json("\"type\": \"http\""), "it has `type` too"),
            (USUAL, json("\"disabled\": true"), "it is switched off by `disabled`"),
            (TOML, toml("enabled = false"), "it is switched off by `enabled`"),
            (TOML, toml("env = { CONFLUENCE_URL = \"canary\" }"), "it has `env` too"),
            (TOML, toml("[mcp_servers.confluence.env]\nCONFLUENCE_URL = \"canary\""), "it has `env` too"),
        ] {
            let refused = entry().put(form, &text, false).unwrap_err().to_string();
            assert!(refused.contains(why) && !refused.contains("canary"), "{refused}");
            let forced = entry().put(form, &text, true).unwrap().unwrap();
            assert!(!forced.contains("canary"), "{forced}");
            assert_eq!(entry().put(form, &forced, false).unwrap(), None, "{forced}");
        }
        for (form, text) in [
            (USUAL, json("\"disabled\": false, \"autoApprove\": [\"a\"], \"env\": {}")),
            (TOML, toml("enabled = true\nstartup_timeout_sec = 20")),
        ] {
            assert_eq!(entry().put(form, &text, false).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_left_alone() {
        assert!(entry().put(USUAL, "[1]", true).is_err());
        assert!(entry().put(USUAL, "{\"mcpServers\": 3}", true).is_err());
        assert!(entry().put(USUAL, "{\"mcpServers\"", true).is_err());
        assert!(entry().put(TOML, "mcp_servers = 3", true).is_err());
    }

    #[test]
    fn the_mark_and_the_line_ends_of_windows_stay() {
        let json = "\u{feff}{\r\n  \"mcpServers\": {\r\n    \"other\": {},\r\n  },\r\n}\r\n";
        let toml = "\u{feff}# mine\r\n[mcp_servers.other]\r\ncommand = \"y\" # keep\r\n";
        for (form, text) in [(USUAL, json), (TOML, toml)] {
            let put = entry().put(form, text, false).unwrap().unwrap();
            assert_eq!(put.matches('\n').count(), put.matches("\r\n").count(), "{put:?}");
            assert!(put.starts_with("\u{feff}") && put.matches('\u{feff}').count() == 1, "{put:?}");
            let kept = |line: &&str| put.contains(*line);
            assert!(text.lines().all(|line| kept(&line)), "{put}");
            assert_eq!(entry().put(form, &put, false).unwrap(), None);
        }
    }

    #[test]
    fn what_a_client_could_not_read_is_told() {
        for (text, at) in [
            ("{\n  // mine\n  \"mcpServers\": {}\n}", "line 2 column 3"),
            ("{\"mcpServers\": {\"other\": {},}}", "line 1"),
            ("{'mcpServers': {}}", "line 1"),
        ] {
            let refused = entry().put(STRICT, text, true).unwrap_err().to_string();
            assert!(refused.contains("not JSON") && refused.contains(at), "{refused}");
        }
        for text in
            ["{'mcpServers': {}}", "{mcpServers: {}}", "{\"mcpServers\": {} \"a\": 1}", "{\"a\": 0x1}"]
        {
            assert!(entry().put(USUAL, text, true).is_err(), "{text}");
        }
        for marked in ["\u{feff}", "\u{feff}{\"a\": 1}"] {
            let put = entry().put(STRICT, marked, false).unwrap().unwrap();
            assert!(serde_json::from_str::<Value>(&put).is_ok(), "{put:?}");
            let again = entry().put(STRICT, &format!("\u{feff}{put}"), false).unwrap();
            assert_eq!(again.as_deref(), Some(put.as_str()), "the mark alone is taken off");
            assert_eq!(entry().put(STRICT, &put, false).unwrap(), None);
        }
    }

    #[test]
    fn an_entry_that_is_kept_off_is_told() {
        let off = |lists: &str| entry().kept_off(&format!("{{\"mcp\": {{{lists}}}, \"mcpServers\": {{}}}}"));
        assert!(off("\"excluded\": [\"confluence\"]").unwrap().contains("`mcp.excluded`"));
        assert!(off("\"allowed\": [\"other\"]").unwrap().contains("add `confluence`"));
        for on in ["", "\"allowed\": []", "\"allowed\": [\"confluence\"], \"excluded\": [\"other\"]"] {
            assert_eq!(off(on), None, "{on}");
        }
    }

    #[test]
    fn an_entry_that_nobody_would_read_is_not_written() {
        let twice = r#"{"mcpServers": {"other": {}}, "mcpServers": {}}"#;
        let refused = entry().put(USUAL, twice, false).unwrap_err().to_string();
        assert!(refused.contains("twice"), "{refused}");
    }

    #[test]
    fn other_tables_of_toml_stay() {
        let text = "# mine\nmodel = \"x\"\n\n[mcp_servers.other]\ncommand = \"y\" # keep\n";
        let put = entry().put(TOML, text, false).unwrap().unwrap();
        assert!(put.starts_with(text), "{put}");
    }
}
