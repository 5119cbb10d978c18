//! The commands beside serving: a headless login from its address to a page, its status and its end.

use serde_json::Value;
use tests::sandbox::{Deployment, Sandbox};
use tokio::process::Command;

use super::process::{Process, binary};
use super::samples;

pub(super) struct Ended {
    pub(super) good: bool,
    pub(super) output: String,
    pub(super) complaint: String,
}

pub(super) async fn run(connection: &str, arguments: &[&str]) -> Ended {
    let mut command = Command::new(binary());
    command.args(arguments).args(["--connection", connection]).kill_on_drop(true);
    let ended =
        tokio::time::timeout(std::time::Duration::from_secs(60), command.output()).await.unwrap().unwrap();
    Ended {
        good: ended.status.success(),
        output: String::from_utf8(ended.stdout).unwrap(),
        complaint: String::from_utf8(ended.stderr).unwrap(),
    }
}

#[tokio::test]
async fn a_headless_login_ends_with_a_working_connection() {
    for sandbox in samples().await {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("private").join("oauth.json");
        let connection =
            format!("{};OAuthSettingsLocation={}", sandbox.oauth_connection_string(), store.display());

        let before = run(&connection, &["status"]).await;
        assert!(!before.output.contains("access token expires"), "{}", before.output);

        let begun = run(&connection, &["login", "--url"]).await;
        assert!(begun.good, "{}", begun.complaint);
        let soon = match sandbox.deployment() {
            Deployment::Cloud => "within 15 minutes",
            _ => "within ten seconds",
        };
        assert!(begun.complaint.contains(soon), "{}", begun.complaint);
        let next = "`confluence-mcp login --verifier \"REDIRECT_URL\" --connection \"THE SAME\"`";
        assert!(begun.complaint.contains(next), "{}", begun.complaint);
        let redirected = sandbox.visit(begun.output.trim()).unwrap();
        // As a shell leaves it that was not given quotes.
        let cut = redirected.split('&').next().unwrap();
        let cut = run(&connection, &["login", "--verifier", cut]).await;
        assert!(!cut.good && cut.complaint.contains("in quotes"), "{}", cut.complaint);
        let ended = run(&connection, &["login", "--verifier", &redirected]).await;
        assert!(ended.good, "{}", ended.complaint);

        let status = run(&connection, &["status", "--json"]).await;
        let shown: Value = serde_json::from_str(&status.output).unwrap();
        assert!(shown.is_object(), "{shown}");
        let doctor = run(&connection, &["doctor", "--json"]).await;
        let found: Value = serde_json::from_str(&doctor.output).unwrap();
        assert_eq!(found["healthy"], true, "{found}");

        let stored = std::fs::read_to_string(&store).unwrap();
        let token = stored.split('"').find(|text| text.len() > 30 && !text.contains(' ')).unwrap();
        for said in [&ended, &status, &doctor] {
            assert!(!said.output.contains(token) && !said.complaint.contains(token));
            assert!(!said.output.contains("app-secret") && !said.complaint.contains("app-secret"));
        }

        let left = run(&connection, &["logout"]).await;
        assert!(left.good, "{}", left.complaint);
        let after = run(&connection, &["doctor", "--json"]).await;
        let found: Value = serde_json::from_str(&after.output).unwrap();
        assert_eq!((after.good, &found["healthy"]), (false, &Value::Bool(false)), "{found}");
    }
}

#[tokio::test]
async fn tools_that_the_login_cannot_use_are_left_out() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("private").join("oauth.json");
    let connection = format!(
        "{};OAuthSettingsLocation={};Scope=read:space:confluence,search:confluence,read:confluence-user",
        sandbox.oauth_connection_string(),
        store.display()
    );
    let begun = run(&connection, &["login", "--url"]).await;
    let redirected = sandbox.visit(begun.output.trim()).unwrap();
    let ended = run(&connection, &["login", "--verifier", &redirected]).await;
    assert!(ended.good, "{}", ended.complaint);
    let doctor = run(&connection, &["doctor"]).await;
    assert!(doctor.output.contains("tools are not offered"), "{}", doctor.output);
    assert!(doctor.output.contains("confluence_get_page needs read:page:confluence"), "{}", doctor.output);
    let mut server = Process::start(&connection).await;
    let list = server.ask("tools/list", serde_json::json!({})).await;
    let tools = list["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["confluence_list_spaces", "confluence_search"], "{}", doctor.output);
    let call = serde_json::json!({"name": "confluence_get_page", "arguments": {"page_id": "1"}});
    let refused = server.ask("tools/call", call).await;
    assert_eq!(refused["error"]["code"], -32602, "{refused}");
}

