//! Logging in from inside a client of a server on a pipe.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::{Deferred, Server};
use rmcp::model::{ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RequestContext, RunningService};
use rmcp::{ClientHandler, ErrorData, RoleClient, ServiceExt as _};
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};

use super::login::able;
use super::{call, legacy, modern, said, unique};

/// A user whose browser is on this machine.
#[derive(Clone)]
struct User {
    sandbox: Arc<Sandbox>,
    opened: Arc<Mutex<Vec<String>>>,
    /// Whether they say no.
    denies: bool,
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
        let ElicitRequestParams::UrlElicitationParams { url, .. } = request else { panic!("a form") };
        match self.denies {
            true => drop(deny(&url).await),
            false => open(&self.sandbox, &url).await,
        }
        self.opened.lock().unwrap().push(url);
        Ok(ElicitResult::new(ElicitationAction::Accept))
    }
}

/// The browser consents and comes back in its own time.
async fn open(sandbox: &Sandbox, url: &str) {
    let address: url::Url = url.parse().unwrap();
    let redirect = address.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    sandbox.allow_redirect(&redirect);
    let back = sandbox.visit(url).unwrap();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        super::http().get(back).send().await.map(drop)
    });
}

/// The service sends the browser back with a refusal; the page that the browser is shown.
async fn deny(url: &str) -> String {
    let address: url::Url = url.parse().unwrap();
    let of = |wanted: &str| address.query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned();
    let mut back: url::Url = of("redirect_uri").parse().unwrap();
    let state = of("state");
    let said = [("error", "access_denied"), ("error_description", "not today"), ("state", state.as_str())];
    back.query_pairs_mut().extend_pairs(said);
    super::http().get(back).send().await.unwrap().text().await.unwrap()
}

async fn serve<C: ClientHandler>(
    sandbox: &Sandbox,
    more: &str,
    mode: ClientLifecycleMode,
    handler: C,
) -> RunningService<RoleClient, C> {
    let place = match more.contains("OAuthSettingsLocation=") {
        true => String::new(),
        false => format!(";OAuthSettingsLocation={}", unique()),
    };
    let string = format!("{}{place};Scope=WRITE{more}", sandbox.oauth_connection_string());
    let connection = Connection::new(ConnectionString::parse(&string).unwrap()).unwrap();
    let server = Server::builder(Deferred::new(connection)).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    handler.serve_with_lifecycle(ours, mode).await.unwrap()
}

/// Where a login of another program arrives.
fn in_file(folder: &tempfile::TempDir) -> String {
    format!(";OAuthSettingsLocation={}", folder.path().join("private").join("oauth.json").display())
}

async fn sandbox() -> Arc<Sandbox> {
    Arc::new(Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await)
}

#[tokio::test]
async fn the_client_shows_the_address_and_the_call_goes_on_in_both_eras() {
    for mode in [legacy, modern] {
        let sandbox = sandbox().await;
        let began = Instant::now();
        let user = User { sandbox: Arc::clone(&sandbox), opened: Arc::default(), denies: false };
        let client = serve(&sandbox, ";CallbackURL=http://127.0.0.1:0/back", mode(), user.clone()).await;
        client.list_all_tools().await.unwrap();
        assert!(user.opened.lock().unwrap().is_empty() && sandbox.traffic().requests == 0);
        let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
        assert!(!failed && text.contains("DOCS"), "{text}");
        assert!(!said(&call(&client, "confluence_list_spaces", json!({})).await).1);
        assert_eq!(user.opened.lock().unwrap().len(), 1, "asked once");
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_client_that_cannot_show_it_tells_and_the_login_is_waited_for_all_the_same() {
    for mode in [legacy, modern] {
        let sandbox = sandbox().await;
        let client = serve(&sandbox, ";CallbackURL=http://127.0.0.1:0/back", mode(), ()).await;
        let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
        assert!(failed && text.contains("not logged in") && text.contains("on this machine"), "{text}");
        let address = format!("http://{}", super::browser::between(&text, "the login is at http://", "\n"));
        open(&sandbox, &address).await;
        let logged_in = async {
            while said(&call(&client, "confluence_list_spaces", json!({})).await).1 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), logged_in).await.expect("never logged in");
    }
}

/// The address of a login in the text of an answer.
fn address(text: &str) -> String {
    format!("http://{}", super::browser::between(text, "the login is at http://", "\n"))
}

#[tokio::test]
async fn a_login_that_fails_tells_its_reason_and_the_next_one_can_succeed() {
    let sandbox = sandbox().await;
    let client = serve(&sandbox, ";CallbackURL=http://127.0.0.1:0/back", legacy(), ()).await;
    let spaces = async || said(&call(&client, "confluence_list_spaces", json!({})).await);
    let page = deny(&address(&spaces().await.0)).await;
    assert!(page.contains("The login was refused") && !page.contains("Received"), "{page}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (text, failed) = spaces().await;
    assert!(failed && text.contains("access was not granted (access_denied: not today)"), "{text}");
    let (again, _) = spaces().await;
    assert!(!again.contains("access_denied"), "it is told once: {again}");
    open(&sandbox, &address(&again)).await;
    let logged_in = async {
        while spaces().await.1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), logged_in).await.expect("never logged in");
}

#[tokio::test]
async fn a_user_who_says_no_keeps_no_call_waiting() {
    for mode in [legacy, modern] {
        let sandbox = sandbox().await;
        let user = User { sandbox: Arc::clone(&sandbox), opened: Arc::default(), denies: true };
        let client = serve(&sandbox, ";CallbackURL=http://127.0.0.1:0/back", mode(), user).await;
        let began = Instant::now();
        let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
        assert!(failed && text.contains("access was not granted"), "{text}");
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let sandbox = sandbox().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let more = format!("{};CallbackURL=http://127.0.0.1:{port}/back", in_file(&folder));
    let client = serve(&sandbox, &more, legacy(), ()).await;
    for _ in 0..2 {
        let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
        assert!(failed && text.contains(&format!("port {port} cannot be listened on")), "{text}");
        assert!(text.contains("the login is at") && text.contains("login --verifier"), "{text}");
    }
}

#[tokio::test]
async fn a_callback_elsewhere_is_for_the_headless_steps() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = ";CallbackURL=https://example.com/back";
    let client = serve(&sandbox, &format!("{}{elsewhere}", in_file(&folder)), legacy(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(failed && text.contains("login --verifier") && text.contains("within ten seconds"), "{text}");
    // No other program's login arrives in the memory of this one.
    let client = serve(&sandbox, elsewhere, legacy(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(failed && !text.contains("login --verifier") && text.contains("name a file"), "{text}");
    let refresh = serve(&sandbox, ";InitiateOAuth=REFRESH", legacy(), ()).await;
    let (text, failed) = said(&call(&refresh, "confluence_list_spaces", json!({})).await);
    assert!(failed && !text.contains("the login is at"), "REFRESH begins no login: {text}");
}
