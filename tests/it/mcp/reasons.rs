//! Why there is no credential, or why it cannot be sent: the tool's answer, the log and the doctor each name the property
//! and the next step, and none of them a secret.

mod advice;
mod at_the_start;
mod of_answers;

use std::path::Path;

use serde_json::{Value, json};
use tests::sandbox::{RawResponder, Script};

use self::advice::says_what_to_do;
use self::at_the_start::AT_THE_START;
use self::of_answers::OF_ANSWERS;
use super::process::{Process, command};
use super::{samples, texts};

const SECRET: &str = "canary-7a1c";

const NOT_FOUND: (&str, &str) = ("404 Not Found\r\ncontent-type: text/html", "<html>");
const APP: &str = "URL={url};Deployment=DataCenter;OAuthClientId=app;OAuthClientSecret=canary-7a1c";
const STORED: &str =
    "InitiateOAuth=REFRESH;OAuthRefreshToken=canary-7a1c;OAuthSettingsLocation={folder}/tokens.json";
const SERVICE: &str = "OAuthGrantType=CLIENT;OAuthSettingsLocation={folder}/tokens.json";
const SIGNED: &str = "URL={url};Deployment=DataCenter;OAuthVersion=1.0;OAuthClientId=app;InitiateOAuth=OFF;\
                      OAuthAccessToken=canary-7a1c";
const KEY: &str = "CertificateStore={keys}/rsa.pkcs8.pem";
const PAT: &str = "URL={url};Deployment=DataCenter;AuthScheme=PAT;PAT=canary-7a1c";
const JSON_401: &str = "401 Unauthorized\r\ncontent-type: application/json";
const JSON_400: &str = "400 Bad Request\r\ncontent-type: application/json";
const JSON_403: &str = "403 Forbidden\r\ncontent-type: application/json";
const SECRET_AT_FAULT: &str = "correct OAuthClientSecret";
const LOG_IN: &str = "confluence-mcp login";

/// What the service answers to everything (status line and headers, body), the connection, what has to be said, and what
/// the tool's answer has to say is next.
type Case = ((&'static str, &'static str), &'static [&'static str], &'static str, &'static str);

