//! What is given and changes nothing is told by name, once: on standard error when the server starts, and by the doctor.

use std::process::Stdio;

use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Sandbox};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::process::{Process, command, run};
use super::{refusal, samples, texts};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// What a server says when it starts: its input is empty, so that it ends.
async fn said(arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    let mut started = command(arguments);
    started.stdin(Stdio::null()).envs(variables.iter().copied());
    let ended = started.output().await.unwrap();
    (ended.status.success(), String::from_utf8(ended.stderr).unwrap())
}

#[tokio::test]
async fn a_property_is_told_by_the_server_and_by_the_doctor() {
    let [cloud, own] = samples().await;
    for (sandbox, given, name) in [
        (&own, "CloudId=11223344-a1b2-4c3d-8e5f-112233445566", "CloudId"),
        (&own, "ProxyExceptions=localhost", "ProxyExceptions"),
        (&own, "ReadOnly=true;WriteSpaces=DOCS", "WriteSpaces"),
        (&cloud, "GatewayURL=https://gateway.example.com", "GatewayURL"),
        (&cloud, "Verbosity=3", "Verbosity"),
        (&own, "Timeout=60000", "Timeout"),
    ] {
        let connection = format!("{};{given}", sandbox.connection_string());
        let (good, serving) = said(&["--connection", &connection], &[]).await;
        let lines: Vec<&str> = serving.lines().filter(|line| line.contains(name)).collect();
        assert!(good && lines.len() == 1, "{given}: {serving}");
        let (good, found, complaint) = run(&["doctor", "--connection", &connection]).await;
        let notes = found.lines().filter(|line| line.trim_start().starts_with(&format!("{name} ")));
        assert!(good && notes.count() == 1 && complaint.is_empty(), "{given}: {found}{complaint}");
    }
}

#[tokio::test]
async fn a_variable_and_an_option_are_told_by_name() {
    let own = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let connection = own.connection_string();
    let given = ["--connection", &connection];
    for (variable, held, told) in [
        ("TRANSPORT", "sse", "TRANSPORT of the environment is not read here"),
        ("TRANSPORT", "streamable-http", "`serve --http ADDRESS`"),
        ("CONFLUENCE_OAUTH_CLIENT_ID", "canary", "OAuthClientId is not used"),
        ("CONFLUENCE_COLOUR", "canary", "CONFLUENCE_COLOUR names no property"),
        (
            "SPACES",
            "canary",
            "SPACES of the environment restricts nothing: the one that counts is CONFLUENCE_SPACES",
        ),
    ] {
        let (good, serving) = said(&given, &[(variable, held)]).await;
        assert!(good && serving.contains(told) && !serving.contains("canary"), "{variable}: {serving}");
    }
    assert_eq!(
        said(&given, &[("TRANSPORT", "stdio"), ("CONFLUENCE_TIMEOUT", "9")]).await,
        (true, String::new())
    );
    for (options, told) in [
        (&["--read-only", "--unattended"] as &[&str], "--unattended has no effect"),
        (&["--read-only", "--tools", "confluence_delete_page"], "confluence_delete_page was asked for"),
        (&["--tools", "confluence_save_file"], "confluence_save_file was asked for"),
        (
            &["--tools", "confluence_get_user", "--exclude-tools", "confluence_get_user"],
            "it was excluded too",
        ),
    ] {
        let (good, serving) = said(&[&given, options].concat(), &[]).await;
        assert!(good && serving.contains(told) && serving.lines().count() == 1, "{options:?}: {serving}");
    }
}

