//! What packages say of the server holds: versions, variables, and a bundle that starts and answers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use confluence_client::connection::{self, Connection, ConnectionString};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};

use super::process::{Process, binary};

fn packaging(file: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../confluence-mcp");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

fn parsed(file: &str) -> Value {
    serde_json::from_str(&packaging(file)).unwrap()
}

/// The settings of a bundle as its host hands them on: what the user gave, else the default.
fn environment(manifest: &Value, given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let setting = |name: &str| {
        let given = given.iter().find(|(key, _)| *key == name).map(|(_, value)| json!(value));
        let setting = &manifest["user_config"][name];
        assert!(setting["title"].is_string(), "no setting {name}");
        match given.unwrap_or_else(|| setting["default"].clone()) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    };
    let variables = manifest["server"]["mcp_config"]["env"].as_object().unwrap();
    let named = |value: &Value| {
        let name = value.as_str().unwrap().strip_prefix("${user_config.").unwrap();
        name.strip_suffix('}').unwrap().to_owned()
    };
    variables.iter().map(|(variable, value)| (variable.clone(), setting(&named(value)))).collect()
}

#[test]
fn every_package_has_the_version_of_the_crate() {
    let package = packaging("Cargo.toml");
    let version = package.lines().find_map(|line| line.strip_prefix("version = ")).unwrap().trim_matches('"');
    assert_eq!(parsed("packaging/manifest.json")["version"], version);
    let server = parsed("packaging/server.json");
    assert_eq!(server["version"], version);
    let image = server["packages"][0]["identifier"].as_str().unwrap();
    assert!(image.ends_with(&format!(":{version}")), "{image}");
    let label = format!("io.modelcontextprotocol.server.name=\"{}\"", server["name"].as_str().unwrap());
    assert!(packaging("packaging/Containerfile").contains(&label), "the image does not say {label}");
    for package in server["packages"].as_array().unwrap().iter().skip(1) {
        assert_eq!(package["version"], version, "{}", package["registryType"]);
        assert_eq!(package["environmentVariables"], server["packages"][0]["environmentVariables"]);
    }
    // The registry looks for this line in what PyPI and crates.io show.
    let line = format!("mcp-name: {}", server["name"].as_str().unwrap());
    assert!(packaging("README.md").contains(&line), "the README does not say {line}");
    assert!(server["description"].as_str().unwrap().len() <= 100);
}

/// The README tells those who run several servers to keep tokens in PostgreSQL.
#[test]
fn the_image_can_keep_tokens_where_several_servers_share_them() {
    assert!(
        packaging("packaging/Containerfile").contains("--package confluence-mcp --features postgres,sql\n")
    );
}

#[test]
fn every_variable_of_a_package_is_a_property() {
    let server = parsed("packaging/server.json");
    let listed = server["packages"][0]["environmentVariables"].as_array().unwrap();
    let listed = listed.iter().map(|variable| variable["name"].as_str().unwrap().to_owned());
    let manifest = parsed("packaging/manifest.json");
    let bundled = manifest["server"]["mcp_config"]["env"].as_object().unwrap().keys().cloned();
    // Both packages name the same ones.
    let variables: BTreeMap<_, _> = listed.chain(bundled).map(|name| (name.into(), "x".into())).collect();
    let string = connection::layers().variables(variables).build().unwrap();
    assert_eq!(string.ignored_environment(), <[String; 0]>::default());
}

#[test]
fn settings_that_are_secret_are_marked() {
    let manifest = parsed("packaging/manifest.json");
    for (name, setting) in manifest["user_config"].as_object().unwrap() {
        let secret = matches!(name.as_str(), "api_token" | "pat");
        assert_eq!(setting["sensitive"] == true, secret, "{name}");
    }
    let server = parsed("packaging/server.json");
    for variable in server["packages"][0]["environmentVariables"].as_array().unwrap() {
        let name = variable["name"].as_str().unwrap();
        let secret = matches!(name, "CONFLUENCE_API_TOKEN" | "CONFLUENCE_PAT");
        assert_eq!(variable["isSecret"] == true, secret, "{name}");
    }
}

#[tokio::test]
async fn a_bundle_with_its_settings_reads_the_wiki() {
    let manifest = parsed("packaging/manifest.json");
    for (deployment, scheme) in [(Deployment::Cloud, "APIToken"), (Deployment::DataCenter, "PAT")] {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let mut string = ConnectionString::parse(&sandbox.connection_string()).unwrap();
        let mut taken = |name| string.take(name).map(|value| value.written().to_owned()).unwrap_or_default();
        let (url, user, token, pat) = (taken("URL"), taken("User"), taken("APIToken"), taken("PAT"));
        let given = [
            ("url", url.as_str()),
            ("auth_scheme", scheme),
            ("user", &user),
            ("api_token", &token),
            ("pat", &pat),
        ];
        let given: Vec<_> = given.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let mut server = tokio::process::Command::new(binary());
        server.env_clear().env("HOME", std::env::temp_dir()).envs(environment(&manifest, &given));
        // A site on this machine does not say by its name what it is.
        server.env("CONFLUENCE_DEPLOYMENT", format!("{deployment:?}")).kill_on_drop(true);
        server.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut server = Process::silent(server);
        server.initialize("2025-11-25").await;
        let found = server.call("confluence_search", json!({"query": "label = howto"})).await;
        assert_ne!(found["isError"], true, "{found}");
    }
}

#[test]
fn settings_left_empty_are_as_good_as_none() {
    let manifest = parsed("packaging/manifest.json");
    let given = [("url", "https://wiki.example.com"), ("auth_scheme", "PAT"), ("pat", "x")];
    let variables =
        environment(&manifest, &given).into_iter().map(|(name, value)| (name.into(), value.into()));
    let string = connection::layers().variables(variables).build().unwrap();
    assert!(Connection::new(string).is_ok());
}

#[test]
fn the_readme_names_every_feature_and_which_are_there_by_default() {
    let manifest = packaging("Cargo.toml");
    let (_, features) = manifest.split_once("[features]\n").unwrap();
    let features = features.split("\n[").next().unwrap();
    let named = |line: &str| line.split_once(" = [").map(|(name, _)| name.to_owned());
    let features: Vec<(String, &str)> =
        features.lines().filter_map(|line| Some((named(line)?, line))).collect();
    let default = features.iter().find(|(name, _)| name == "default").map(|(_, line)| *line).unwrap();
    let readme = packaging("README.md");
    for (feature, _) in features.iter().filter(|(name, _)| name != "default") {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{feature}` | ")));
        let row = row.unwrap_or_else(|| panic!("no row for the feature {feature}"));
        let said = row.split('|').nth(2).unwrap().trim() == "yes";
        assert_eq!(said, default.contains(&format!("\"{feature}\"")), "{row}");
    }
}
