//! The examples of the crate, as programs, on both deployments: each prints what it says it does.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;
use tests::sandbox::{NewPage, Sandbox};
use tokio::process::Command;

use super::both;

/// Runs an example and returns what it printed; it must succeed.
async fn run(sandbox: &Sandbox, example: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(executable(example));
    command.args(arguments).env_clear().env("CONFLUENCE_CONNECTION", sandbox.connection_string());
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.unwrap();
    let (printed, complaints) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr));
    assert!(output.status.success(), "{example}: {printed}{complaints:?}");
    printed
}

/// The program of an example: what `cargo xtask test` says, or built here once.
fn executable(example: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let told = std::env::var_os(format!("EXAMPLE_{}", example.to_uppercase()));
    told.map_or_else(|| BUILT.get_or_init(build).join(example), PathBuf::from)
}

/// Builds the examples, with the whole workspace named so that nothing is built twice, and returns their folder.
fn build() -> PathBuf {
    let arguments = ["build", "--workspace", "--exclude", "xtask", "--examples", "--message-format=json"];
    let output = std::process::Command::new(env!("CARGO")).args(arguments).stderr(Stdio::null()).output();
    let messages = String::from_utf8(output.unwrap().stdout).unwrap();
    let mut built = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let example = built.find(|message| message["target"]["kind"][0] == "example").expect("an example");
    PathBuf::from(example["executable"].as_str().expect("a program")).parent().expect("a folder").to_owned()
}

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("EX", "Examples");
    let body = "<h2>Limits</h2><p>It takes <strong>five minutes</strong>, no more.</p>";
    let page = sandbox.add_page(NewPage::new("EX", "Deploys & limits").storage(body));
    let child = sandbox.add_page(NewPage::new("EX", "Night").parent(page.as_str()));
    sandbox.add_page(NewPage::new("EX", "Weekend").parent(child));
    page
}

#[tokio::test]
async fn read_page_prints_markdown() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let printed = run(&sandbox, "read_page", &[&page]).await;
        let expected = "# Deploys & limits\n\n## Limits\n\nIt takes **five minutes**, no more.\n";
        assert!(printed.starts_with(expected), "{printed}");
        assert!(printed.contains("version 1, http://"), "{printed}");
    }
}

#[tokio::test]
async fn walk_space_prints_paths() {
    for sandbox in both().await {
        page(&sandbox);
        sandbox.add_page(NewPage::new("EX", "Beside the home page").at_root());
        let printed = run(&sandbox, "walk_space", &["EX"]).await;
        assert!(printed.starts_with("Examples (EX)\n/"), "{printed}");
        assert!(printed.contains("/Deploys & limits/Night/Weekend [page "), "{printed}");
        assert!(printed.contains("\n/Beside the home page [page "), "{printed}");
        assert!(printed.ends_with("\n5 entries\n"), "{printed}");
    }
}

#[tokio::test]
async fn edit_page_changes_what_it_says() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let printed = run(&sandbox, "edit_page", &[&page, "five minutes", "ten minutes"]).await;
        assert!(printed.contains("version 1 would change so:"), "{printed}");
        assert!(printed.ends_with("written as version 2\n"), "{printed}");
        let stored = sandbox.page_by_id(&page).unwrap();
        let expected = "<h2>Limits</h2><p>It takes <strong>ten minutes</strong>, no more.</p>";
        assert_eq!((stored.storage.as_str(), stored.message.as_str()), (expected, "Text replaced"));
    }
}

#[tokio::test]
async fn upload_tells_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.bin");
    std::fs::write(&path, vec![7; 300_000]).unwrap();
    for sandbox in both().await {
        let page = page(&sandbox);
        let printed = run(&sandbox, "upload", &[&page, path.to_str().unwrap()]).await;
        let lines: Vec<&str> = printed.lines().collect();
        let [told @ .., last] = lines.as_slice() else { panic!("{printed}") };
        assert!(told.len() > 2 && told.last() == Some(&"100 %"), "{printed}");
        let id = last.strip_prefix("backup.bin is ").and_then(|rest| rest.strip_suffix(", version 1"));
        assert_eq!(sandbox.attachment_bytes(id.unwrap()).unwrap(), vec![7; 300_000], "{printed}");
    }
}

#[tokio::test]
async fn search_takes_words_as_words() {
    for sandbox in both().await {
        page(&sandbox);
        let printed = run(&sandbox, "search", &["five minutes", "EX"]).await;
        assert!(printed.contains("\nDeploys & limits\n    "), "{printed}");
        let printed = run(&sandbox, "search", &["\") or type = page", "EX"]).await;
        assert!(!printed.contains("Deploys"), "{printed}");
    }
}