/// The environment is meant for one site. What takes rights away in it is never dropped.
#[tokio::test]
async fn beside_several_profiles_a_restriction_of_the_environment_counts_or_is_refused() {
    let [cloud, own] = samples().await;
    let folder = tempfile::tempdir().unwrap();
    let profile = |name: &str, sandbox: &Sandbox, more: &str| {
        let path = folder.path().join(format!("{name}.conf"));
        std::fs::write(&path, sandbox.connection_string().replace(';', "\n") + more).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let [one, two] =
        [profile("one", &cloud, ""), profile("two", &own, "\nCloudId=11223344-a1b2-4c3d-8e5f-112233445566")];
    let given = ["--profile", &one, "--profile", &two];
    for (name, held) in
        [("CONFLUENCE_SPACES", "DOCS"), ("CONFLUENCE_READ_ONYL", "true"), ("SPACES_FILTER", "DOCS")]
    {
        let (good, serving) = said(&given, &[(name, held)]).await;
        assert!(!good && serving.contains(name), "{name}: {serving}");
    }
    let (good, serving) = said(&given, &[("CONFLUENCE_PAT", "canary")]).await;
    assert!(good && serving.contains("CONFLUENCE_PAT of the environment does not count"), "{serving}");
    assert!(
        serving.contains("profile two: CloudId has no effect") && !serving.contains("canary"),
        "{serving}"
    );

    let mut started = command(&given);
    started.env("READ_ONLY_MODE", "true");
    let mut server = Process::silent(started);
    server.initialize("2025-11-25").await;
    let tools = server.ask("tools/list", json!({})).await.to_string();
    assert!(tools.contains("confluence_get_page") && !tools.contains("confluence_update_page"), "{tools}");
}

#[tokio::test]
async fn the_doctor_compares_the_time_zone_with_that_of_the_account() {
    let [cloud, own] = samples().await;
    let found = async |sandbox: &Sandbox, zone: &str| {
        let connection = format!("{};Timezone={zone}", sandbox.connection_string());
        let (good, found, _) = run(&["doctor", "--connection", &connection]).await;
        assert!(good, "{found}");
        found
    };
    let unknown = found(&cloud, "Europe/Berlin").await;
    assert!(unknown.contains("-    time zone: Timezone=Europe/Berlin; the site does not tell"), "{unknown}");
    assert!(found(&own, "Europe/Berlin").await.contains("the site does not tell"));
    cloud.tell_time_zone(ADMIN, "Europe/Berlin");
    let same = found(&cloud, "europe/paris").await;
    assert!(same.contains("ok   time zone: "), "{same}");
    let other = found(&cloud, "America/New_York").await;
    assert!(
        other.contains("warn time zone: Timezone=America/New_York, and the account's own is Europe/Berlin"),
        "{other}"
    );
    assert!(other.contains("write Timezone=Europe/Berlin"), "{other}");
}

/// A key that is none is told where other spaces had an answer too.
#[tokio::test]
async fn a_search_says_which_space_is_none() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (arguments, told) in [
            (json!({"query": "deploy", "spaces_filter": ["DOCS", "DOSC"]}), Some("\"DOSC\" is not the key")),
            (json!({"query": "type = page and space in (DOCS, DOSC)"}), Some("\"DOSC\" is not the key")),
            (json!({"query": "deploy", "spaces_filter": ["DOCS", "TEAM"]}), None),
        ] {
            let answer = server.call("confluence_search", arguments.clone()).await;
            let (found, refused) = texts(&answer);
            assert!(!refused && found[0].contains("\"title\""), "{arguments}: {answer}");
            match told {
                Some(told) => assert!(found[1..].concat().contains(told), "{arguments}: {answer}"),
                None => assert_eq!(found.len(), 1, "{arguments}: {answer}"),
            }
        }
    }
}

/// What the service makes of a page in the trash that is moved is not known: nothing is tried.
#[tokio::test]
async fn a_page_in_the_trash_is_neither_moved_nor_copied() {
    for sandbox in samples().await {
        let id = |title: &str| sandbox.page_by_title("DOCS", title).unwrap().id;
        let (gone, home) = (id("Upgrade"), id("Architecture"));
        let mut server = Process::with(&["--unattended", "--connection", &sandbox.connection_string()]).await;
        server.call("confluence_delete_page", json!({"page_id": gone})).await;
        for tool in ["confluence_move_page", "confluence_copy_page"] {
            for (page, target, argument) in [(&gone, &home, "page_id"), (&home, &gone, "target_parent_id")] {
                let arguments = json!({"page_id": page, "target_parent_id": target});
                let refused = server.call(tool, arguments).await;
                let why = refusal(&refused);
                assert!(why.contains(argument) && why.contains("is in the trash"), "{tool}: {why}");
                assert!(why.contains("confluence_restore_page"), "{tool}: {why}");
            }
        }
        assert_eq!(sandbox.page_by_id(&gone).unwrap().status, "trashed");
    }
}

