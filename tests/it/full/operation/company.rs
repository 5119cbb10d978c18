//! A company: its Confluence, its issuer, its database, and two servers behind a proxy, started by the unit of systemd.

use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use rmcp::RoleClient;
use rmcp::service::RunningService;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tests::issuer::{CLIENT_ID, Issuer};
use tests::sandbox::{Deployment, Person, Sandbox};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use url::Url;

use super::proxies::{Kind, Proxy};
use crate::full::debian::free_port;
use crate::full::stores::database::Database;
use crate::http::browser::{Browser, between};
use crate::http::{call, connect, http, legacy, said};
use crate::mcp::documents::operation::{of_systemd, put_secrets};

pub(super) struct Company {
    pub(super) confluence: Sandbox,
    pub(super) issuer: Issuer,
    pub(super) proxy: Proxy,
    pub(super) endpoint: Url,
    pub(super) ports: [u16; 2],
    servers: Vec<Child>,
    folder: tempfile::TempDir,
    _database: Database,
}

impl Company {
    pub(super) async fn open(kind: Kind) -> Self {
        let confluence = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
        let issuer = Issuer::start().await;
        let database = Database::start();
        let folder = tempfile::tempdir().unwrap();
        put_secrets(folder.path(), &database.address());
        let (port, ports) = (free_port(), [free_port(), free_port()]);
        let endpoint = Url::parse(&format!("https://localhost:{port}/mcp")).unwrap();
        confluence.allow_redirect(endpoint.join("/oauth/callback").unwrap().as_str());
        let proxy = Proxy::start(kind, port, ports);
        let mut company = Self {
            confluence,
            issuer,
            proxy,
            endpoint,
            ports,
            servers: Vec::new(),
            folder,
            _database: database,
        };
        for port in ports {
            let server = company.start(port).await;
            company.servers.push(server);
        }
        company.wait_for_the_proxy().await;
        company
    }

    /// The program as the unit starts it.
    fn command(&self, port: u16) -> Command {
        let origin = self.endpoint.origin().ascii_serialization();
        let others =
            [("https://mcp.example.com", origin.as_str()), ("https://id.example.com", self.issuer.url())];
        let mut start = of_systemd();
        for word in &mut start.arguments {
            if word == "confluence-mcp" {
                *word = CLIENT_ID.to_owned();
            }
        }
        let mut command = start.command(&self.confluence.url(), self.folder.path(), port, &others);
        command.env("CONFLUENCE_SCOPE", "WRITE");
        command
    }

    async fn start(&self, port: u16) -> Child {
        let mut command = self.command(port);
        // The audit log names people, and nobody is at a client who could be asked.
        command.args(["--audit-claim", "email", "--unattended", "--tools", "confluence_get_user"]);
        let log = std::fs::File::options().create(true).append(true).open(self.log_of(port)).unwrap();
        let child = command.stderr(log).spawn().unwrap();
        let ready = format!("http://127.0.0.1:{port}/readyz");
        let asked = async {
            while !http().get(&ready).send().await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let started = timeout(Duration::from_secs(30), asked).await;
        started.unwrap_or_else(|_| panic!("{}", std::fs::read_to_string(self.log_of(port)).unwrap()));
        child
    }

    fn log_of(&self, port: u16) -> std::path::PathBuf {
        self.folder.path().join(format!("log-{port}"))
    }

    /// Caddy and HAProxy look at the servers every second or two.
    async fn wait_for_the_proxy(&self) {
        let served = async {
            let anybody = || http().get(self.endpoint.join("/mcp/server-card").unwrap()).send();
            while !anybody().await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let served = timeout(Duration::from_secs(30), served).await;
        served.unwrap_or_else(|_| panic!("the proxy passes nothing on: {}", self.proxy.log()));
    }

    /// Restarts one of the servers as the documents say.
    pub(super) async fn restart(&mut self, at: usize) {
        let port = self.ports[at];
        self.proxy.leave_out(Some(port));
        let mut old = self.servers.remove(at);
        let id = Pid::from_raw(i32::try_from(old.id().unwrap()).unwrap()).unwrap();
        kill_process(id, Signal::TERM).unwrap();
        let ended =
            timeout(Duration::from_secs(30), old.wait()).await.expect("TimeoutStopSec of the unit").unwrap();
        assert!(ended.success(), "{ended}: {}", std::fs::read_to_string(self.log_of(port)).unwrap());
        let new = self.start(port).await;
        self.servers.insert(at, new);
        self.proxy.leave_out(None);
        // Until the proxies that look every two seconds have seen it.
        tokio::time::sleep(Duration::from_secs(3)).await;
    }

    /// An access token of somebody, with the claim by which people know them.
    pub(super) fn token(&self, subject: &str) -> String {
        let mut claims = self.issuer.claims(subject, self.endpoint.as_str());
        claims["email"] = json!(format!("{subject}@example.com"));
        self.issuer.sign(&claims)
    }

    pub(super) async fn client(&self, subject: &str) -> RunningService<RoleClient, ()> {
        connect(&self.endpoint, Some(&self.token(subject)), legacy(), ()).await
    }

    /// Somebody logs in to Confluence as this person, with the browser of theirs, through the proxy.
    pub(super) async fn log_in(&self, subject: &str, person: Person) {
        let client = self.client(subject).await;
        let (text, failed) = said(&call(&client, "confluence_get_user", json!({})).await);
        assert!(failed && text.contains("not logged in"), "{text}");
        let address = format!("https://{}", between(&text, "the login is at https://", "\n"));
        self.issuer.set_user(subject);
        self.confluence.set_consent(Some(person));
        let browser = Browser::default();
        let next = browser.press(&address).await;
        let page = browser.open(next.as_str()).await;
        assert!(page.text.contains("Logged in"), "{page:?}");
    }

    /// Runs a command of the program with the connection of the servers: what it printed.
    pub(super) async fn operator(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(crate::mcp::process::binary());
        command.args(arguments).env_clear().env("HOME", self.folder.path());
        for (name, value) in self.command(0).as_std().get_envs() {
            command.env(name, value.unwrap());
        }
        let ended = command.stdin(Stdio::null()).output().await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(ended.status.success(), "{arguments:?}: {}{}", text(&ended.stdout), text(&ended.stderr));
        text(&ended.stdout)
    }

    /// The audit logs of both servers, one after the other.
    pub(super) fn audit(&self) -> String {
        let of =
            |port| std::fs::read_to_string(self.folder.path().join(format!("audit-{port}.jsonl"))).unwrap();
        self.ports.map(of).concat()
    }
}
