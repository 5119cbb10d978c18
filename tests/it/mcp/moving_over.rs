//! Strings and environments from elsewhere: each starts with the rights that it had, or is refused for the right reason.

use std::ffi::OsString;
use std::process::Stdio;

use confluence_client::connection::{self, Connection};
use proptest::prelude::*;
use serde_json::json;
use tests::sandbox::{ADMIN, Deployment};
use tokio::process::Command;

use super::process::{Process, command};
use super::samples;
use super::setting_up;
use super::taking_over::{other_server, taken_over};

fn opened(text: &str) -> Result<Connection, confluence_client::Error> {
    Connection::new(connection::parse(text)?)
}

fn with_environment(pairs: &[(&str, &str)]) -> Result<Connection, confluence_client::Error> {
    let variables = pairs.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    Connection::new(connection::layers().variables(variables).build()?)
}

#[test]
fn strings_of_drivers_run_as_they_are() {
    for text in [
        "User=me@example.com;APIToken=t;Url=https://x.atlassian.net;Timezone=America/New_York;",
        "AuthScheme=Basic;User=me@example.com;APIToken=t;URL=https://x.atlassian.net/wiki",
        "jdbc:confluence:User=me;Password=p;Url=https://wiki.example.com;MaxRows=100;Pagesize=50;Verbosity=3",
        "AuthScheme=PAT;PAT=t;URL=https://wiki.example.com;Logfile=x.log;Other=x;RTK=abc;PseudoColumns=*=*",
        "AuthScheme=OAuth;URL=https://x.atlassian.net;OAuthClientId=a;OAuthClientSecret=s;InitiateOAuth=GETANDREFRESH;\
         CallbackURL=http://localhost:33333;OAuthSettingsLocation=memory://seed",
        "PAT=t;URL=https://wiki.example.com;ProxyServer=proxy;ProxyPort=3128;ProxyUser=a;ProxyPassword=b;\
         ProxyAuthScheme=BASIC;ProxySSLType=AUTO;ProxyAutoDetect=false;ProxyExceptions=localhost;Timeout=0",
        "PAT=t;URL=https://wiki.example.com;FirewallType=SOCKS5;FirewallServer=fw;FirewallPort=1080;FirewallUser=u;\
         FirewallPassword=p",
        "PAT=t;URL=https://wiki.example.com;UseConnectionPooling=true;PoolMaxSize=9;AutoCache=true;CacheLocation=/tmp",
        "PAT=t;URL=https://wiki.example.com;Location=/x;BrowsableSchemas=a;Tables=b;Views=c;SupportEnhancedSQL=true",
        "User=me;APIToken=t;URL=https://x.atlassian.net;MaxRows=-1;ReadOnly=true;Spaces='A, \"B\"'",
    ] {
        let connection = opened(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(connection.policy().read_only, text.contains("ReadOnly=true"), "{text}");
    }
    let notes =
        opened("PAT=t;URL=https://wiki.example.com;Pagesize=1;Verbosity=2").unwrap().notes().join("\n");
    assert!(notes.contains("Pagesize is ignored") && notes.contains("Verbosity is ignored"), "{notes}");
}

/// `MaxRows` bounds the whole of a result, also where it is read part by part.
#[tokio::test]
async fn the_most_rows_of_a_driver_hold_for_a_query() {
    use confluence_client::sql::{QueryLimits, Sql};

    for sandbox in samples().await {
        let found = async |bound: &str, skip: u64| {
            let string = format!("{};MaxRows={bound}", sandbox.connection_string());
            let sql = Sql::new(connection::open(&string).await.unwrap());
            let mut rows = sql
                .query("SELECT Key FROM Spaces")
                .limits(QueryLimits::new().skip(skip))
                .rows()
                .await
                .unwrap();
            let mut count = 0;
            while let Some(row) = rows.next().await {
                row.unwrap();
                count += 1;
            }
            (count, rows.is_cut(), rows.notes().join(" "))
        };
        let (all, ..) = found("-1", 0).await;
        assert!(all > 2, "{all}");
        let (count, cut, notes) = found("2", 0).await;
        assert!((count, cut) == (2, false) && notes.contains("MaxRows"), "{count} {notes}");
        assert_eq!((found("2", 1).await.0, found("2", 2).await.0), (1, 0));
        assert!(found("1000", 0).await.2.is_empty());
    }
    for bad in ["0", "-2", "many"] {
        let error = opened(&format!("PAT=t;URL=https://wiki.example.com;MaxRows={bad}")).unwrap_err();
        assert_eq!(error.property(), Some("MaxRows"), "{error}");
    }
}

#[test]
fn what_cannot_be_meant_here_is_refused_by_name() {
    for (more, property) in [
        ("AuthScheme=OKTA;User=a;Password=b;SSOLoginURL=https://okta.example", "SSOLoginURL"),
        ("AuthScheme=Crowd;User=a;Password=b", "AuthScheme"),
        ("PAT=t;ProxyServer=p;ProxyAuthScheme=NTLM", "ProxyAuthScheme"),
        ("PAT=t;FirewallType=SOCKS4;FirewallServer=f", "FirewallType"),
        ("PAT=t;IgnoreErrorsOnPagination=true", "IgnoreErrorsOnPagination"),
        ("PAT=t;SSLServerCert=*", "SSLServerCert"),
        ("PAT=t;SSLServerCert=ECFDCAEB0F2F1D5A24ED04D5A24ED04D5A24ED04", "SSLServerCert"),
        ("OAuthClientId=a;OAuthSettingsLocation=register://%DSN", "OAuthSettingsLocation"),
        ("User=a;MxRows=1;APIToken=secret", "MxRows"),
    ] {
        let error = opened(&format!("URL=https://wiki.example.com;{more}")).unwrap_err();
        assert_eq!(error.property(), Some(property), "{more}: {error}");
    }
}

#[test]
fn environments_of_other_servers_keep_their_restrictions() {
    let cloud = [
        ("CONFLUENCE_URL", "https://x.atlassian.net/wiki"),
        ("CONFLUENCE_USERNAME", "me@example.com"),
        ("CONFLUENCE_API_TOKEN", "t"),
        ("CONFLUENCE_SPACES_FILTER", "DEV,TEAM"),
        ("READ_ONLY_MODE", "true"),
        ("CONFLUENCE_SSL_VERIFY", "true"),
    ];
    let connection = with_environment(&cloud).unwrap();
    assert!(connection.policy().read_only);
    assert_eq!(connection.policy().spaces.as_ref().map(Vec::len), Some(2));

    let data_center = [("CONFLUENCE_URL", "https://wiki.example.com"), ("CONFLUENCE_PERSONAL_TOKEN", "t")];
    assert!(!with_environment(&data_center).unwrap().policy().read_only);

    let oauth = [
        ("CONFLUENCE_URL", "https://x.atlassian.net/wiki"),
        ("ATLASSIAN_OAUTH_CLIENT_ID", "a"),
        ("ATLASSIAN_OAUTH_CLIENT_SECRET", "s"),
        ("ATLASSIAN_OAUTH_REDIRECT_URI", "http://localhost:8080/callback"),
        ("ATLASSIAN_OAUTH_SCOPE", "read:page:confluence offline_access"),
        ("ATLASSIAN_OAUTH_CLOUD_ID", "11223344-a1b2-4c3d-8e5f-112233445566"),
        ("CONFLUENCE_OAUTH_SETTINGS_LOCATION", "memory://peer"),
    ];
    let connection = with_environment(&oauth).unwrap();
    assert_eq!(connection.session().unwrap().callback().as_str(), "http://localhost:8080/callback");

    let unverified = [data_center[0], data_center[1], ("CONFLUENCE_SSL_VERIFY", "false")];
    let error = with_environment(&unverified).unwrap_err();
    assert!(error.to_string().contains("SSLServerCert"), "{error}");
}

/// A restriction: its property, a value, and the words of its name.
const RESTRICTIONS: [(&str, &str, &[&str]); 4] = [
    ("ReadOnly", "true", &["read", "only"]),
    ("Spaces", "DOCS", &["spaces"]),
    ("WriteSpaces", "DOCS", &["write", "spaces"]),
    ("BlockedSpaces", "HR", &["blocked", "spaces"]),
];

/// Ten ways of writing the words of a name.
fn written(words: &[&str], way: usize) -> String {
    let capital = |word: &&str| format!("{}{}", word[..1].to_uppercase(), &word[1..]);
    let last = words.last().unwrap();
    let (head, tail) = last.split_at(last.len() - 2);
    match way {
        0 => words.join("_").to_uppercase(),
        1 => words.join("_"),
        2 => words.join("-").to_uppercase(),
        3 => words.concat().to_uppercase(),
        4 => words.iter().map(capital).collect(),
        5 => words.join("__").to_uppercase(),
        6 => words.join("_").to_uppercase() + "_MODE",
        7 => "IS_".to_owned() + &words.join("_").to_uppercase(),
        // Two letters have changed places, or one is missing.
        8 => {
            let swapped: String = tail.chars().rev().collect();
            format!(
                "{}{head}{swapped}",
                words[..words.len() - 1].iter().map(|word| format!("{word}_")).collect::<String>()
            )
            .to_uppercase()
        }
        _ => {
            let words: Vec<String> =
                words.iter().map(|word| format!("{}{}", &word[..1], &word[2..])).collect();
            words.join("_").to_uppercase()
        }
    }
}

fn restricts(connection: &Connection, property: &str) -> bool {
    let policy = connection.policy();
    match property {
        "ReadOnly" => policy.read_only,
        "Spaces" => policy.spaces.is_some(),
        _ => *policy != confluence_client::Policy::new(),
    }
}

proptest! {
    #[test]
    fn a_restriction_is_honoured_or_refused_however_it_is_written(
        restriction in 0..RESTRICTIONS.len(),
        way in 0..10_usize,
        prefix in 0..6_usize,
        lower in any::<bool>(),
    ) {
        let prefixes = ["CONFLUENCE_", "Confluence_", "confluence-", "CONFLUENCE", "CONFLUENC_", "CONFLEUNCE_"];
        let (property, value, words) = RESTRICTIONS[restriction];
        let name = written(words, way);
        let name = if lower { name.to_lowercase() } else { name };
        // Two mistakes at once are nobody's name any more: a prefix that is misspelt goes with a name that is not.
        prop_assume!(prefix < 4 || way < 6);
        let variable = format!("{}{name}", prefixes[prefix]);
        let site = [("CONFLUENCE_URL", "https://wiki.example.com"), ("CONFLUENCE_PAT", "t")];
        match with_environment(&[site[0], site[1], (&variable, value)]) {
            Ok(connection) => prop_assert!(restricts(&connection, property), "{} was ignored", variable),
            Err(error) => {
                let named = error.property().unwrap_or_default();
                prop_assert!(RESTRICTIONS.iter().any(|(known, ..)| *known == named), "{}: {}", variable, error);
            }
        }
        match opened(&format!("URL=https://wiki.example.com;PAT=t;{name}={value}")) {
            Ok(connection) => prop_assert!(restricts(&connection, property), "{} was ignored", name),
            Err(error) => prop_assert!(error.property().is_some(), "{}: {}", name, error),
        }
    }
}

#[test]
fn a_line_break_swallows_no_restriction() {
    for text in [
        "URL=https://wiki.example.com;PAT=t;Spaces=DOCS\nReadOnly=true",
        "URL=https://wiki.example.com\nReadOnly=true\nPAT=t\n",
        "URL=https://wiki.example.com\r\n# restricted\r\nReadOnly=true\r\nPAT=t",
    ] {
        assert!(opened(text).unwrap().policy().read_only, "{text}");
    }
    let error = opened("URL=https://wiki.example.com;PAT=t\nColour=true").unwrap_err();
    assert_eq!(error.property(), Some("PAT"), "{error}");
}

#[tokio::test]
async fn the_server_starts_with_the_restrictions_of_its_environment_or_not_at_all() {
    for (name, starts) in [
        ("CONFLUENCE_READ_ONLY_MODE", true),
        ("READ_ONLY_MODE", true),
        ("CONFLUENCE_READ_ONYL", false),
        ("CONFLUENCE_SPACES_LIST", false),
        ("SPACES_FILTER", true),
        ("READ_ONLY_MDOE", false),
        ("READ_ONYL_MODE", false),
        ("CONF_READ_ONLY", false),
        ("CONFLUENCE_ALLOW_WRITE", false),
        ("CONFLUENCE_BLOCK_SPACES", false),
        ("CONFLUENCE_FILTER", false),
        ("CONFLUENCE_SAFE_MODE", false),
        ("CONFLUENCE_IGNORE_SPACES", false),
        ("MCP_CONFLUENCE_READ_ONLY", false),
        ("MCP_ATLASSIAN_READ_ONLY", false),
        ("MCP_CONFLUENCE_SPACES", false),
        ("BlockedSpaces", false),
        ("WRITE_SPACES", false),
        ("ALLOWED_SPACES", false),
        ("ALLOW_WRITE", false),
        ("NO_WRITE", false),
        ("ENABLE_WRITE_TOOLS", false),
        // These may be of another program.
        ("SPACES", true),
        ("PYTHONDONTWRITEBYTECODE", true),
    ] {
        let mut started = command(&["doctor", "--json"]);
        started.env("CONFLUENCE_URL", "http://127.0.0.1:1").env("CONFLUENCE_PAT", "t").env(name, "true");
        let output = started.output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.contains("names no property"), !starts, "{name}: {text}");
        assert!(starts || text.contains(name), "{name}: {text}");
    }
}

