//! OAuth 1.0a from a shell: a login in two commands, the doctor, and a page read from a connection string alone.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};

use super::process::{Process, run};

async fn site() -> Sandbox {
    Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await
}

/// A connection whose tokens are kept in a folder of its own.
fn connection(sandbox: &Sandbox, folder: &tempfile::TempDir) -> String {
    let store = folder.path().join("private").join("oauth.json");
    format!("{};OAuthSettingsLocation={}", sandbox.link_connection_string(), store.display())
}

async fn log_in(sandbox: &Sandbox, connection: &str) {
    let (good, url, complaint) = run(&["login", "--url", "--connection", connection]).await;
    assert!(good, "{complaint}");
    let back = sandbox.visit(url.trim()).unwrap();
    let (good, _, complaint) = run(&["login", "--verifier", &back, "--connection", connection]).await;
    assert!(good, "{complaint}");
}

async fn reads_a_page(connection: &str) -> (Value, String) {
    let mut server = Process::start(connection).await;
    let found = server.call("confluence_search", json!({"query": "label = howto"})).await;
    let page: Value = serde_json::from_str(found["content"][0]["text"].as_str().unwrap()).unwrap();
    let page = page["results"][0]["id"].clone();
    let read = server.call("confluence_get_page", json!({"page_id": page})).await;
    let (status, said) = server.end().await;
    assert!(status.success(), "{said}");
    (read, said)
}

#[tokio::test]
async fn a_login_from_a_shell_ends_with_a_page() {
    let (sandbox, folder) = (site().await, tempfile::tempdir().unwrap());
    let connection = connection(&sandbox, &folder);
    log_in(&sandbox, &connection).await;
    let (good, doctor, _) = run(&["doctor", "--json", "--connection", &connection]).await;
    assert!(good && doctor.contains("takes its signatures"), "{doctor}");
    let (page, said) = reads_a_page(&connection).await;
    assert!(page.to_string().contains("Prerequisites"), "{page}");
    assert!(!said.contains("oauth1-") && !page.to_string().contains("oauth1-"), "{said}");
    assert_eq!(sandbox.grants().verifier, 1);
}

#[tokio::test]
async fn a_page_is_read_from_a_connection_string_alone() {
    let (sandbox, folder) = (site().await, tempfile::tempdir().unwrap());
    let begun = format!("{};CallbackURL=oob", connection(&sandbox, &folder));
    let (good, url, complaint) = run(&["login", "--url", "--connection", &begun]).await;
    assert!(good, "{complaint}");
    let verifier = sandbox.read_verifier(url.trim()).unwrap();
    // What the user read off the page stands in the string for ever, and is exchanged once.
    let whole = format!("{begun};InitiateOAuth=REFRESH;OAuthVerifier={verifier}");
    for _ in 0..2 {
        let (page, _) = reads_a_page(&whole).await;
        assert!(page.to_string().contains("Prerequisites"), "{page}");
    }
    assert_eq!((sandbox.grants().verifier, sandbox.grants().refused), (1, 0));
}

#[tokio::test]
async fn the_doctor_shows_both_texts_when_signatures_differ() {
    let (sandbox, folder) = (site().await, tempfile::tempdir().unwrap());
    let connection = connection(&sandbox, &folder);
    log_in(&sandbox, &connection).await;
    sandbox.know_as("https://wiki.example.com");
    let (good, found, complaint) = run(&["doctor", "--connection", &connection]).await;
    assert!(!good && found.contains("FAIL signature"), "{found}");
    assert!(found.contains("signed here:      POST&http%3A%2F%2F127.0.0.1"), "{found}");
    assert!(found.contains("by the server's:  POST&https%3A%2F%2Fwiki.example.com"), "{found}");
    let stored = std::fs::read_to_string(folder.path().join("private").join("oauth.json")).unwrap();
    let secrets = stored.split('"').filter(|text| text.starts_with("oauth1-") || text.starts_with("handle-"));
    for secret in secrets {
        assert!(!found.contains(secret) && !complaint.contains(secret));
    }
}
