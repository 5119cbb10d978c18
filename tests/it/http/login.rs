//! Logging in to Confluence from a client of a server for many, and what others try to make of it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use confluence_mcp::http::{HttpOptions, McpSessionOptions};
use confluence_oauth::{ConnectionString, MemoryStore, Session, TokenStore as _};
use reqwest::StatusCode;
use rmcp::model::{
    ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction,
    ElicitationCapability, FormElicitationCapability, Implementation, UrlElicitationCapability,
};
use rmcp::service::RequestContext;
use rmcp::{ClientHandler, ErrorData, RoleClient};
use serde_json::json;
use tests::sandbox::{ADMIN, Person};
use tokio::task::JoinHandle;

use super::browser::{Browser, Page, between};
use super::many::{log_in, told};
use super::{Parts, Proof, Shared, call, legacy, modern, said};

/// A user whose client shows addresses and asks for codes.
#[derive(Clone, Default)]
pub(super) struct User {
    browser: Browser,
    page: Arc<Mutex<Option<JoinHandle<Page>>>>,
    code: Arc<Mutex<Option<String>>>,
    declines: bool,
    /// Goes to the browser and does not come back.
    leaves: bool,
}

/// What a client is able to show.
pub(super) fn able() -> ClientConfig {
    let modes = ElicitationCapability::new()
        .with_form(FormElicitationCapability::new())
        .with_url(UrlElicitationCapability::new());
    let mut able = ClientCapabilities::default();
    able.elicitation = Some(modes);
    ClientConfig::new(able, Implementation::new("user", "1"))
}

