//! Entries of other servers, in every form that clients take: what they restrict stays restricted.

use std::path::Path;

use serde_json::{Value, json};

use super::setting_up;

/// The configuration of a client that runs another server.
pub(super) fn other_server(command: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let variables: serde_json::Map<_, _> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({"mcpServers": {
        "files": {"command": "npx", "args": ["x"]},
        "wiki": {"command": command, "args": arguments, "env": variables}
    }})
    .to_string()
}

pub(super) async fn taken_over(home: &Path, configuration: &str, more: &[&str]) -> (bool, String, String) {
    let file = home.join("old.json");
    std::fs::write(&file, configuration).unwrap();
    let mut arguments = vec!["init", "--from", file.to_str().unwrap()];
    arguments.extend_from_slice(more);
    setting_up::run(&mut setting_up::command(home, &arguments)).await
}

/// However a client is told of a restriction, the server that is written has it, or none is written.
#[tokio::test]
async fn a_restriction_is_taken_over_or_refused_wherever_it_stands() {
    let env =
        json!({"CONFLUENCE_URL": "https://wiki.example.com", "CONFLUENCE_PERSONAL_TOKEN": "canary-token"});
    let words =
        |command: &str, arguments: &[&str]| json!({"command": command, "args": arguments, "env": env});
    let with = |name: &str, value: Value| {
        let mut entry = words("uvx", &["x"]);
        entry["env"][name] = value;
        entry
    };
    let beside = |name: &str, value: Value| {
        let mut entry = words("uvx", &["x"]);
        entry[name] = value;
        entry
    };
    let reads = "READ_ONLY_MODE -> ReadOnly=true";
    for (entry, says) in [
        (json!({"command": "uvx mcp-atlassian --read-only", "env": env}), reads),
        (json!({"command": "uvx", "args": "mcp-atlassian --read-only", "env": env}), reads),
        (words("uvx", &["mcp-atlassian --read-only"]), reads),
        (words("sh", &["-c", "READ_ONLY_MODE=true uvx x"]), reads),
        (words("env", &["READ_ONLY_MODE=true", "uvx", "x"]), reads),
        (words("docker", &["run", "-eREAD_ONLY_MODE=true", "x"]), reads),
        (words("docker", &["run", "-ie", "READ_ONLY_MODE=true", "x"]), reads),
        (words("uvx", &["x", "--confluence-read-only"]), reads),
        (with("READ_ONLY_MODE", json!(["true"])), reads),
        (with("CONFLUENCE_SPACES_FILTER", json!(["DOCS", "TEAM"])), "Spaces=DOCS,TEAM"),
        (with("ENABLED_TOOLS", json!(["confluence_search"])), "--tools confluence_search\n"),
        (with("CONFLUENCE_SPACES_FILTER", json!({"a": 1})), "CONFLUENCE_SPACES_FILTER is REFUSED"),
        (with("DISABLED_TOOLS", json!("confluence_search")), "DISABLED_TOOLS is REFUSED"),
        (words("uvx", &["x", "--disable-write", "--spaces", "DOCS"]), "--spaces is REFUSED"),
        (words("uvx", &["x", "--exclude-tools", "x"]), "--exclude-tools is REFUSED"),
        (words("uvx", &["x", "--mode", "read-only"]), "read-only is REFUSED"),
        (beside("disabledTools", json!(["confluence_delete_page"])), "disabledTools is REFUSED"),
        (beside("disabledTools", json!(["*"])), "disabledTools is REFUSED"),
        (beside("excludeTools", json!("*")), "excludeTools is REFUSED"),
        (beside("includeTools", json!(["confluence_search"])), "includeTools is REFUSED"),
        (
            beside(
                "env",
                json!([
                    "CONFLUENCE_URL=https://wiki.example.com",
                    "CONFLUENCE_PERSONAL_TOKEN=canary",
                    "READ_ONLY_MODE=true"
                ]),
            ),
            reads,
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        let configuration = json!({"mcpServers": {"wiki": entry}}).to_string();
        let (good, said, complaint) = taken_over(home.path(), &configuration, &["--unchecked"]).await;
        assert!(said.contains(says), "{configuration}: {said}{complaint}");
        assert!(good != says.contains("REFUSED"), "{configuration}: {said}{complaint}");
        assert!(!said.contains("canary") && !complaint.contains("canary"), "{said}{complaint}");
    }
    // What restricts nothing is in nobody's way, and what was not understood is told.
    let home = tempfile::tempdir().unwrap();
    let mut entry = words("docker", &["run", "-i", "--rm", "--network", "host", "image", "--colour"]);
    entry["tools"] = json!(["*"]);
    let configuration = json!({"mcpServers": {"wiki": entry}}).to_string();
    let (good, said, complaint) = taken_over(home.path(), &configuration, &["--unchecked"]).await;
    assert!(good && said.contains("not known here: --colour\n"), "{said}{complaint}");
    let missing =
        json!({"mcpServers": {"a": {"command": "docker", "args": ["run", "--env-file", "no.env", "x"]}}});
    let (good, _, complaint) = taken_over(home.path(), &missing.to_string(), &["--unchecked"]).await;
    assert!(!good && complaint.contains("Of `a`: the file of variables"), "{complaint}");
}

/// What a file has that is no variable is never shown, since it may be a secret.
#[tokio::test]
async fn a_line_that_is_no_variable_is_refused_and_not_shown() {
    for (line, says) in [
        ("CONFLUENCE_PERSONAL_TOKEN: NDc4CANARY", "write `=` and not `:` behind CONFLUENCE_PERSONAL_TOKEN"),
        ("CONFLUENCE_PERSONAL_TOKEN NDc4CANARY=", "write `=` behind CONFLUENCE_PERSONAL_TOKEN"),
        ("NDc4CANARY", "line 2"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("x.env");
        std::fs::write(&file, format!("CONFLUENCE_URL=https://wiki.example.com\n{line}\n")).unwrap();
        let arguments = ["init", "--from", file.to_str().unwrap(), "--unchecked"];
        let (good, said, complaint) =
            setting_up::run(&mut setting_up::command(home.path(), &arguments)).await;
        assert!(!good && complaint.contains(says), "{line}: {said}{complaint}");
        assert!(!said.contains("CANARY") && !complaint.contains("CANARY"), "{said}{complaint}");
    }
}

/// What a shell or another command reads before the server starts holds here too.
#[tokio::test]
async fn a_file_that_a_command_reads_is_read() {
    let env =
        json!({"CONFLUENCE_URL": "https://wiki.example.com", "CONFLUENCE_PERSONAL_TOKEN": "canary-token"});
    for (command, arguments) in [
        ("bash", &["-c", "source ro.env; uvx x"][..]),
        ("npx", &["-y", "dotenv-cli", "-e", "ro.env", "--", "npx", "-y", "x"]),
    ] {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("ro.env"), "READ_ONLY=1\n").unwrap();
        let entry = json!({"command": command, "args": arguments, "env": env});
        let configuration = json!({"mcpServers": {"wiki": entry}}).to_string();
        let (good, said, complaint) = taken_over(home.path(), &configuration, &["--unchecked"]).await;
        assert!(good && said.contains("READ_ONLY -> ReadOnly=true"), "{said}{complaint}");
        assert!(!said.contains("confluence_create_page"), "{said}");
        std::fs::remove_file(home.path().join("ro.env")).unwrap();
        let (good, _, complaint) = taken_over(home.path(), &configuration, &["--unchecked"]).await;
        assert!(!good && complaint.contains("ro.env"), "{complaint}");
    }
}
