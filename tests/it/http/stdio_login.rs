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
        open(&self.sandbox, &url).await;
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

async fn serve<C: ClientHandler>(
    sandbox: &Sandbox,
    more: &str,
    mode: ClientLifecycleMode,
    handler: C,
) -> RunningService<RoleClient, C> {
    let string =
        format!("{};OAuthSettingsLocation={};Scope=WRITE{more}", sandbox.oauth_connection_string(), unique());
    let connection = Connection::new(ConnectionString::parse(&string).unwrap()).unwrap();
    let server = Server::builder(Deferred::new(connection)).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    handler.serve_with_lifecycle(ours, mode).await.unwrap()
}

async fn sandbox() -> Arc<Sandbox> {
    Arc::new(Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await)
}

#[tokio::test]
async fn the_client_shows_the_address_and_the_call_goes_on_in_both_eras() {
    for mode in [legacy, modern] {
        let sandbox = sandbox().await;
        let began = Instant::now();
        let user = User { sandbox: Arc::clone(&sandbox), opened: Arc::default() };
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
        assert!(failed && text.contains("not logged in") && text.contains("confluence-mcp login"), "{text}");
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

#[tokio::test]
async fn a_callback_elsewhere_is_for_the_headless_steps() {
    let sandbox = sandbox().await;
    let client = serve(&sandbox, ";CallbackURL=https://example.com/back", legacy(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(failed && text.contains("login --verifier") && text.contains("15 minutes"), "{text}");
    let refresh = serve(&sandbox, ";InitiateOAuth=REFRESH", legacy(), ()).await;
    let (text, failed) = said(&call(&refresh, "confluence_list_spaces", json!({})).await);
    assert!(failed && !text.contains("the login is at"), "REFRESH begins no login: {text}");
}
