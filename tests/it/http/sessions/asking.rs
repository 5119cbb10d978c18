//! What clients of the older protocol can do in a session: be asked during a call, give it up, come back to it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use confluence_client::connection;
use confluence_mcp::Server;
use confluence_mcp::http::{HttpServer, Metrics};
use reqwest::Method;
use rmcp::model::{ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction};
use rmcp::service::RequestContext;
use rmcp::{ClientHandler, ErrorData, RoleClient};
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};

use super::super::login::able;
use super::super::{bind, call, connect, legacy, run, said};
use super::{Client, Running, events, idle, sessions};

/// A user who gives this answer.
#[derive(Clone)]
struct User(ElicitationAction, Arc<Mutex<Vec<String>>>);

impl ClientHandler for User {
    fn get_info(&self) -> ClientConfig {
        able()
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.1.lock().unwrap().push(message);
        }
        Ok(ElicitResult::new(self.0.clone()).with_content(json!({"confirm": true})))
    }
}

async fn serve(sandbox: &Sandbox) -> Running {
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let metrics = Metrics::new();
    let (listener, options) = bind(&metrics);
    let server = Server::builder(wiki).build().unwrap();
    run(HttpServer::local(server, sessions(options)).unwrap(), listener, metrics)
}

#[tokio::test]
async fn the_user_decides_what_is_destroyed() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let running = serve(&sandbox).await;
    for (action, status) in [(ElicitationAction::Decline, "current"), (ElicitationAction::Accept, "trashed")]
    {
        let user = User(action, Arc::default());
        let client = connect(&running.endpoint, None, legacy(), user.clone()).await;
        let (text, failed) = said(&call(&client, "confluence_delete_page", json!({"page_id": page})).await);
        assert_eq!(failed, status == "current", "{text}");
        assert_eq!(sandbox.page_by_id(&page).unwrap().status, status);
        let asked = user.1.lock().unwrap().clone();
        assert_eq!(asked, ["Move the page \"Architecture\" in space \"DOCS\" to the trash?"]);
    }
}

#[tokio::test]
async fn a_call_goes_on_while_its_client_is_away() {
    let (_, issuer, running) = idle(sessions).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let mut answer = client.rest(5, 800).await;
    let first = answer.chunk().await.unwrap().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    let id =
        first.lines().find_map(|line| line.strip_prefix("id:")).expect("an event to come back to").trim();
    drop(answer);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let back = client.request(Method::GET).header("last-event-id", id).send().await.unwrap();
    let missed = events(back).await;
    let answer = missed.last().expect("the answer");
    assert_eq!(answer["id"], 5, "{missed:?}");
    assert!(answer.to_string().contains("rested"));
}
