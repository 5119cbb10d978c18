//! OAuth 1.0a against oauthlib: the same signatures over the same requests, and whole logins at a provider built on it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use confluence_oauth::{ConnectionString, Refusal, Session, SessionOptions};
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use crate::full::install::pip;
use crate::oauth::oauth1::{base_string, fixture, parameters};

const PACKAGES: &[&str] = &["oauthlib[signedtoken]==3.3.1"];
const REQUESTS: usize = 600;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("it/full/interop/python").join(name)
}

fn session(url: &str, more: &str) -> Session {
    let key = fixture("rsa.pkcs8.pem");
    let string = format!("URL={url};OAuthVersion=1.0;OAuthClientId=consumer;CertificateStore={key};{more}");
    let mut string = ConnectionString::parse(&string).unwrap();
    let options = SessionOptions::take_from(&mut string).unwrap();
    string.finish().unwrap();
    Session::open(options.exchange(crate::oauth::sandbox::exchange())).unwrap()
}

/// A text of awkward characters, encoded as one of the ways there are.
fn awkward(random: &mut fastrand::Rng) -> String {
    const SIGNS: &[char] = &[
        'a',
        'Z',
        '0',
        '-',
        '.',
        '_',
        '~',
        ' ',
        '+',
        '%',
        '&',
        '=',
        '?',
        '#',
        '/',
        '"',
        '\'',
        '<',
        '>',
        '[',
        ']',
        '{',
        '}',
        '|',
        '\\',
        '^',
        '`',
        '@',
        ':',
        ';',
        ',',
        '!',
        '$',
        '*',
        '(',
        ')',
        '\u{e9}',
        '\u{df}',
        '\u{4e2d}',
        '\u{1f600}',
        '\u{301}',
        '\t',
        '\n',
        '\u{7f}',
    ];
    let length = random.usize(..9);
    let signs = std::iter::repeat_with(|| SIGNS[random.usize(..SIGNS.len())]).take(length);
    let text: String = signs.collect();
    let mut encoded = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        match (plain, random.u8(..4)) {
            (true, 1..) => encoded.push(char::from(byte)),
            (false, 0) if byte == b' ' => encoded.push('+'),
            (_, 1) => encoded.push_str(&format!("%{byte:02x}")),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn address(random: &mut fastrand::Rng) -> Url {
    const ORIGINS: &[&str] = &[
        "https://wiki.example.com",
        "http://wiki.example.com:80",
        "https://WIKI.example.com:443",
        "https://wiki.example.com:8443",
        "http://127.0.0.1:8090",
        "http://[::1]:8090",
        "https://w\u{fc}ki.example",
    ];
    let origin = ORIGINS[random.usize(..ORIGINS.len())];
    let segments: Vec<String> = (0..random.usize(..5)).map(|_| awkward(random).replace('+', "%20")).collect();
    let mut names: Vec<String> = (0..random.usize(..6)).map(|_| awkward(random)).collect();
    if let Some(name) = names.first().cloned() {
        names.push(name);
    }
    let pairs: Vec<String> = names
        .into_iter()
        .map(|name| if random.bool() { format!("{name}={}", awkward(random)) } else { name })
        .collect();
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    Url::parse(&format!("{origin}/confluence/{}{query}", segments.join("/"))).unwrap()
}

#[tokio::test]
#[ignore = "installs oauthlib from PyPI: cargo xtask test --full interop"]
async fn hundreds_of_requests_are_signed_alike() {
    let python = pip("oauthlib", PACKAGES).await;
    let mut random = fastrand::Rng::with_seed(5849);
    let session = session(
        "https://wiki.example.com",
        "InitiateOAuth=OFF;OAuthAccessToken=a-token/with+signs=and%more;OAuthAccessTokenSecret=unused",
    );
    let mut requests = Vec::new();
    for _ in 0..REQUESTS {
        let method = [Method::GET, Method::POST, Method::PUT, Method::DELETE][random.usize(..4)].clone();
        let url = address(&mut random);
        let header = session.authorize(&method, &url, None).await.unwrap();
        let mut given = parameters(&header);
        given.remove("oauth_signature");
        let base = base_string(&method, &url, given);
        requests.push(json!({"method": method.as_str(), "url": url.as_str(), "header": header.to_str().unwrap(), "base": base}));
    }
    let work =
        json!({"private": fixture("rsa.pkcs8.pem"), "public": fixture("public.pem"), "requests": requests});
    let mut judge = Command::new(python);
    judge.arg(script("signatures.py")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut judge = judge.kill_on_drop(true).spawn().unwrap();
    judge.stdin.take().unwrap().write_all(work.to_string().as_bytes()).await.unwrap();
    let judged = judge.wait_with_output().await.unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    let agreed: usize = String::from_utf8_lossy(&judged.stdout).trim().parse().unwrap();
    assert_eq!(agreed, REQUESTS);
    println!("oauthlib: {agreed} requests signed alike and verified");
}

/// A provider in Python.
struct Provider {
    _process: Child,
    origin: String,
    client: reqwest::Client,
}

impl Provider {
    async fn start(ahead: i64) -> Self {
        let mut process = Command::new(pip("oauthlib", PACKAGES).await);
        process.arg(script("provider.py")).arg(fixture("public.pem")).arg(ahead.to_string());
        let mut process = process.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().expect("the provider prints its port");
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { _process: process, origin: format!("http://127.0.0.1:{port}"), client }
    }

    fn site(&self) -> String {
        format!("{}/confluence", self.origin)
    }

    async fn counts(&self) -> Value {
        let text =
            self.client.get(format!("{}/counts", self.origin)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// The browser: where the consent screen sends it.
    async fn visit(&self, url: &Url) -> String {
        let answer = self.client.get(url.clone()).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    async fn read(&self, url: &Url, header: HeaderValue) -> StatusCode {
        self.client.get(url.clone()).header("authorization", header).send().await.unwrap().status()
    }
}

#[tokio::test]
#[ignore = "installs oauthlib from PyPI: cargo xtask test --full interop"]
async fn a_login_its_refresh_and_a_clock_that_is_off() {
    let begun = Instant::now();
    for ahead in [0, 4000, -4000] {
        let provider = Provider::start(ahead).await;
        let folder = tempfile::tempdir().unwrap();
        let store = format!("OAuthSettingsLocation={}", folder.path().join("oauth.json").display());
        let pending = session(&provider.site(), &store).begin_login().await.unwrap();
        let back = provider.visit(pending.authorization_url()).await;
        assert!(pending.finish(&back).await.unwrap().refreshable);

        let session = session(&provider.site(), &store);
        let url =
            Url::parse(&format!("{}/rest/api/content?title=a%20b%2B%C3%A9&title=&expand", provider.site()))
                .unwrap();
        let mut header = session.authorize(&Method::GET, &url, None).await.unwrap();
        if ahead != 0 {
            // A new process knows nothing of the clock: one refusal tells it, and costs no refresh.
            assert_eq!(provider.read(&url, header.clone()).await, StatusCode::UNAUTHORIZED);
            let refusal = Refusal::new(StatusCode::UNAUTHORIZED, header);
            header = session.authorize(&Method::GET, &url, Some(&refusal)).await.unwrap();
            assert_eq!(provider.counts().await["renewals"], 0);
        }
        assert_eq!(provider.read(&url, header).await, StatusCode::OK);
        let stale = session.access_token().await.unwrap();
        session.refresh(&stale).await.unwrap();
        let header = session.authorize(&Method::GET, &url, None).await.unwrap();
        assert_eq!(provider.read(&url, header).await, StatusCode::OK);
        let counts = provider.counts().await;
        assert_eq!(
            (&counts["access-token"], &counts["renewals"], &counts["resources"]),
            (&json!(1), &json!(1), &json!(2))
        );
        println!("oauthlib: clock ahead by {ahead} s: {counts}");
    }
    println!("oauthlib: three logins with refresh in {:.1} s", begun.elapsed().as_secs_f32());
}
