//! The list of tools: what a model pays before it asks anything.

use std::collections::BTreeSet;

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use rmcp::model::Tool;
use serde_json::Value;

async fn tools(adjust: impl FnOnce(confluence_mcp::Builder) -> confluence_mcp::Builder) -> Vec<Tool> {
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

#[tokio::test]
async fn the_readme_lists_every_tool_in_its_toolset() {
    let readme = include_str!("../../../confluence-mcp/README.md");
    for toolset in Toolset::ALL {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{toolset}` |")));
        let (_, listed) = row.unwrap_or_else(|| panic!("no row for {toolset}")).split_once("` | ").unwrap();
        let listed: BTreeSet<String> =
            listed.split('`').skip(1).step_by(2).map(|name| format!("confluence_{name}")).collect();
        let offered = tools(|builder| builder.toolsets([*toolset])).await;
        let offered: BTreeSet<String> = offered.into_iter().map(|tool| tool.name.into_owned()).collect();
        assert_eq!(listed, offered, "{toolset}");
    }
}
