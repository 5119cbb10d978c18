//! The settings file of another program: behind a server for many, at another site, and after a logout.

use std::path::Path;

use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::ADMIN;

use super::{Parts, Proof, Shared, call, http, modern, said};
use crate::mcp::process::run;

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
    assert!(good && said.contains("The stored tokens were deleted"), "{said}{complaint}");
    for left in std::fs::read_dir(folder.path()).unwrap().flatten() {
        let held = std::fs::read(left.path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&held).contains(token), "{:?}", left.path());
    }
}
