//! Two callers on one server: each with a login of their own, and nothing of the other's.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use confluence_client::Transport;
use confluence_client::transport::{RequestBody, ResponseBody, TransportError};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Person};

use super::browser::{Browser, between};
use super::{Parts, Proof, Running, Shared, bind, call, legacy, message, modern, post, run, said, unique};

/// The address that a caller without a login is told to open.
pub(super) async fn told(shared: &Shared, running: &Running, subject: &str) -> String {
    let token = running.token_for(&shared.issuer, subject);
    let client = super::connect(&running.endpoint, Some(&token), legacy(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(failed && text.contains("not logged in"), "{text}");
    format!("http://{}", between(&text, "the login is at http://", "\n"))
}

/// A caller logs in as this person, who signs in to the issuer as the caller.
pub(super) async fn log_in(shared: &Shared, subject: &str, person: Person) {
    let address = told(shared, &shared.running, subject).await;
    shared.issuer.set_user(subject);
    shared.sandbox.set_consent(Some(person));
    let browser = Browser::default();
    let next = browser.press(&address).await;
    let page = browser.open(next.as_str()).await;
    assert!(page.text.contains("Logged in"), "{page:?}");
}

#[tokio::test]
async fn each_caller_acts_in_their_own_name_in_both_eras() {
    let shared = Shared::start(Proof::SignIn).await;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", Person::GRACE).await;
    for mode in [legacy, modern] {
        let one = shared.client("one", mode(), ()).await;
        let two = shared.client("two", mode(), ()).await;
        for _ in 0..3 {
            let (first, second) = tokio::join!(
                call(&one, "confluence_get_user", json!({})),
                call(&two, "confluence_get_user", json!({}))
            );
            assert!(said(&first).0.contains("Ada Lovelace"), "{:?}", said(&first));
            assert!(said(&second).0.contains("Grace Hopper"), "{:?}", said(&second));
        }
        let three = shared.client("three", mode(), ()).await;
        assert!(said(&call(&three, "confluence_get_user", json!({})).await).1, "nobody's login is a third's");
    }
    let text = super::http().get(shared.running.at("/metrics")).send().await.unwrap().text().await.unwrap();
    for wanted in [
        "confluence_mcp_tool_call_duration_seconds_count{tool=\"confluence_get_user\",outcome=\"done\"} 12",
        "confluence_mcp_http_request_duration_seconds_count{route=\"mcp\",status=\"200\"}",
        "confluence_mcp_upstream_request_duration_seconds_count{outcome=\"200\"}",
        "confluence_mcp_callers 3",
        "confluence_mcp_token_request_duration_seconds_count{grant=\"authorization_code\",outcome=\"200\"} 2",
        "confluence_mcp_build_info{version=\"",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    for name in ["one", "two", "three", "Ada", shared.issuer.url()] {
        assert!(!text.contains(&format!("\"{name}\"")) && !text.contains("Ada"), "{name}");
    }
}

#[tokio::test]
async fn callers_log_in_over_an_application_link_too() {
    let application = tests::sandbox::Sandbox::link_connection_string;
    let shared = Shared::with(Proof::SignIn, Parts { application, ..Parts::default() }).await;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", Person::GRACE).await;
    for (subject, name) in [("one", "Ada Lovelace"), ("two", "Grace Hopper")] {
        let client = shared.client(subject, modern(), ()).await;
        let (text, _) = said(&call(&client, "confluence_get_user", json!({})).await);
        assert!(text.contains(name), "{text}");
    }
}

/// Notes every credential that goes to Confluence.
#[derive(Debug)]
struct Watched(Arc<dyn Transport>, Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Transport for Watched {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let headers = format!("{:?} {:?}", request.uri(), plain(request.headers()));
        self.1.lock().unwrap().push(headers);
        self.0.exchange(request).await
    }
}

fn plain(headers: &http::HeaderMap) -> Vec<String> {
    headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

#[tokio::test]
async fn a_callers_token_never_goes_upstream() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&seen);
    let watch = move |connection: confluence_client::connection::Connection| {
        connection.map_transport(move |below| Arc::new(Watched(below, noted)))
    };
    let shared = Shared::with(Proof::SignIn, Parts { connection: Box::new(watch), ..Parts::default() }).await;
    log_in(&shared, "one", ADMIN).await;
    let token = shared.running.token_for(&shared.issuer, "one");
    let client = super::connect(&shared.running.endpoint, Some(&token), modern(), ()).await;
    assert!(!said(&call(&client, "confluence_list_spaces", json!({})).await).1);
    let seen = seen.lock().unwrap().join("\n");
    assert!(seen.contains("authorization: Bearer "), "{seen}");
    assert!(!seen.contains(&token), "{seen}");
    let body = token.split('.').nth(1).unwrap();
    assert!(!seen.contains(body), "no part of it either");
}

#[tokio::test]
async fn who_has_no_login_gets_nobody_elses_and_is_shown_where_to_log_in() {
    let sandbox = tests::sandbox::Sandbox::builder()
        .deployment(tests::sandbox::Deployment::DataCenter)
        .sample_content()
        .start()
        .await;
    let grant = sandbox.issue_grant(ADMIN, &[]);
    let issuer = tests::issuer::Issuer::start().await;
    // The operator's own tokens are in the connection string, as a single user would have them.
    let metrics = confluence_mcp::http::Metrics::new();
    let (listener, options) = bind(&metrics);
    let callback = format!("http://{}/oauth/callback", listener.local_addr().unwrap());
    let string = format!(
        "{};CallbackURL={callback};OAuthSettingsLocation={};OAuthAccessToken={};OAuthRefreshToken={}",
        sandbox.oauth_connection_string(),
        unique(),
        grant.access_token,
        grant.refresh_token
    );
    let string = confluence_client::connection::ConnectionString::parse(&string).unwrap();
    let connection = confluence_client::connection::Connection::new(string).unwrap();
    let trusted = confluence_mcp::http::Issuer::new(issuer.url()).unwrap();
    let logins = confluence_mcp::http::CallerLogins::new(connection, &options, Some(&trusted)).unwrap();
    let server = confluence_mcp::Server::builder(logins.clone()).build().unwrap();
    let server =
        confluence_mcp::http::HttpServer::with_caller_logins(server, options, Some(trusted), &logins)
            .unwrap();
    let running = run(server, listener, metrics);
    let token = running.token_for(&issuer, "one");
    let client = super::connect(&running.endpoint, Some(&token), modern(), ()).await;
    sandbox.reset_traffic();
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(failed && text.contains("/oauth/login?ticket="), "{text}");
    assert!(!text.contains("confluence-mcp login"), "what is for the operator is not for callers: {text}");
    let listed = client.list_resources(None).await.unwrap_err().to_string();
    assert!(listed.contains("Call a tool") && !listed.contains("confluence-mcp login"), "{listed}");
    assert_eq!(sandbox.traffic().requests, 0);
}

#[tokio::test]
async fn a_credential_of_ones_own_is_for_those_who_were_allowed_to_bring_it() {
    let ask = async |shared: &Shared, subject: &str, header: Option<&str>| {
        let mut request = post(
            &shared.running.endpoint,
            &message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}})),
        )
        .bearer_auth(shared.running.token_for(&shared.issuer, subject));
        if let Some(header) = header {
            request = request.header("x-confluence-authorization", header);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let closed = Shared::start(Proof::SignIn).await;
    let ada = format!("Bearer {}", ADMIN.personal_access_token);
    assert_eq!(ask(&closed, "one", Some(&ada)).await.0, StatusCode::BAD_REQUEST);
    let options = |options: confluence_mcp::http::HttpOptions| options.credential_header(true);
    let open = Shared::with(Proof::SignIn, Parts { options, ..Parts::default() }).await;
    let grace = format!("Bearer {}", Person::GRACE.personal_access_token);
    for _ in 0..2 {
        assert!(ask(&open, "one", Some(&ada)).await.1.contains("Ada Lovelace"));
        assert!(
            ask(&open, "one", Some(&grace)).await.1.contains("Grace Hopper"),
            "one caller, two credentials"
        );
        assert!(ask(&open, "two", Some(&ada)).await.1.contains("Ada Lovelace"));
    }
    assert!(
        ask(&open, "one", None).await.1.contains("not logged in"),
        "a credential is good for its request alone"
    );
    assert_eq!(ask(&open, "one", Some("canary")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn callers_who_were_forgotten_are_known_again_from_the_store() {
    let options = |options: confluence_mcp::http::HttpOptions| options.max_cached_callers(1);
    let shared = Shared::with(Proof::SignIn, Parts { options, ..Parts::default() }).await;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", Person::GRACE).await;
    let one = shared.client("one", modern(), ()).await;
    let two = shared.client("two", modern(), ()).await;
    for _ in 0..3 {
        assert!(said(&call(&one, "confluence_get_user", json!({})).await).0.contains("Ada Lovelace"));
        assert!(said(&call(&two, "confluence_get_user", json!({})).await).0.contains("Grace Hopper"));
        assert!(shared.running.metrics.render().contains("confluence_mcp_callers 1\n"));
    }
}

#[tokio::test]
async fn one_callers_crowd_keeps_nobody_else_waiting() {
    let options = |options: confluence_mcp::http::HttpOptions| options.max_requests_per_caller(4);
    let shared = Shared::with(Proof::SignIn, Parts { options, ..Parts::default() }).await;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", Person::GRACE).await;
    shared.sandbox.set_latency(std::time::Duration::from_millis(300));
    let tool = message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
    let ask = |subject: &str| {
        let token = shared.running.token_for(&shared.issuer, subject);
        post(&shared.running.endpoint, &tool).bearer_auth(token).send()
    };
    let crowd = futures_util::future::join_all((0..12).map(|_| ask("one")));
    let (crowd, other) = tokio::join!(crowd, ask("two"));
    assert_eq!(other.unwrap().status(), StatusCode::OK);
    let refused = crowd.into_iter().filter(|answer| answer.as_ref().unwrap().status() == 429).count();
    assert_eq!(refused, 8);
}

#[tokio::test]
async fn a_caller_has_no_more_turns_with_more_credentials() {
    let options = |options: confluence_mcp::http::HttpOptions| {
        options.max_requests_per_caller(4).credential_header(true)
    };
    let shared = Shared::with(Proof::SignIn, Parts { options, ..Parts::default() }).await;
    shared.sandbox.set_latency(std::time::Duration::from_millis(500));
    let tool = message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
    let ask = |at: usize| {
        let token = shared.running.token_for(&shared.issuer, "one");
        let request = post(&shared.running.endpoint, &tool).bearer_auth(token);
        request.header("x-confluence-authorization", format!("Bearer made-up-{at}")).send()
    };
    let crowd = futures_util::future::join_all((0..12).map(ask)).await;
    let refused = crowd.into_iter().filter(|answer| answer.as_ref().unwrap().status() == 429).count();
    assert_eq!(refused, 8);
}

#[tokio::test]
async fn one_callers_many_credentials_push_out_nobody_else() {
    let options =
        |options: confluence_mcp::http::HttpOptions| options.max_cached_callers(12).credential_header(true);
    let shared = Shared::with(Proof::SignIn, Parts { options, ..Parts::default() }).await;
    let tool = message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
    for at in 0..30 {
        let token = shared.running.token_for(&shared.issuer, "one");
        let request = post(&shared.running.endpoint, &tool).bearer_auth(token);
        let request = request.header("x-confluence-authorization", format!("Bearer made-up-{at}"));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
    assert!(shared.running.metrics.render().contains("confluence_mcp_callers 8\n"));
}

/// A request of the protocol of 2026-07-28 that asks for a page to be trashed.
fn trash(page: &str, state: Option<&Value>) -> Value {
    let mut params = json!({
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
            "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
        },
        "name": "confluence_delete_page",
        "arguments": {"page_id": page},
    });
    if let Some(state) = state {
        params["requestState"] = state.clone();
        params["inputResponses"] = json!({"confirm": {"action": "accept", "content": {"confirm": true}}});
    }
    message("tools/call", &params)
}

#[tokio::test]
async fn a_stolen_request_state_is_good_for_nobody_else_and_every_replica_takes_its_owners() {
    let sealed = || Parts { builder: |builder| builder.seal_key([7; 32]), ..Parts::default() };
    let mut shared = Shared::start(Proof::SignIn).await;
    let store = unique();
    let start = || sealed().start(&shared.sandbox, &shared.issuer, Proof::SignIn, &store);
    let other = start();
    let running = start();
    shared.running = running;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", ADMIN).await;
    let page = shared.sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let send = async |running: &Running, subject: &str, state: Option<&Value>| -> Value {
        let request = post(&running.endpoint, &trash(&page, state))
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", "tools/call")
            .header("mcp-name", "confluence_delete_page")
            .bearer_auth(running.token_for(&shared.issuer, subject));
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let asked = send(&shared.running, "one", None).await;
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let state = &asked["result"]["requestState"];
    let stolen = send(&shared.running, "two", Some(state)).await;
    assert_eq!(stolen["result"]["isError"], true, "{stolen}");
    assert_eq!(shared.sandbox.page_by_id(&page).unwrap().status, "current");
    let done = send(&other, "one", Some(state)).await;
    assert_eq!(done["result"]["isError"], false, "{done}");
    assert_eq!(shared.sandbox.page_by_id(&page).unwrap().status, "trashed");
}

/// A server for many before a Cloud whose logins are granted these scopes.
async fn granted(scopes: fn(&tests::sandbox::Sandbox) -> String) -> Shared {
    let sandbox = tests::sandbox::Sandbox::builder()
        .deployment(tests::sandbox::Deployment::Cloud)
        .sample_content()
        .start()
        .await;
    let issuer = tests::issuer::Issuer::start().await;
    let running =
        Parts { application: scopes, ..Parts::default() }.start(&sandbox, &issuer, Proof::SignIn, &unique());
    Shared { sandbox: Arc::new(sandbox), issuer, running }
}

#[tokio::test]
async fn tools_for_which_a_login_was_granted_too_little_are_not_listed() {
    let shared = granted(|sandbox| {
        let scopes = confluence_mcp::Toolset::scopes(confluence_mcp::Toolset::DEFAULT, true).join(" ");
        format!("{};Scope={scopes}", sandbox.oauth_connection_string())
    })
    .await;
    let listed = async |subject: &str| {
        let client = shared.client(subject, modern(), ()).await;
        let tools = client.list_all_tools().await.unwrap();
        tools.into_iter().map(|tool| tool.name.into_owned()).collect::<Vec<_>>()
    };
    let has = |tools: &[String], name: &str| tools.iter().any(|tool| tool == name);
    let before = listed("one").await;
    assert!(has(&before, "confluence_create_page") && has(&before, "confluence_get_page"), "{before:?}");
    log_in(&shared, "one", ADMIN).await;
    let after = listed("one").await;
    assert!(!has(&after, "confluence_create_page") && has(&after, "confluence_get_page"), "{after:?}");
    assert_eq!(listed("two").await, before, "another's login hides nothing");
    let client = shared.client("one", modern(), ()).await;
    let page = json!({"title": "x", "space_key": "DOCS", "content": "x"});
    let (text, failed) = said(&call(&client, "confluence_create_page", page).await);
    assert!(failed && text.contains("write:page:confluence"), "a call says what it lacks: {text}");
}
