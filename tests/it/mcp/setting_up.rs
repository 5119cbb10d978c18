//! From nothing to a client that has a working server: `init`, completions, the manual.

use std::path::Path;

use confluence_client::connection::{self, Connection};
use serde_json::{Value, json};
use tests::sandbox::Sandbox;
use tokio::process::Command;

use super::process::{Process, binary};
use super::samples;

/// Every client that `init` knows.
const CLIENTS: &str = "claude-desktop,claude-code,codex,cursor,gemini,vscode,windsurf,zed";

/// The binary for a user with this home, and nothing else in the environment.
pub(super) fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().env("HOME", home).current_dir(home).kill_on_drop(true);
    command.stdin(std::process::Stdio::null());
    command
}

pub(super) async fn run(command: &mut Command) -> (bool, String, String) {
    let ended = tokio::time::timeout(std::time::Duration::from_secs(60), command.output());
    let ended = ended.await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.success(), text(ended.stdout), text(ended.stderr))
}

/// The command that a configuration starts, with its arguments.
pub(super) fn started(entry: &Value) -> Vec<String> {
    let arguments = entry["args"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
    [entry["command"].as_str().unwrap().to_owned()].into_iter().chain(arguments).collect()
}

pub(super) fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn every_client_is_tried() {
    let home = tempfile::tempdir().unwrap();
    let (_, help, _) = run(&mut command(home.path(), &["init", "-h"])).await;
    let (_, option) = help.split_once("--client").unwrap();
    let (_, known) = option.split_once("[possible values: ").unwrap();
    let known: Vec<&str> = known.split(']').next().unwrap().split(',').map(str::trim).collect();
    assert_eq!(
        known.join(","),
        CLIENTS,
        "a new client belongs into CLIENTS, and its file into the test below"
    );
}

#[tokio::test]
async fn what_is_written_for_a_client_starts_a_server_that_works() {
    for sandbox in samples().await {
        let home = tempfile::tempdir().unwrap();
        let connection = sandbox.connection_string();
        let arguments = ["init", "--connection", &connection, "--client", CLIENTS, "--", "--read-only"];
        let (good, said, complaint) = run(&mut command(home.path(), &arguments)).await;
        assert!(good, "{said}{complaint}");

        let file = |path: &str| home.path().join(path);
        let codex = std::fs::read_to_string(file(".codex/config.toml")).unwrap();
        assert!(codex.starts_with("[mcp_servers.confluence]\n"), "{codex}");
        let mut commands = vec![started(&read(&file(".claude.json"))["mcpServers"]["confluence"])];
        for path in [
            ".cursor/mcp.json",
            ".gemini/settings.json",
            ".codeium/windsurf/mcp_config.json",
            ".config/Claude/claude_desktop_config.json",
        ] {
            commands.push(started(&read(&file(path))["mcpServers"]["confluence"]));
        }
        commands.push(started(&read(&file(".config/Code/User/mcp.json"))["servers"]["confluence"]));
        commands.push(started(&read(&file(".config/zed/settings.json"))["context_servers"]["confluence"]));
        // What the published schemas of these clients allow, Visual Studio Code's no other members. Cursor, Windsurf and
        // Claude Desktop publish none, and are given what all read.
        let members = |path: &str, servers: &str| -> Vec<String> {
            let entry = &read(&file(path))[servers]["confluence"];
            entry.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(members(".config/Code/User/mcp.json", "servers"), ["args", "command", "type"]);
        assert_eq!(members(".claude.json", "mcpServers"), ["args", "command", "type"]);
        assert_eq!(members(".config/zed/settings.json", "context_servers"), ["args", "command"]);
        assert_eq!(members(".gemini/settings.json", "mcpServers"), ["args", "command"]);

        commands.dedup();
        let [only] = commands.as_slice() else { panic!("they differ: {commands:?}") };

        let mut server = Command::new(&only[0]);
        server.args(&only[1..]).env_clear().env("HOME", home.path()).kill_on_drop(true);
        server.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut server = Process::silent(server);
        server.initialize("2025-11-25").await;
        let found = server.call("confluence_search", json!({"query": "label = howto"})).await;
        assert_ne!(found["isError"], true, "{found}");
        let tools = server.ask("tools/list", json!({})).await.to_string();
        assert!(!tools.contains("confluence_create_page"), "read-only was lost: {tools}");
    }
}

#[tokio::test]
async fn secrets_are_in_the_profile_alone() {
    let sandbox = Sandbox::start().await;
    let home = tempfile::tempdir().unwrap();
    let given = sandbox.connection_string();
    let (_, token) = given.split_once("APIToken=").unwrap();
    let connection = given.replace(token, "env:MINE");
    let arguments = ["init", "--connection", &connection, "--client", "cursor"];
    let (good, said, _) = run(command(home.path(), &arguments).env("MINE", token)).await;
    assert!(good && said.contains("MINE must be set"), "{said}");
    let profile = home.path().join(".config/confluence/profiles/default.conf");
    assert!(std::fs::read_to_string(&profile).unwrap().contains("APIToken=env:MINE"));

    let stored = ["--store-secrets", "--save", "stored", "--name", "stored"];
    let mut again = command(home.path(), &arguments);
    let (good, said, complaint) = run(again.args(stored).env("MINE", token)).await;
    assert!(good && !said.contains("MINE must be set"), "{said}{complaint}");
    let profile = home.path().join(".config/confluence/profiles/stored.conf");
    assert!(std::fs::read_to_string(&profile).unwrap().contains(&format!("APIToken={token}\n")));
    let client = read(&home.path().join(".cursor/mcp.json"));
    assert_eq!(client["mcpServers"]["stored"]["args"], json!(["--profile", "stored"]));
    assert!(!said.contains(token) && !client.to_string().contains(token));
}

#[tokio::test]
async fn nothing_is_written_for_a_connection_that_does_not_work() {
    let sandbox = Sandbox::start().await;
    let home = tempfile::tempdir().unwrap();
    let connection = sandbox.connection_string().replace("api-token", "canary");
    let arguments = ["init", "--connection", &connection, "--client", "cursor"];
    let (good, said, complaint) = run(&mut command(home.path(), &arguments)).await;
    assert!(!good && said.contains("FAIL request") && complaint.contains("Nothing was written"), "{said}");
    assert!(!said.contains("canary") && !complaint.contains("canary"));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_profile_is_used_as_it_is_and_a_project_has_its_own_file() {
    let sandbox = Sandbox::start().await;
    let home = tempfile::tempdir().unwrap();
    let profile = home.path().join("mine.conf");
    let lines = sandbox.connection_string().replace(';', "\n");
    std::fs::write(&profile, &lines).unwrap();
    let arguments = ["init", "--profile", "./mine.conf", "--client", "vscode,claude-code", "--project"];
    let (good, said, complaint) = run(&mut command(home.path(), &arguments)).await;
    assert!(good, "{said}{complaint}");
    let code = read(&home.path().join(".vscode/mcp.json"));
    let claude = read(&home.path().join(".mcp.json"));
    let [_, flag, path] = &started(&code["servers"]["confluence"])[..] else { panic!("{code}") };
    assert_eq!(flag, "--profile");
    assert_eq!(std::fs::read_to_string(path).unwrap(), lines);
    assert_eq!(claude["mcpServers"]["confluence"], code["servers"]["confluence"]);

    let none = ["init", "--profile", "./mine.conf", "--client", "windsurf", "--project"];
    let (good, _, complaint) = run(&mut command(home.path(), &none)).await;
    assert!(!good && complaint.contains("windsurf has no configuration of a project"), "{complaint}");
}

#[tokio::test]
async fn a_program_without_a_terminal_is_told_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let (good, _, complaint) = run(&mut command(home.path(), &["init", "--client", "cursor"])).await;
    assert!(!good && complaint.contains("URL"), "{complaint}");
}

/// What is refused for one client is refused before anything is written for another.
#[tokio::test]
async fn nothing_is_written_where_one_configuration_cannot_be() {
    let sandbox = Sandbox::start().await;
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".gemini")).unwrap();
    std::fs::write(home.path().join(".gemini/settings.json"), "{ broken").unwrap();
    let connection = sandbox.connection_string();
    let arguments = ["init", "--connection", &connection, "--client", "cursor,gemini"];
    let (good, _, complaint) = run(&mut command(home.path(), &arguments)).await;
    assert!(!good && complaint.contains("gemini: ") && complaint.contains("settings.json"), "{complaint}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
}

/// What the server would refuse each time a client starts it is refused before it is written.
#[tokio::test]
async fn the_arguments_of_the_server_are_checked_before_they_are_written() {
    let sandbox = Sandbox::start().await;
    let connection = sandbox.connection_string();
    for (arguments, says) in [
        (&["--readonly"][..], "--readonly"),
        (&["--toolsets", "nothing"], "there is no toolset `nothing`"),
        (&["--tools", "confluence_nothing"], "there is no tool `confluence_nothing`"),
        (&["--files", "/no/such/folder"], "/no/such/folder"),
        (&["--files", "docs"], "name it from the root"),
        (&["--http", "127.0.0.1:0"], "without --http"),
        (&["doctor"], "another command"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut given = vec!["init", "--connection", &connection, "--client", "cursor", "--"];
        given.extend(arguments);
        let (good, said, complaint) = run(&mut command(home.path(), &given)).await;
        assert!(!good && complaint.contains(says), "{arguments:?}: {said}{complaint}");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "{arguments:?}");
    }
}

/// A client that is started from a desktop has not the configuration folder of this shell.
#[cfg(unix)]
#[tokio::test]
async fn a_configuration_folder_of_the_shell_is_not_assumed_of_the_client() {
    let sandbox = Sandbox::start().await;
    let home = tempfile::tempdir().unwrap();
    let connection = sandbox.connection_string();
    let arguments = ["init", "--connection", &connection, "--client", "cursor"];
    let elsewhere = home.path().join("elsewhere");
    let (good, said, complaint) =
        run(command(home.path(), &arguments).env("XDG_CONFIG_HOME", &elsewhere)).await;
    assert!(good, "{said}{complaint}");
    let words = started(&read(&home.path().join(".cursor/mcp.json"))["mcpServers"]["confluence"]);
    let profile = elsewhere.join("confluence/profiles/default.conf");
    assert_eq!(words[1..], ["--profile".to_owned(), profile.display().to_string()]);

    let login = format!(
        "{};OAuthGrantType=CLIENT",
        sandbox.service_connection_string().replace(";OAuthGrantType=CLIENT", "")
    );
    let arguments =
        ["init", "--connection", &login, "--save", "service", "--name", "service", "--client", "cursor"];
    let (good, said, complaint) =
        run(command(home.path(), &arguments).env("XDG_CONFIG_HOME", &elsewhere)).await;
    assert!(good, "{said}{complaint}");
    let kept = std::fs::read_to_string(elsewhere.join("confluence/profiles/service.conf")).unwrap();
    let place = elsewhere.join("confluence/oauth.json");
    assert!(kept.contains(&format!("OAuthSettingsLocation={}\n", place.display())), "{kept}");
}

/// The connection strings of a text, each a line or a cell of a table.
fn strings(text: &str) -> Vec<&str> {
    let begins = |part: &&str| part.starts_with("URL=") && part.contains(';');
    text.split(['`', '\n']).map(str::trim).filter(begins).collect()
}

#[tokio::test]
async fn the_connection_strings_of_the_help_and_the_readme_are_understood() {
    let home = tempfile::tempdir().unwrap();
    let (good, help, _) = run(&mut command(home.path(), &["--help"])).await;
    assert!(good && help.lines().all(|line| line.len() <= 120), "{help}");
    let readme = include_str!("../../../confluence-mcp/README.md");
    let (help, readme) = (strings(&help), strings(readme));
    assert_eq!((help.len(), readme.len()), (9, 6), "{help:?} {readme:?}");
    for text in help.into_iter().chain(readme) {
        let variables =
            ["MY_TOKEN", "MY_SECRET", "MY_PAT", "MY_PASSWORD"].map(|name| (name.into(), "x".into()));
        let text = text.replace("CloudId=...", "CloudId=11223344-a1b2-4c3d-8e5f-112233445566");
        let string =
            connection::layers().variables(variables).string(text.replace("...", "id")).build().unwrap();
        Connection::new(string).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}

#[tokio::test]
async fn the_properties_of_the_help_fit_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    for columns in [60, 80, 100, 200] {
        let mut command = command(home.path(), &["--help"]);
        command.env("COLUMNS", columns.to_string());
        let (_, help, _) = run(&mut command).await;
        let (_, list) = help.split_once("Properties of a connection:\n").unwrap();
        let (list, _) = list.split_once("\n\nConnection strings").unwrap();
        let of_name = |line: &str| line.starts_with("  ") && !line.trim().contains(' ');
        for line in list.lines() {
            assert!(line.starts_with("      ") || of_name(line), "{columns}: {line:?}");
            assert!(line.chars().count() <= columns, "{columns}: {line:?}");
        }
        assert!(list.lines().any(|line| line == "  CertificateStorePassword"), "{list}");
    }
}

#[tokio::test]
async fn the_help_names_every_toolset_and_keeps_http_behind_serve() {
    let home = tempfile::tempdir().unwrap();
    let (_, help, _) = run(&mut command(home.path(), &["--help"])).await;
    assert!(confluence_mcp::Toolset::ALL.iter().all(|toolset| help.contains(toolset.name())), "{help}");
    assert!(!help.contains("--jwks-url") && help.contains("confluence-mcp serve --help"), "{help}");
    let (_, help, _) = run(&mut command(home.path(), &["serve", "--help"])).await;
    assert!(help.contains("--jwks-url"), "{help}");
}

#[tokio::test]
async fn completions_and_the_manual_know_every_command() {
    let home = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (good, script, _) = run(&mut command(home.path(), &["completions", shell])).await;
        assert!(good && ["init", "doctor", "login"].iter().all(|name| script.contains(name)), "{shell}");
    }
    let (good, page, _) = run(&mut command(home.path(), &["man"])).await;
    assert!(good && page.contains(".TH") && page.contains("init") && page.contains("doctor"), "{page}");
    let pages = home.path().join("share/man1");
    assert!(run(&mut command(home.path(), &["man", pages.to_str().unwrap()])).await.0);
    assert!(pages.join("confluence-mcp-init.1").exists());
}

