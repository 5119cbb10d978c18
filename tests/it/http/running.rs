//! What whoever runs a server for many needs: to know whether it is ready, who called, and to remove one person's login.

use std::process::Stdio;
use std::time::Duration;

use confluence_mcp::http::Principal;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::sandbox::ADMIN;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr};
use url::Url;

use super::many::log_in;
use super::{Parts, Proof, Shared, call, connect, http, legacy, message, modern, post, said};
use crate::mcp::process::{command, run};

const AUDIENCE: &str = "https://mcp.example.com/mcp";
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary for the callers of an issuer, and its log.
async fn start(issuer: &str, more: &[&str]) -> (Child, Url, Lines<BufReader<ChildStderr>>) {
    let connection = "URL=http://127.0.0.1:1;Deployment=DataCenter;OAuthClientId=app;OAuthClientSecret=secret;\
                      CallbackURL=https://mcp.example.com/oauth/callback;OAuthSettingsLocation=memory://running";
    let mut command = command(&["serve", "--http", "127.0.0.1:0", "--issuer", issuer]);
    command
        .args(["--public-url", AUDIENCE, "--allow-host", "127.0.0.1", "--connection", connection])
        .args(more);
    let mut child = command.stdin(Stdio::null()).env("SECRET", "x").spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = line(&mut lines, "serving address=").await;
    let (_, address) = address.split_once("serving address=").unwrap();
    let (address, told) = address.trim().split_once(' ').unwrap();
    assert_eq!(told, format!("endpoint={AUDIENCE}"));
    let endpoint = Url::parse(&format!("http://{address}/mcp")).unwrap();
    (child, endpoint, lines)
}

