//! What `InitiateOAuth` means, through the server: each case of the properties' contract where something is missing,
//! has ended, or is refused is told plainly, and the store keeps what it had.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Sandbox};

use super::process::{Process, command, run};
use super::texts;

async fn sites() -> [Sandbox; 2] {
    let start = |deployment| Sandbox::builder().deployment(deployment).sample_content().start();
    [start(Deployment::Cloud).await, start(Deployment::DataCenter).await]
}

/// What a call answers, whether it failed, and the log.
async fn asked(connection: &str) -> (String, bool, String) {
    let mut server = Process::start(connection).await;
    let result = server.call("confluence_list_spaces", json!({})).await;
    let (texts, failed) = texts(&result);
    let text = texts[0].to_owned();
    let (_, log) = server.end().await;
    (text, failed, log)
}

fn stored_in(sandbox: &Sandbox, store: &Path, more: &str) -> String {
    format!("{};OAuthSettingsLocation={};{more}", sandbox.oauth_connection_string(), store.display())
}

#[tokio::test]
async fn off_uses_the_token_as_it_is_and_tells_its_end() {
    for sandbox in sites().await {
        let given = sandbox.issue_grant(ADMIN, &[]);
        let string = sandbox.oauth_connection_string();
        let with = |token: &str| format!("{string};InitiateOAuth=OFF;OAuthAccessToken={token}");
        let before = sandbox.grants();
        let (said, failed, _) = asked(&with(&given.access_token)).await;
        assert!(!failed && said.contains("DOCS"), "{said}");
        sandbox.revoke_grants();
        let (said, failed, log) = asked(&with(&given.access_token)).await;
        assert!(failed && said.contains("401") && said.contains("Calling again does not help"), "{said}");
        assert!(!said.contains(&given.access_token) && !log.contains(&given.access_token));
        assert_eq!(sandbox.grants(), before, "the token endpoint was called");

        let (good, _, complaint) = run(&["--connection", &format!("{string};InitiateOAuth=OFF")]).await;
        assert!(!good && complaint.contains("OAuthAccessToken: is needed"), "{complaint}");
    }
}

#[tokio::test]
async fn a_renewal_that_is_refused_is_told_and_the_store_keeps_what_it_had() {
    for sandbox in sites().await {
        let given = sandbox.issue_grant(ADMIN, &[]);
        for (change, says) in [
            (("OAuthRefreshToken=", "OAuthRefreshToken=wrong"), "log in again"),
            (("OAuthClientSecret=", "OAuthClientSecret=wrong"), "OAuthClientSecret"),
            (("OAuthClientId=", "OAuthClientId=wrong"), "OAuthClientId"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let store = folder.path().join("tokens.json");
            let more = format!(
                "InitiateOAuth=REFRESH;OAuthRefreshToken={};OAuthExpiresIn=0;OAuthTokenTimestamp=0",
                given.refresh_token
            );
            let connection = stored_in(&sandbox, &store, &more).replace(change.0, change.1);
            let begun = Instant::now();
            let (said, failed, log) = asked(&connection).await;
            assert!(failed && said.contains(says), "{change:?}: {said}");
            assert!(!log.is_empty() && log.contains("WARN"), "{log}");
            assert!(begun.elapsed() < Duration::from_secs(20), "it hangs: {:?}", begun.elapsed());
            for secret in [&given.refresh_token, &given.access_token, "app-secret"] {
                assert!(!said.contains(secret) && !log.contains(secret), "{said} {log}");
            }
        }
        // Nothing of these tries took the grant away.
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("tokens.json");
        let more = format!("InitiateOAuth=REFRESH;OAuthRefreshToken={}", given.refresh_token);
        let (said, failed, _) = asked(&stored_in(&sandbox, &store, &more)).await;
        assert!(!failed && said.contains("DOCS"), "{said}");
    }
}

#[tokio::test]
async fn without_a_token_and_a_display_the_address_comes_within_a_second() {
    for sandbox in sites().await {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("private").join("tokens.json");
        // Where the browser comes back to is nobody's here, so that nothing listens.
        let connection = stored_in(&sandbox, &store, "CallbackURL=https://callback.example.com/back");
        let mut server = Process::start(&connection).await;
        let begun = Instant::now();
        let result = server.call("confluence_list_spaces", json!({})).await;
        let (took, (texts, failed)) = (begun.elapsed(), texts(&result));
        assert!(failed && texts[0].contains("the login is at http"), "{texts:?}");
        assert!(texts[0].contains("login --verifier"), "{texts:?}");
        assert!(took < Duration::from_secs(2), "it took {took:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_store_is_told_and_untouched() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json");
    for garbage in ["garbage", "{\"version\": 1, \"entries\": [{\"cut", "[1, 2]"] {
        std::fs::write(&store, garbage).unwrap();
        private(&store);
        let (said, failed, log) = asked(&stored_in(&sandbox, &store, "InitiateOAuth=REFRESH")).await;
        assert!(failed && said.contains("OAuthSettingsLocation"), "{garbage}: {said}");
        assert!(log.contains("OAuthSettingsLocation"), "{garbage}: {log}");
        assert_eq!(std::fs::read_to_string(&store).unwrap(), garbage);
    }
}

fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// `/proc` takes no new file, whoever asks.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_place_that_cannot_be_written_is_refused_before_the_token_endpoint_is_called() {
    for sandbox in sites().await {
        let given = sandbox.issue_grant(ADMIN, &[]);
        let before = sandbox.grants();
        let more = format!("InitiateOAuth=REFRESH;OAuthRefreshToken={}", given.refresh_token);
        let connection = stored_in(&sandbox, Path::new("/proc/confluence/tokens.json"), &more);
        let (said, failed, log) = asked(&connection).await;
        assert!(failed && said.contains("correct OAuthSettingsLocation"), "{said}");
        assert!(log.contains("OAuthSettingsLocation"), "{log}");
        assert_eq!(sandbox.grants(), before, "the token endpoint was called");
        let output = command(&["login", "--url", "--connection", &connection]).output().await.unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && complaint.contains("OAuthSettingsLocation"), "{complaint}");
    }
}

#[tokio::test]
async fn a_stored_token_is_used_and_an_expired_one_renewed_in_silence() {
    for sandbox in sites().await {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("tokens.json");
        let given = sandbox.issue_grant(ADMIN, &[]);
        let more = format!("InitiateOAuth=REFRESH;OAuthRefreshToken={}", given.refresh_token);
        let connection = stored_in(&sandbox, &store, &more);
        for renewals in [1, 1] {
            let (said, failed, _) = asked(&connection).await;
            assert!(!failed, "{said}");
            assert_eq!(sandbox.grants().refresh_token, renewals);
        }
        let text = std::fs::read_to_string(&store).unwrap();
        let mut held: serde_json::Value = serde_json::from_str(&text).unwrap();
        expire(&mut held);
        std::fs::write(&store, held.to_string()).unwrap();
        let (said, failed, log) = asked(&connection).await;
        assert!(!failed && !log.contains("WARN"), "{said} {log}");
        assert_eq!(sandbox.grants().refresh_token, 2);
    }
}

/// Takes all tokens of a store for issued long ago.
fn expire(held: &mut serde_json::Value) {
    match held {
        serde_json::Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match name.as_str() {
                    "issued_at_ms" | "granted_at_ms" => {
                        *member = json!(member.as_u64().unwrap_or(0).saturating_sub(86_400_000))
                    }
                    _ => expire(member),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(expire),
        _ => {}
    }
}
