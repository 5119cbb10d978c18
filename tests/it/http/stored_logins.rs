//! The file of logins behind a server for many: what another program left in it, and a crowd that renews at once.

use std::path::Path;
use std::time::Duration;

use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::http::Principal;
use confluence_oauth::Entry;
use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::ADMIN;

use super::{Parts, Proof, Shared, call, http, message, modern, post, said};
use crate::mcp::process::run;

/// Each call's answer, as a server that many share gives it to this caller.
async fn me(shared: &Shared, subject: &str) -> String {
    let token = shared.running.token_for(&shared.issuer, subject);
    let call = json!({"name": "confluence_get_user", "arguments": {}});
    let call = message("tools/call", &call);
    let answer = post(&shared.running.endpoint, &call).bearer_auth(token).send().await.unwrap();
    answer.text().await.unwrap()
}

fn settings(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap();
    tests::set_mode(file, 0o600);
}

#[tokio::test]
async fn the_login_in_a_settings_file_is_no_callers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.txt");
    let text = format!("OAuthAccessToken={}\n", ADMIN.personal_access_token);
    settings(&file, &text);
    let mut shared = Shared::start(Proof::Code).await;
    let store = file.display().to_string();
    shared.running = Parts::default().start(&shared.sandbox, &shared.issuer, Proof::Code, &store);
    for subject in ["mallory", "eve"] {
        let client = shared.client(subject, modern(), ()).await;
        let new = json!({"space": "DOCS", "title": format!("By {subject}"), "content": "x"});
        for (tool, arguments) in [("confluence_get_user", json!({})), ("confluence_create_page", new)] {
            let (said, failed) = said(&call(&client, tool, arguments).await);
            assert!(failed && said.contains("finds the reason in its log"), "{said}");
            assert!(!said.contains("Ada") && !said.contains("settings.txt"), "{said}");
        }
        assert!(shared.sandbox.page_by_title("DOCS", &format!("By {subject}")).is_none());
    }
    // The operator is told where they look first, and the file is as it was.
    let ready = http().get(shared.running.at("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_settings_file_is_used_at_its_own_site_and_leaves_nothing_at_a_logout() {
    let folder = tempfile::tempdir().unwrap();
    let (file, key) = (folder.path().join("settings.txt"), folder.path().join("key"));
    settings(&key, &"ab".repeat(32));
    let shared = Shared::start(Proof::Code).await;
    let application = shared.sandbox.oauth_connection_string();
    let connection = format!(
        "{application};OAuthSettingsLocation={};OAuthSettingsKey=file:{}",
        file.display(),
        key.display()
    );
    let token = ADMIN.personal_access_token;
    settings(&file, &format!("URL=https://elsewhere.example\nOAuthAccessToken={token}\n"));
    let (good, said, complaint) = run(&["doctor", "--connection", &connection]).await;
    let told = format!("{said}{complaint}");
    assert!(!good && told.contains("https://elsewhere.example/ (URL)"), "{told}");
    assert!(!told.contains(token), "{told}");
    assert_eq!(shared.sandbox.grants().refresh_token, 0);

    settings(&file, &format!("URL={}\nOAuthAccessToken={token}\n", shared.sandbox.url()));
    let (good, said, complaint) = run(&["status", "--connection", &connection]).await;
    assert!(good && said.contains("access token: until it is refused"), "{said}{complaint}");
    let (good, said, complaint) = run(&["logout", "--connection", &connection]).await;
    assert!(good && said.contains("The stored tokens are gone"), "{said}{complaint}");
    for left in std::fs::read_dir(folder.path()).unwrap().flatten() {
        let held = std::fs::read(left.path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&held).contains(token), "{:?}", left.path());
    }
}

/// One after the other they would wait longer for each other than anybody waits.
#[tokio::test]
async fn a_crowd_whose_tokens_have_ended_is_served() {
    const MANY: usize = 80;
    const TAKES: Duration = Duration::from_millis(500);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json").display().to_string();
    let mut shared = Shared::start(Proof::Code).await;
    let string = format!("{};OAuthSettingsLocation={store}", shared.sandbox.oauth_connection_string());
    let connection = Connection::new(ConnectionString::parse(&string).unwrap()).unwrap();
    for at in 0..MANY {
        let caller = Principal::new(shared.issuer.url(), &at.to_string());
        let session = connection.session().unwrap().of_principal(caller.key()).unwrap();
        let grant = shared.sandbox.issue_grant(ADMIN, &["WRITE"]);
        let entry = json!({
            "version": 1, "access_token": grant.access_token, "refresh_token": grant.refresh_token,
            "expires_in": 0, "issued_at_ms": 1,
        });
        let mut lease = session.store().lease(session.key(), Duration::from_secs(5)).await.unwrap();
        lease.publish(&Entry::from_json(&entry.to_string()).unwrap()).await.unwrap();
    }
    shared.running = Parts::default().start(&shared.sandbox, &shared.issuer, Proof::Code, &store);
    shared.sandbox.set_latency(TAKES);
    let subjects: Vec<String> = (0..MANY).map(|at| at.to_string()).collect();
    let answers = subjects.iter().map(|subject| me(&shared, subject));
    for (subject, answer) in subjects.iter().zip(futures_util::future::join_all(answers).await) {
        assert!(answer.contains("Ada Lovelace"), "{subject}: {answer}");
    }
    assert_eq!(shared.sandbox.grants().refresh_token, MANY as u64);
    assert_eq!(shared.sandbox.grants().refused, 0);
}
