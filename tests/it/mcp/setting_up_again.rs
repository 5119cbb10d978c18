//! `init` a second time: what it advised works when it is followed, and what is there already is looked at as a whole.

use std::path::Path;

use serde_json::{Value, json};
use tests::sandbox::Sandbox;

use super::setting_up::{command, read, run, started};

/// A connection whose secret is in a variable, and the secret.
async fn with_a_variable() -> (Sandbox, String, String) {
    let sandbox = Sandbox::start().await;
    let given = sandbox.connection_string();
    let (_, token) = given.split_once("APIToken=").unwrap();
    let (connection, token) = (given.replace(token, "env:MINE"), token.to_owned());
    (sandbox, connection, token)
}

/// Runs `init` for Cursor with these further words.
async fn init(home: &Path, token: &str, words: &[&str]) -> (bool, String, String) {
    let words = [&["init", "--client", "cursor"], words].concat();
    run(command(home, &words).env("MINE", token)).await
}

fn profile(home: &Path, name: &str) -> String {
    std::fs::read_to_string(home.join(".config/confluence/profiles").join(name)).unwrap()
}

fn entry(home: &Path, name: &str) -> Value {
    read(&home.join(".cursor/mcp.json"))["mcpServers"][name].clone()
}

#[tokio::test]
async fn secrets_are_stored_as_the_first_run_advised() {
    let (_sandbox, connection, token) = with_a_variable().await;
    for again in [&["--connection", &connection, "--store-secrets"][..], &["--store-secrets"]] {
        let home = tempfile::tempdir().unwrap();
        let (good, said, _) = init(home.path(), &token, &["--connection", &connection]).await;
        assert!(good && said.contains("MINE must be set") && said.contains("--store-secrets"), "{said}");
        let before = profile(home.path(), "default.conf");
        let (good, said, complaint) = init(home.path(), &token, again).await;
        assert!(good && !said.contains("MINE must be set"), "{again:?}: {said}{complaint}");
        let after = profile(home.path(), "default.conf");
        assert_eq!(after, before.replace("env:MINE", &token), "{again:?}");
        // A secret that is kept is not taken out again without a word.
        let (good, _, complaint) = init(home.path(), &token, &["--connection", &connection]).await;
        assert!(!good && complaint.contains("says something else"), "{complaint}");
        assert_eq!(profile(home.path(), "default.conf"), after);
    }
}

#[tokio::test]
async fn other_arguments_of_the_server_are_written_as_the_refusal_advised() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    assert!(init(home.path(), &token, &["--connection", &connection]).await.0);
    let before = profile(home.path(), "default.conf");
    let (good, _, complaint) = init(home.path(), &token, &["--", "--read-only"]).await;
    assert!(!good && complaint.contains("--name") && complaint.contains("--force"), "{complaint}");
    assert!(complaint.contains("its `args` are others"), "{complaint}");
    for (words, name) in [
        (&["--name", "other", "--", "--read-only"][..], "other"),
        (&["--force", "--", "--read-only"], "confluence"),
    ] {
        let (good, said, complaint) = init(home.path(), &token, words).await;
        assert!(good, "{words:?}: {said}{complaint}");
        assert_eq!(entry(home.path(), name)["args"], json!(["--profile", "default", "--read-only"]));
        assert_eq!(profile(home.path(), "default.conf"), before, "the profile stays");
    }
}

#[tokio::test]
async fn another_connection_is_kept_as_the_refusal_advised() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    assert!(init(home.path(), &token, &["--connection", &connection]).await.0);
    let other = format!("{connection};ReadOnly=true");
    let given = ["--connection", &other, "--name", "reader"];
    let (good, _, complaint) = init(home.path(), &token, &given).await;
    assert!(!good && complaint.contains("--save") && complaint.contains("--force"), "{complaint}");
    for (more, file) in [(&["--save", "reader"][..], "reader.conf"), (&["--force"], "default.conf")] {
        let (good, said, complaint) = init(home.path(), &token, &[&given[..], more].concat()).await;
        assert!(good && profile(home.path(), file).contains("ReadOnly=true"), "{more:?}: {said}{complaint}");
    }
}

#[tokio::test]
async fn a_server_that_names_no_site_is_set_up_as_the_refusal_advised() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    let other = home.path().join("b.json");
    let server = json!({"command": "npx", "args": ["-y", "x"], "env": {"SITE_NAME": "mine"}});
    std::fs::write(&other, json!({"mcpServers": {"confluence": server}}).to_string()).unwrap();
    let from = ["--from", other.to_str().unwrap(), "--entry", "confluence"];
    let (good, _, complaint) = init(home.path(), &token, &from).await;
    assert!(
        !good && complaint.contains("URL is missing") && complaint.contains("leave --from out"),
        "{complaint}"
    );
    let (good, said, complaint) = init(home.path(), &token, &["--connection", &connection]).await;
    assert!(good, "{said}{complaint}");
}

