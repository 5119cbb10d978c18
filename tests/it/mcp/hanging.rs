//! What hangs on pages: labels, versions, files.

use serde_json::json;

use super::process::Process;
use super::{facts, refusal, samples, texts};

const TOOLSETS: &str = "labels,history,attachments,people";

#[tokio::test]
async fn labels_are_put_on_and_taken_off() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let mut server =
            Process::with(&["--toolsets", TOOLSETS, "--connection", &sandbox.connection_string()]).await;
        facts(&server.call("confluence_add_label", json!({"page_id": page, "name": "reviewed"})).await);
        let listed = facts(&server.call("confluence_get_labels", json!({"page_id": page})).await);
        assert!(listed.to_string().contains("reviewed") && listed.to_string().contains("design"), "{listed}");
        facts(&server.call("confluence_remove_label", json!({"page_id": page, "name": "design"})).await);
        assert_eq!(sandbox.page_by_id(&page).unwrap().labels, ["reviewed"]);
        let spaced = server.call("confluence_add_label", json!({"page_id": page, "name": "two words"})).await;
        assert!(refusal(&spaced).contains("hyphens"), "{spaced}");
    }
}

#[tokio::test]
async fn versions_are_listed_compared_and_restored() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Release notes").unwrap().id;
        let mut server =
            Process::with(&["--toolsets", TOOLSETS, "--connection", &sandbox.connection_string()]).await;
        let history = facts(&server.call("confluence_get_page_history", json!({"page_id": page})).await);
        let numbers: Vec<_> = history["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["number"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, [4, 3, 2, 1]);
        let versions = json!({"page_id": page, "from_version": 3, "to_version": 4});
        let diff = server.call("confluence_get_page_diff", versions).await;
        assert!(texts(&diff).0[1].contains("+## 2.0"), "{diff}");
        let restored = server.call("confluence_restore_page", json!({"page_id": page, "version": 1})).await;
        assert_eq!(facts(&restored)["version"]["number"], 5);
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<h2>1.0</h2><p>First release.</p>");
    }
}

#[tokio::test]
async fn files_are_listed_and_shown_as_text_or_image() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let large = sandbox.add_attachment(&page, "large.txt", "text/plain", &vec![b'a'; 1_100_000]);
        let strange = sandbox.add_attachment(&page, "strange.bin", "application/octet-stream", b"\0\0");
        let mut server =
            Process::with(&["--toolsets", TOOLSETS, "--connection", &sandbox.connection_string()]).await;
        let files = facts(&server.call("confluence_get_attachments", json!({"page_id": page})).await);
        let id = |name: &str| {
            let row = files["results"].as_array().unwrap().iter().find(|row| row["name"] == name);
            row.unwrap()["id"].clone()
        };
        let script =
            server.call("confluence_download_attachment", json!({"attachment_id": id("install.sh")})).await;
        assert!(texts(&script).0[1].contains("make install"), "{script}");
        let image =
            server.call("confluence_download_attachment", json!({"attachment_id": id("overview.png")})).await;
        assert_eq!(
            (&image["content"][1]["type"], &image["content"][1]["mimeType"]),
            (&json!("image"), &json!("image/png"))
        );
        for (file, says) in [(large, "larger than"), (strange, "cannot be shown")] {
            let refused = server.call("confluence_download_attachment", json!({"attachment_id": file})).await;
            assert!(refusal(&refused).contains(says), "{refused}");
        }
    }
}

#[tokio::test]
async fn people_are_found() {
    for sandbox in samples().await {
        let mut server =
            Process::with(&["--toolsets", TOOLSETS, "--connection", &sandbox.connection_string()]).await;
        let found = facts(&server.call("confluence_search_user", json!({"query": "Grace"})).await);
        assert_eq!(found["results"][0]["name"], "Grace Hopper", "{found}");
        let me = facts(&server.call("confluence_get_user", json!({})).await);
        assert_eq!(me["name"], "Ada Lovelace");
    }
}
