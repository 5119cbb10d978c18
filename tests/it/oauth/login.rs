//! Logging in: with a browser that comes back, and with an address that is pasted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use confluence_oauth::{ErrorKind, ExchangeError, LoginPrompt, Session};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, SERVER, open, options};

const LOCAL: &str = "CallbackURL=http://127.0.0.1:0/back";

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

/// Sends one request as it stands and returns the status line and head.
async fn send(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

/// A user whose browser asks for these targets, with `{state}` filled in; the statuses of the answers.
#[derive(Clone, Default)]
struct User {
    targets: Vec<(&'static str, &'static str)>,
    statuses: Arc<Mutex<Vec<String>>>,
    port: Arc<Mutex<u16>>,
}

impl User {
    fn new(targets: &[(&'static str, &'static str)]) -> Self {
        Self { targets: targets.to_vec(), ..Self::default() }
    }

    async fn browse(self, url: Url) {
        let query = query(&url);
        let redirect = Url::parse(&query["redirect_uri"]).unwrap();
        let port = redirect.port().unwrap();
        *self.port.lock().unwrap() = port;
        for (target, host) in &self.targets {
            let target = target.replace("{state}", &query["state"]);
            let host = host.replace("{port}", &port.to_string());
            let answer = send(port, &format!("{target} HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
            let status = answer.split(' ').nth(1).unwrap_or("closed").to_owned();
            assert!(!answer.contains(&query["state"]) && !answer.contains("good-code"));
            self.statuses.lock().unwrap().push(status);
        }
    }
}

#[async_trait::async_trait]
impl LoginPrompt for User {
    async fn show(&self, authorization_url: Url) -> Result<(), ExchangeError> {
        tokio::spawn(self.clone().browse(authorization_url));
        Ok(())
    }
}

fn realm() -> Realm {
    let realm = Realm::new();
    realm.state().codes.insert("good-code".into(), ());
    realm
}

const LOCALHOST: &str = "127.0.0.1:{port}";

#[tokio::test]
async fn a_browser_comes_back_and_the_grant_is_stored() {
    let (realm, place) = (realm(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};{};Scope=read", place.property()));
    let user = User::new(&[("GET /back?code=good-code&state={state}", LOCALHOST)]);
    let login = session.login(&user).await.unwrap();
    assert_eq!(
        (login.refreshable, login.cloud_id.as_deref()),
        (true, Some("ac3e0000-0000-4000-8000-000000000001"))
    );
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    let state = realm.state();
    let (_, form) = state.log.iter().find(|(_, form)| form.contains_key("code")).unwrap();
    assert!(form["code_verifier"].len() >= 43);
    assert!(form["redirect_uri"].starts_with("http://127.0.0.1:") && form["redirect_uri"].ends_with("/back"));
    assert!(
        place.text().contains("refresh-1") && place.text().contains("ac3e0000-0000-4000-8000-000000000001")
    );
    assert!(!place.text().contains("code_verifier"), "the finished login leaves no state behind");
}

#[tokio::test]
async fn stray_requests_do_not_end_the_wait() {
    let (realm, place) = (realm(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};{}", place.property()));
    let user = User::new(&[
        ("GET /favicon.ico", LOCALHOST),
        ("GET /back?code=good-code&state=wrong", LOCALHOST),
        ("GET /back?error=access_denied&state=wrong", LOCALHOST),
        ("GET /back?code=good-code", LOCALHOST),
        ("POST /back?code=good-code&state={state}", LOCALHOST),
        ("GET /back?code=good-code&state={state}", "evil.example:{port}"),
        ("GET http://127.0.0.1/back?code=good-code&state={state}", LOCALHOST),
        ("GET /back?code=good-code&state={state}", LOCALHOST),
    ]);
    session.login(&user).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(*user.statuses.lock().unwrap(), ["404", "400", "400", "400", "405", "421", "400", "200"]);
    let port = *user.port.lock().unwrap();
    TcpStream::connect(("127.0.0.1", port))
        .await
        .expect_err("the listener is closed: a second callback finds nobody");
}

#[tokio::test]
async fn a_user_who_says_no_is_heard_and_nothing_is_stored() {
    let (realm, place) = (realm(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};{}", place.property()));
    let user =
        User::new(&[("GET /back?error=access_denied&error_description=No%20way&state={state}", LOCALHOST)]);
    let error = session.login(&user).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::ConsentDenied, Some("access_denied")));
    assert!(error.to_string().contains("No way"));
    assert!(!place.text().contains("access_token"));
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_never_comes_back_is_waited_for_five_minutes() {
    let (realm, begun) = (realm(), tokio::time::Instant::now());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};OAuthSettingsLocation=memory://never"));
    let error = session.login(&User::new(&[])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CallbackTimeout);
    assert_eq!(begun.elapsed().as_secs(), 300);
    assert!(error.authorization_url().is_some());
}

#[tokio::test]
async fn a_slow_or_silent_connection_holds_up_nobody() {
    let (realm, place) = (realm(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};{}", place.property()));
    let prompt = |url: Url| async move {
        let port = Url::parse(&query(&url)["redirect_uri"]).unwrap().port().unwrap();
        let silent = TcpStream::connect(("127.0.0.1", port)).await?;
        let mut huge = TcpStream::connect(("127.0.0.1", port)).await?;
        huge.write_all(format!("GET /back?x={}", "x".repeat(15 << 10)).as_bytes()).await?;
        tokio::spawn(async move {
            User::new(&[("GET /back?code=good-code&state={state}", LOCALHOST)]).browse(url).await;
            drop((silent, huge));
        });
        Ok::<(), ExchangeError>(())
    };
    tokio::time::timeout(Duration::from_secs(4), session.login(&prompt)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_and_nothing_is_shown() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let string =
        format!("{CLOUD};{CLIENT};CallbackURL=http://localhost:{port};OAuthSettingsLocation=memory://taken");
    let shown = Arc::new(Mutex::new(false));
    let prompt = {
        let shown = shown.clone();
        move |_: Url| {
            *shown.lock().unwrap() = true;
            async { Ok::<(), ExchangeError>(()) }
        }
    };
    let error = open(&realm(), &string).login(&prompt).await.unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::CallbackPort, Some("CallbackURL")));
    assert!(error.to_string().contains(&port.to_string()) && !*shown.lock().unwrap());
}

#[tokio::test]
async fn one_login_at_a_time_and_cancelling_frees_the_place() {
    let (realm, place) = (realm(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{LOCAL};{}", place.property());
    let (one, other) = (open(&realm, &string), open(&realm, &string));
    let waiting = tokio::spawn(async move { one.login(&User::new(&[])).await.map(drop) });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let error = other.login(&User::new(&[])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginInProgress);
    waiting.abort();
    let _ = waiting.await;
    other.login(&User::new(&[("GET /back?code=good-code&state={state}", LOCALHOST)])).await.unwrap();
}

#[tokio::test]
async fn a_session_with_a_prompt_logs_in_when_nothing_is_stored() {
    let (realm, place) = (realm(), Place::new());
    let user = User::new(&[("GET /back?code=good-code&state={state}", LOCALHOST)]);
    let options =
        options(&realm, &format!("{CLOUD};{CLIENT};{LOCAL};{}", place.property())).prompt(user.clone());
    let session = Session::open(options).unwrap();
    let tokens = futures_util::future::join_all((0..20).map(|_| session.access_token())).await;
    assert!(tokens.into_iter().all(|token| token.unwrap().secret().expose() == "access-1"));
    assert_eq!(user.statuses.lock().unwrap().len(), 1, "one browser for twenty tasks");
}

#[tokio::test]
async fn a_prompt_that_can_show_nothing_gives_the_address() {
    let blind = |_: Url| async { Err::<(), ExchangeError>("no display".into()) };
    let string = format!("{CLOUD};{CLIENT};{LOCAL};OAuthSettingsLocation=memory://blind");
    let session = Session::open(options(&realm(), &string).prompt(blind)).unwrap();
    let error = session.access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrowserUnavailable);
    assert!(error.to_string().contains("https://auth.atlassian.com/authorize"), "{error}");
}

#[tokio::test]
async fn refresh_never_opens_a_browser() {
    let user = User::new(&[]);
    let string =
        format!("{CLOUD};{CLIENT};{LOCAL};InitiateOAuth=REFRESH;OAuthSettingsLocation=memory://refresh-only");
    let session = Session::open(options(&realm(), &string).prompt(user.clone())).unwrap();
    assert_eq!(session.access_token().await.unwrap_err().kind(), ErrorKind::LoginRequired);
    assert_eq!(*user.port.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_headless_login_is_begun_here_and_finished_elsewhere() {
    for site in [CLOUD, SERVER] {
        let (realm, place) = (realm(), Place::new());
        let string = format!("{site};{CLIENT};{}", place.property());
        let pending = open(&realm, &string).begin_login().await.unwrap();
        let query = query(pending.authorization_url());
        let back = format!("http://localhost:33333/?code=good-code&state={}", query["state"]);
        let given = format!("{string};InitiateOAuth=REFRESH;OAuthVerifier='{back}'");
        for _ in 0..3 {
            let token = open(&realm, &given).access_token().await.unwrap();
            assert_eq!(token.secret().expose(), "access-1", "the verifier is used once");
        }
        assert_eq!(realm.asked("authorization_code"), 1);
        let sent = realm.state().log[0].1["code_verifier"].clone();
        assert!(sent.len() >= 43, "the verifier of the other process");
    }
}

#[tokio::test]
async fn a_pasted_answer_is_checked() {
    let (realm, place) = (realm(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{}", place.property());
    let session = open(&realm, &string);
    let pending = session.begin_login().await.unwrap();
    let state = query(pending.authorization_url())["state"].clone();
    let kind = |answer: String| {
        let session = session.clone();
        async move { session.finish_login(&answer).await.unwrap_err().kind() }
    };
    assert_eq!(kind("http://localhost:33333/?code=good-code&state=x".into()).await, ErrorKind::StateMismatch);
    assert_eq!(kind("http://localhost:33333/?code=good-code".into()).await, ErrorKind::StateMismatch);
    assert_eq!(kind(format!("?error=access_denied&state={state}")).await, ErrorKind::ConsentDenied);
    assert_eq!(kind("not a code".into()).await, ErrorKind::Config);
    assert_eq!(kind("bad-code".into()).await, ErrorKind::TokenEndpoint);
    realm.pass(16 * 60);
    let late = format!("?code=good-code&state={state}");
    assert_eq!(kind(late).await, ErrorKind::StateMismatch);
    assert!(!place.text().contains("access_token"));
}

#[tokio::test]
async fn a_code_alone_answers_the_latest_login() {
    let (realm, place) = (realm(), Place::new());
    let session = open(&realm, &format!("{SERVER};{CLIENT};{};Scope=READ", place.property()));
    let pending = session.begin_login().await.unwrap();
    let url = pending.authorization_url().clone();
    assert_eq!(url.path(), "/confluence/rest/oauth2/latest/authorize");
    pending.finish("good-code").await.unwrap();
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
}

#[tokio::test]
async fn a_login_to_another_site_leaves_the_stored_grant_alone() {
    let (realm, place) = (realm(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let session = open(&realm, &string);
    session.access_token().await.unwrap();
    let pending = session.begin_login().await.unwrap();
    realm.state().sites.truncate(1);
    let error = pending.finish("good-code").await.unwrap_err();
    assert_eq!((error.kind(), error.sites().len()), (ErrorKind::SiteNotGranted, 1));
    assert!(place.text().contains("access-1"));
}

#[tokio::test]
async fn a_new_login_wins_over_the_token_in_the_string() {
    let (realm, place) = (realm(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let session = open(&realm, &string);
    session.begin_login().await.unwrap().finish("good-code").await.unwrap();
    realm.pass(4000);
    assert_eq!(open(&realm, &string).access_token().await.unwrap().secret().expose(), "access-2");
    assert_eq!(realm.state().refused, 0);
}

#[tokio::test]
async fn a_login_that_ends_once_takes_a_url_or_its_query() {
    for form in ["{query}", "?{query}", "http://localhost:33333/?{query}#here"] {
        let (realm, place) = (realm(), Place::new());
        let session = open(&realm, &format!("{CLOUD};{CLIENT};{}", place.property()));
        let pending = session.begin_login().await.unwrap();
        // A code alone does not show whose it is, and ends nothing.
        let alone = pending.clone().finish_once("good-code").await.unwrap_err();
        assert_eq!(alone.kind(), ErrorKind::StateMismatch);
        let state = query(pending.authorization_url())["state"].clone();
        let answer = form.replace("{query}", &format!("code=good-code&state={state}"));
        pending.finish_once(&answer).await.unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    }
}

#[tokio::test]
async fn a_scope_that_is_added_is_counted_aloud() {
    let scopes: Vec<String> = (0..49).map(|number| format!("read:thing-{number}:confluence")).collect();
    let string = format!("{CLOUD};{CLIENT};OAuthSettingsLocation=memory://scopes;Scope={}", scopes.join(","));
    let error = Session::open(options(&Realm::new(), &string)).unwrap_err();
    assert_eq!(error.property(), Some("Scope"));
    let said = error.to_string();
    assert!(said.contains("50 scopes, offline_access among them") && said.contains("at most 49"), "{said}");
}