/// What people have in the place of a profile: each is told as what it is, with the file and what would be right.
#[tokio::test]
async fn a_file_that_is_no_profile_is_told_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (held, told) in [
        (&b"[default]\nURL=https://wiki.example.com"[..], "line 1: a profile has no sections"),
        (b"{\"URL\": \"https://wiki.example.com\"}", "line 1: it is JSON"),
        (b"# mine\nURL: https://wiki.example.com\n", "line 2: write `=` and not `:`"),
        (b"URL=https://wiki.example.com;PAT=canary", "line 1: holds more than one pair"),
        (b"\xff\xfeU\0R\0L\0", "save it as UTF-8"),
        (b"", "has no line URL="),
    ] {
        let path = folder.path().join("wiki.conf");
        std::fs::write(&path, held).unwrap();
        let path = path.to_str().unwrap();
        let (good, found, _) = run(&["doctor", "--profile", path]).await;
        assert!(!good && found.contains(told) && found.contains(path), "{told}: {found}");
        assert!(!found.contains("canary"), "{found}");
    }
    for (line, meant) in [("export URL", "URL"), ("CONFLUENCE_URL", "URL"), ("$env:CONFLUENCE_PAT", "PAT")] {
        let path = folder.path().join("shell.conf");
        std::fs::write(&path, format!("{line}=https://wiki.example.com\n")).unwrap();
        let (good, found, _) = run(&["doctor", "--profile", path.to_str().unwrap()]).await;
        assert!(!good && found.contains(&format!("did you mean {meant}?")), "{line}: {found}");
    }
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_told_with_those_that_are() {
    let home = tempfile::tempdir().unwrap();
    let found = async || {
        let mut asked = command(&["doctor", "--profile", "wik"]);
        let ended = asked.env("HOME", home.path()).output().await.unwrap();
        assert!(!ended.status.success());
        String::from_utf8(ended.stdout).unwrap()
    };
    assert!(found().await.contains("`confluence-mcp init --save NAME` makes one"));
    let profiles = home.path().join(".config/confluence/profiles");
    std::fs::create_dir_all(&profiles).unwrap();
    for name in ["work.conf", "archive.conf", "notes.txt"] {
        std::fs::write(profiles.join(name), "").unwrap();
    }
    let told = found().await;
    assert!(
        told.contains(
            "there is --profile archive, --profile work, and `confluence-mcp init --save NAME` makes another"
        ) && !told.contains("notes"),
        "{told}"
    );
}

/// An option is refused under its name, with what would be right.
#[tokio::test]
async fn an_option_that_cannot_be_is_refused_under_its_name() {
    let application = "URL=https://x.atlassian.net;OAuthClientId=a;OAuthClientSecret=s;\
                       OAuthSettingsLocation=memory://options";
    let http = ["serve", "--connection", application, "--http", "127.0.0.1:0"];
    for (options, told) in [
        (&["--public-url", "mcp.example.com/mcp"] as &[&str], "such as https://mcp.example.com/mcp"),
        (&["--issuer", "id.example.com"], "--issuer id.example.com: the issuer: must be a URL"),
        (&["--allow-origin", "app.example.com"], "--allow-origin app.example.com: "),
        (&["--allow-host", "https://x/"], "--allow-host https://x/: "),
        (&["--drain", "10s"], "a whole number, such as 10, without a unit"),
        (&["--max-connections", "many"], "a whole number, such as 10, without a unit"),
        (&["--tools", "get_page_dif"], "did you mean confluence_get_page_diff?"),
        (&["--exclude-tools", "delete_page"], "did you mean confluence_delete_page?"),
    ] {
        let (good, _, complaint) = run(&[&http, options].concat()).await;
        assert!(!good && complaint.contains(told), "{options:?}: {complaint}");
    }
    let given = ["serve", "--connection", application, "--http", "http://127.0.0.1:8080"];
    let (good, _, complaint) = run(&given).await;
    assert!(!good && complaint.contains("without scheme and path"), "{complaint}");
}

/// What a connection holds for one user is nobody's where callers act on their own.
#[tokio::test]
async fn a_credential_beside_callers_with_their_own_is_told() {
    let own = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    let connection = own.connection_string();
    let given = ["serve", "--connection", &connection, "--http", "127.0.0.1:0", "--credential-header"];
    let mut started = command(&given).spawn().unwrap();
    let mut said = BufReader::new(started.stderr.take().unwrap()).lines();
    let line = tokio::time::timeout(PATIENCE, said.next_line()).await.unwrap().unwrap().unwrap();
    assert!(line.contains("PAT is not used: each caller acts with"), "{line}");
}