/// The next line of the log with this in it.
async fn line(lines: &mut Lines<BufReader<ChildStderr>>, wanted: &str) -> String {
    loop {
        let line = next(lines).await;
        if line.contains(wanted) {
            return line;
        }
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStderr>>) -> String {
    let next = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("the log is silent");
    next.unwrap().expect("it ended")
}

#[tokio::test]
async fn the_log_says_at_the_start_that_browsers_will_not_be_able_to_sign_in() {
    let issuer = tests::issuer::Issuer::start().await;
    issuer.point_sign_in_to(&issuer.url().replace("127.0.0.1", "localhost"));
    let client = ["--issuer-client-id", "mcp-server", "--issuer-client-secret", "env:SECRET"];
    let (_child, _, mut lines) = start(issuer.url(), &client).await;
    let warning = line(&mut lines, "authorization_endpoint").await;
    assert!(warning.contains("WARN") && warning.contains("http://localhost"), "{warning}");
}

#[tokio::test]
async fn the_log_names_each_call_its_caller_and_its_page() {
    let issuer = tests::issuer::Issuer::start().await;
    let (_child, endpoint, mut lines) = start(issuer.url(), &[]).await;
    let client = connect(&endpoint, Some(&issuer.token("one", AUDIENCE)), legacy(), ()).await;
    for page in ["12345", "Some secret title"] {
        assert!(said(&call(&client, "confluence_get_page", json!({"page_id": page})).await).1);
    }
    let said = next(&mut lines).await;
    let principal = Principal::new(issuer.url(), "one");
    for wanted in ["called", "confluence_get_page", principal.key(), "12345", "failed"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let said = next(&mut lines).await;
    assert!(said.contains("called") && !said.contains("secret title"), "{said}");
}

#[tokio::test]
async fn a_server_whose_store_cannot_be_read_is_alive_and_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let shared = Shared::start(Proof::SignIn).await;
    let store = file.display().to_string();
    let running = Parts::default().start(&shared.sandbox, &shared.issuer, Proof::SignIn, &store);
    let ask = async |path: &str| http().get(running.at(path)).send().await.unwrap().status();
    assert_eq!(ask("/readyz").await, StatusCode::OK);
    std::fs::write(&file, "not a token file").unwrap();
    tests::set_mode(&file, 0o600);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(ask("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask("/healthz").await, StatusCode::OK);
    std::fs::remove_file(&file).unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(ask("/readyz").await, StatusCode::OK);
}

#[tokio::test]
async fn one_persons_login_is_shown_and_removed_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json").display().to_string();
    let mut shared = Shared::start(Proof::SignIn).await;
    let parts = Parts::default();
    shared.running = parts.start(&shared.sandbox, &shared.issuer, Proof::SignIn, &store);
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", ADMIN).await;
    let connection = format!(
        "{};CallbackURL={};OAuthSettingsLocation={store};Scope=WRITE",
        shared.sandbox.oauth_connection_string(),
        shared.running.at("/oauth/callback")
    );
    let status = async |subject: &str| -> bool {
        let whose = ["--principal", shared.issuer.url(), subject];
        let all = [&["status", "--json", "--connection", &connection], &whose[..]].concat();
        let (good, said, complaint) = run(&all).await;
        assert!(good, "{complaint}");
        let said: Value = serde_json::from_str(&said).unwrap();
        let caller = confluence_mcp::http::Principal::new(shared.issuer.url(), subject);
        assert_eq!(said["caller"], caller.key(), "what the audit log calls them");
        said["has_access_token"] == true
    };
    assert!(status("one").await && status("two").await);
    let whose = ["--principal", shared.issuer.url(), "one", "--connection", &connection];
    let (_, said, _) = run(&[&["status"], &whose[..]].concat()).await;
    assert_eq!(said.matches("caller: ").count(), 1, "{said}");
    let (good, _, complaint) = run(&[&["logout"], &whose[..]].concat()).await;
    assert!(good, "{complaint}");
    assert!(!status("one").await && status("two").await);
}

/// Who has left must not keep a login because their name was written wrongly.
#[tokio::test]
async fn a_logout_that_removes_nothing_says_so_and_who_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json").display().to_string();
    let mut shared = Shared::start(Proof::SignIn).await;
    let parts = Parts::default();
    shared.running = parts.start(&shared.sandbox, &shared.issuer, Proof::SignIn, &store);
    log_in(&shared, "one", ADMIN).await;
    let connection = format!(
        "{};CallbackURL={};OAuthSettingsLocation={store};Scope=WRITE",
        shared.sandbox.oauth_connection_string(),
        shared.running.at("/oauth/callback")
    );
    let issuer = shared.issuer.url().trim_end_matches('/').to_owned();
    let slash = if shared.issuer.url().ends_with('/') { issuer.clone() } else { format!("{issuer}/") };
    let one = confluence_mcp::http::Principal::new(shared.issuer.url(), "one");
    for (issuer, subject) in [(shared.issuer.url(), "onne"), (slash.as_str(), "one")] {
        let whose = ["--principal", issuer, subject, "--connection", &connection];
        let (good, said, complaint) = run(&[&["logout"], &whose[..]].concat()).await;
        assert!(!good && said.is_empty(), "{said}{complaint}");
        assert!(complaint.contains("nothing is stored for the caller"), "{complaint}");
        assert!(complaint.contains(subject) && complaint.contains(one.key()), "{complaint}");
        let told = complaint.contains(&format!("it is stored for the issuer {}", shared.issuer.url()));
        assert_eq!(told, subject == "one", "{complaint}");
        let (good, _, complaint) = run(&[&["status"], &whose[..]].concat()).await;
        assert!(good && complaint.contains(one.key()), "{complaint}");
    }
    let whose = ["--principal", shared.issuer.url(), "one", "--connection", &connection];
    let logout = [&["logout"], &whose[..]].concat();
    let (good, _, complaint) = run(&logout).await;
    assert!(good, "{complaint}");
    let (good, _, complaint) = run(&logout).await;
    assert!(!good && complaint.contains("nothing is stored at all"), "{complaint}");
}

/// Who leaves the company acts no longer, although the server has their token in memory, and nobody else notices.
#[tokio::test]
async fn a_login_that_was_removed_ends_in_a_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json").display().to_string();
    let mut shared = Shared::start(Proof::SignIn).await;
    let options = |options: confluence_mcp::http::HttpOptions| options.login_check_interval(Duration::ZERO);
    let parts = Parts { options, ..Parts::default() };
    shared.running = parts.start(&shared.sandbox, &shared.issuer, Proof::SignIn, &store);
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", ADMIN).await;
    let one = shared.client("one", modern(), ()).await;
    let two = shared.client("two", modern(), ()).await;
    let spaces = async |client| said(&call(client, "confluence_list_spaces", json!({})).await);
    assert!(!spaces(&one).await.1 && !spaces(&two).await.1);
    let connection = format!(
        "{};CallbackURL={};OAuthSettingsLocation={store};Scope=WRITE",
        shared.sandbox.oauth_connection_string(),
        shared.running.at("/oauth/callback")
    );
    let whose = ["logout", "--principal", shared.issuer.url(), "one", "--connection", &connection];
    let (good, _, complaint) = run(&whose).await;
    assert!(good, "{complaint}");
    let (text, refused) = spaces(&one).await;
    assert!(refused && text.contains("log in"), "{text}");
    assert!(!spaces(&two).await.1);
}

#[tokio::test]
async fn a_server_of_one_person_can_be_closed_to_the_others_on_the_machine() {
    let sandbox = tests::sandbox::Sandbox::start().await;
    let string = sandbox.connection_string();
    let arguments =
        ["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string, "--token", "env:TOKEN"];
    let mut command = command(&arguments);
    command.env("TOKEN", "right");
    let (_child, endpoint) = super::command::start(command).await;
    let ask = async |token: Option<&str>| {
        let request = post(&endpoint, &message("tools/list", &json!({})));
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        request.send().await.unwrap()
    };
    for wrong in [None, Some("wrong"), Some("righ"), Some("rightt")] {
        let refused = ask(wrong).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert!(refused.headers().contains_key("www-authenticate"));
    }
    assert_eq!(ask(Some("right")).await.status(), StatusCode::OK);
}
