//! Who did what: the audit log.

use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use confluence_mcp::AuditLog;
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};

use super::command::start;
use super::{Parts, Proof, Shared, call, connect, message, modern, post, said};
use crate::mcp::process::{command, run};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What an administrator finds in the log, they find by the names that the issuer knows.
#[tokio::test]
async fn a_caller_is_found_by_the_digest_of_their_names() {
    let output = command(&["caller", "https://issuer.example", "ada", "grace"]).output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let key =
        |subject| confluence_mcp::http::Principal::new("https://issuer.example", subject).key().to_owned();
    assert_eq!(said, format!("{} ada\n{} grace\n", key("ada"), key("grace")));
    let output = command(&["caller", "https://issuer.example", "ada"]).output().await.unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{}\n", key("ada")));
    assert!(output.stderr.is_empty());
    let output = command(&["caller", "issuer.example", "ada"]).output().await.unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("issuer.example is no URL"));
}

#[tokio::test]
async fn a_file_tells_who_created_and_deleted_which_page_and_who_was_refused() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.jsonl");
    let place = format!("file:{}", file.display());
    let string = sandbox.connection_string();
    let mut serve = command(&[
        "serve",
        "--http",
        "127.0.0.1:0",
        "--token",
        "env:T",
        "--audit-log",
        &place,
        "--toolsets",
        "pages,history",
        "--unattended",
        "--log",
        "info",
        "--connection",
        &string,
    ]);
    serve.env("T", "canary-token");
    let (_child, endpoint) = start(serve).await;
    let client = connect(&endpoint, Some("canary-token"), modern(), ()).await;
    let new = json!({"space": "DOCS", "title": "Canary title", "content": "canary text"});
    let (created, failed) = said(&call(&client, "confluence_create_page", new).await);
    assert!(!failed, "{created}");
    let created: Value = serde_json::from_str(created.lines().next().unwrap()).unwrap();
    let page = created["id"].as_str().unwrap();
    let (gone, failed) = said(&call(&client, "confluence_delete_page", json!({"page_id": page})).await);
    assert!(!failed, "{gone}");
    let list = || post(&endpoint, &message("tools/list", &json!({})));
    list().bearer_auth("canary-of-another").send().await.unwrap();

    let unknown = json!({"name": "canary_tool", "arguments": {}});
    post(&endpoint, &message("tools/call", &unknown)).bearer_auth("canary-token").send().await.unwrap();

    let large = json!({"name": "canary_tool", "arguments": {"content": "x".repeat(5 << 20)}});
    let refused = post(&endpoint, &message("tools/call", &large)).bearer_auth("canary-token").send().await;
    // The server may be done before all of it was sent.
    assert!(refused.is_err() || refused.is_ok_and(|answer| answer.status() == 413));

    // A thread of its own writes them: two that were done, two refused before and one in its call.
    let mut text = String::new();
    for _ in 0..100 {
        text = std::fs::read_to_string(&file).unwrap();
        if text.ends_with('\n') && text.lines().count() >= 5 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let told = lines(&text);
    assert!(told.iter().any(|line| line["event"] == "refused" && line["status"] == 413), "{text}");
    let not_there = told.iter().find(|line| line["event"] == "call" && line["outcome"] == "unknown_tool");
    assert!(not_there.is_some_and(|line| line.get("tool").is_none()), "{text}");
    let of = |tool: &str| told.iter().find(|line| line["tool"] == tool).unwrap_or_else(|| panic!("{text}"));
    let creation = of("confluence_create_page");
    assert_eq!(
        (&creation["event"], &creation["content"], &creation["space"], &creation["outcome"]),
        (&json!("call"), &json!(page), &json!("DOCS"), &json!("done"))
    );
    assert_eq!(creation["address"], "127.0.0.1");
    assert!(creation["time"].as_str().unwrap().ends_with('Z') && creation["took_ms"].is_u64());
    assert_eq!(of("confluence_delete_page")["content"], page);
    let refused = told.iter().find(|line| line["event"] == "refused").unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&refused["status"], &refused["address"]), (&json!(401), &json!("127.0.0.1")));
    assert!(refused["outcome"].as_str().unwrap().contains("token"), "{refused}");
    assert!(!text.to_lowercase().contains("canary"), "neither texts nor credentials: {text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_refused_at_the_start() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
    for (place, expected) in
        [("file:/nowhere/at/all", "/nowhere/at/all"), ("audit.jsonl", "stderr or file:PATH")]
    {
        let arguments = ["serve", "--http", "127.0.0.1:0", "--audit-log", place, "--connection", string];
        let (good, _, said) = run(&arguments).await;
        assert!(!good && said.contains("--audit-log") && said.contains(expected), "{said}");
    }
}

