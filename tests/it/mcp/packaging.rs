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

/// What the book says of every package is true of the image too.
#[test]
fn the_image_has_the_features_of_the_packages() {
    let packages = include_str!("../../../xtask/src/dist.rs");
    let (_, features) = packages.split_once("const RELEASED: &str = \"").unwrap();
    let (features, _) = features.split_once('"').unwrap();
    assert!(features.contains("postgres") && features.contains("office"), "{features}");
    let built = format!("--package confluence-mcp --features {features}\n");
    assert!(packaging("packaging/Containerfile").contains(&built), "the image is not built with {built}");
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

/// Whether a variable holds a secret, as the table of properties says.
fn is_secret(variable: &str) -> bool {
    let given = [(variable.to_owned().into(), "x".to_owned().into())];
    let string = connection::layers().variables(given).build().unwrap();
    string.values().next().and_then(|value| value.property()).is_some_and(|property| property.secret)
}

#[test]
fn settings_that_are_secret_are_marked() {
    let manifest = parsed("packaging/manifest.json");
    for (variable, value) in manifest["server"]["mcp_config"]["env"].as_object().unwrap() {
        let setting = value.as_str().unwrap().trim_start_matches("${user_config.").trim_end_matches('}');
        assert_eq!(manifest["user_config"][setting]["sensitive"] == true, is_secret(variable), "{variable}");
    }
    let server = parsed("packaging/server.json");
    for variable in server["packages"][0]["environmentVariables"].as_array().unwrap() {
        let name = variable["name"].as_str().unwrap();
        // The address of a database has a password in it; a file or a keyring is shown.
        let is_secret = is_secret(name) || name == "CONFLUENCE_OAUTH_SETTINGS_LOCATION";
        assert_eq!(variable["isSecret"] == true, is_secret, "{name}");
    }
}

/// Each way to log in can be set up by what the registry and the bundle ask for, and leaving the rest empty does no harm.
#[test]
fn every_way_to_log_in_can_be_set_up() {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/certificates/rsa.pkcs8.pem");
    let (cloud, data_center) = ("https://x.atlassian.net", "https://wiki.example.com");
    let ways: [&[(&str, &str)]; 8] = [
        &[("url", cloud), ("user", "me@example.com"), ("api_token", "t")],
        &[
            ("url", cloud),
            ("user", "me@example.com"),
            ("api_token", "t"),
            ("cloud_id", "11223344-a1b2-4c3d-8e5f-112233445566"),
        ],
        &[("url", cloud), ("oauth_client_id", "a"), ("oauth_client_secret", "s")],
        &[
            ("url", cloud),
            ("oauth_client_id", "a"),
            ("oauth_client_secret", "s"),
            ("oauth_grant_type", "CLIENT"),
        ],
        &[("url", data_center), ("pat", "t")],
        &[("url", data_center), ("user", "me"), ("password", "p")],
        &[("url", data_center), ("oauth_client_id", "a"), ("oauth_client_secret", "s")],
        &[
            ("url", data_center),
            ("oauth_client_id", "a"),
            ("oauth_version", "1.0"),
            ("certificate_store", key),
        ],
    ];
    let manifest = parsed("packaging/manifest.json");
    let listed = parsed("packaging/server.json")["packages"][0]["environmentVariables"].clone();
    for way in ways {
        let variables = environment(&manifest, way);
        for (name, _) in variables.iter().filter(|(_, value)| !value.is_empty()) {
            let known = listed.as_array().unwrap().iter().any(|variable| variable["name"] == **name);
            assert!(known, "the registry does not ask for {name}");
        }
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        let string = connection::layers().variables(variables).build().unwrap();
        if let Err(error) = Connection::new(string) {
            panic!("{way:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_bundle_with_its_settings_reads_the_wiki() {
    let manifest = parsed("packaging/manifest.json");
    for (deployment, scheme) in [(Deployment::Cloud, "APIToken"), (Deployment::DataCenter, "PAT")] {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let mut string = ConnectionString::parse(&sandbox.connection_string()).unwrap();
        let mut taken =
            |name| string.take(name).map(|value| value.written().expose().to_owned()).unwrap_or_default();
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

/// Every metric that the dashboard asks for is one that the server answers, and every label one that it has.
#[test]
fn the_dashboard_shows_metrics_that_there_are() {
    let metrics = confluence_mcp::http::Metrics::new();
    let names: Vec<String> = metrics
        .render()
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .flat_map(|(name, kind)| match kind {
            "histogram" => ["_bucket", "_sum", "_count"].map(|end| format!("{name}{end}")).to_vec(),
            _ => vec![name.to_owned()],
        })
        .collect();
    let dashboard = parsed("packaging/grafana/confluence-mcp.json");
    let mut asked = Vec::new();
    expressions(&dashboard, &mut asked);
    assert!(asked.len() > 15, "{asked:?}");
    let mut used = std::collections::BTreeSet::new();
    for expression in &asked {
        let words = expression.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for word in words.filter(|word| word.starts_with("confluence_mcp_")) {
            assert!(names.iter().any(|name| name == word), "{word} of {expression}");
            used.insert(word.trim_end_matches("_bucket").trim_end_matches("_count").to_owned());
        }
        for labels in expression.split("by (").skip(1) {
            for label in labels.split(')').next().unwrap().split(',').map(str::trim) {
                let known = ["le", "route", "status", "tool", "outcome", "grant", "version"];
                assert!(known.contains(&label), "{label} of {expression}");
            }
        }
        assert_eq!(expression.matches('(').count(), expression.matches(')').count(), "{expression}");
    }
    let families = metrics.render().lines().filter(|line| line.starts_with("# TYPE ")).count();
    assert_eq!(used.len(), families, "the dashboard shows all that is counted: {used:?}");
}

fn expressions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| matches!(name.as_str(), "expr" | "definition")) {
                    Some(expression) => found.push(expression.to_owned()),
                    None => expressions(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}
