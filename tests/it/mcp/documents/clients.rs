//! The page on MCP clients: each entry is what `init` writes, and each install link has what it says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};
use url::Url;

use super::fences::blocks;
use crate::mcp::setting_up::{command, run};

const PAGE: &str = include_str!("../../../../confluence-mcp/docs/clients.md");

/// The section of each client: its name for `init`, and the text.
fn sections() -> Vec<(&'static str, &'static str)> {
    let of = |section: &'static str| {
        let (_, rest) = section.split_once("`init --client ")?;
        Some((rest.split_once('`')?.0, section))
    };
    PAGE.split("\n## ").skip(1).filter_map(of).collect()
}

#[tokio::test]
async fn the_page_shows_what_init_writes_for_each_client() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let home = tempfile::tempdir().unwrap();
    let (_, help, _) = run(&mut command(home.path(), &["init", "-h"])).await;
    let (_, known) = help.split_once("[possible values: ").unwrap();
    let known: Vec<&str> = known.split(']').next().unwrap().split(',').map(str::trim).collect();
    let sections = sections();
    assert_eq!(sections.iter().map(|(name, _)| *name).collect::<Vec<_>>(), known);
    let connection = sandbox.connection_string();
    for (name, section) in sections {
        let home = tempfile::tempdir().unwrap();
        let arguments = ["init", "--connection", &connection, "--client", name];
        let (good, said, complaint) = run(&mut command(home.path(), &arguments)).await;
        assert!(good, "{name}: {said}{complaint}");
        let (_, word, _, shown) = blocks(section).swap_remove(0);
        // On Linux, where this test runs; what it says of other systems is checked by none.
        let file = section.split('`').filter_map(|part| part.strip_prefix("~/"));
        let file = file.map(|part| home.path().join(part)).find(|path| path.exists());
        let written =
            std::fs::read_to_string(file.unwrap_or_else(|| panic!("{name}: no file of the page"))).unwrap();
        let path = crate::mcp::process::binary().display().to_string();
        match word {
            "toml" => assert_eq!(written.replace(&path, "confluence-mcp").trim(), shown.trim(), "{name}"),
            _ => {
                let written: Value = serde_json::from_str(&written.replace(&path, "confluence-mcp")).unwrap();
                assert_eq!(written, serde_json::from_str::<Value>(&shown).unwrap(), "{name}");
            }
        }
    }
}

#[test]
fn install_links_have_the_entry_that_the_page_says() {
    let expected = json!({"command": "npx", "args": ["-y", "confluence-mcp"]});
    let links: Vec<Url> = PAGE
        .split("](https://")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter_map(|(link, _)| {
            Url::parse(&format!("https://{link}")).ok().filter(|url| url.query().is_some())
        })
        .collect();
    assert_eq!(links.len(), 2);
    for link in links {
        let of =
            |name: &str| link.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        assert_eq!(of("name").as_deref(), Some("confluence"), "{link}");
        let text = of("config").unwrap();
        let text = if text.starts_with('{') { text.into_bytes() } else { STANDARD.decode(text).unwrap() };
        assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), expected, "{link}");
    }
}
