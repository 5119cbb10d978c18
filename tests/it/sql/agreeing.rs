//! A change of rows is the one that the user was shown.

use std::sync::{Arc, Mutex};

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
    ElicitationAction, Implementation, ProtocolVersion,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RequestContext};
use rmcp::{ClientHandler, ErrorData, RoleClient, ServiceExt as _};
use serde_json::{Value, json};
use tests::sandbox::{NewPage, Person, Sandbox};

use super::both;

/// A user who agrees each time, and while whom something else happens.
#[derive(Clone)]
struct Reader {
    asked: Arc<Mutex<Vec<String>>>,
    meanwhile: Arc<dyn Fn(usize) + Send + Sync>,
}

impl Reader {
    fn new(meanwhile: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self { asked: Arc::default(), meanwhile: Arc::new(meanwhile) }
    }

    /// Calls a tool; the text of the answer, whether it is a refusal, and what the user was asked.
    async fn call(
        self,
        sandbox: &Sandbox,
        mode: ClientLifecycleMode,
        tool: &'static str,
        arguments: Value,
    ) -> (String, bool, Vec<String>) {
        let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
        let server = Server::builder(wiki).toolsets([Toolset::Sql, Toolset::Comments]).build().unwrap();
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
        let asked = Arc::clone(&self.asked);
        let client = self.serve_with_lifecycle(ours, mode).await.unwrap();
        let arguments = arguments.as_object().cloned().unwrap();
        let call = CallToolRequestParams::new(tool).with_arguments(arguments);
        let result = client.call_tool(call).await.unwrap();
        let text = result.content[0].as_text().unwrap().text.clone();
        let asked = asked.lock().unwrap().clone();
        (text, result.is_error == Some(true), asked)
    }
}

impl ClientHandler for Reader {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::new(
            ClientCapabilities::builder().enable_elicitation().build(),
            Implementation::new("user", "1"),
        )
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let number = {
            let mut asked = self.asked.lock().unwrap();
            if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
                asked.push(message);
            }
            asked.len()
        };
        (self.meanwhile)(number);
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(json!({"confirm": true})))
    }
}

/// How a client of each era begins.
const ERAS: [fn() -> ClientLifecycleMode; 2] = [
    || ClientLifecycleMode::Initialize,
    || ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
];

#[tokio::test]
async fn what_came_while_the_user_read_is_asked_about_anew() {
    for mode in ERAS {
        for sandbox in both().await.map(Arc::new) {
            let one = sandbox.add_page(NewPage::new("TEAM", "Olden days").storage("<p>a</p>"));
            let store = Arc::clone(&sandbox);
            let user = Reader::new(move |number| {
                if number == 1 {
                    store.add_page(NewPage::new("TEAM", "Olden nights").storage("<p>b</p>"));
                }
            });
            let delete = json!({"sql": "DELETE FROM Pages WHERE SpaceKey = 'TEAM' AND Title LIKE 'Olden%'"});
            let (text, refused, asked) = user.call(&sandbox, mode(), "confluence_run_nonquery", delete).await;
            assert!(!refused && text.contains("\"affected\":2"), "{text}");
            assert_eq!(asked.len(), 2, "{asked:?}");
            assert!(asked[0].contains("Change 1 row(s)?") && !asked[0].contains("agreed"), "{asked:?}");
            assert!(asked[1].contains("no longer what you agreed to"), "{asked:?}");
            assert!(asked[1].contains("Change 2 row(s)?"), "{asked:?}");
            assert_eq!(sandbox.page_by_id(&one).unwrap().status, "trashed");
        }
    }
}

#[tokio::test]
async fn nothing_is_done_that_is_another_thing_each_time() {
    let [cloud, _] = both().await;
    let cloud = Arc::new(cloud);
    let one = cloud.add_page(NewPage::new("TEAM", "Olden days").storage("<p>a</p>"));
    let (store, page) = (Arc::clone(&cloud), one.clone());
    let user = Reader::new(move |number| store.edit_page(&page, &format!("<p>a{number}</p>")));
    let update =
        json!({"sql": format!("UPDATE Pages SET Storage = Storage || '<p>b</p>' WHERE Id = '{one}'")});
    let (text, refused, asked) =
        user.call(&cloud, ClientLifecycleMode::Initialize, "confluence_run_nonquery", update).await;
    assert!(refused && text.contains("something else"), "{text}");
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(cloud.page_by_id(&one).unwrap().storage, "<p>a3</p>");
}

