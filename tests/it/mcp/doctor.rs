//! The doctor: what it finds in a connection, a login, a profile and a store, and what it says to do.

use tests::sandbox::{Fault, Sandbox};

use super::commands::run;
use super::samples;

/// One fault is told once, with what would be right.
#[tokio::test]
async fn a_property_that_cannot_be_has_one_line_in_the_doctor() {
    let said = run("URL=https://wiki.example.com;PAT=env:HOME;Timezone=Nowhere", &["doctor"]).await.output;
    assert_eq!(said.matches("Timezone: ").count(), 1, "{said}");
    assert!(said.lines().count() <= 3 && !said.contains("connection:"), "{said}");
}

#[tokio::test]
async fn the_doctor_names_a_refused_credential() {
    for sandbox in samples().await {
        let good = run(&sandbox.connection_string(), &["doctor"]).await;
        assert!(good.good && good.output.contains("the first space is"), "{}", good.output);
        let wrong = sandbox
            .connection_string()
            .replace("api-token", "canary")
            .replace("personal-access-token", "canary");
        let bad = run(&wrong, &["doctor"]).await;
        assert!(!bad.good);
        assert!(
            bad.output.contains("authentication failed") && !bad.output.contains("canary"),
            "{}",
            bad.output
        );
    }
}

