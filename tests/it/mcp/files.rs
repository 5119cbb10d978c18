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
    let arguments =
        ["--toolsets", "pages,attachments,comments", "--files", folder, "--connection", &connection];
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
        let saved = facts(&server.call("confluence_save_file", saved.clone()).await);
        assert_eq!(saved["bytes"], 8);
        assert_eq!(std::fs::read(folder.path().join("copy.csv")).unwrap(), b"a,b\n1,2\n");
        let over = json!({"attachment_id": id, "save_to": "copy.csv"});
        let over = server.call("confluence_save_file", over).await;
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
        let refused = server.call("confluence_save_file", save).await;
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

#[cfg(unix)]
#[tokio::test]
async fn second_names_pipes_and_hidden_folders_are_refused() {
    let [sandbox, _] = samples().await;
    let (outside, folder) =
        (tempfile::tempdir_in(std::env::temp_dir()).unwrap(), tempfile::tempdir().unwrap());
    let secret = outside.path().join("secret.txt");
    std::fs::write(&secret, "secret").unwrap();
    std::fs::hard_link(&secret, folder.path().join("hard.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    for hidden in [".git", ".vscode"] {
        std::fs::create_dir(folder.path().join(hidden)).unwrap();
    }
    std::fs::write(folder.path().join(".git/config"), "url = secret").unwrap();
    let (mut server, page) = with_folder(&sandbox, folder.path()).await;
    for (path, says) in
        [("hard.txt", "second name"), ("pipe", "ordinary"), (".git/config", "dot"), ("./.git/config", "dot")]
    {
        let refused = upload(&mut server, &page, path).await;
        assert!(refusal(&refused).contains(says), "{path}: {refused}");
        let refused =
            server.call("confluence_add_comment", json!({"page_id": page, "body_file": path})).await;
        assert!(refusal(&refused).contains(says), "{path}: {refused}");
    }
    let file = sandbox.add_attachment(&page, "tasks.json", "application/json", b"{}");
    for path in [".vscode/tasks.json", ".bashrc"] {
        let refused =
            server.call("confluence_save_file", json!({"attachment_id": file, "save_to": path})).await;
        assert!(refusal(&refused).contains("dot"), "{path}: {refused}");
    }
    assert!(!folder.path().join(".vscode/tasks.json").exists());
}

#[tokio::test]
async fn a_long_page_moves_through_files_and_not_through_the_model() {
    for sandbox in samples().await {
        let folder = tempfile::tempdir().unwrap();
        let long = "many *words*\n\n".repeat(9_000);
        std::fs::write(folder.path().join("in.md"), &long).unwrap();
        let (mut server, start) = with_folder(&sandbox, folder.path()).await;
        let before = server.crossed();
        let new = json!({"space_key": "TEAM", "title": "From a file", "body_file": "in.md"});
        let id = facts(&server.call("confluence_create_page", new).await)["id"].clone();
        let saved = json!({"page_id": id, "save_to": "out.md"});
        let saved = facts(&server.call("confluence_save_file", saved).await);
        let text = std::fs::read_to_string(folder.path().join("out.md")).unwrap();
        assert_eq!((text.trim_end(), &saved["bytes"]), (long.trim_end(), &json!(text.len())));
        let steps = json!([{"op": "append", "body_file": "in.md"}]);
        let dry = json!({"page_id": id, "steps": steps, "dry_run": true});
        facts(&server.call("confluence_edit_page", dry).await);
        assert!(server.crossed() - before < 16_000, "{} bytes crossed", server.crossed() - before);
        let both = json!({"page_id": start, "content": "x", "body_file": "in.md"});
        let both = server.call("confluence_add_comment", both).await;
        assert!(refusal(&both).contains("not both"), "{both}");
    }
}

#[tokio::test]
async fn what_writes_files_says_so_and_is_gone_where_nothing_may_be_written() {
    let [sandbox, _] = samples().await;
    let (folder, connection) = (tempfile::tempdir().unwrap(), sandbox.connection_string());
    let path = folder.path().to_str().unwrap();
    let read_only = format!("{connection};ReadOnly=true");
    let tools = async |arguments: &[&str]| {
        let mut server = Process::with(arguments).await;
        server.ask("tools/list", json!({})).await["result"]["tools"].as_array().unwrap().clone()
    };
    let named = |tools: &[Value], name: &str| tools.iter().find(|tool| tool["name"] == name).cloned();
    let open =
        tools(&["--toolsets", "pages,attachments", "--files", path, "--connection", &connection]).await;
    let save = named(&open, "confluence_save_file").expect("offered where a folder is open");
    assert_eq!(save["annotations"]["readOnlyHint"], false);
    let create = named(&open, "confluence_create_page").unwrap();
    assert!(create["inputSchema"]["properties"].get("body_file").is_some());
    let read = tools(&["--toolsets", "pages,attachments", "--files", path, "--connection", &read_only]).await;
    assert_eq!(named(&read, "confluence_save_file"), None);
    assert!(
        read.iter()
            .all(|tool| tool["annotations"]["readOnlyHint"] == true && !tool.to_string().contains("save_to"))
    );
    let closed = tools(&["--toolsets", "pages,attachments", "--connection", &connection]).await;
    assert_eq!(named(&closed, "confluence_save_file"), None);
    assert!(
        !closed.iter().any(|tool| tool.to_string().contains("body_file")),
        "absent unless it can be used"
    );
}

#[tokio::test]
async fn text_is_shown_whatever_its_name_says() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "attachments", "--connection", &connection]).await;
        for (name, bytes) in
            [("Dockerfile", &b"FROM alpine"[..]), ("main.tf", b"resource {}"), ("d.drawio", b"<mxfile/>")]
        {
            let file = sandbox.add_attachment(&page, name, "application/octet-stream", bytes);
            let read = server.call("confluence_download_attachment", json!({"attachment_id": file})).await;
            let text = std::str::from_utf8(bytes).unwrap();
            assert!(texts(&read).0[1].contains(text), "{name}: {read}");
        }
        let binary = sandbox.add_attachment(&page, "a.bin", "application/octet-stream", b"a\0b");
        let refused = server.call("confluence_download_attachment", json!({"attachment_id": binary})).await;
        assert!(refusal(&refused).contains("cannot be shown"), "{refused}");
        let lines: String = (0..9_000).map(|at| format!("line {at}\n")).collect();
        let long = sandbox.add_attachment(&page, "long.log", "text/plain", lines.as_bytes());
        let (mut whole, mut arguments) = (String::new(), json!({"attachment_id": long}));
        loop {
            let some = server.call("confluence_download_attachment", arguments.clone()).await;
            let (_, inner) = texts(&some).0[1].split_once(">>\n").unwrap();
            whole.push_str(inner.rsplit_once("<</").unwrap().0);
            match facts(&some).get("next_cursor") {
                Some(next) => arguments["cursor"] = next.clone(),
                None => break,
            }
        }
        assert_eq!(whole, lines);
    }
}
