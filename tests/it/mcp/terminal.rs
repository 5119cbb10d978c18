//! `init` with a person at the terminal: every way to log in, from its questions to a client that has a working server.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, SCOPED_TOKEN, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::process::{Process, binary};
use super::setting_up::{command, read, run, started};
use super::{samples, texts};

const PATIENCE: Duration = Duration::from_secs(60);
/// The questions whose answers are not shown.
const HIDDEN: [&str; 4] = ["access token: ", "password: ", "client secret: ", "API token: "];

/// A terminal with the program in it.
pub(crate) struct Terminal {
    child: Child,
    shown: String,
}

impl Terminal {
    /// Starts the program for a user with this home. `script` gives it a terminal.
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Self {
        let quoted = arguments.iter().map(|word| format!(" '{word}'")).collect::<String>();
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--flush", "--command"]);
        script.arg(format!("{}{quoted}", binary().display())).arg("/dev/null");
        script
            .env_clear()
            .env("HOME", home)
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("SHELL", "/bin/sh");
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).current_dir(home);
        Self { child: script.spawn().expect("`script` of util-linux"), shown: String::new() }
    }

    /// Waits until this is shown; returns what was shown before it since the last time.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !self.shown.contains(text) {
                let mut chunk = [0; 4096];
                let read = self.child.stdout.as_mut().unwrap().read(&mut chunk).await.unwrap();
                assert!(read > 0, "it ended without `{text}`: {}", self.shown);
                self.shown.push_str(&String::from_utf8_lossy(&chunk[..read]));
            }
        });
        waited.await.unwrap_or_else(|_| panic!("`{text}` was not shown: {}", self.shown));
        let shown = std::mem::take(&mut self.shown);
        let (before, after) = shown.split_once(text).unwrap();
        self.shown = after.to_owned();
        before.to_owned()
    }

    /// Waits until the terminal shows no longer what is typed, which is soon after the question and before the answer of
    /// any person.
    async fn until_hidden(&self) {
        let script = self.child.id().unwrap();
        let hides = || {
            let children = std::fs::read_to_string(format!("/proc/{script}/task/{script}/children")).ok()?;
            let program = children.split_whitespace().next()?;
            let terminal = std::fs::File::open(format!("/proc/{program}/fd/0")).ok()?;
            let settings = std::process::Command::new("stty").arg("-a").stdin(terminal).output().ok()?;
            Some(String::from_utf8_lossy(&settings.stdout).contains(" -echo "))
        };
        let waited = tokio::time::timeout(PATIENCE, async {
            while hides() != Some(true) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the terminal goes on showing what is typed");
    }

    pub(crate) async fn enter(&mut self, line: &str) {
        self.typed(&format!("{line}\n")).await;
    }

    /// Types this, without the end of a line.
    pub(crate) async fn typed(&mut self, keys: &str) {
        self.child.stdin.as_mut().unwrap().write_all(keys.as_bytes()).await.unwrap();
    }

    /// Answers each question with what is typed behind it.
    async fn answer(&mut self, answers: &[(&str, &str)]) {
        for (question, line) in answers {
            self.until(question).await;
            if HIDDEN.contains(question) {
                self.until_hidden().await;
            }
            self.enter(line).await;
        }
    }

    /// Waits for its end, whatever that is.
    async fn closed(mut self) {
        let mut rest = Vec::new();
        let read = self.child.stdout.as_mut().unwrap().read_to_end(&mut rest);
        tokio::time::timeout(PATIENCE, read).await.expect("it does not end").unwrap();
    }

    pub(crate) async fn ended(mut self) -> String {
        let output = self.child.stdout.as_mut().unwrap();
        let mut rest = Vec::new();
        tokio::time::timeout(PATIENCE, output.read_to_end(&mut rest))
            .await
            .expect("it does not end")
            .unwrap();
        self.shown.push_str(&String::from_utf8_lossy(&rest));
        let status = self.child.wait().await.unwrap();
        assert!(status.success(), "{}", self.shown);
        self.shown
    }
}

/// Whether there is a program that gives terminals to others. A gate has one. The `script` of BSD has other options, and
/// does not know that of its version.
pub(crate) fn no_terminal() -> bool {
    let mut script = std::process::Command::new("script");
    let version = script.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = version.is_ok_and(|status| status.success());
    assert!(
        found || std::env::var_os("CONFLUENCE_REQUIRE_SDKS").is_none(),
        "`script` of util-linux is missing"
    );
    if !found {
        eprintln!("skipped: there is no `script`, which gives a program a terminal");
    }
    !found
}

/// The server that the configuration of Cursor starts answers.
async fn assert_configured(home: &Path) {
    let words = started(&read(&home.join(".cursor/mcp.json"))["mcpServers"]["confluence"]);
    let mut server = Command::new(&words[0]);
    // Clients start servers from folders of their own.
    server.args(&words[1..]).env_clear().env("HOME", home).current_dir("/").kill_on_drop(true);
    server.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = Process::silent(server);
    server.initialize("2025-11-25").await;
    let found = server.call("confluence_list_spaces", json!({})).await;
    assert!(texts(&found).0[0].contains("DOCS"), "{found}");
}

/// Plays the browser: what the address ends at.
type Browser = fn(&Sandbox, &str) -> Option<String>;

/// What a site on this machine does not say by its name, and a user elsewhere need not say.
fn given(connection: &str) -> String {
    let names =
        ["Deployment", "GatewayURL", "OAuthAuthorizationURL", "OAuthAccessTokenURL", "OAuthRefreshTokenURL"];
    let kept = connection.split(';').filter(|pair| names.contains(&pair.split('=').next().unwrap()));
    kept.collect::<Vec<_>>().join(";")
}

#[tokio::test]
async fn each_way_to_log_in_leads_from_questions_to_a_client_with_a_server() {
    if no_terminal() {
        return;
    }
    let [cloud, own] = samples().await;
    let link = [("consumer key: ", "link"), ("private key: ", "key.pem")];
    let password = [("user name: ", ADMIN.username), ("password: ", ADMIN.password)];
    let application = [("client id: ", "app"), ("client secret: ", "app-secret")];
    let service = [("client id: ", "service"), ("client secret: ", "service-secret")];
    let token = [("account: ", ADMIN.email), ("API token: ", ADMIN.api_token), ("else nothing): ", "")];
    let scoped =
        [("account: ", ADMIN.email), ("API token: ", SCOPED_TOKEN), ("else nothing): ", cloud.cloud_id())];
    let pat = [("access token: ", ADMIN.personal_access_token)];
    let (visit, verifier): (Browser, Browser) = (Sandbox::visit, Sandbox::read_verifier);
    let gateway = format!("Deployment=Cloud;GatewayURL={}", cloud.gateway_url());
    let cloud_oauth = given(&cloud.oauth_connection_string());
    let own_oauth = given(&own.oauth_connection_string());
    for (site, given, number, answers, browser) in [
        (&cloud, "Deployment=Cloud", "", &token[..], None),
        (&cloud, gateway.as_str(), "1", &scoped[..], None),
        (&cloud, cloud_oauth.as_str(), "2", &application[..], Some(visit)),
        (&cloud, cloud_oauth.as_str(), "3", &service[..], None),
        (&own, "ReadOnly=true", "1", &pat[..], None),
        (&own, own_oauth.as_str(), "2", &application[..], Some(visit)),
        (&own, "CallbackURL=oob", "3", &link[..], Some(verifier)),
        (&own, "ReadOnly=true", "4", &password[..], None),
    ] {
        let home = tempfile::tempdir().unwrap();
        std::fs::copy(Sandbox::private_key(), home.path().join("key.pem")).unwrap();
        let mut terminal =
            Terminal::start(home.path(), &["init", "--client", "cursor", "--connection", given]);
        terminal.answer(&[("example.atlassian.net: ", site.url().as_str()), ("log in? [1] ", number)]).await;
        terminal.answer(answers).await;
        if let Some(browser) = browser {
            terminal.until("Log in at ").await;
            let address = terminal.until("\r\n").await;
            terminal.until("the page shows.").await;
            terminal.enter(&browser(site, &address).unwrap()).await;
        }
        let shown = terminal.ended().await;
        assert!(shown.contains("cursor: `confluence` is in"), "{given}: {shown}");
        for secret in [ADMIN.api_token, SCOPED_TOKEN, ADMIN.password, "app-secret", "service-secret"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_configured(home.path()).await;
    }
}

#[tokio::test]
async fn what_was_kept_is_used_where_nothing_else_is_said() {
    if no_terminal() {
        return;
    }
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), &["init", "--client", "cursor"]);
    terminal.answer(&[("example.atlassian.net: ", sandbox.url().as_str()), ("log in? [1] ", "one")]).await;
    terminal
        .answer(&[
            ("Answer with a number from 1 to 4.", "1"),
            ("access token: ", ADMIN.personal_access_token),
        ])
        .await;
    terminal.ended().await;
    let profile = home.path().join(".config/confluence/profiles/default.conf");
    let kept = std::fs::read_to_string(&profile).unwrap();

    let (good, said, complaint) = run(&mut command(home.path(), &["doctor"])).await;
    assert!(
        good && said.contains("the profile is ") && said.contains("the first space is"),
        "{said}{complaint}"
    );
    let shown = Terminal::start(home.path(), &["init", "--client", "vscode"]).ended().await;
    assert!(shown.contains("stays in the profile default") && !shown.contains('?'), "{shown}");
    let code = read(&home.path().join(".config/Code/User/mcp.json"));
    assert_eq!(started(&code["servers"]["confluence"])[1..], ["--profile", "default"]);
    assert_eq!(std::fs::read_to_string(&profile).unwrap(), kept);

    // A connection that names another site has nothing of the profile's.
    let elsewhere = ["doctor", "--connection", "URL=http://127.0.0.1:1"];
    let (good, said, _) = run(&mut command(home.path(), &elsewhere)).await;
    assert!(!good && said.contains("AuthScheme is missing") && !said.contains("the profile is"), "{said}");
    // Another profile is asked for anew.
    let mut another = Terminal::start(home.path(), &["init", "--save", "work"]);
    another.until("example.atlassian.net: ").await;
}

