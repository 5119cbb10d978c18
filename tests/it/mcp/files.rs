//! Files of this machine: attached from and saved into the folders that were opened, and nowhere else.

use std::path::Path;

use serde_json::{Value, json};
use tests::sandbox::Sandbox;

use super::process::Process;
use super::{facts, refusal, samples, texts};

async fn with_folder(sandbox: &Sandbox, folder: &Path) -> (Process, String) {
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let folder = folder.to_str().unwrap();
    let connection = sandbox.connection_string();
    let arguments = ["--toolsets", "attachments", "--files", folder, "--connection", &connection];
    (Process::with(&arguments).await, page)
}

async fn upload(server: &mut Process, page: &str, path: &str) -> Value {
    server.call("confluence_upload_attachment", json!({"content_id": page, "file_path": path})).await
}

#[tokio::test]
async fn a_file_is_attached_and_saved() {
    for sandbox in samples().await {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("figures.csv"), "a,b\n1,2\n").unwrap();
        let (mut server, page) = with_folder(&sandbox, folder.path()).await;
        let file = facts(&upload(&mut server, &page, "figures.csv").await);
        let id = file["id"].as_str().unwrap();
        assert_eq!(sandbox.attachment_bytes(id).unwrap(), b"a,b\n1,2\n");
        let whole = folder.path().join("figures.csv");
        let again = facts(&upload(&mut server, &page, whole.to_str().unwrap()).await);
        assert_eq!(again["version"]["number"], 2, "the same name is the next version: {again}");
        let saved = json!({"attachment_id": id, "save_to": "copy.csv"});
        let saved = facts(&server.call("confluence_download_attachment", saved.clone()).await);
        assert_eq!(saved["bytes"], 8);
        assert_eq!(std::fs::read(folder.path().join("copy.csv")).unwrap(), b"a,b\n1,2\n");
        let over = json!({"attachment_id": id, "save_to": "copy.csv"});
        let over = server.call("confluence_download_attachment", over).await;
        assert!(refusal(&over).contains("there is a file of this name"), "{over}");
        let text =
            json!({"content_id": page, "filename": "note.txt", "content": "by a model", "comment": "c"});
        let text = facts(&server.call("confluence_upload_attachment", text).await);
        assert_eq!(sandbox.attachment_bytes(text["id"].as_str().unwrap()).unwrap(), b"by a model");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_outside_is_read_or_made() {
    use std::os::unix::fs::symlink;

    let [sandbox, _] = samples().await;
    let (outside, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let secret = outside.path().join("secret.txt");
    std::fs::write(&secret, "secret").unwrap();
    symlink(&secret, folder.path().join("link.txt")).unwrap();
    symlink(outside.path(), folder.path().join("away")).unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    let (mut server, page) = with_folder(&sandbox, folder.path()).await;
    sandbox.reset_traffic();
    let up = format!(
        "{}/../{}/secret.txt",
        folder.path().display(),
        outside.path().file_name().unwrap().display()
    );
    for path in [
        "link.txt",
        "away/secret.txt",
        "../secret.txt",
        &up,
        secret.to_str().unwrap(),
        "/etc/hostname",
        "missing",
        "sub",
        "/dev/zero",
        "",
    ] {
        let refused = upload(&mut server, &page, path).await;
        assert!(!refusal(&refused).contains("secret\n"), "{path}: {refused}");
    }
    let file = sandbox.add_attachment(&page, "a.txt", "text/plain", b"x");
    let absolute = outside.path().join("absolute.txt");
    let absolute = absolute.to_str().unwrap();
    for path in ["link.txt", "away/new.txt", "../new.txt", absolute, "missing/new.txt", "", "sub"] {
        let save = json!({"attachment_id": file, "save_to": path});
        let refused = server.call("confluence_download_attachment", save).await;
        assert!(texts(&refused).1, "{path}: {refused}");
    }
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "secret");
    assert!(!outside.path().join("new.txt").exists() && !Path::new(absolute).exists());
    assert_eq!(sandbox.traffic().count("attach"), 0);
    let said = upload(&mut server, &page, "/etc/hostname").await;
    let gone = upload(&mut server, &page, "/no/such/file").await;
    assert_eq!(refusal(&said), refusal(&gone), "what is outside cannot be told from what is not there");
}

#[tokio::test]
async fn without_a_folder_there_are_no_files() {
    let [sandbox, _] = samples().await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let connection = sandbox.connection_string();
    let mut server = Process::with(&["--toolsets", "attachments", "--connection", &connection]).await;
    let refused = upload(&mut server, &page, "/etc/hostname").await;
    assert!(refusal(&refused).contains("--files"), "{refused}");
    let (good, _, said) =
        super::process::run(&["--files", "/nowhere/at/all", "--connection", &connection]).await;
    assert!(!good && said.contains("/nowhere/at/all"), "{said}");
}
