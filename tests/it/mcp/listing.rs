//! The list of tools: what a model pays before it asks anything.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use rmcp::model::Tool;
use serde_json::Value;

async fn tools(
    adjust: impl FnOnce(confluence_mcp::ServerBuilder) -> confluence_mcp::ServerBuilder,
) -> Vec<Tool> {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    adjust(Server::builder(wiki)).build().unwrap().tools()
}

fn bytes(tools: &[Tool]) -> usize {
    serde_json::to_string(tools).unwrap().len()
}

#[tokio::test]
async fn every_tool_is_as_it_was_accepted() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/tools"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _guard = settings.bind_to_scope();
    for tool in tools(|builder| builder.toolsets(Toolset::ALL.iter().copied())).await {
        insta::assert_json_snapshot!(tool.name.as_ref(), &tool);
    }
}

#[tokio::test]
async fn the_list_keeps_to_its_budget() {
    let usual = tools(|builder| builder).await;
    assert!(bytes(&usual) <= 12_000, "the default list has {} bytes", bytes(&usual));
    let reading = tools(|builder| builder.read_only(true)).await;
    assert!(bytes(&reading) <= 7_000, "the read-only list has {} bytes", bytes(&reading));
    let whole = tools(|builder| builder.toolsets(Toolset::ALL.iter().copied())).await;
    assert!(bytes(&whole) <= 30_000, "the whole list has {} bytes", bytes(&whole));
    for tool in &whole {
        let size = bytes(std::slice::from_ref(tool));
        assert!(size <= 2_600, "{} has {size} bytes", tool.name);
    }
}

#[tokio::test]
async fn every_tool_says_what_it_is() {
    for tool in tools(|builder| builder.toolsets(Toolset::ALL.iter().copied())).await {
        let name = &tool.name;
        let letters = name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        assert!(name.starts_with("confluence_") && name.len() <= 64 && letters, "{name}");
        assert!(tool.title.is_some_and(|title| !title.is_empty()), "{name} has no title");
        assert!(tool.description.is_some_and(|text| text.len() > 15 && !text.contains('\n')), "{name}");
        let hints = tool.annotations.unwrap();
        assert!(hints.read_only_hint.is_some() && hints.destructive_hint.is_some(), "{name}");
        assert!(hints.idempotent_hint.is_some() && hints.open_world_hint.is_some(), "{name}");
        assert_eq!(tool.output_schema, None, "{name}");
        plain(name, &Value::Object(tool.input_schema.as_ref().clone()));
    }
}

/// Holds a schema to what strict validators and other vendors' models take.
fn plain(name: &str, schema: &Value) {
    assert_eq!(schema["type"], "object", "{name}");
    let Some(properties) = schema["properties"].as_object() else { return };
    for (argument, property) in properties {
        let known: BTreeSet<&str> = [
            "type",
            "description",
            "enum",
            "default",
            "minimum",
            "maximum",
            "items",
            "properties",
            "required",
        ]
        .into();
        for keyword in property.as_object().unwrap().keys() {
            assert!(known.contains(keyword.as_str()), "{name}.{argument} uses {keyword}");
        }
        assert!(property["type"].is_string(), "{name}.{argument} has no one type");
        assert!(property["description"].is_string(), "{name}.{argument} is not described");
    }
}

/// A table for each toolset: what a tool does, and its arguments.
async fn chapters() -> String {
    let mut text = String::new();
    for toolset in Toolset::ALL {
        let usual = if Toolset::DEFAULT.contains(toolset) { ", offered by default" } else { "" };
        write!(
            text,
            "\n## Toolset `{toolset}`\n\nTools{usual}:\n\n| tool | does | arguments |\n|---|---|---|\n"
        )
        .unwrap();
        for tool in tools(|builder| builder.toolsets([*toolset])).await {
            let schema = Value::Object(tool.input_schema.as_ref().clone());
            let needed: BTreeSet<&str> =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let names = schema["properties"].as_object().map(|all| all.keys().map(String::as_str).collect());
            let names: Vec<&str> = names.unwrap_or_default();
            let shown = |name: &&str| match needed.contains(name) {
                true => format!("**`{name}`**"),
                false => format!("`{name}`"),
            };
            let names: Vec<String> = names.iter().map(shown).collect();
            let does = tool.description.unwrap_or_default().replace('|', "\\|");
            writeln!(text, "| `{}` | {does} | {} |", tool.name, names.join(", ")).unwrap();
        }
    }
    text
}

/// `UPDATE_TOOLS=1` writes it.
#[tokio::test]
async fn the_page_on_tools_lists_every_tool_in_its_toolset() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../confluence-mcp/docs/tools.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("holds them -->\n").unwrap();
    let (_, after) = rest.split_once("\n<!-- end of tools").unwrap();
    let expected = format!("{before}holds them -->\n{}\n<!-- end of tools{after}", chapters().await);
    if std::env::var_os("UPDATE_TOOLS").is_some() {
        std::fs::write(path, &expected).unwrap();
        return;
    }
    assert!(
        page == expected,
        "confluence-mcp/docs/tools.md is old: `UPDATE_TOOLS=1 cargo test --workspace --test it -- mcp::listing` writes it"
    );
}

#[tokio::test]
async fn the_readme_tells_how_many_tools_there_are() {
    let readme = include_str!("../../../confluence-mcp/README.md");
    let all = tools(|builder| builder.toolsets(Toolset::ALL.iter().copied())).await;
    assert!(readme.contains(&format!("- {} [tools]", all.len())), "{}", all.len());
}