/// A space that is misspelt in a restriction shows nothing and fails nothing.
#[tokio::test]
async fn the_doctor_names_a_space_that_is_not_there() {
    for sandbox in samples().await {
        sandbox.add_space("OPS", "Operations");
        let bound = |spaces: &str| format!("{};{spaces}", sandbox.connection_string());
        let found = run(&bound("Spaces=DOCS,OPSS;WriteSpaces=DOCS,OPSS"), &["doctor"]).await;
        for property in ["Spaces", "WriteSpaces"] {
            let said = format!("{property} names OPSS, and this account sees no space of that key");
            assert!(found.good && found.output.contains(&said), "{}", found.output);
        }
        let mut server = super::process::Process::start(&bound("Spaces=OPSS")).await;
        let listed = server.call("confluence_list_spaces", serde_json::json!({})).await.to_string();
        assert!(listed.contains("does not see the one space that this server is bound to"), "{listed}");
        let found = run(&bound("Spaces=DOCS,OPS;BlockedSpaces=ops"), &["doctor"]).await;
        assert!(
            found.output.contains("Spaces names OPS, which another property excludes"),
            "{}",
            found.output
        );
        let found = run(&bound("BlockedSpaces=OPS,Operations"), &["doctor"]).await;
        let said = "BlockedSpaces names Operations, and this account sees no space of that key";
        assert!(found.output.contains(said) && !found.output.contains("names OPS,"), "{}", found.output);
        let mut server = super::process::Process::start(&bound("BlockedSpaces=OPS,Operations")).await;
        // It is looked for beside the calls.
        for _ in 0..5 {
            server.call("confluence_list_spaces", serde_json::json!({})).await;
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        let (_, log) = server.end().await;
        assert!(log.contains("so it blocks nothing") && log.contains("Operations"), "{log}");
        let found = run(&bound("Spaces=docs,OPS"), &["doctor"]).await;
        assert!(found.output.contains("ok   spaces: all 2 "), "{}", found.output);
    }
}

/// Each failure names the property to look at.
#[tokio::test]
async fn the_doctor_says_which_property_to_look_at() {
    let [cloud, own] = samples().await;
    let token = "Deployment=Cloud;AuthScheme=APIToken;User=ada@example.com;APIToken";
    for (connection, property) in [
        (format!("URL={};{token}=canary", cloud.url()), "User or APIToken is wrong"),
        (format!("URL={};{token}={}", cloud.url(), tests::sandbox::SCOPED_TOKEN), "CloudId"),
        (format!("URL={};AuthScheme=PAT;PAT=canary", own.url()), "PAT has expired"),
        (
            format!("URL={};Deployment=DataCenter;User=ada;APIToken=canary", own.url()),
            "Data Center takes User and APIToken for a user name and a password",
        ),
        (format!("URL={};AuthScheme=Basic;User=ada;Password=canary", own.url()), "User or Password is wrong"),
        (format!("URL={};AuthScheme=None", own.url()), "AuthScheme says how to log in"),
        (format!("URL={};AuthScheme=PAT;PAT=canary", cloud.url()), "check URL"),
        (format!("URL={}/elsewhere;AuthScheme=PAT;PAT=canary", own.url()), "check URL"),
        ("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=canary".to_owned(), "ProxyServer"),
        ("URL=http://wiki.example.com;AuthScheme=PAT;PAT=canary".to_owned(), "AllowHttp=true"),
        (format!("URL={};PAT=canary", own.url()), "PAT has expired"),
        (format!("URL={};AuthScheme=PAT", own.url()), "PAT is missing"),
        (
            format!("URL={};AuthScheme=APIToken;PAT=canary", own.url()),
            "is PAT, which goes with AuthScheme=PAT",
        ),
        (format!("URL={};AuthScheme=OAuth;Password=canary", own.url()), "goes with AuthScheme=Basic"),
        (format!("URL={};AuthScheme=Bearer;PAT=canary", own.url()), "did you mean PAT?"),
        (format!("URL={};PAT=", own.url()), "PAT is missing: it is given, and empty"),
        (own.url().replace("http", "URL=http"), "AuthScheme is missing"),
        ("Spaces=DOCS".to_owned(), "confluence-mcp init"),
    ] {
        let found = run(&connection, &["doctor"]).await;
        assert!(!found.good && found.output.contains(property), "{connection}: {}", found.output);
        assert!(!found.output.contains("canary"), "{}", found.output);
    }
    let sandbox = &cloud;
    sandbox.next_of("getSpaces", Fault::ScopeMismatch, 1);
    let found = run(&sandbox.connection_string(), &["doctor"]).await;
    assert!(found.output.contains("Scope says what a login asks for"), "{}", found.output);
    sandbox.next_of("getSpaces", Fault::Html, 1);
    let found = run(&sandbox.connection_string(), &["doctor"]).await;
    assert!(found.output.contains("check URL"), "{}", found.output);
}

#[tokio::test]
async fn the_doctor_looks_at_the_login_and_where_it_is_kept() {
    let [cloud, _] = samples().await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(file("key"), "00".repeat(32)).unwrap();
    let login = cloud.oauth_connection_string();
    let service = cloud.service_connection_string();
    let place = format!("OAuthSettingsLocation={}", file("private/oauth.json"));
    let without_id =
        login.split(';').filter(|pair| !pair.starts_with("CloudId")).collect::<Vec<_>>().join(";");
    for (connection, found) in [
        (
            format!("{login};{place}"),
            "FAIL login: nothing is stored\n     log in\n     `confluence-mcp login`",
        ),
        (format!("{login};{place}"), "-    scopes: nothing is granted yet"),
        (
            format!("{login};OAuthSettingsLocation={}/a/b.json", file("key")),
            "FAIL store: OAuthSettingsLocation",
        ),
        (format!("{login};OAuthSettingsLocation=keyring://none"), "FAIL store: keyring://none"),
        (
            format!("{login};OAuthSettingsLocation=keyring://none"),
            "-    login: none can be kept before the store is right",
        ),
        (
            format!(
                "{login};OAuthSettingsLocation=postgres://u:canary@127.0.0.1:1/d;OAuthSettingsKey=file:{}",
                file("key")
            ),
            "check the URL in OAuthSettingsLocation",
        ),
        (
            format!("{service};{place}").replace("service-secret", "canary"),
            "OAuthClientId or OAuthClientSecret is not what the application has",
        ),
        (
            format!("{service};{place}"),
            "ok   login: nothing is stored yet; the service account needs no login",
        ),
        (format!("{without_id};InitiateOAuth=OFF;OAuthAccessToken=canary"), "the token is refused"),
    ] {
        let mut doctor = super::process::command(&["doctor", "--connection", &connection]);
        // A bus that nobody listens on: there is no keyring.
        doctor.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        let said = String::from_utf8(doctor.output().await.unwrap().stdout).unwrap();
        assert!(said.contains(found), "{found}: {said}");
        assert!(!said.contains("canary"), "{said}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_doctor_points_out_a_profile_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::start().await;
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("mine.conf");
    std::fs::write(&profile, sandbox.connection_string().replace(';', "\n")).unwrap();
    for (mode, told) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&profile, std::fs::Permissions::from_mode(mode)).unwrap();
        let (good, said, _) = super::process::run(&["doctor", "--profile", profile.to_str().unwrap()]).await;
        assert!(good && said.contains("chmod 600") == told, "{said}");
    }
}

#[tokio::test]
async fn the_doctor_says_why_no_connection_came_about() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let connection = format!("URL=http://{closed};AuthScheme=PAT;PAT=canary");
    let found = run(&connection, &["doctor"]).await;
    assert!(!found.good);
    assert!(found.output.contains("refused"), "{}", found.output);
    assert!(!found.output.contains("canary"), "{}", found.output);
}