#[tokio::test]
async fn an_entry_of_another_server_becomes_one_of_this_with_the_same_rights() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let (url, deployment) = (sandbox.url(), if cloud { "Cloud" } else { "DataCenter" });
        let home = tempfile::tempdir().unwrap();
        let credential: &[(&str, &str)] = match cloud {
            true => &[("CONFLUENCE_USERNAME", ADMIN.email), ("CONFLUENCE_API_TOKEN", ADMIN.api_token)],
            false => &[("CONFLUENCE_PERSONAL_TOKEN", ADMIN.personal_access_token)],
        };
        // What a site on this machine does not say by its name.
        let site = [("CONFLUENCE_URL", url.as_str()), ("CONFLUENCE_DEPLOYMENT", deployment)];
        let rights = [
            ("READ_ONLY_MODE", "yes"),
            ("CONFLUENCE_SPACES_FILTER", "DOCS"),
            ("ENABLED_TOOLS", "confluence_search,confluence_get_page,confluence_update_page,jira_search"),
            ("JIRA_API_TOKEN", "canary"),
        ];
        let configuration = other_server("uvx", &["some-server"], &[credential, &site, &rights].concat());
        let (good, said, complaint) = taken_over(home.path(), &configuration, &["--client", "cursor"]).await;
        assert!(good, "{said}{complaint}");
        for part in
            ["READ_ONLY_MODE -> ReadOnly=true", "JIRA_API_TOKEN is left out", "What differs:", "stays in "]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        for secret in ["canary", ADMIN.api_token, ADMIN.personal_access_token] {
            assert!(!said.contains(secret) && !complaint.contains(secret), "{said}{complaint}");
        }

        let entry = &setting_up::read(&home.path().join(".cursor/mcp.json"))["mcpServers"]["confluence"];
        let words = setting_up::started(entry);
        assert!(!words.concat().contains("confluence_edit_page"), "nothing that would be told of: {words:?}");
        let mut server = Command::new(&words[0]);
        server.args(&words[1..]).env_clear().env("HOME", home.path()).kill_on_drop(true);
        server.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = Process::silent(server);
        server.initialize("2025-11-25").await;
        let list = server.ask("tools/list", json!({})).await;
        let tools: Vec<&str> = list["result"]["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tool| tool["name"].as_str().unwrap())
            .collect();
        assert_eq!(tools, ["confluence_get_page", "confluence_search"], "read-only and enabled");
        let found = server.call("confluence_search", json!({"query": "type = page"})).await.to_string();
        assert!(found.contains("DOCS") && !found.contains("/OPS/"), "{found}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_over_is_refused_before_anything_is_written() {
    let site = ("CONFLUENCE_URL", "https://wiki.example.com");
    let token = ("CONFLUENCE_PERSONAL_TOKEN", "canary-token");
    for (arguments, more, says) in [
        (&[][..], ("CONFLUENCE_SSL_VERIFY", "false"), "CONFLUENCE_SSL_VERIFY is REFUSED"),
        (&[], ("READ_ONLY_MODE", "ture"), "READ_ONLY_MODE is REFUSED"),
        (&[], ("CONFLUENCE_READ_ONYL", "true"), "CONFLUENCE_READ_ONYL is REFUSED"),
        (&[], ("CONFLUENCE_PERSONAL_TOKN", "canary-token"), "CONFLUENCE_PERSONAL_TOKN is REFUSED"),
        (&[], ("TOOLSETS", "conflunce_pages"), "TOOLSETS is REFUSED"),
        (&[], ("ENABLED_TOOLS", "confluence_serch"), "ENABLED_TOOLS is REFUSED"),
        (&["--transport", "sse"], ("A", "b"), "TRANSPORT is REFUSED"),
        (&["--no-confluence-ssl-verify"], ("A", "b"), "CONFLUENCE_SSL_VERIFY is REFUSED"),
        (&[], ("CONFLUENCE_USERNAME", "${input:user}"), "CONFLUENCE_USERNAME is REFUSED"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let configuration = other_server("uvx", arguments, &[site, token, more]);
        let (good, said, complaint) =
            taken_over(home.path(), &configuration, &["--client", "cursor", "--unchecked"]).await;
        assert!(!good && said.contains(says), "{more:?}: {said}{complaint}");
        assert!(complaint.contains("nothing was written"), "{complaint}");
        assert!(!said.contains("canary") && !complaint.contains("canary"), "{said}{complaint}");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "{more:?}");
    }
    let home = tempfile::tempdir().unwrap();
    let (good, _, complaint) = taken_over(home.path(), "{}", &[]).await;
    assert!(!good && complaint.contains("no MCP server"), "{complaint}");
    let (good, _, complaint) =
        taken_over(home.path(), "{}", &["--connection", "URL=https://x.example"]).await;
    assert!(!good && complaint.contains("leave --connection"), "{complaint}");
}

#[tokio::test]
async fn the_lists_of_tools_of_other_servers_hold_for_this_one() {
    let connection = "URL=http://127.0.0.1:1;PAT=t";
    for (name, value, offered) in [
        ("ENABLED_TOOLS", "confluence_get_page,jira_get_issue", &["confluence_get_page"][..]),
        ("TOOLSETS", "confluence_labels", &["confluence_add_label", "confluence_get_labels"]),
        ("TOOLSETS", "jira_issues", &[]),
    ] {
        let mut started = command(&["--connection", connection]);
        started.env(name, value);
        let mut server = Process::silent(started);
        server.initialize("2025-11-25").await;
        let list = server.ask("tools/list", json!({})).await;
        let mut tools: Vec<&str> = list["result"]["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tool| tool["name"].as_str().unwrap())
            .collect();
        tools.sort_unstable();
        assert_eq!(tools, offered, "{name}={value}");
    }
    for (name, right) in [
        ("ENABLED_TOOL", "use ENABLED_TOOLS"),
        ("TOOLSET", "use TOOLSETS"),
        ("DISABLED_TOOLS", "use --exclude-tools"),
    ] {
        let mut started = command(&["--connection", connection]);
        let output = started.env(name, "confluence_get_page").output().await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(name) && said.contains(right), "{name}: {said}");
    }
    let mut started = command(&["--connection", connection]);
    let output = started.env("ENABLED_TOOLS", "confluence_get_pags").output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && said.contains("ENABLED_TOOLS") && said.contains("did you mean"),
        "{said}"
    );
}