/// What the token endpoint refuses, and what else keeps a token from being had.
const OF_OAUTH: &[Case] = &[
    ((JSON_401, r#"{"error":"invalid_client"}"#), &[APP, STORED], "OAuthClientSecret", SECRET_AT_FAULT),
    // As Cloud says it.
    ((JSON_401, r#"{"error":"access_denied"}"#), &[APP, STORED], "OAuthClientSecret", SECRET_AT_FAULT),
    // The application is known, and may not ask in this way.
    (
        (JSON_400, r#"{"error":"unauthorized_client"}"#),
        &[APP, STORED],
        "may not log users in",
        "correct OAuthClientId",
    ),
    (
        (JSON_400, r#"{"error":"unauthorized_client"}"#),
        &[APP, SERVICE],
        "may not use OAuthGrantType=CLIENT",
        "correct OAuthGrantType",
    ),
    ((JSON_401, r#"{"error":"invalid_client"}"#), &[APP, SERVICE], "OAuthClientSecret", SECRET_AT_FAULT),
    ((JSON_400, r#"{"error":"invalid_scope"}"#), &[APP, SERVICE], "Scope", "correct Scope"),
    (
        (JSON_403, r#"{"error":"invalid_grant","error_description":"Unknown"}"#),
        &[APP, STORED],
        "log in again",
        LOG_IN,
    ),
    (
        (JSON_403, r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#),
        &[APP, STORED],
        "log in again",
        LOG_IN,
    ),
    (("429 Too Many Requests\r\nretry-after: 3600", ""), &[APP, STORED], "HTTP 429", "Wait 3600 seconds"),
    (("503 Service Unavailable\r\nretry-after: 60", ""), &[APP, STORED], "HTTP 503", "Wait 60 seconds"),
    (NOT_FOUND, &[APP, STORED], "OAuthAccessTokenURL", "correct OAuthAccessTokenURL"),
    (
        ("200 OK\r\ncontent-type: text/html", "<html>"),
        &[APP, STORED],
        "without a token",
        "correct OAuthAccessTokenURL",
    ),
    (
        ("302 Found\r\nlocation: https://sso.corp.example/x?y=canary-7a1c", ""),
        &[APP, STORED],
        "leads to https://sso.corp.example/x,",
        "correct OAuthAccessTokenURL",
    ),
    (
        NOT_FOUND,
        &[APP, "InitiateOAuth=REFRESH;OAuthSettingsLocation={folder}/none.json"],
        "OAuthRefreshToken",
        LOG_IN,
    ),
    #[cfg(unix)]
    (NOT_FOUND, &[APP, STORED, "{open}"], "OAuthSettingsLocation", "correct OAuthSettingsLocation"),
    (NOT_FOUND, &[APP, STORED, "{foreign}"], "OAuthSettingsLocation", "correct OAuthSettingsLocation"),
    (NOT_FOUND, &[APP, STORED, "{newer}"], "OAuthSettingsLocation", "correct OAuthSettingsLocation"),
    (
        NOT_FOUND,
        &[
            APP,
            "InitiateOAuth=REFRESH;OAuthRefreshToken=canary-7a1c;OAuthSettingsLocation=/dev/null/tokens.json",
        ],
        "OAuthSettingsLocation",
        "correct OAuthSettingsLocation",
    ),
    (
        NOT_FOUND,
        &[APP, STORED, "OAuthSettingsKey=env:NO_SUCH_KEY"],
        "OAuthSettingsKey",
        "correct OAuthSettingsKey",
    ),
    (
        NOT_FOUND,
        &[APP, STORED, "OAuthSettingsKey=file:{folder}/none"],
        "OAuthSettingsKey",
        "correct OAuthSettingsKey",
    ),
    (
        NOT_FOUND,
        &[APP, STORED, "{short}OAuthSettingsKey=file:{folder}/key"],
        "OAuthSettingsKey",
        "correct OAuthSettingsKey",
    ),
    // Requests that are signed and refused.
    (
        ("401 Unauthorized\r\nwww-authenticate: OAuth oauth_problem=\"signature_invalid\"", ""),
        &[SIGNED, KEY],
        "signature_invalid",
        "confluence-mcp doctor",
    ),
    (
        ("401 Unauthorized\r\nwww-authenticate: OAuth oauth_problem=\"token_rejected\"", ""),
        &[SIGNED, KEY],
        "token_rejected",
        "confluence-mcp doctor",
    ),
];

/// Files that a case puts into its folder: the mark, the name, the content, the mode.
const FILES: &[(&str, &str, &str, u32)] = &[
    ("{open}", "tokens.json", "{\"version\":1,\"entries\":[]}", 0o644),
    ("{foreign}", "tokens.json", "not a store", 0o600),
    ("{newer}", "tokens.json", "{\"version\":99}", 0o600),
    ("{short}", "key", "canary-7a1c", 0o600),
];

/// Keys that do not sign, and the property at fault.
const OF_KEYS: &[(&str, &str)] = &[
    ("CertificateStore={folder}/none.pem", "CertificateStore"),
    ("CertificateStore={keys}/modern.p12;CertificateStorePassword=canary-7a1c", "CertificateStorePassword"),
    ("CertificateStore={keys}/rsa.encrypted.pem", "CertificateStorePassword"),
    ("CertificateStore={keys}/rsa.jks;CertificateStorePassword=canary-7a1c", "CertificateStorePassword"),
    ("CertificateStore={keys}/certificate.pem", "CertificateStore"),
    ("CertificateStore={keys}/ec.pem", "CertificateStore"),
    ("CertificateStore={keys}/bundle.pem;CertificateSubject=CN=nobody", "CertificateSubject"),
    ("CertificateStore={keys}/public.pem", "CertificateStore"),
    ("CertificateStore=MY;CertificateStoreType=USER", "CertificateStoreType"),
];

/// Fixed credentials and the network.
const OF_REQUESTS: &[Case] = &[
    (("401 Unauthorized", ""), &[PAT], "the credential was refused", "confluence-mcp doctor"),
    (
        NOT_FOUND,
        &["URL=https://no-such-host.invalid;AuthScheme=PAT;PAT=canary-7a1c"],
        "host was not found",
        "correct URL",
    ),
    (NOT_FOUND, &[PAT, "ProxyServer=127.0.0.1:1"], "refused", "correct ProxyServer"),
    (
        NOT_FOUND,
        &[
            "URL=https://no-such-host.invalid;AuthScheme=PAT;PAT=canary-7a1c",
            "ProxyServer=no-such-proxy.invalid:3128",
        ],
        "the host of the proxy was not found",
        "correct ProxyServer",
    ),
    // What stands between this program and the site.
    (
        (
            "401 Unauthorized\r\nx-seraph-loginreason: AUTHENTICATION_DENIED\r\ncontent-type: text/html",
            "<html>",
        ),
        &["URL={url};Deployment=DataCenter;User=me;Password=canary-7a1c"],
        "CAPTCHA",
        "confluence-mcp doctor",
    ),
    (
        ("407 Proxy Authentication Required\r\ncontent-type: text/html", "<html>"),
        &[PAT],
        "ProxyPassword",
        "correct ProxyUser",
    ),
    (
        ("511 Network Authentication Required\r\ncontent-type: text/html", "<html>"),
        &[PAT],
        "captive portal",
        "Something else than Confluence",
    ),
    (
        ("403 Forbidden\r\ncontent-type: text/plain", "XSRF check failed"),
        &[PAT],
        "X-Atlassian-Token",
        "Do not try again",
    ),
    (
        (JSON_403, r#"{"message":"The IP address has been rejected"}"#),
        &[PAT],
        "allowlist",
        "Do not try again",
    ),
    (("403 Forbidden\r\ncontent-type: text/html", "<html>"), &[PAT], "firewall", "Do not try again"),
    (
        (
            "405 Method Not Allowed\r\ncontent-type: application/json",
            r#"{"message":"Confluence is in read-only mode"}"#,
        ),
        &[PAT],
        "read-only mode",
        "Do not try again",
    ),
    (
        (
            "404 Not Found\r\ncontent-type: application/json",
            r#"{"errorMessage":"Site temporarily unavailable"}"#,
        ),
        &[PAT],
        "suspended",
        "tell the user",
    ),
    (
        ("503 Service Unavailable\r\nretry-after: 120\r\ncontent-type: text/html", "<html>"),
        &[PAT, "MaxRetries=0"],
        "503",
        "Wait 120 seconds",
    ),
    // A wrong context path.
    (NOT_FOUND, &[PAT], "URL", "correct URL"),
];

fn filled(parts: &[&str], url: &str, folder: &Path) -> String {
    let keys = format!("{}/fixtures/certificates", env!("CARGO_MANIFEST_DIR"));
    let mut text = parts.join(";").replace("{url}", url).replace("{folder}", folder.to_str().unwrap());
    for (mark, name, content, mode) in FILES.iter().filter(|(mark, ..)| parts.concat().contains(mark)) {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        tests::set_mode(&path, *mode);
        text = text.replace(mark, "");
    }
    text.replace("{keys}", &keys)
}

async fn service((head, body): (&str, &str)) -> RawResponder {
    // It closes after each answer and says so, so that nobody sends a second request into a closing connection.
    let answer =
        format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    RawResponder::start(Script::Verbatim(answer.into_bytes())).await
}

/// The tool's answer and the log at the default level.
async fn asked(connection: &str) -> (String, String) {
    let mut server = Process::start(connection).await;
    let result = server.call("confluence_list_spaces", json!({})).await;
    let (texts, failed) = texts(&result);
    assert!(failed, "{connection}: {texts:?}");
    let text = texts[0].to_owned();
    let (_, said) = server.end().await;
    (text, said)
}

async fn doctor(connection: &str) -> Value {
    let output = command(&["doctor", "--json", "--connection", connection]).output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(SECRET), "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What each of the three says of one failure.
async fn told(connection: &str, says: &str, next: &str) {
    let (answer, log) = asked(connection).await;
    for (place, text) in [("tool", &answer), ("log", &log)] {
        assert!(text.contains(says), "{connection}, {place}: {text}");
        assert!(
            !text.contains(SECRET) && !text.contains("no credential to send"),
            "{connection}, {place}: {text}"
        );
    }
    assert!(answer.contains(next), "{connection}: {answer}");
    assert!(!answer.contains("Correct the arguments"), "{connection}: {answer}");
    found(connection, &[says, next]).await;
}

/// The doctor says the same, with something to do, and nothing behind the check that failed is all right.
async fn found(connection: &str, says: &[&str]) {
    let findings = doctor(connection).await;
    let told = findings.to_string();
    assert_eq!(findings["healthy"], false, "{connection}: {findings}");
    assert!(
        says.iter().any(|says| told.contains(says)),
        "{connection}: it does not say {says:?}: {findings}"
    );
    assert!(!told.contains("no credential to send"), "{connection}: {findings}");
    let failed = findings["checks"].as_array().unwrap().iter().find(|check| check["outcome"] == "failed");
    let failed = failed.unwrap_or_else(|| panic!("{connection}: nothing failed: {findings}"));
    let next = failed["notes"].as_array().is_some_and(|notes| !notes.is_empty());
    assert!(next || says_what_to_do(&failed["found"]), "{connection}: nothing to do: {findings}");
}

/// As many as were asked for, and more.
#[test]
fn the_table_is_wide() {
    let all = OF_OAUTH.len() + OF_KEYS.len() + OF_REQUESTS.len() + OF_ANSWERS.len() + AT_THE_START.len();
    assert!(all >= 50, "{all}");
}

#[tokio::test]
async fn a_login_that_fails_tells_its_reason_everywhere() {
    for (answer, parts, says, next) in OF_OAUTH {
        let folder = tempfile::tempdir().unwrap();
        let service = service(*answer).await;
        told(&filled(parts, service.url(), folder.path()), says, next).await;
    }
}

#[tokio::test]
async fn a_key_that_does_not_sign_tells_its_reason_everywhere() {
    let service = RawResponder::start(Script::Html).await;
    let folder = tempfile::tempdir().unwrap();
    for (store, property) in OF_KEYS {
        let connection = filled(&[SIGNED, store], service.url(), folder.path());
        told(&connection, property, &format!("correct {property}")).await;
        let findings = doctor(&connection).await.to_string();
        assert!(findings.contains(property), "{store}: {findings}");
    }
}

#[tokio::test]
async fn a_request_that_fails_says_what_to_look_at() {
    for (answer, parts, says, next) in OF_REQUESTS.iter().chain(OF_ANSWERS) {
        let folder = tempfile::tempdir().unwrap();
        let service = service(*answer).await;
        let connection = filled(parts, service.url(), folder.path());
        let (text, log) = asked(&connection).await;
        assert!(text.contains(says) && text.contains(next), "{connection}: {text}");
        assert!(!text.contains(SECRET) && !log.contains(SECRET), "{text} {log}");
        assert!(!text.contains("no credential to send"), "{text}");
        found(&connection, &[says]).await;
    }
}

/// While a stored token still lives, requests go on for an hour with a secret that counts no more.
#[tokio::test]
async fn the_secret_of_a_service_account_is_tried_though_a_token_is_stored() {
    let [cloud, _] = samples().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.json");
    let right = format!("{};OAuthSettingsLocation={}", cloud.service_connection_string(), store.display());
    let mut server = Process::start(&right).await;
    let answer = server.call("confluence_list_spaces", json!({})).await;
    assert!(texts(&answer).0[0].contains("DOCS"), "{answer}");
    server.end().await;
    let findings = doctor(&right).await;
    assert_eq!(findings["healthy"], true, "{findings}");
    let wrong = right.replace("service-secret", SECRET);
    found(&wrong, &["OAuthClientSecret"]).await;
}

#[tokio::test]
async fn what_is_refused_at_the_start_names_its_property() {
    for (connection, says) in AT_THE_START {
        let output = command(&["--connection", connection]).output().await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(says), "{connection}: {said}");
        assert!(!said.contains(SECRET), "{said}");
        found(connection, &[says]).await;
        let findings = doctor(connection).await;
        // No line is all right that the next one refuses.
        let checks = findings["checks"].as_array().unwrap();
        assert!(checks.iter().all(|check| check["outcome"] != "ok"), "{connection}: {findings}");
    }
}
