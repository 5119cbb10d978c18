//! What starts this server, in the words of the clients' configuration files.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstRootNode};
use serde_json::{Value, json};
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::command::Result;

/// The server as a client starts it.
pub(super) struct Entry {
    name: String,
    command: String,
    arguments: Vec<String>,
}

/// How a client writes an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON, perhaps with comments: the member with the servers, and whether an entry says its transport.
    Json { servers: &'static str, typed: bool },
    /// TOML with a table of servers.
    Toml { servers: &'static str },
}

impl Entry {
    /// This very program, with a profile.
    pub(super) fn new(name: &str, profile: &str, further: &[String]) -> Result<Self> {
        let command = std::env::current_exe()?.into_os_string().into_string();
        let command = command.map_err(|_| "the path of this program is not Unicode")?;
        let mut arguments = vec!["--profile".to_owned(), profile.to_owned()];
        arguments.extend_from_slice(further);
        Ok(Self { name: name.to_owned(), command, arguments })
    }

    /// The configuration that most clients read.
    pub(super) fn usual(&self) -> String {
        format!("{:#}", json!({"mcpServers": {self.name.as_str(): self.json(false)}}))
    }

    /// The text of a configuration with this entry in it and all else as it was; `None` if it is in it already.
    pub(super) fn put(&self, form: Form, text: &str, force: bool) -> Result<Option<String>> {
        match form {
            Form::Json { servers, typed } => self.put_json(servers, typed, text, force),
            Form::Toml { servers } => self.put_toml(servers, text, force),
        }
    }

    fn json(&self, typed: bool) -> Value {
        match typed {
            true => json!({"type": "stdio", "command": self.command, "args": self.arguments}),
            false => json!({"command": self.command, "args": self.arguments}),
        }
    }

    fn put_json(&self, servers: &str, typed: bool, text: &str, force: bool) -> Result<Option<String>> {
        let root = CstRootNode::parse(text, &ParseOptions::default())?;
        let all = root.object_value_or_create().ok_or("it is not a JSON object")?;
        let all = all
            .object_value_or_create(servers)
            .ok_or_else(|| format!("its member `{servers}` is not an object"))?;
        let entry = self.json(typed);
        match all.get(&self.name) {
            Some(held) if held.to_serde_value() == Some(entry.clone()) => return Ok(None),
            Some(_) if !force => return Err(self.taken()),
            Some(held) => held.set_value(input(&entry)),
            None => drop(all.append(&self.name, input(&entry))),
        }
        Ok(Some(root.to_string()))
    }

    fn put_toml(&self, servers: &str, text: &str, force: bool) -> Result<Option<String>> {
        let mut document: DocumentMut = text.parse()?;
        let mut implicit = Table::new();
        implicit.set_implicit(true);
        let all = document.entry(servers).or_insert(Item::Table(implicit));
        let all = all.as_table_like_mut().ok_or_else(|| format!("`{servers}` is not a table"))?;
        let arguments: Array = self.arguments.iter().collect();
        if let Some(held) = all.get(&self.name) {
            let command = held.get("command").and_then(Item::as_str);
            let given = held.get("args").and_then(Item::as_array);
            let given = given.map(|items| items.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>());
            if command == Some(&self.command)
                && given.is_some_and(|given| given.iter().eq(self.arguments.iter()))
            {
                return Ok(None);
            }
            if !force {
                return Err(self.taken());
            }
        }
        let mut entry = Table::new();
        entry.insert("command", value(self.command.as_str()));
        entry.insert("args", value(arguments));
        all.insert(&self.name, Item::Table(entry));
        Ok(Some(document.to_string()))
    }

    fn taken(&self) -> Box<dyn std::error::Error + Send + Sync> {
        let name = &self.name;
        format!("it has another server named `{name}`: choose another name with --name, or replace it with --force")
            .into()
    }
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(truth) => CstInputValue::Bool(*truth),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(members) => {
            CstInputValue::Object(members.iter().map(|(name, value)| (name.clone(), input(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Form = Form::Json { servers: "mcpServers", typed: false };
    const TOML: Form = Form::Toml { servers: "mcp_servers" };

    fn entry() -> Entry {
        Entry::new("confluence", "work", &["--read-only".to_owned()]).unwrap()
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
        let typed = Form::Json { servers: "servers", typed: true };
        let put = entry().put(typed, "", false).unwrap().unwrap();
        let read: Value = serde_json::from_str(&put).unwrap();
        assert_eq!(read["servers"]["confluence"]["type"], "stdio");
        assert_eq!(read["servers"]["confluence"]["args"][1], "work");
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
            assert!(refused.contains("--force"), "{refused}");
            assert!(other.put(form, &once, true).unwrap().unwrap().contains("\"other\""));
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
    fn other_tables_of_toml_stay() {
        let text = "# mine\nmodel = \"x\"\n\n[mcp_servers.other]\ncommand = \"y\" # keep\n";
        let put = entry().put(TOML, text, false).unwrap().unwrap();
        assert!(put.starts_with(text), "{put}");
    }
}
