//! Every command of every document, run as it is written, on sites that stand for those that the document names.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use confluence_oauth::Entry;
use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Sandbox};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::fences::{Document, Fence, Kind, commands, documents};
use crate::mcp::process::binary;

const PATIENCE: Duration = Duration::from_secs(60);

/// A page with a test of its own: its commands need what a login on the sandbox answers.
const ELSEWHERE: &str = "confluence-oauth/LOGIN.md";

/// A user with a home, a program in their path, and the sites that documents name.
struct Stage {
    home: tempfile::TempDir,
    cloud: Sandbox,
    data_center: Sandbox,
    port: u16,
    /// What serves since the last fence that did.
    serving: Option<Serving>,
}

/// A command that goes on, with all that it started.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let group = self.0.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        if let Some(group) = group {
            rustix::process::kill_process_group(group, rustix::process::Signal::TERM).ok();
        }
    }
}

impl Stage {
    async fn set(document: &Document) -> Self {
        let start = |deployment| Sandbox::builder().deployment(deployment).sample_content().start();
        let stage = Self {
            home: tempfile::tempdir().unwrap(),
            cloud: start(Deployment::Cloud).await,
            data_center: start(Deployment::DataCenter).await,
            port: free_port(),
            serving: None,
        };
        std::fs::create_dir_all(stage.path("bin")).unwrap();
        std::os::unix::fs::symlink(binary(), stage.path("bin/confluence-mcp")).unwrap();
        let of_a_server = ["multi-user.md", "issuers.md"].iter().any(|name| document.name.ends_with(name));
        if document.name.ends_with("multi-user.md") {
            stage.log_in_ada().await;
        }
        // Pages that begin with `init` make it.
        if of_a_server {
            stage.write("profiles/default.conf", &stage.of_a_server_for_many());
        } else if !document.text.contains("\nconfluence-mcp init --") {
            stage.write("profiles/default.conf", &stage.data_center.connection_string().replace(';', "\n"));
        }
        let other = json!({"mcpServers": {"wiki": {"command": "uvx", "args": ["some-server"], "env": {
            "CONFLUENCE_URL": stage.data_center.url(), "CONFLUENCE_PERSONAL_TOKEN": ADMIN.personal_access_token,
        }}}});
        if document.name.ends_with("migrating.md") {
            std::fs::create_dir_all(stage.path(".cursor")).unwrap();
            std::fs::write(stage.path(".cursor/mcp.json"), other.to_string()).unwrap();
        }
        for (name, text) in [
            ("client-secret", "app-secret".to_owned()),
            // A store in memory stands for the database.
            ("token-database", format!("memory://{}", stage.port)),
            ("token-key", "0f".repeat(32)),
            ("issuer-secret", "secret".to_owned()),
            ("seal-key", "1e".repeat(32)),
        ] {
            std::fs::create_dir_all(stage.path("run/secrets")).unwrap();
            std::fs::write(stage.path("run/secrets").join(name), text).unwrap();
        }
        stage
    }

