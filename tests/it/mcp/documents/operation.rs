//! The files for production: the server starts with the arguments and the variables that they have.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use tests::sandbox::{Deployment, Sandbox};
use tokio::process::Command;
use tokio::time::timeout;

use super::commands::{free_port, healthy};
use super::fences::root;
use crate::mcp::process::binary;

/// How a file of production starts the server.
#[derive(Debug, Default)]
pub(crate) struct Start {
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
}

/// A file of the folder with what runs in production.
pub(crate) fn text(file: &str) -> String {
    let path = root().join("confluence-mcp/packaging/operation").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Of the unit of systemd: its command and its variables, `server.env` among them.
pub(crate) fn of_systemd() -> Start {
    let unit = text("confluence-mcp@.service").replace("\\\n", " ");
    let command =
        unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/confluence-mcp ")).unwrap();
    let arguments = command.split_whitespace().map(str::to_owned).collect();
    let file = text("server.env");
    let own = unit.lines().filter_map(|line| line.strip_prefix("Environment="));
    let pairs = own.chain(file.lines()).filter(|line| !line.starts_with('#'));
    let variables = pairs.filter_map(|line| line.split_once('=')).map(pair).collect();
    Start { arguments, variables }
}

fn pair((name, value): (&str, &str)) -> (String, String) {
    (name.trim().to_owned(), value.trim().trim_matches('"').to_owned())
}

/// Of a file in YAML: the words of the list that begins with `serve`, and what is named like a property.
pub(crate) fn of_yaml(file: &str) -> Start {
    let text = text(file);
    let items = text.lines().filter_map(|line| line.trim().strip_prefix("- "));
    let arguments = items
        .skip_while(|item| *item != "serve")
        .take_while(|item| *item == "serve" || item.starts_with("--"));
    let arguments = arguments.map(str::to_owned).collect();
    let mut variables: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| line.contains("CONFLUENCE_")) {
        let line = line.trim_start_matches("- { name: ").trim_end_matches(" }").replace(", value: ", ": ");
        variables.extend(line.split_once(": ").map(pair));
    }
    Start { arguments, variables }
}

impl Start {
    /// The command, on a site, with secrets and a log in a folder, on a port, and with others in place of some words.
    pub(crate) fn command(&self, site: &str, folder: &Path, port: u16, others: &[(&str, &str)]) -> Command {
        let meant = |text: &str| {
            let text = others.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
            text.replace("https://example.atlassian.net", site)
                .replace("my-client-id", "app")
                .replace("/run/secrets/confluence-mcp", "/run/secrets")
                .replace("/run/secrets", &folder.display().to_string())
                .replace("%d", &folder.display().to_string())
                .replace("%L/confluence-mcp", &folder.display().to_string())
                .replace("127.0.0.1:%i", &format!("127.0.0.1:{port}"))
                .replace("0.0.0.0:8080", &format!("127.0.0.1:{port}"))
                .replace("%i", &port.to_string())
        };
        let mut command = Command::new(binary());
        command.args(self.arguments.iter().map(|word| meant(word))).env_clear().env("HOME", folder);
        command.envs(self.variables.iter().map(|(name, value)| (name, meant(value))));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

/// The files with secrets that each of them names.
pub(crate) fn put_secrets(folder: &Path, database: &str) {
    for (name, secret) in [
        ("client-secret", "app-secret"),
        ("token-database", database),
        ("token-key", &"0f".repeat(32)),
        ("issuer-secret", "mcp-server-secret"),
        ("seal-key", &"1e".repeat(32)),
    ] {
        std::fs::write(folder.join(name), secret).unwrap();
    }
}

#[tokio::test]
async fn the_server_starts_as_each_file_of_production_says() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    for (file, start) in [
        ("confluence-mcp@.service", of_systemd()),
        ("compose.yaml", of_yaml("compose.yaml")),
        ("kubernetes.yaml", of_yaml("kubernetes.yaml")),
    ] {
        assert!(start.arguments.len() >= 8 && start.variables.len() == 7, "{file}: {start:?}");
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        put_secrets(folder.path(), &format!("memory://production-{port}"));
        let mut command = start.command(&sandbox.url(), folder.path(), port, &[]);
        // On Data Center, which the sandbox is, a login asks for other scopes.
        command.env("CONFLUENCE_SCOPE", "WRITE");
        let mut child = command.spawn().unwrap();
        if timeout(Duration::from_secs(30), healthy(port, &mut child)).await != Ok(true) {
            child.kill().await.unwrap();
            let said = child.wait_with_output().await.unwrap().stderr;
            panic!("{file}: {}", String::from_utf8_lossy(&said));
        }
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let ready = client.get(format!("http://127.0.0.1:{port}/readyz")).send().await.unwrap();
        assert_eq!(ready.status(), StatusCode::OK, "{file}");
        let metrics = client
            .get(format!("http://127.0.0.1:{port}/metrics"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let page = include_str!("../../../../confluence-mcp/docs/operation/metrics.md");
        let told = page.lines().filter_map(|line| line.strip_prefix("| `confluence_mcp_")?.split_once('`'));
        for (name, _) in told {
            assert!(metrics.contains(&format!("# TYPE confluence_mcp_{name} ")), "{name}: {metrics}");
        }
        let named = client.get(format!("http://127.0.0.1:{port}/mcp")).header("host", "mcp.example.com");
        assert_eq!(named.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{file}");
    }
}