/// Who leaves `--profile` out is told which connection was meant.
#[tokio::test]
async fn a_connection_without_a_login_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("mine.conf");
    std::fs::write(&profile, "URL=https://wiki.example.com\nPAT=env:HOME\n").unwrap();
    let said = super::process::run(&["login", "--url", "--profile", profile.to_str().unwrap()]).await;
    assert!(!said.0 && said.2.contains("mine.conf") && said.2.contains("--profile NAME"), "{}", said.2);
}

/// What another program's memory holds, no login of this one reaches.
#[tokio::test]
async fn a_login_in_memory_is_not_sent_to_a_command_that_refuses_it() {
    let [cloud, _] = samples().await;
    let connection = format!("{};OAuthSettingsLocation=memory://mine", cloud.oauth_connection_string());
    for command in ["status", "doctor"] {
        let said = run(&connection, &[command]).await.output;
        assert!(said.contains("name a file in OAuthSettingsLocation"), "{said}");
        assert!(!said.contains("with the same connection logs in"), "{said}");
    }
    let mut server = Process::start(&connection).await;
    let answer = server.call("confluence_list_spaces", serde_json::json!({})).await.to_string();
    assert!(answer.contains("memory://") && !answer.contains("--verifier"), "{answer}");
}

/// That the token of the connection counts no more is told by the name of its property, to everybody who may mend it.
#[tokio::test]
async fn a_refresh_token_that_is_refused_is_named() {
    for sandbox in samples().await {
        let folder = tempfile::tempdir().unwrap();
        let connection = format!(
            "{};OAuthSettingsLocation={};OAuthRefreshToken=canary",
            sandbox.oauth_connection_string(),
            folder.path().join("private").join("oauth.json").display()
        );
        let doctor = run(&connection, &["doctor"]).await;
        assert!(
            !doctor.good && doctor.output.contains("OAuthRefreshToken is no longer valid"),
            "{}",
            doctor.output
        );
        assert!(doctor.output.contains("with the same connection logs in"), "{}", doctor.output);
        let mut server = Process::start(&connection).await;
        let answer = server.call("confluence_list_spaces", serde_json::json!({})).await.to_string();
        assert!(answer.contains("The previous login was refused: OAuthRefreshToken"), "{answer}");
        assert!(answer.contains("the login is at") && !answer.contains("canary"), "{answer}");
        let status = run(&connection, &["status"]).await.output;
        assert_eq!(status.matches("log in again").count(), 1, "{status}");
    }
}

#[tokio::test]
async fn an_answer_to_another_login_is_refused() {
    let sandbox = Sandbox::start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("private").join("oauth.json");
    let connection =
        format!("{};OAuthSettingsLocation={}", sandbox.oauth_connection_string(), store.display());
    assert!(run(&connection, &["login", "--url"]).await.good);
    let foreign = "http://localhost:33333/?code=stolen-canary&state=made-up";
    let refused = run(&connection, &["login", "--verifier", foreign]).await;
    assert!(!refused.good);
    assert!(!refused.complaint.contains("stolen-canary"), "{}", refused.complaint);
}

/// What is said of serving in front of a command would hold for nobody: a server that must not write would write.
#[tokio::test]
async fn what_is_said_of_serving_before_a_command_is_refused_and_named() {
    let sandbox = Sandbox::start().await;
    let connection = sandbox.connection_string();
    for said in [
        &["--read-only"] as &[&str],
        &["--exclude-tools", "confluence_delete_page"],
        &["--toolsets", "search"],
        &["--tools", "confluence_get_user"],
        &["--files", "/tmp"],
        &["--http", "127.0.0.1:0"],
        &["--unattended"],
        &["--structured"],
    ] {
        for command in ["serve", "doctor"] {
            let arguments = [&["--connection", &connection], said, &[command]].concat();
            let (good, _, complaint) = super::process::run(&arguments).await;
            assert!(!good && complaint.contains(said[0]), "{arguments:?}: {complaint}");
            assert!(complaint.contains("confluence-mcp serve"), "what would be right: {complaint}");
        }
    }
    // The flag is stricter than whatever the connection says, and may stand beside it.
    for said in ["", ";ReadOnly=true", ";ReadOnly=false"] {
        let connection = format!("{connection}{said}");
        let mut server =
            super::process::Process::with(&["--connection", &connection, "serve", "--read-only"]).await;
        let tools = server.ask("tools/list", serde_json::json!({})).await;
        assert!(!tools.to_string().contains("confluence_delete_page"), "{said}: {tools}");
    }
}