    /// Somebody who can leave: a login in the store of the server for many.
    async fn log_in_ada(&self) {
        let layers =
            confluence_client::connection::layers().profile_text("server", self.of_a_server_for_many());
        let connection = confluence_client::connection::Connection::new(layers.build().unwrap()).unwrap();
        let ada = confluence_mcp::http::Principal::new("https://id.example.com", "ada");
        let session = connection.session().unwrap().for_principal(ada.key()).unwrap();
        let mut lease = session.store().lease(session.key(), PATIENCE).await.unwrap();
        let entry = Entry::from_json(r#"{"version": 1, "refresh_token": "r"}"#).unwrap();
        lease.publish(&entry).await.unwrap();
        lease.release().await.unwrap();
    }

    fn of_a_server_for_many(&self) -> String {
        format!(
            "URL={}\nOAuthClientId=app\nOAuthClientSecret=app-secret\nScope=WRITE\n\
             CallbackURL=https://mcp.example.com/oauth/callback\nOAuthSettingsLocation={}\n",
            self.data_center.url(),
            self.path("many.json").display()
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file of the user's configuration.
    fn write(&self, name: &str, text: &str) {
        let file = self.path(".config/confluence").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        let only_mine = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, only_mine).unwrap();
    }

    /// A script with what stands for the sites, the folder and the port of the document.
    fn meant(&self, script: &str) -> String {
        let cloud = self.cloud.url();
        script
            .replace("URL=https://example.atlassian.net", &format!("URL={cloud};Deployment=Cloud"))
            .replace("https://wiki.example.com/confluence", &self.data_center.url())
            .replace("https://wiki.example.com", &self.data_center.url())
            .replace("/run/secrets/", &format!("{}/", self.path("run/secrets").display()))
            .replace(":8080", &format!(":{}", self.port))
    }

    fn shell(&self, script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", &self.meant(script)]).current_dir(self.home.path()).env_clear();
        let path = std::env::var("PATH").unwrap();
        shell.env("PATH", format!("{}:{path}", self.path("bin").display())).env("HOME", self.home.path());
        for (name, value) in [
            ("MY_PAT", ADMIN.personal_access_token),
            ("MY_TOKEN", ADMIN.api_token),
            ("MY_SECRET", "app-secret"),
            ("ISSUER_SECRET", "secret"),
        ] {
            shell.env(name, value);
        }
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        shell
    }

    async fn run(&self, fence: &Fence) -> Output {
        timeout(PATIENCE, self.shell(&fence.script).output()).await.expect("it does not end").unwrap()
    }

    /// Starts what serves, and waits until it answers.
    async fn serve(&mut self, fence: &Fence, place: &str) {
        self.serving = None;
        let mut shell = self.shell(&fence.script);
        shell.process_group(0).stdin(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        if fence.script.contains("--http") {
            let mut said = child.stderr.take().unwrap();
            let mut serving = Serving(child);
            if timeout(PATIENCE, healthy(self.port, &mut serving.0)).await != Ok(true) {
                let mut text = String::new();
                tokio::io::AsyncReadExt::read_to_string(&mut said, &mut text).await.ok();
                panic!("{place}: it does not serve: {text}");
            }
            tokio::spawn(async move { tokio::io::copy(&mut said, &mut tokio::io::sink()).await });
            self.serving = Some(serving);
        } else {
            answers(&mut child, place).await;
            self.serving = Some(Serving(child));
        }
    }
}

/// Whether a server on this port says so of itself.
pub(super) async fn healthy(port: u16, child: &mut Child) -> bool {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    loop {
        let asked = client.get(format!("http://127.0.0.1:{port}/healthz")).send().await;
        if asked.is_ok_and(|answer| answer.status().is_success()) {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Shakes hands on standard input and output.
async fn answers(child: &mut Child, place: &str) {
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "reader", "version": "1"},
    }});
    let input = child.stdin.as_mut().unwrap();
    input.write_all(format!("{hello}\n").as_bytes()).await.unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.expect("it is silent").unwrap();
    assert!(line.is_some_and(|line| line.contains("confluence-mcp")), "{place}: no server answered");
}

pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_every_document_runs_as_it_is_written() {
    let mut run = 0;
    for document in documents().iter().filter(|document| document.name != ELSEWHERE) {
        let fences = commands(&document.text);
        if !fences.iter().any(|fence| !matches!(fence.kind, Kind::NotRun(_))) {
            continue;
        }
        let mut stage = Stage::set(document).await;
        for fence in &fences {
            let place = format!("{}:{}", document.name, fence.line);
            match fence.kind {
                Kind::NotRun(_) => continue,
                Kind::Serves => stage.serve(fence, &place).await,
                Kind::Runs => {
                    let ended = stage.run(fence).await;
                    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
                    let (printed, said) = (text(&ended.stdout), text(&ended.stderr));
                    assert!(ended.status.success(), "{place}: {}\n{printed}{said}", fence.script);
                }
            }
            run += 1;
        }
    }
    println!("{run} blocks of commands were run");
    assert!(run >= 25, "only {run} blocks of commands were found");
}

#[test]
fn what_is_not_run_says_why_and_no_command_hides_in_another_kind_of_block() {
    let begins =
        ["confluence-mcp ", "cargo ", "$ ", "curl ", "docker ", "podman ", "kubectl ", "openssl ", "npx "];
    let mut not_run = Vec::new();
    for document in documents() {
        for (line, word, _, text) in super::fences::blocks(&document.text) {
            let is_other = !word.starts_with("sh") && !matches!(word, "toml" | "yaml" | "ini" | "profile");
            if let Some(command) =
                text.lines().find(|line| begins.iter().any(|begin| line.starts_with(begin)))
            {
                assert!(!is_other, "{}:{line}: `{command}` stands in a fence `{word}`", document.name);
            }
            assert!(
                !matches!(word, "bash" | "console" | "shell"),
                "{}:{line}: commands stand in `sh`",
                document.name
            );
        }
        for fence in commands(&document.text) {
            if let Kind::NotRun(reason) = fence.kind {
                assert!(reason.len() > 12, "{}:{}: {reason}", document.name, fence.line);
                not_run.push(format!("{}:{}: {reason}", document.name, fence.line));
            }
        }
    }
    println!("{} blocks of commands are not run here:\n{}", not_run.len(), not_run.join("\n"));
    assert!(not_run.len() <= 20, "{not_run:#?}");
}