/// A connection that does not work is asked for again, and nothing that was right is typed twice.
#[tokio::test]
async fn what_was_typed_stays_where_the_connection_does_not_work() {
    if no_terminal() {
        return;
    }
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(home.path(), &["init", "--client", "cursor"]);
    terminal.answer(&[("example.atlassian.net: ", sandbox.url().as_str()), ("log in? [1] ", "4")]).await;
    terminal
        .answer(&[("user name: ", "a:b"), ("no colon in it.", ""), ("user name: ", ADMIN.username)])
        .await;
    terminal.answer(&[("password: ", "canary-wrong")]).await;
    let shown = terminal.until("Enter alone keeps an answer").await;
    assert!(shown.contains("FAIL request") && shown.contains("User or Password is wrong"), "{shown}");
    let proposed = format!("[{}]: ", sandbox.url());
    terminal.answer(&[(proposed.as_str(), ""), ("log in? [4] ", "")]).await;
    terminal.until(&format!("user name [{}]: ", ADMIN.username)).await;
    terminal.enter("").await;
    terminal.until("password [as before]: ").await;
    terminal.until_hidden().await;
    terminal.enter(ADMIN.password).await;
    let shown = terminal.ended().await;
    assert!(shown.contains("cursor: `confluence` is in"), "{shown}");
    assert!(!shown.contains("canary-wrong") && !shown.contains(ADMIN.password), "{shown}");
    assert_configured(home.path()).await;
}