/// What npx, uvx and pipx run starts lies in a cache that is cleaned, so that a client starts the launcher.
#[tokio::test]
async fn a_program_in_a_launchers_cache_is_configured_by_the_launcher() {
    let home = tempfile::tempdir().unwrap();
    let [sandbox, _] = samples().await;
    let connection = sandbox.connection_string();
    let folders = [
        (".npm/_npx/3f2a/node_modules/@confluence-rs/confluence-mcp-linux-x64/bin", &["npx", "-y"][..]),
        (".cache/uv/archive-v0/Q3x_9/bin", &["uvx"]),
        (".local/share/pipx/.cache/1f9a/bin", &["pipx", "run"]),
    ];
    for (folder, words) in folders {
        let folder = home.path().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let program = folder.join("confluence-mcp");
        std::fs::hard_link(binary(), &program)
            .or_else(|_| std::fs::copy(binary(), &program).map(drop))
            .unwrap();
        let mut init = Command::new(&program);
        init.args(["init", "--client", "cursor", "--force", "--connection", &connection]);
        init.env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(std::process::Stdio::null());
        let (good, said, complaint) = run(&mut init).await;
        assert!(good, "{said}{complaint}");
        let entry = &read(&home.path().join(".cursor/mcp.json"))["mcpServers"]["confluence"];
        let started = started(entry);
        let expected: Vec<&str> =
            words.iter().copied().chain(["confluence-mcp", "--profile", "default"]).collect();
        assert_eq!(started, expected);
    }
}