impl User {
    /// Goes to the end of the login in the background, and notes the code if a page shows one.
    async fn open(&self, address: String) {
        let next = self.browser.press(&address).await;
        let (browser, code) = (self.browser.clone(), Arc::clone(&self.code));
        let task = tokio::spawn(async move {
            loop {
                let page = browser.open(next.as_str()).await;
                if !page.text.contains("class=\"code\"") {
                    return page;
                }
                *code.lock().unwrap() = Some(between(&page.text, "class=\"code\">", "<").to_owned());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        *self.page.lock().unwrap() = Some(task);
    }

    async fn code(&self) -> String {
        loop {
            if let Some(code) = self.code.lock().unwrap().clone() {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl ClientHandler for User {
    fn get_info(&self) -> ClientConfig {
        able()
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if self.declines {
            return Ok(ElicitResult::new(ElicitationAction::Decline));
        }
        let accepted = ElicitResult::new(ElicitationAction::Accept);
        Ok(match request {
            ElicitRequestParams::UrlElicitationParams { url, .. } => {
                if !self.leaves {
                    self.open(url).await;
                }
                accepted
            }
            _ => accepted.with_content(json!({"code": self.code().await.to_lowercase()})),
        })
    }
}

#[tokio::test]
async fn a_call_goes_on_by_itself_once_its_user_has_logged_in() {
    let sessions: fn(HttpOptions) -> HttpOptions = |options| options.sessions(McpSessionOptions::new());
    let stateless: fn(HttpOptions) -> HttpOptions = |options| options;
    for (proof, options, mode) in [
        (Proof::SignIn, stateless, modern()),
        (Proof::Code, stateless, modern()),
        (Proof::SignIn, sessions, modern()),
        (Proof::SignIn, sessions, legacy()),
        (Proof::Code, sessions, legacy()),
    ] {
        let shared = Shared::with(proof, Parts { options, ..Parts::default() }).await;
        shared.issuer.set_user("one");
        let user = User::default();
        let client = shared.client("one", mode, user.clone()).await;
        let (text, failed) = said(&call(&client, "confluence_get_user", json!({})).await);
        assert!(!failed && text.contains("Ada Lovelace"), "{text}");
        let page = user.page.lock().unwrap().take().unwrap();
        assert!(page.await.unwrap().text.contains("Logged in"));
        assert_eq!(user.code.lock().unwrap().is_some(), proof == Proof::Code);
    }
}

#[tokio::test]
async fn a_user_who_declines_is_not_asked_twice_in_one_call() {
    let shared = Shared::start(Proof::SignIn).await;
    let user = User { declines: true, ..User::default() };
    let client = shared.client("one", modern(), user).await;
    let (text, failed) = said(&call(&client, "confluence_get_user", json!({})).await);
    assert!(failed && text.contains("did not log in"), "{text}");
}

#[tokio::test]
async fn who_is_waited_for_keeps_nobody_else_waiting() {
    let parts = Parts { builder: |builder| builder.max_concurrent_calls(1), ..Parts::default() };
    let shared = Shared::with(Proof::SignIn, parts).await;
    log_in(&shared, "two", ADMIN).await;
    let away = shared.client("one", modern(), User { leaves: true, ..User::default() }).await;
    let waiting = tokio::spawn(async move { call(&away, "confluence_get_user", json!({})).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let two = shared.client("two", modern(), ()).await;
    let answered = tokio::time::timeout(Duration::from_secs(5), call(&two, "confluence_get_user", json!({})));
    assert!(!said(&answered.await.expect("another's login holds the only turn")).1);
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn where_the_client_cannot_ask_a_tool_takes_the_code() {
    let shared = Shared::start(Proof::Code).await;
    let user = User::default();
    user.open(told(&shared, &shared.running, "one").await).await;
    let client = shared.client("one", legacy(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_confirm_login", json!({"code": "AAAA-AAAA"})).await);
    assert!(failed && text.contains("not the code"), "{text}");
    let right = json!({"code": user.code().await});
    let other = shared.client("two", legacy(), ()).await;
    let (text, failed) = said(&call(&other, "confluence_confirm_login", right.clone()).await);
    assert!(failed && text.starts_with("no login is waiting for a code"), "another's code: {text}");
    let (text, failed) = said(&call(&client, "confluence_confirm_login", right).await);
    assert!(!failed && text == "Confirmed. The browser goes on by itself.", "{text}");
    let page = user.page.lock().unwrap().take().unwrap();
    assert!(page.await.unwrap().text.contains("Logged in"));
    assert!(said(&call(&client, "confluence_get_user", json!({})).await).0.contains("Ada Lovelace"));
}

/// Whether the caller has a login.
async fn logged_in(shared: &Shared, subject: &str) -> bool {
    let client = shared.client(subject, legacy(), ()).await;
    !said(&call(&client, "confluence_get_user", json!({})).await).1
}

#[tokio::test]
async fn a_victim_who_opens_an_attackers_address_gives_nothing_away_by_signing_in() {
    let shared = Shared::start(Proof::SignIn).await;
    let address = told(&shared, &shared.running, "attacker").await;
    shared.issuer.set_user("victim");
    shared.sandbox.set_consent(Some(Person::GRACE));
    let victim = Browser::default();
    let next = victim.press(&address).await;
    let page = victim.open(next.as_str()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text.contains("somebody else"), "{}", page.text);
    assert!(!page.way.iter().any(|at| at.as_str().contains("/rest/oauth2/")), "it never came to Confluence");
    assert!(!logged_in(&shared, "attacker").await && !logged_in(&shared, "victim").await);

    // The attacker proves their own browser and hands only the last step to the victim.
    let attacker = Browser::default();
    shared.issuer.set_user("attacker");
    let next = attacker.press(&address).await;
    let way = attacker.follow(next, 1).await.way;
    let confluence = way.iter().find(|at| at.path().contains("/rest/oauth2/")).unwrap();
    let page = Browser::default().open(confluence.as_str()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "a browser that proved nothing: {page:?}");
    let page = victim.open(confluence.as_str()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "a browser that another one replaced: {page:?}");
    assert!(!logged_in(&shared, "attacker").await);

    // What the attacker proved counts no more once the victim's browser took the login over.
    shared.issuer.set_user("victim");
    victim.press(&address).await;
    assert_eq!(victim.open(confluence.as_str()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(attacker.open(confluence.as_str()).await.status, StatusCode::BAD_REQUEST);
    assert!(!logged_in(&shared, "attacker").await);
}

#[tokio::test]
async fn a_victim_gives_nothing_away_without_giving_the_code_away() {
    let shared = Shared::start(Proof::Code).await;
    let address = told(&shared, &shared.running, "attacker").await;
    let victim = Browser::default();
    let wait = victim.press(&address).await;
    let page = victim.open(wait.as_str()).await;
    assert!(page.text.contains("class=\"code\"") && page.way.len() == 1);
    let callback = shared.running.at("/oauth/callback?code=x&state=y");
    assert_eq!(victim.open(&callback).await.status, StatusCode::BAD_REQUEST);
    // The code goes with the victim's own client nowhere, and the attacker has five guesses.
    let code = json!({"code": between(&page.text, "class=\"code\">", "<")});
    let own = shared.client("victim", legacy(), ()).await;
    assert!(said(&call(&own, "confluence_confirm_login", code).await).1);
    let guessing = shared.client("attacker", legacy(), ()).await;
    for _ in 0..5 {
        assert!(said(&call(&guessing, "confluence_confirm_login", json!({"code": "2222-2222"})).await).1);
    }
    assert_eq!(victim.open(wait.as_str()).await.status, StatusCode::BAD_REQUEST, "the attempt is over");
    assert!(!logged_in(&shared, "attacker").await && !logged_in(&shared, "victim").await);
}

#[tokio::test]
async fn an_answer_counts_once() {
    let shared = Shared::start(Proof::SignIn).await;
    let address = told(&shared, &shared.running, "one").await;
    shared.issuer.set_user("one");
    let browser = Browser::default();
    let next = browser.press(&address).await;
    let way = browser.follow(next, 1).await.way;
    let confluence = way.last().unwrap().clone();
    let back = browser.follow(confluence, 0).await.way.last().unwrap().clone();
    assert_eq!(back.path(), "/oauth/callback");
    // Two at once with the cookie of the right browser: one of them is too late.
    let again = browser.clone();
    let (one, two) = tokio::join!(browser.open(back.as_str()), async { again.open(back.as_str()).await });
    let mut ends = [one.status, two.status];
    ends.sort();
    assert_eq!(ends, [StatusCode::OK, StatusCode::BAD_REQUEST]);
    assert_eq!(browser.open(back.as_str()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.open(&address).await.status, StatusCode::BAD_REQUEST, "the address is used up");
    assert_eq!(shared.sandbox.traffic().count("token"), 1);
    assert!(logged_in(&shared, "one").await);
}

#[tokio::test]
async fn a_state_that_was_made_up_ends_nobodys_login() {
    let shared = Shared::start(Proof::SignIn).await;
    let address = told(&shared, &shared.running, "one").await;
    shared.issuer.set_user("one");
    let browser = Browser::default();
    let next = browser.press(&address).await;
    let way = browser.follow(next, 2).await.way;
    let wrong = shared.running.at("/oauth/callback?code=x&state=made-up");
    assert_eq!(browser.open(&wrong).await.status, StatusCode::BAD_REQUEST);
    for path in [
        "/oauth/login?ticket=x",
        "/oauth/login?ticket=AAAA.BBBB",
        "/oauth/wait",
        "/oauth/signed-in?code=x&state=y",
    ] {
        assert_eq!(
            Browser::default().open(&shared.running.at(path)).await.status,
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
    let page = browser.open(way.last().unwrap().as_str()).await;
    assert!(page.text.contains("Logged in"), "the right answer still counts: {page:?}");
}

#[tokio::test]
async fn a_store_that_fails_tells_nobody_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("canary.json");
    let mut shared = Shared::start(Proof::Code).await;
    let store = file.display().to_string();
    shared.running = Parts::default().start(&shared.sandbox, &shared.issuer, Proof::Code, &store);
    let address = told(&shared, &shared.running, "one").await;
    let browser = Browser::default();
    let wait = browser.press(&address).await;
    let client = shared.client("one", legacy(), ()).await;
    std::fs::write(&file, "no tokens").unwrap();
    for place in [address.as_str(), wait.as_str()] {
        let page = browser.open(place).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.text.contains("in its log") && !page.text.contains("canary"), "{}", page.text);
    }
    let code = json!({"code": "AAAA-AAAA"});
    for (tool, arguments) in [("confluence_get_user", json!({})), ("confluence_confirm_login", code)] {
        let (text, failed) = said(&call(&client, tool, arguments).await);
        assert!(failed && !text.contains("canary"), "{tool}: {text}");
    }
}

#[tokio::test]
async fn a_program_that_only_looks_does_nothing() {
    let shared = Shared::start(Proof::SignIn).await;
    for path in ["/oauth/login?ticket=x", "/oauth/callback?code=x&state=y"] {
        let looked = super::http().head(shared.running.at(path)).send().await.unwrap();
        assert_eq!(looked.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(looked.headers()["allow"], "GET, POST");
    }
}

#[tokio::test]
async fn a_form_from_another_page_is_refused() {
    let shared = Shared::start(Proof::SignIn).await;
    let address = told(&shared, &shared.running, "attacker").await;
    let ticket = address.split_once("ticket=").unwrap().1;
    let form = super::http().post(shared.running.at("/oauth/login")).header("origin", "https://evil.example");
    let form =
        form.header("content-type", "application/x-www-form-urlencoded").body(format!("ticket={ticket}"));
    assert_eq!(form.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_login_that_nobody_finished_goes_once_another_is_begun() {
    let shared = Shared::start(Proof::SignIn).await;
    let name = "http-unfinished";
    let place = format!("memory://{name}");
    let running = Parts::default().start(&shared.sandbox, &shared.issuer, Proof::SignIn, &place);
    let application = (Parts::default().application)(&shared.sandbox);
    let string =
        format!("{application};CallbackURL=http://127.0.0.1:1/oauth/callback;OAuthSettingsLocation={place}");
    let mut string = ConnectionString::parse(&string).unwrap();
    let options = confluence_oauth::SessionOptions::take_from(&mut string).unwrap();
    let an_hour_ago = || SystemTime::now() - Duration::from_secs(3_600);
    let session = Session::open(options.clock(an_hour_ago)).unwrap();
    session.for_principal("somebody").unwrap().begin_login().await.unwrap();
    let store = MemoryStore::shared(name);
    let is_there = async || store.list().await.unwrap().iter().any(|key| key.principal() == "somebody");
    assert!(is_there().await);
    told(&shared, &running, "one").await;
    let end = Instant::now() + Duration::from_secs(5);
    while is_there().await {
        assert!(Instant::now() < end, "it stays");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(store.list().await.unwrap().len(), 1, "the other one is still good");
}

#[tokio::test]
async fn any_replica_ends_what_another_began_and_knows_who_is_logged_in() {
    let shared = Shared::start(Proof::SignIn).await;
    let store = "memory://replicas";
    let start = || Parts::default().start(&shared.sandbox, &shared.issuer, Proof::SignIn, store);
    let (one, two) = (start(), start());
    shared.issuer.set_user("one");
    let address = told(&shared, &one, "one").await;
    let browser = Browser::default();
    let next = browser.press(&address).await;
    let confluence = browser.follow(next, 1).await.way.last().unwrap().clone();
    let mut back = browser.follow(confluence, 0).await.way.last().unwrap().clone();
    back.set_port(two.endpoint.port()).unwrap();
    assert!(browser.open(back.as_str()).await.text.contains("Logged in"));
    for replica in [&one, &two] {
        let token = replica.token_for(&shared.issuer, "one");
        let client = super::connect(&replica.endpoint, Some(&token), modern(), ()).await;
        assert!(said(&call(&client, "confluence_get_user", json!({})).await).0.contains("Ada Lovelace"));
    }
    log_in(&shared, "one", ADMIN).await;
}