/// What another server had is shown, and taken over only if the person says so.
#[tokio::test]
async fn another_servers_entry_is_shown_before_it_is_taken_over() {
    if no_terminal() {
        return;
    }
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("old.json");
    let variables =
        json!({"CONFLUENCE_URL": sandbox.url(), "CONFLUENCE_PERSONAL_TOKEN": ADMIN.personal_access_token});
    std::fs::write(&file, json!({"mcpServers": {"wiki": {"command": "uvx", "env": variables}}}).to_string())
        .unwrap();
    let arguments = ["init", "--from", file.to_str().unwrap(), "--client", "cursor"];
    let mut terminal = Terminal::start(home.path(), &arguments);
    let shown = terminal.until("like this? [Y/n] ").await;
    assert!(
        shown.contains("CONFLUENCE_PERSONAL_TOKEN -> PAT=***") && shown.contains("What differs:"),
        "{shown}"
    );
    terminal.enter("n").await;
    terminal.closed().await;
    assert!(!home.path().join(".cursor").exists() && !home.path().join(".config").exists());

    let mut terminal = Terminal::start(home.path(), &arguments);
    terminal.answer(&[("like this? [Y/n] ", "")]).await;
    terminal.ended().await;
    let words = started(&read(&home.path().join(".cursor/mcp.json"))["mcpServers"]["confluence"]);
    assert!(
        words.contains(&"none".to_owned()) && words.iter().any(|word| word.contains("confluence_search")),
        "{words:?}"
    );
}