#[tokio::test]
async fn a_reply_that_came_while_the_user_read_is_counted_anew() {
    for mode in ERAS {
        for sandbox in both().await.map(Arc::new) {
            let page = sandbox.add_page(NewPage::new("TEAM", "Discussed").storage("<p>words</p>"));
            let comment = sandbox.add_comment(&page, None, "<p>first</p>", Person::ALAN);
            let (store, above) = (Arc::clone(&sandbox), comment.clone());
            let user = Reader::new(move |number| {
                if number == 1 {
                    store.add_comment(&page, Some(&above), "<p>late</p>", Person::GRACE);
                }
            });
            let delete = json!({"comment_id": comment});
            let (text, refused, asked) =
                user.call(&sandbox, mode(), "confluence_delete_comment", delete).await;
            assert!(!refused, "{text}");
            assert_eq!(asked.len(), 2, "{asked:?}");
            assert!(asked[0].contains("no replies") && asked[1].contains("the one reply"), "{asked:?}");
        }
    }
}

#[tokio::test]
async fn the_question_shows_what_is_new() {
    for sandbox in both().await {
        let body = (1..30).map(|number| format!("<p>line {number}</p>")).collect::<String>();
        let one = sandbox.add_page(NewPage::new("TEAM", "Long one").storage(body));
        let long = "A new paragraph that is longer than sixty letters, so that it stands in no line beside its column.";
        for (sql, shows) in [
            (format!("UPDATE Pages SET Markdown = @text WHERE Id = '{one}'"), "A new paragraph that"),
            (
                format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ('{one}', @text)"),
                "A new paragraph that",
            ),
        ] {
            let user = Reader::new(|_| {});
            let change = json!({"sql": sql, "parameters": {"text": long}});
            let mode = ClientLifecycleMode::Initialize;
            let (text, refused, asked) = user.call(&sandbox, mode, "confluence_run_nonquery", change).await;
            assert!(!refused, "{text}");
            assert!(asked[0].contains(shows), "{asked:?}");
            assert!(asked[0].lines().count() < 15, "{asked:?}");
            assert!(asked[0].lines().skip(2).all(|line| line.starts_with("    ")), "{asked:?}");
        }
    }
}

#[tokio::test]
async fn a_statement_about_nothing_says_why() {
    for sandbox in both().await {
        let gone = sandbox.add_page(NewPage::new("TEAM", "Gone").storage("<p>a</p>"));
        sandbox.trash_page(&gone);
        let there = sandbox.add_page(NewPage::new("TEAM", "There").storage("<p>a</p>"));
        for (condition, says) in [
            (format!("Id = '{gone}'"), "is in the trash"),
            ("Id = @id".to_owned(), "is in the trash"),
            ("Id = '4711471147'".to_owned(), "there is no page 4711471147"),
            (format!("Id = '{there}' AND Title = 'Nowhere'"), "the other conditions leave it out"),
            ("SpaceKey = 'TEAM' AND Title = 'Nowhere'".to_owned(), "no row fits the statement"),
            (
                format!("Id = (SELECT Id FROM Pages WHERE Id = '{there}') AND Title = 'Nowhere'"),
                "no row fits the statement",
            ),
        ] {
            let sql = format!("UPDATE Pages SET Title = 'k' WHERE {condition}");
            let dry = json!({"sql": sql, "dry_run": "true", "parameters": {"id": gone}});
            let dry = if sql.contains("@id") { dry } else { json!({"sql": sql, "dry_run": "true"}) };
            let user = Reader::new(|_| {});
            let mode = ClientLifecycleMode::Initialize;
            let (text, refused, _) = user.call(&sandbox, mode, "confluence_run_nonquery", dry).await;
            assert!(!refused && text.contains(says), "{condition}: {text}");
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_about_a_change_of_nothing() {
    for sandbox in both().await {
        sandbox.add_page(NewPage::new("TEAM", "Salaries").storage("<p>a</p>"));
        sandbox.add_page(NewPage::new("TEAM", "Other").storage("<p>a</p>"));
        let replaced = |old: &str| {
            format!(
                "UPDATE Pages SET Title = REPLACE(Title, '{old}', 'Pay') WHERE SpaceKey = 'TEAM' AND Title IN ('Salaries', \
                 'Other')"
            )
        };
        for mode in ERAS {
            for (sql, says) in [
                (
                    "UPDATE Pages SET Title = 'k' WHERE Title = 'Nowhere'".to_owned(),
                    "no row fits the statement",
                ),
                (replaced("Nowhere"), "2 row(s) stay as they are"),
            ] {
                let change = json!({"sql": sql});
                let user = Reader::new(|_| {});
                let answer = user.call(&sandbox, mode(), "confluence_run_nonquery", change).await;
                let (text, refused, asked) = answer;
                assert!(!refused && text.contains(says) && asked.is_empty(), "{sql}: {text} {asked:?}");
            }
        }
        let change = json!({"sql": replaced("Salaries")});
        let user = Reader::new(|_| {});
        let mode = ClientLifecycleMode::Initialize;
        let (_, refused, asked) = user.call(&sandbox, mode, "confluence_run_nonquery", change).await;
        assert!(!refused && asked[0].contains("Change 1 row(s)?"), "{asked:?}");
        assert!(asked[0].contains("1 row(s) stay as they are"), "{asked:?}");
    }
}
