//! Strings and environments from elsewhere: each starts with the rights that it had, or is refused for the right reason.

use std::ffi::OsString;

use confluence_client::connection::{self, Connection};
use proptest::prelude::*;

use super::process::command;

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
        opened("PAT=t;URL=https://wiki.example.com;MaxRows=1;Verbosity=2").unwrap().notes().join("\n");
    assert!(notes.contains("MaxRows is ignored") && notes.contains("Verbosity is ignored"), "{notes}");
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
    assert_eq!(connection.policy().spaces.len(), 2);

    let data_center = [("CONFLUENCE_URL", "https://wiki.example.com"), ("CONFLUENCE_PERSONAL_TOKEN", "t")];
    assert!(!with_environment(&data_center).unwrap().policy().read_only);

    let oauth = [
        ("CONFLUENCE_URL", "https://x.atlassian.net/wiki"),
        ("ATLASSIAN_OAUTH_CLIENT_ID", "a"),
        ("ATLASSIAN_OAUTH_CLIENT_SECRET", "s"),
        ("ATLASSIAN_OAUTH_REDIRECT_URI", "http://localhost:8080/callback"),
        ("ATLASSIAN_OAUTH_SCOPE", "read:page:confluence offline_access"),
        ("ATLASSIAN_OAUTH_CLOUD_ID", "11223344-a1b2"),
        ("CONFLUENCE_OAUTH_SETTINGS_LOCATION", "memory://peer"),
    ];
    let connection = with_environment(&oauth).unwrap();
    assert_eq!(connection.session().unwrap().callback().as_str(), "http://localhost:8080/callback");

    let unverified = [data_center[0], data_center[1], ("CONFLUENCE_SSL_VERIFY", "false")];
    let error = with_environment(&unverified).unwrap_err();
    assert!(error.to_string().contains("SSLServerCert"), "{error}");
}

/// A way of writing a name: what stands before it, its words, what divides them, their case.
fn spelling() -> impl Strategy<Value = (String, String)> {
    let prefixes = ["CONFLUENCE_", "Confluence_", "confluence-", "CONFLUENCE", "CONFLUENC_", "CONFLEUNCE_"];
    let words: [&[&str]; 6] = [
        &["read", "only"],
        &["read", "only", "mode"],
        &["readonly"],
        &["red", "only"],
        &["read", "olny"],
        &["is", "read", "only"],
    ];
    let dividers = ["_", "-", "", "__"];
    (0..prefixes.len(), 0..words.len(), 0..dividers.len(), 0..2_u8).prop_map(
        move |(prefix, name, divider, case)| {
            let name = words[name].join(dividers[divider]);
            (prefixes[prefix].to_owned(), if case == 0 { name.to_uppercase() } else { name })
        },
    )
}

proptest! {
    #[test]
    fn a_restriction_is_honoured_or_refused_however_it_is_written((prefix, name) in spelling()) {
        let variable = format!("{prefix}{name}");
        let exact = ["readonly", "readonlymode"];
        let normalized = name.to_lowercase().replace(['_', '-'], "");
        // A prefix that is misspelt is recognized where the name is not misspelt too.
        prop_assume!(prefix.to_lowercase().starts_with("confluence") || exact.contains(&normalized.as_str()));
        let site = [("CONFLUENCE_URL", "https://wiki.example.com"), ("CONFLUENCE_PAT", "t")];
        match with_environment(&[site[0], site[1], (&variable, "true")]) {
            Ok(connection) => prop_assert!(connection.policy().read_only, "{variable} was ignored"),
            Err(error) => prop_assert_eq!(error.property(), Some("ReadOnly"), "{}", variable),
        }
        match opened(&format!("URL=https://wiki.example.com;PAT=t;{name}=true")) {
            Ok(connection) => prop_assert!(connection.policy().read_only, "{name} was ignored"),
            Err(error) => prop_assert!(error.property().is_some(), "{name}: {error}"),
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
    let error = opened("URL=https://wiki.example.com;PAT=t\nRestrict=true").unwrap_err();
    assert_eq!(error.property(), Some("PAT"), "{error}");
}

#[tokio::test]
async fn the_server_starts_with_the_restrictions_of_its_environment_or_not_at_all() {
    for (name, starts) in [
        ("CONFLUENCE_READ_ONLY_MODE", true),
        ("READ_ONLY_MODE", true),
        ("CONFLUENCE_READ_ONYL", false),
        ("CONFLUENCE_SPACES_LIST", false),
    ] {
        let mut started = command(&["doctor", "--json"]);
        started.env("CONFLUENCE_URL", "http://127.0.0.1:1").env("CONFLUENCE_PAT", "t").env(name, "true");
        let output = started.output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.contains("names no property"), !starts, "{name}: {text}");
        assert!(starts || text.contains(name), "{name}: {text}");
    }
}
