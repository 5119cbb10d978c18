//! OAuth 1.0a: every request signed, a login in three steps, refresh by session handle.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use base64::prelude::*;
use bytes::Bytes;
use confluence_oauth::{ConnectionString, ErrorKind, ExchangeError, Refusal, Session, SessionOptions};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use url::Url;

use super::Place;

/// A file of `tests/fixtures/certificates`.
pub(crate) fn fixture(name: &str) -> String {
    format!("{}/fixtures/certificates/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The parameters of an `Authorization` header: RFC 5849, section 3.5.1.
pub(crate) fn parameters(header: &HeaderValue) -> HashMap<String, String> {
    let text = header.to_str().unwrap().strip_prefix("OAuth ").unwrap();
    let pairs = text.split(", ").map(|pair| pair.split_once('=').unwrap());
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    pairs.map(|(name, value)| (decoded(name), decoded(value.trim_matches('"')))).collect()
}

/// Whether the header signs this request with the key of the fixtures, by an implementation of our own.
pub(crate) fn verifies(method: &Method, url: &Url, header: &HeaderValue) -> bool {
    let mut given = parameters(header);
    let signature = BASE64_STANDARD.decode(given.remove("oauth_signature").unwrap()).unwrap();
    let pem = std::fs::read_to_string(fixture("public.pem")).unwrap();
    let key: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = UnparsedPublicKey::new(
        &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        BASE64_STANDARD.decode(key).unwrap(),
    );
    key.verify(base_string(method, url, given).as_bytes(), &signature).is_ok()
}

pub(crate) fn base_string(method: &Method, url: &Url, given: HashMap<String, String>) -> String {
    let encode = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let mut pairs: Vec<_> =
        url.query_pairs().into_owned().chain(given).map(|(n, v)| (encode(&n), encode(&v))).collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut bare = url.clone();
    bare.set_query(None);
    format!("{method}&{}&{}", encode(bare.as_str()), encode(&pairs.join("&")))
}

/// A provider that checks every signature.
#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Served>>);

#[derive(Default)]
struct Served {
    /// How many seconds its clock is ahead of ours.
    ahead: i64,
    problem: Option<&'static str>,
    lifetime: u32,
    steps: Vec<String>,
}

impl Provider {
    fn session(&self, properties: &str) -> Session {
        let string = format!(
            "URL=https://wiki.example.com/confluence;OAuthVersion=1.0;OAuthClientId=consumer;CertificateStore={};{properties}",
            fixture("rsa.pkcs8.pem")
        );
        let mut string = ConnectionString::parse(&string).unwrap();
        let options = SessionOptions::take_from(&mut string).unwrap();
        string.finish().unwrap();
        let provider = self.clone();
        Session::open(options.exchange(move |request| {
            let answer = provider.0.lock().unwrap().answer(&request);
            async move { Ok::<_, ExchangeError>(answer) }
        }))
        .unwrap()
    }

    fn steps(&self) -> Vec<String> {
        self.0.lock().unwrap().steps.clone()
    }
}

impl Served {
    fn answer(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let now = SystemTime::now() + Duration::from_secs(u64::try_from(self.ahead).unwrap());
        let date = httpdate::fmt_http_date(now);
        let Some(header) = request.headers().get("authorization").cloned() else {
            return Response::builder().status(200).header("date", date).body(Bytes::new()).unwrap();
        };
        let url = Url::parse(&request.uri().to_string()).unwrap();
        assert!(verifies(request.method(), &url, &header), "the signature is not good");
        let given = parameters(&header);
        let step = url.path().rsplit('/').next().unwrap().to_owned();
        self.steps.push(step.clone());
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let late = seconds.abs_diff(given["oauth_timestamp"].parse().unwrap()) > 60;
        let problem = self.problem.or(late.then_some("timestamp_refused"));
        let (status, body) = match (problem, step.as_str()) {
            (Some(problem), _) => (401, format!("oauth_problem={problem}")),
            (None, "request-token") => {
                assert_eq!(given["oauth_callback"], "http://localhost:33333");
                (200, "oauth_token=temporary&oauth_token_secret=s1&oauth_callback_confirmed=true".to_owned())
            }
            (None, _) => (200, self.token(&given)),
        };
        Response::builder().status(status).header("date", date).body(body.into()).unwrap()
    }

    fn token(&self, given: &HashMap<String, String>) -> String {
        let number = self.steps.iter().filter(|step| *step == "access-token").count();
        match given.get("oauth_session_handle") {
            Some(handle) => assert_eq!(*handle, format!("handle{}", number - 1)),
            None => assert_eq!(
                (given["oauth_token"].as_str(), given["oauth_verifier"].as_str()),
                ("temporary", "v1")
            ),
        }
        let lifetime = self.lifetime;
        format!(
            "oauth_token=token{number}&oauth_token_secret=s2&oauth_expires_in={lifetime}&oauth_session_handle=handle{number}"
        )
    }
}

fn page() -> Url {
    Url::parse("https://wiki.example.com/confluence/rest/api/content?title=a%20b%2Bc&limit=2&expand=")
        .unwrap()
}

async fn signed(session: &Session) -> String {
    let header = session.authorize(&Method::GET, &page(), None).await.unwrap();
    assert!(header.is_sensitive() && verifies(&Method::GET, &page(), &header));
    let given = parameters(&header);
    assert_eq!(
        (given["oauth_consumer_key"].as_str(), given["oauth_signature_method"].as_str()),
        ("consumer", "RSA-SHA1")
    );
    given["oauth_token"].clone()
}

#[tokio::test]
async fn a_given_token_signs_every_request_anew() {
    let session =
        Provider::default().session("InitiateOAuth=OFF;OAuthAccessToken=mine;OAuthAccessTokenSecret=unused");
    let one = session.authorize(&Method::GET, &page(), None).await.unwrap();
    let other = session.authorize(&Method::GET, &page(), None).await.unwrap();
    assert_ne!(parameters(&one)["oauth_nonce"], parameters(&other)["oauth_nonce"]);
    assert_eq!(signed(&session).await, "mine");
    assert!(!verifies(&Method::POST, &page(), &one), "the method is signed too");
}

#[tokio::test]
async fn three_steps_lead_to_a_token_that_its_session_handle_refreshes() {
    let (provider, place) = (Provider::default(), Place::new());
    provider.0.lock().unwrap().lifetime = 3600;
    let session = provider.session(&place.property());
    let pending = session.begin_login().await.unwrap();
    let url = pending.authorization_url().as_str();
    assert_eq!(
        url,
        "https://wiki.example.com/confluence/plugins/servlet/oauth/authorize?oauth_token=temporary"
    );
    let back = "http://localhost:33333/?oauth_token=temporary&oauth_verifier=v1";
    let login = provider.session(&place.property()).finish_login(back).await.unwrap();
    assert!(login.access_token_expires_at.is_some());
    assert_eq!(signed(&session).await, "token1");
    let stale = session.authorize(&Method::GET, &page(), None).await.unwrap();
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, stale);
    let refreshed = session.authorize(&Method::GET, &page(), Some(&refusal)).await.unwrap();
    assert_eq!(parameters(&refreshed)["oauth_token"], "token2");
    assert_eq!(signed(&provider.session(&place.property())).await, "token2");
    assert_eq!(provider.steps(), ["request-token", "access-token", "access-token"]);
}

#[tokio::test]
async fn a_verifier_and_a_temporary_token_finish_a_login_that_was_begun_elsewhere() {
    let (provider, place) = (Provider::default(), Place::new());
    provider.0.lock().unwrap().lifetime = 3600;
    let given =
        format!("{};InitiateOAuth=REFRESH;OAuthVerifier=v1;AuthToken=temporary;AuthKey=s1", place.property());
    for _ in 0..2 {
        assert_eq!(signed(&provider.session(&given)).await, "token1");
    }
    assert_eq!(provider.steps(), ["access-token"]);
}

#[tokio::test]
async fn a_user_who_declines_and_an_answer_to_another_login_are_told_apart() {
    let (provider, place) = (Provider::default(), Place::new());
    let session = provider.session(&place.property());
    session.begin_login().await.unwrap();
    let finish = |answer: &'static str| {
        let session = session.clone();
        async move { session.finish_login(answer).await.unwrap_err().kind() }
    };
    assert_eq!(finish("?oauth_token=temporary&oauth_verifier=denied").await, ErrorKind::ConsentDenied);
    assert_eq!(finish("?oauth_token=other&oauth_verifier=v1").await, ErrorKind::StateMismatch);
}