/// What the environment says counts before the profile that `init` saved, where people look for it.
#[tokio::test]
async fn the_doctor_says_what_counts_before_the_saved_profile() {
    let [_, own] = samples().await;
    let home = tempfile::tempdir().unwrap();
    let profiles = home.path().join(".config/confluence/profiles");
    std::fs::create_dir_all(&profiles).unwrap();
    std::fs::write(profiles.join("default.conf"), own.connection_string().replace(';', "\n")).unwrap();
    let url = own.url();
    for (name, held, told) in [
        ("CONFLUENCE_PAT", "canary", "PAT comes from the variable CONFLUENCE_PAT"),
        (
            "CONFLUENCE_URL",
            url.as_str(),
            "The profile `default` is not read, since the variable CONFLUENCE_URL names a site",
        ),
    ] {
        for arguments in [&["doctor"][..], &["doctor", "--profile", "default"]] {
            let mut doctor = super::process::command(arguments);
            let output = doctor.env("HOME", home.path()).env(name, held).output().await.unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            // The profile that is named is read beside the variable.
            let good = name == "CONFLUENCE_URL" && arguments.len() > 1;
            assert_eq!((output.status.success(), said.contains(told)), (good, !good), "{name}: {said}");
            assert!(!said.contains("canary"), "{said}");
        }
    }
}

/// A template that was not filled in leaves a restriction empty: in a connection it is refused, in the environment told.
#[tokio::test]
async fn a_restriction_that_is_empty_is_never_passed_over_in_silence() {
    let [_, own] = samples().await;
    for property in ["Spaces", "ReadOnly", "WriteSpaces", "BlockedSpaces"] {
        for connection in [
            format!("{};{property}=", own.connection_string()),
            format!("{};{property}=''", own.connection_string()),
        ] {
            let found = run(&connection, &["serve"]).await;
            assert!(!found.good, "{connection}");
            let told = format!("{property}: is empty, which would restrict nothing");
            assert!(found.complaint.contains(&told), "{connection}: {}", found.complaint);
        }
    }
    let (string, names) = (own.connection_string(), ["CONFLUENCE_SPACES", "READ_ONLY_MODE", "ENABLED_TOOLS"]);
    for arguments in [&["--connection", &string, "serve"][..], &["--connection", &string, "doctor"]] {
        let mut command = super::process::command(arguments);
        command.envs(names.map(|name| (name, "")));
        let output = command.stdin(std::process::Stdio::null()).output().await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        for name in names {
            assert!(
                said.contains(&format!("the variable {name} of the environment is empty")),
                "{name}: {said}"
            );
        }
    }
    let hidden = format!("{string};Spaces=DOCS;WriteSpaces=TEAM");
    let found = run(&hidden, &["doctor"]).await;
    assert!(
        found.output.contains("WriteSpaces names TEAM, which Spaces or BlockedSpaces leaves out"),
        "{}",
        found.output
    );
}

/// What the doctor says of the file of tokens is what the file is.
#[tokio::test]
async fn the_doctor_looks_at_the_file_of_tokens_and_at_its_key() {
    let [_, sandbox] = samples().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("oauth.json");
    let plain = format!("{};OAuthSettingsLocation={}", sandbox.oauth_connection_string(), store.display());
    let told = async |connection: &str| -> String {
        let doctor = run(connection, &["doctor"]).await;
        let line = doctor.output.lines().find(|line| line.split_whitespace().nth(1) == Some("store:"));
        line.unwrap_or_else(|| panic!("{}{}", doctor.output, doctor.complaint)).to_owned()
    };
    let line = told(&plain).await;
    assert!(line.contains("nothing is stored yet") && !line.contains(", encrypted"), "{line}");
    let begun = run(&plain, &["login", "--url"]).await;
    assert!(begun.good, "{}", begun.complaint);
    let line = told(&plain).await;
    assert!(line.contains("not encrypted"), "{line}");
    let unset = told(&format!("{plain};OAuthSettingsKey=env:NO_SUCH_KEY")).await;
    assert!(unset.contains("FAIL") && unset.contains("NO_SUCH_KEY"), "{unset}");
    let key = folder.path().join("key");
    std::fs::write(&key, "0f".repeat(32)).unwrap();
    tests::set_mode(&key, 0o600);
    let sealed = format!("{plain};OAuthSettingsKey=file:{}", key.display());
    let line = told(&sealed).await;
    assert!(line.contains("not encrypted yet"), "{line}");
    let begun = run(&sealed, &["login", "--url"]).await;
    assert!(begun.good, "{}", begun.complaint);
    let redirected = sandbox.visit(begun.output.trim()).unwrap();
    assert!(run(&sealed, &["login", "--verifier", &redirected]).await.good);
    let line = told(&sealed).await;
    assert!(line.contains(", encrypted"), "{line}");
}

#[cfg(not(windows))]
#[tokio::test]
async fn tokens_are_not_written_to_a_drive_of_another_system() {
    let connection = "URL=https://wiki.example.com;OAuthClientId=a;OAuthClientSecret=s;OAuthSettingsLocation=C:\\u\\o.json";
    let refused = run(connection, &["login", "--url"]).await;
    assert!(!refused.good && refused.complaint.contains("a drive of Windows"), "{}", refused.complaint);
}
