//! The table of properties in the book is what the code says.

use std::fmt::Write as _;

use confluence_client::connection;
use confluence_oauth::{Property, Treatment};

fn table() -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut text =
        String::from("| property | also written | meaning | without it | example |\n|---|---|---|---|---|\n");
    let all = confluence_oauth::PROPERTIES.iter().chain(connection::PROPERTIES);
    for Property { name, aliases, meaning, default, example, .. } in
        all.filter(|property| property.treatment == Treatment::Used)
    {
        let (meaning, default, example) = (cell(meaning), cell(default), cell(example));
        let also = aliases.iter().map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(", ");
        writeln!(text, "| `{name}` | {also} | {meaning} | {default} | `{example}` |").unwrap();
    }
    text
}

/// `UPDATE_PROPERTIES=1` writes it.
#[test]
fn the_page_on_properties_lists_every_property_as_the_code_has_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../confluence-mcp/docs/properties.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("| property | also written |").unwrap();
    let (_, after) = rest.split_once("\n\n<!-- end of properties").unwrap();
    let expected = format!("{before}{}\n<!-- end of properties{after}", table());
    if std::env::var_os("UPDATE_PROPERTIES").is_some() {
        std::fs::write(path, &expected).unwrap();
        return;
    }
    assert!(
        page == expected,
        "the table in confluence-mcp/docs/properties.md is old: `UPDATE_PROPERTIES=1 cargo test --workspace --test it -- mcp::properties` writes it"
    );
}

#[test]
fn every_property_has_an_example_and_a_variable() {
    let all = confluence_oauth::PROPERTIES.iter().chain(connection::PROPERTIES);
    for property in all.filter(|property| property.treatment == Treatment::Used) {
        assert!(!property.example.is_empty() && property.meaning.ends_with('.'), "{}", property.name);
        let mut string = connection::layers()
            .variables([(property.variable().into(), "x".into())])
            .build()
            .unwrap_or_else(|error| panic!("{}: {error}", property.name));
        assert!(
            string.take(property.name).is_some(),
            "{} is not set by {}",
            property.name,
            property.variable()
        );
    }
}
