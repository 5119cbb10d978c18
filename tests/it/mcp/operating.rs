//! What a person meets who configures a server: nothing of theirs is shown, goes elsewhere, or is lost without a word.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};

use super::process::{Process, command, run};
use super::samples;

/// Runs a command with more variables in its environment.
async fn with(arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    let mut started = command(arguments);
    started.stdin(Stdio::null()).envs(variables.iter().copied());
    let ended = started.output().await.unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.success(), String::from_utf8(said).unwrap())
}

fn profile(folder: &Path, text: &str) -> String {
    let path = folder.join("dc.conf");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_may_be_a_secret_is_shown_nowhere() {
    const TOKEN: &str = "NzY2MDg5MTM5NTkyOhWIQm9vZm9vYmFy";
    let key = "0123456789abcdef".repeat(4);
    let site = "URL=http://127.0.0.1:1";
    for (given, secret) in [
        ("PAT=t;ProxyServer=u:canary-pw@127.0.0.1:3128".to_owned(), "canary-pw"),
        (format!("OAuthClientId=a;OAuthClientSecret=s;OAuthSettingsKey={key}"), &key),
        (format!("PAT=env:{TOKEN}"), TOKEN),
        (format!("PAT=file:{TOKEN}"), TOKEN),
        (format!("PAT=t;AuthScheme=Bearer {TOKEN}"), TOKEN),
        (format!("AuthScheme=PAT={TOKEN}"), TOKEN),
        (format!("PAT=t;CloudId={TOKEN}"), TOKEN),
    ] {
        let connection = format!("{site};{given}");
        let (good, found, complaint) = run(&["doctor", "--connection", &connection]).await;
        assert!(!good && found.contains("***"), "{given}: {found}");
        let (_, said) = with(&["--connection", &connection], &[]).await;
        for shown in [&found, &complaint, &said] {
            assert!(!shown.contains(secret), "{given}: {shown}");
        }
    }
    // The name of a variable is no secret.
    let (_, found, _) = run(&["doctor", "--connection", &format!("{site};PAT=env:NO_SUCH_PAT")]).await;
    assert!(found.contains("the environment variable NO_SUCH_PAT is not set"), "{found}");
}

#[tokio::test]
async fn a_credential_of_a_profile_goes_to_the_site_of_the_profile() {
    let own = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let folder = tempfile::tempdir().unwrap();
    let bound = "\nReadOnly=true\nSpaces=DOCS";
    let path = profile(folder.path(), &(own.connection_string().replace(';', "\n") + bound));
    for arguments in [&["serve", "--profile", &path][..], &["doctor", "--profile", &path]] {
        let (good, said) = with(arguments, &[("CONFLUENCE_URL", "http://127.0.0.1:19555")]).await;
        assert!(!good, "{said}");
        for part in ["CONFLUENCE_URL", "dc.conf", "PAT of the profile", "unset CONFLUENCE_URL"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let wider = [("CONFLUENCE_READ_ONLY", "false"), ("CONFLUENCE_SPACES", "TEAM")];
        let (good, said) = with(arguments, &wider).await;
        assert!(good, "{said}");
        for (property, variable) in [("ReadOnly", "CONFLUENCE_READ_ONLY"), ("Spaces", "CONFLUENCE_SPACES")] {
            let told = format!("{property} of the profile {path} is overridden by the variable {variable}");
            assert!(said.contains(&told), "{told}: {said}");
        }
    }
    // What takes more rights away is in nobody's way.
    let (good, said) = with(&["--profile", &path, "--read-only"], &[("CONFLUENCE_URL", &own.url())]).await;
    assert!(good && said.is_empty(), "{said}");
}

/// What compose makes of `${CONFLUENCE_PAT:-}`.
#[tokio::test]
async fn an_empty_variable_is_beside_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pat");
    std::fs::write(&file, "t\n").unwrap();
    let site = ("CONFLUENCE_URL", "http://127.0.0.1:1");
    let in_file = ("CONFLUENCE_PAT_FILE", file.to_str().unwrap());
    for (one, other) in
        [(("CONFLUENCE_PAT", ""), in_file), (("CONFLUENCE_PERSONAL_TOKEN", ""), ("CONFLUENCE_PAT", "t"))]
    {
        let (good, said) = with(&["serve"], &[site, one, other]).await;
        assert!(good && said.is_empty(), "{said}");
    }
    for command in ["serve", "doctor"] {
        let (good, said) = with(&[command], &[site, ("CONFLUENCE_PAT_FILE", "")]).await;
        let told = "The variable CONFLUENCE_PAT_FILE of the environment is set and empty";
        assert!(!good && said.contains(told) && !said.contains("connection: invalid"), "{said}");
    }
    let (good, said) = with(&["serve"], &[site, ("CONFLUENCE_PAT", "canary"), in_file]).await;
    let both = said.contains("CONFLUENCE_PAT and") || said.contains("and CONFLUENCE_PAT:");
    assert!(!good && both && said.contains("CONFLUENCE_PAT_FILE") && !said.contains("canary"), "{said}");
}

/// What `serve` would not start with is not all right for the doctor.
#[tokio::test]
async fn the_doctor_refuses_what_the_server_refuses() {
    let [cloud, _] = samples().await;
    let connection = cloud.connection_string();
    for (name, held, says) in [
        ("DISABLED_TOOLS", "x", "use --exclude-tools"),
        ("CONFLUENCE_TOOLSETS", "x", "use TOOLSETS"),
        ("CONFLUENCE_ENABLED_TOOLS", "x", "use ENABLED_TOOLS"),
        ("CONFLUENCE_DISABLED_TOOLS", "x", "use --exclude-tools"),
        ("CONFLUENCE_EXCLUDE_TOOLS", "x", "use --exclude-tools"),
        ("CONFLUENCE_TOOLS", "search", "use --toolsets none --tools"),
        ("TOOLSETS", "pages", "there is no toolset"),
        ("CONFLUENCE_ENABLE_WRITE", "false", "CONFLUENCE_READ_ONLY=true, which is its opposite"),
    ] {
        for command in ["serve", "doctor"] {
            let (good, said) = with(&[command, "--connection", &connection], &[(name, held)]).await;
            assert!(!good && said.contains(name) && said.contains(says), "{command}: {name}: {said}");
        }
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_is_at_fault() {
    for proxy in ["http://127.0.0.1:1", "socks5://127.0.0.1:1"] {
        let given = format!("URL=https://192.0.2.1;PAT=t;ProxyServer={proxy}");
        let (good, found, _) = run(&["doctor", "--connection", &given]).await;
        assert!(!good && found.contains("no connection to the proxy"), "{found}");
        assert!(found.contains("127.0.0.1:1") && !found.contains("connection to the site"), "{found}");
    }
}

/// A proxy of the environment is none of the site's, and is known by the name of its variable.
#[tokio::test]
async fn a_proxy_of_the_environment_is_at_fault_by_its_variable() {
    let https = "URL=https://192.0.2.1;PAT=t";
    for (connection, name, proxy) in [
        (https, "HTTPS_PROXY", "http://127.0.0.1:1"),
        (https, "all_proxy", "http://127.0.0.1:1"),
        (https, "ALL_PROXY", "socks5://127.0.0.1:1"),
        ("URL=http://192.0.2.1;AllowHttp=true;PAT=t", "http_proxy", "http://127.0.0.1:1"),
    ] {
        let (good, found) = with(&["doctor", "--connection", connection], &[(name, proxy)]).await;
        assert!(!good && found.contains("no connection to the proxy"), "{name}: {found}");
        assert!(found.contains(&format!("correct {name}")), "{name}: {found}");
    }
}

/// Trust roots that a variable names are known to the doctor, above all where they are not there.
#[tokio::test]
async fn trust_roots_of_the_environment_are_told() {
    let https = "URL=https://127.0.0.1:1;PAT=t";
    let told = "of SSL_CERT_FILE (/no/such/roots.pem, which is not there) count in place of the system's";
    let variable = [("SSL_CERT_FILE", "/no/such/roots.pem")];
    for (connection, is_told) in [(https, true), ("URL=http://127.0.0.1:1;PAT=t", false)] {
        let (_, found) = with(&["doctor", "--connection", connection], &variable).await;
        assert_eq!(found.contains(told), is_told, "{found}");
    }
}

#[tokio::test]
async fn a_connection_that_the_shell_cut_off_is_told_as_that() {
    let (good, said) = with(&["serve", "--connection", "URL=http://127.0.0.1:1"], &[]).await;
    assert!(!good && said.contains("AuthScheme is missing") && said.contains("quotes around"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let path = profile(folder.path(), "URL=http://127.0.0.1:1\nPAT=t\nSpaces=DOCS,\nOPS\n");
    let (good, said) = with(&["serve", "--profile", &path], &[]).await;
    assert!(!good && said.contains("line 4: has no `=`: each line is Name=Value"), "{said}");
}

/// A client waits for each of its requests.
#[tokio::test]
async fn a_request_by_an_id_that_is_none_is_answered() {
    let mut server = Process::start("URL=http://127.0.0.1:1;PAT=t").await;
    for id in ["18446744073709551615", "1.5", "null", "true", "{}", "[]"] {
        let params = json!({"name": "confluence_list_spaces", "arguments": {}});
        let line =
            format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"tools/call\",\"params\":{params}}}\n");
        server.write(line.as_bytes()).await;
        let answer = server.receive().await.unwrap();
        assert_eq!(answer["error"]["code"], json!(-32600), "{id}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(id), "{answer}");
        assert!(answer.get("id").is_none_or(Value::is_null), "{answer}");
    }
}