#[tokio::test]
async fn the_servers_clock_is_learnt_from_one_refusal() {
    let (provider, place) = (Provider::default(), Place::new());
    provider.0.lock().unwrap().ahead = 1000;
    let session = provider.session(&place.property());
    session.begin_login().await.unwrap();
    assert_eq!(provider.steps(), ["request-token", "request-token"]);
    let late = session.finish_login("?oauth_token=temporary&oauth_verifier=v1").await;
    late.unwrap();
    assert_eq!(provider.steps().len(), 3, "the offset is kept");
}

#[tokio::test]
async fn problems_have_causes_that_a_person_can_act_on() {
    for (problem, kind, property) in [
        ("consumer_key_unknown", ErrorKind::OAuth1, "OAuthClientId"),
        ("signature_invalid", ErrorKind::OAuth1, "CertificateStore"),
        ("permission_unknown", ErrorKind::ConsentDenied, "OAuthVerifier"),
    ] {
        let (provider, place) = (Provider::default(), Place::new());
        provider.0.lock().unwrap().problem = Some(problem);
        let error = provider.session(&place.property()).begin_login().await.unwrap_err();
        assert_eq!((error.kind(), error.property(), error.code()), (kind, Some(property), Some(problem)));
    }
}

#[tokio::test]
async fn what_cannot_work_is_said_when_the_session_is_opened() {
    for (string, property) in [
        ("URL=https://x.atlassian.net;OAuthVersion=1.0;OAuthClientId=a;CertificateStore=/k", "OAuthVersion"),
        ("URL=https://x.example;OAuthVersion=1.0;CertificateStore=/k", "OAuthClientId"),
        ("URL=https://x.example;OAuthVersion=1.0;OAuthClientId=a", "CertificateStore"),
    ] {
        let mut string = ConnectionString::parse(string).unwrap();
        let error = Session::open(SessionOptions::take_from(&mut string).unwrap()).unwrap_err();
        assert_eq!(error.property(), Some(property));
    }
}
