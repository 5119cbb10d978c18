//! Secrets in files of their own, as containers and password managers keep them.

use serde_json::json;
use tests::sandbox::ADMIN;

use super::process::{Process, command};
use super::{samples, texts};

/// A file written on Windows, behind `~`, by `file:` in the string and by a variable.
#[tokio::test]
async fn a_secret_comes_out_of_a_file_in_every_form() {
    let [_, own] = samples().await;
    let home = tempfile::tempdir().unwrap();
    let held = format!("\u{feff}{}\r\n", ADMIN.personal_access_token);
    std::fs::write(home.path().join("token"), held).unwrap();
    let site = format!("URL={};Deployment=DataCenter", own.url());
    let whole = format!("{site};PAT=file:{}/token", home.path().display());
    for (connection, variable) in [
        (whole.as_str(), None),
        (&format!("{site};PAT=file:~/token"), None),
        (&format!("{site};PAT=File://$HOME/token"), None),
        (&site, Some("~/token")),
    ] {
        let mut started = command(&["--connection", connection]);
        started.env("HOME", home.path());
        if let Some(path) = variable {
            started.env("CONFLUENCE_PAT_FILE", path);
        }
        let mut server = Process::silent(started);
        server.initialize("2025-11-25").await;
        let answer = server.call("confluence_list_spaces", json!({})).await;
        assert!(texts(&answer).0[0].contains("DOCS"), "{connection} {variable:?}: {answer}");
    }
}

#[tokio::test]
async fn a_file_without_a_secret_is_named() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("empty"), "\n").unwrap();
    std::fs::write(home.path().join("utf16"), b"\xff\xfec\0a\0n\0").unwrap();
    for (name, why) in [
        ("empty", "is empty"),
        ("utf16", "is not text in UTF-8"),
        ("none", "No such file"),
        (".", "Is a directory"),
    ] {
        let mut started = command(&["doctor", "--connection", "URL=https://wiki.example.com"]);
        started.env("CONFLUENCE_PAT_FILE", home.path().join(name));
        let output = started.output().await.unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let path = home.path().join(name).display().to_string();
        assert!(
            said.contains("PAT: the file ") && said.contains(&path) && said.contains(why),
            "{name}: {said}"
        );
    }
}