#[tokio::test]
async fn an_entry_that_starts_another_server_is_not_called_well() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    assert!(init(home.path(), &token, &["--connection", &connection]).await.0);
    let words = started(&entry(home.path(), "confluence"));
    let mut other = json!({"command": words[0], "args": words[1..]});
    let write = |other: &Value| {
        let all = json!({"mcpServers": {"confluence": other}});
        std::fs::write(home.path().join(".cursor/mcp.json"), all.to_string()).unwrap();
    };
    other["disabled"] = json!(true);
    write(&other);
    let (good, said, complaint) = init(home.path(), &token, &[]).await;
    assert!(!good && complaint.contains("switched off by `disabled`"), "{said}{complaint}");
    other["disabled"] = json!(false);
    other["env"] = json!({"CONFLUENCE_URL": "https://canary.example"});
    write(&other);
    let (good, said, complaint) = init(home.path(), &token, &[]).await;
    assert!(!good && complaint.contains("it has `env` too"), "{said}{complaint}");
    let (good, said, complaint) = init(home.path(), &token, &["--force"]).await;
    assert!(good && entry(home.path(), "confluence").get("env").is_none(), "{said}{complaint}");
}

#[tokio::test]
async fn what_init_would_not_try_is_refused_before_anything_is_written() {
    let (_sandbox, connection, token) = with_a_variable().await;
    for (more, says) in [
        (&["--", "--profile", "x"][..], "--profile belongs in front of `--`"),
        (&["--", "--connection", "URL=https://x;PAT=canary"], "--connection belongs in front of `--`"),
        (&["--name", ""], "must not be empty"),
        (&["--save", " "], "must not be empty"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let words = [&["--connection", &connection], more].concat();
        let (good, said, complaint) = init(home.path(), &token, &words).await;
        assert!(!good && complaint.contains(says), "{more:?}: {said}{complaint}");
        assert!(!complaint.contains("canary"), "{complaint}");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "{more:?}");
    }
}

/// Who keeps a secret in a file does not want a second copy of it.
#[tokio::test]
async fn a_secret_of_a_file_stays_in_its_file() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("token");
    std::fs::write(&file, &token).unwrap();
    let connection = connection.replace(";APIToken=env:MINE", "");
    let words = ["init", "--client", "cursor", "--connection", &connection];
    let mut first = command(home.path(), &words);
    let (good, said, complaint) = run(first.env("CONFLUENCE_API_TOKEN_FILE", "token")).await;
    assert!(good, "{said}{complaint}");
    let kept = profile(home.path(), "default.conf");
    assert!(
        kept.contains(&format!("APIToken=file:{}\n", file.display())) && !kept.contains(&token),
        "{kept}"
    );
    let (good, said, complaint) = run(&mut command(home.path(), &["doctor"])).await;
    assert!(good, "{said}{complaint}");
}

#[tokio::test]
async fn several_profiles_are_one_server() {
    let (one, two) = (Sandbox::start().await, Sandbox::start().await);
    let home = tempfile::tempdir().unwrap();
    for (sandbox, name) in [(&one, "work"), (&two, "old")] {
        let connection = sandbox.connection_string();
        let words = ["init", "--connection", &connection, "--save", name];
        let (good, said, complaint) = run(&mut command(home.path(), &words)).await;
        assert!(good, "{said}{complaint}");
    }
    let both = ["init", "--profile", "work", "--profile", "old", "--client", "cursor"];
    let (good, _, complaint) = run(command(home.path(), &both).args(["--save", "x"])).await;
    assert!(!good && complaint.contains("--save is for one connection"), "{complaint}");
    let (good, said, complaint) = run(command(home.path(), &both).args(["--", "--read-only"])).await;
    assert!(good && said.contains("The profile old:"), "{said}{complaint}");
    let args = &entry(home.path(), "confluence")["args"];
    assert_eq!(*args, json!(["--profile", "work", "--profile", "old", "--read-only"]));
}

#[tokio::test]
async fn what_a_client_would_not_read_or_start_is_told() {
    let (_sandbox, connection, token) = with_a_variable().await;
    let home = tempfile::tempdir().unwrap();
    let given = ["init", "--connection", &connection, "--client"];
    let file = home.path().join(".claude.json");
    let commented = "{\n  // mine\n  \"mcpServers\": {}\n}\n";
    std::fs::write(&file, commented).unwrap();
    let (good, _, complaint) = run(command(home.path(), &given).arg("claude-code").env("MINE", &token)).await;
    assert!(!good && complaint.contains("not JSON") && complaint.contains("line 2"), "{complaint}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), commented);
    std::fs::write(&file, "\u{feff}{\"mcpServers\": {}}").unwrap();
    let (good, said, complaint) =
        run(command(home.path(), &given).arg("claude-code").env("MINE", &token)).await;
    assert!(good, "{said}{complaint}");
    assert!(read(&file)["mcpServers"]["confluence"].is_object(), "a strict reader reads it");

    let settings = home.path().join(".gemini/settings.json");
    std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
    std::fs::write(&settings, "{\"mcp\": {\"allowed\": [\"other\"]}}").unwrap();
    let (good, said, complaint) = run(command(home.path(), &given).arg("gemini").env("MINE", &token)).await;
    assert!(good && said.contains("`mcp.allowed`") && said.contains("add `confluence`"), "{said}{complaint}");
}