/// What the server of the test below wrote: what a test has a say in has no state of its own.
static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Written;

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        WRITTEN.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn callers_of_a_server_for_many_are_told_by_their_digest_and_the_claim_that_was_chosen() {
    let shared = Shared::with(
        Proof::SignIn,
        Parts {
            options: |options| options.observer(AuditLog::new(Written).unwrap()),
            builder: |builder| builder.observer(AuditLog::new(Written).unwrap()),
            issuer: Box::new(|issuer| issuer.shown_claim("email").scope("wiki")),
            ..Parts::default()
        },
    )
    .await;
    let mut claims = shared.issuer.claims("ada", shared.running.endpoint.as_str());
    claims["email"] = json!("ada@example.com");
    let without_scope = shared.issuer.sign(&claims);
    claims["scope"] = json!("wiki");
    let token = shared.issuer.sign(&claims);
    let client = connect(&shared.running.endpoint, Some(&token), modern(), ()).await;
    call(&client, "confluence_get_page", json!({"page_id": "98765"})).await;
    call(&client, "confluence_get_page_children", json!({"spaceKey": "DOCS"})).await;
    call(&client, "confluence_create_page", json!({"parent": 98765, "space": "TEAM", "title": "T"})).await;
    let list = || post(&shared.running.endpoint, &message("tools/list", &json!({})));
    list().bearer_auth(&without_scope).send().await.unwrap();
    claims["exp"] = json!(1);
    let expired = shared.issuer.sign(&claims);
    list().bearer_auth(&expired).send().await.unwrap();

    drop((client, shared));
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let text = String::from_utf8(WRITTEN.lock().unwrap().clone()).unwrap();
    let told = lines(&text);
    let called = told.iter().find(|line| line["event"] == "call").unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&called["name"], &called["content"]), (&json!("ada@example.com"), &json!("98765")));
    let of = |tool: &str| told.iter().find(|line| line["tool"] == tool).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(of("confluence_get_page_children")["space"], "DOCS");
    let made = of("confluence_create_page");
    assert_eq!((&made["space"], &made["content"]), (&json!("TEAM"), &json!("98765")));
    assert_eq!(called["caller"].as_str().unwrap().len(), 43, "the digest of status --principal");
    let refused: Vec<&Value> = told.iter().filter(|line| line["event"] == "refused").collect();
    let [lacks, refused] = refused.as_slice() else { panic!("{text}") };
    assert_eq!(
        (&lacks["status"], &lacks["caller"]),
        (&json!(403), &called["caller"]),
        "their token is proven"
    );
    assert_eq!(refused["outcome"], "the token has expired");
    assert!(!text.contains(&token) && !text.contains(&expired));
}

/// Whoever can reach the port can be refused as often as they like: that must stop nothing.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_nobody_reads_stops_no_other_request_and_no_end() {
    const MORE_THAN_WAIT: usize = 5000;
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("audit");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    let place = format!("file:{}", pipe.display());
    let string = sandbox.connection_string();
    let mut serve = command(&["serve", "--http", "127.0.0.1:0", "--token", "env:T", "--audit-log", &place]);
    serve.args(["--log", "info", "--connection", &string]).env("T", "right");
    let (mut child, endpoint) = start(serve).await;
    let list = message("tools/list", &json!({}));
    for _ in 0..MORE_THAN_WAIT / 50 {
        let asked = (0..50).map(|_| post(&endpoint, &list).bearer_auth("wrong").send());
        for answer in futures_util::future::join_all(asked).await {
            assert_eq!(answer.unwrap().status(), 401);
        }
    }
    let answer = super::http().get(endpoint.join("/healthz").unwrap()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let client = connect(&endpoint, Some("right"), modern(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(!failed, "there is room for the lines of calls: {text}");
    drop(client);
    super::command::terminate(&child);
    let ended = tokio::time::timeout(std::time::Duration::from_secs(30), child.wait()).await;
    assert!(ended.expect("it does not end").unwrap().success());
    drop(reader);
}
