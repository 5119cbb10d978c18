//! No secret in any error, any log line, any Debug.

use std::io::Write;
use std::sync::{Arc, Mutex};

use confluence_oauth::{ConnectionString, Error, Session};
use tests::sandbox::{Deployment, Fault, Sandbox};
use tracing_subscriber::fmt::MakeWriter;

use super::realm::Realm;
use super::{CLOUD, Place, SERVER, open};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    fn error(&self, error: &Error) {
        let mut source: Option<&dyn std::error::Error> = Some(error);
        while let Some(cause) = source {
            self.add(&format!("{cause} {cause:?}\n"));
            source = cause.source();
        }
    }

    fn add(&self, text: &str) {
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Everything that the realm knows as a secret.
const MARKS: [&str; 8] = [
    "secret-of-app",
    "refresh-",
    "access-",
    "good-code",
    "bad-secret",
    "bad-token",
    "pkce-",
    "code_verifier",
];

async fn refreshes(captured: &Captured, site: &str) {
    let (realm, place) = (Realm::new(), Place::new());
    let client = "OAuthClientId=app;OAuthClientSecret=secret-of-app";
    let string =
        format!("{site};{client};{};InitiateOAuth=REFRESH;OAuthRefreshToken=refresh-0", place.property());
    let session = open(&realm, &string);
    let token = session.access_token().await.unwrap();
    captured.add(&format!("{session:?} {token:?} {:?}", session.status().await.unwrap()));
    captured.add(&format!("{:?}", session.store().load(session.key()).await.unwrap()));
    captured.add(&format!("{:?}", ConnectionString::parse(&string).unwrap()));
    realm.pass(4000);
    for body in ["refresh-1 <html>", r#"{"error":"refresh-1","error_description":"refresh-1 secret-of-app"}"#]
    {
        realm.state().faults = vec![(400, body.into())];
        captured.error(&session.access_token().await.unwrap_err());
    }
    realm.state().faults = vec![(200, r#"{"refresh_token":"refresh-9","scope":["access-9"]}"#.into()); 3];
    captured.error(&session.access_token().await.unwrap_err());
    session.access_token().await.unwrap();
    session.logout().await.unwrap();
    for bad in [string.replace("secret-of-app", "bad-secret"), string.replace("refresh-0", "bad-token")] {
        captured.error(&open(&realm, &bad).access_token().await.unwrap_err());
    }
}

async fn logins(captured: &Captured, site: &str) {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().codes.insert("good-code".into(), ());
    let string = format!("{site};OAuthClientId=app;OAuthClientSecret=secret-of-app;{}", place.property());
    let session = open(&realm, &string);
    let pending = session.begin_login().await.unwrap();
    captured.add(&format!("{pending:?}"));
    captured
        .error(&session.finish_login("http://localhost:33333/?code=good-code&state=x").await.unwrap_err());
    captured.error(&session.finish_login("good-code-that-is-bad").await.unwrap_err());
    captured.add(&format!("{:?}", pending.finish("good-code").await.unwrap()));
    let garbage = place.text().replace(['{', '}'], "");
    place.write(&garbage);
    captured.error(&open(&realm, &string).access_token().await.unwrap_err());
    place.write(&format!("{{{garbage}"));
    captured.error(&open(&realm, &string).access_token().await.unwrap_err());
}

/// What OAuth 1.0a keeps secret: tokens, session handles, signatures, the key and what opens it.
fn marks_of_links(key: &str) -> Vec<String> {
    let line = key.lines().nth(5).unwrap().to_owned();
    [
        "oauth1-",
        "handle-",
        "oauth_signature=",
        "oauth_verifier=",
        "sesame",
        "temporary-secret",
        "token-secret",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([line])
    .collect()
}

/// A login, a refresh and every refusal of OAuth 1.0a.
async fn links(captured: &Captured) {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    let place = Place::new();
    let string = format!(
        "{};{};CertificateStorePassword=sesame",
        sandbox.link_connection_string().replace("rsa.pkcs8.pem", "rsa.v3.encrypted.ppk"),
        place.property()
    );
    let session = super::sandbox::open(&string);
    let pending = session.begin_login().await.unwrap();
    captured.add(&format!("{pending:?} {session:?}"));
    captured
        .error(&session.finish_login("?oauth_token=oauth1-other&oauth_verifier=handle-x").await.unwrap_err());
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    captured.add(&format!("{:?}", pending.finish(&back).await.unwrap()));
    let url = url::Url::parse(&format!("{}/rest/api/space", sandbox.url())).unwrap();
    let header = session.authorize(&http::Method::GET, &url, None).await.unwrap();
    let refusal = confluence_oauth::Refusal::new(http::StatusCode::UNAUTHORIZED, header.clone());
    captured.add(&format!("{header:?} {refusal:?} {:?}", session.status().await.unwrap()));
    session.authorize(&http::Method::GET, &url, Some(&refusal)).await.unwrap();
    let token = session.access_token().await.unwrap();
    captured.add(&format!("{token:?} {:?}", session.store().load(session.key()).await.unwrap()));
    for body in [
        "oauth_problem=oauth1-echo",
        "oauth_problem=signature_invalid&oauth_signature_base_string=handle-+echo",
    ] {
        let answer = Fault::Answer { status: 401, content_type: "text/plain", body: body.to_owned() };
        sandbox.next_of("accessToken", answer, 1);
        captured.error(&session.refresh(&token).await.unwrap_err());
    }
    sandbox.know_as("https://elsewhere.example.com");
    captured.add(&format!("{:?}", session.diagnose().await));
    captured.error(&session.refresh(&token).await.unwrap_err());
    sandbox.revoke_grants();
    captured.error(&session.refresh(&token).await.unwrap_err());
    for bad in [
        "rsa.v2.encrypted.ppk",
        "rsa.legacy.pem",
        "old.p12",
        "rsa.jks",
        "rsa.encrypted.openssh",
        "ec.p12",
        "missing",
    ] {
        let string =
            string.replace("rsa.v3.encrypted.ppk", bad).replace("Password=sesame", "Password=sesame-seed");
        captured.error(&super::sandbox::open(&string).begin_login().await.unwrap_err());
    }
}

#[test]
fn nothing_of_oauth_1_ever_shows_a_secret() {
    let captured = Captured::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(captured.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber.finish(), || runtime.block_on(links(&captured)));
    let text = captured.text();
    assert!(text.contains("a new token was obtained") && text.contains("signed here"), "captured: {text}");
    let key = std::fs::read_to_string(Sandbox::private_key()).unwrap();
    for mark in marks_of_links(&key) {
        let line = text.lines().find(|line| line.contains(&mark));
        assert_eq!(line, None, "{mark} is shown");
    }
}

fn strings(captured: &Captured) {
    for text in [
        "OAuthClientSecret=a;secret-of-app",
        "OAuthClientSecret='secret-of-app",
        "OAuthClientSecret=a;secret-of-app=",
        "OAuthRefreshToken=refresh-0;OAuthRefreshToken=refresh-1",
        "OAuthAccessToken='access-1 access-2';URL=https://x",
        "URL=https://user:secret-of-app@example.com",
        "OAuthSettingsLocation=what://user:secret-of-app@host;URL=https://x",
    ] {
        let opened = ConnectionString::parse(text).and_then(|mut string| {
            captured.add(&format!("{string:?}"));
            Session::open(confluence_oauth::SessionOptions::take_from(&mut string)?)
        });
        captured.error(&opened.unwrap_err());
    }
}

#[test]
fn nothing_ever_shows_a_secret() {
    let captured = Captured::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(captured.clone());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    tracing::subscriber::with_default(subscriber.finish(), || {
        runtime.block_on(async {
            for site in [CLOUD, SERVER] {
                refreshes(&captured, site).await;
                logins(&captured, site).await;
            }
        });
        strings(&captured);
    });
    let text = captured.text();
    assert!(text.contains("a new token was obtained"), "the log was captured: {text}");
    for mark in MARKS {
        let line = text.lines().find(|line| line.contains(mark));
        assert_eq!(line, None, "{mark} is shown");
    }
}
