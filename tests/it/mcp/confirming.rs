//! What destroys something asks first: in both eras, and not at all where nobody can be asked.

use std::sync::{Arc, Mutex};

use confluence_client::connection;
use confluence_mcp::{Server, ServerBuilder, Sites, Toolset};
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
    ElicitationAction, Implementation, ProtocolVersion,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RequestContext};
use rmcp::{ClientHandler, ErrorData, RoleClient, ServiceExt as _};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Person, Sandbox};

use super::process::{Process, command};
use super::refusal;

/// A client whose user always answers the same.
#[derive(Clone)]
pub(crate) struct User {
    action: ElicitationAction,
    confirm: bool,
    /// What the user was asked.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl User {
    pub(crate) fn new(action: ElicitationAction, confirm: bool) -> Self {
        Self { action, confirm, asked: Arc::default() }
    }
}

impl ClientHandler for User {
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
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.asked.lock().unwrap().push(message);
        }
        Ok(ElicitResult::new(self.action.clone()).with_content(json!({"confirm": self.confirm})))
    }
}

/// Asks for a page to be trashed, and tells whether it was and what the user was asked.
async fn trashed(user: User, mode: ClientLifecycleMode) -> (bool, Vec<String>) {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let server =
        Server::builder(connection::open(&sandbox.connection_string()).await.unwrap()).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    let client = user.clone().serve_with_lifecycle(ours, mode).await.unwrap();
    let arguments = json!({"page_id": page}).as_object().cloned().unwrap();
    let result = client
        .call_tool(CallToolRequestParams::new("confluence_delete_page").with_arguments(arguments))
        .await;
    let failed = result.unwrap().is_error == Some(true);
    let gone = sandbox.page_by_id(&page).unwrap().status == "trashed";
    assert_ne!(failed, gone);
    let asked = user.asked.lock().unwrap().clone();
    (gone, asked)
}

#[tokio::test]
async fn the_user_decides_in_both_eras() {
    let modern = || ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for mode in [|| ClientLifecycleMode::Initialize, modern] {
        let (gone, asked) = trashed(User::new(ElicitationAction::Accept, true), mode()).await;
        assert!(
            gone && asked == ["Move the page \"Architecture\" in space \"DOCS\" to the trash?"],
            "{asked:?}"
        );
        for no in [
            User::new(ElicitationAction::Accept, false),
            User::new(ElicitationAction::Decline, true),
            User::new(ElicitationAction::Cancel, true),
        ] {
            let (gone, asked) = trashed(no, mode()).await;
            assert!(!gone && asked.len() == 1);
        }
    }
}

/// What the user is asked by a call, and whether it is a failure; nothing is agreed to.
async fn asked(sandbox: &Sandbox, tool: &'static str, arguments: Value) -> (Vec<String>, String) {
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    asked_by(Server::builder(wiki), tool, arguments).await
}

async fn asked_by(server: ServerBuilder, tool: &'static str, arguments: Value) -> (Vec<String>, String) {
    let server = server.toolsets([Toolset::Pages, Toolset::Attachments]).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    let user = User::new(ElicitationAction::Decline, false);
    let client = user.clone().serve_with_lifecycle(ours, ClientLifecycleMode::Initialize).await.unwrap();
    let arguments = arguments.as_object().cloned().unwrap();
    let result = client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap();
    let asked = user.asked.lock().unwrap().clone();
    (asked, serde_json::to_string(&result).unwrap())
}

#[tokio::test]
async fn the_question_says_on_which_of_several_sites() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Here and there"));
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    for (arguments, site) in
        [(json!({"page_id": page}), "work"), (json!({"page_id": page, "site": "old"}), "old")]
    {
        let sites = Sites::new("work", wiki.clone()).and("old", wiki.clone());
        let (questions, _) = asked_by(Server::builder(sites), "confluence_delete_page", arguments).await;
        assert!(questions.concat().starts_with(&format!("On the site \"{site}\": Move")), "{questions:?}");
    }
}

#[tokio::test]
async fn the_question_says_what_goes_with_what_is_destroyed() {
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let page = sandbox.add_page(NewPage::new("TEAM", "With a file"));
        let file = sandbox.add_attachment(&page, "plan.txt", "text/plain", b"x");
        let (questions, _) =
            asked(&sandbox, "confluence_delete_attachment", json!({"attachment_id": file})).await;
        assert_eq!(questions, ["Delete the attachment \"plan.txt\" of the page \"With a file\"?"]);
        sandbox.trash_page(&page);
        let (questions, said) = asked(&sandbox, "confluence_delete_page", json!({"page_id": page})).await;
        assert!(questions.is_empty() && said.contains("in the trash"), "{questions:?} {said}");
        let above = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
        if deployment == Deployment::Cloud {
            let tree = json!({"page_id": above, "include_children": true});
            let (questions, _) = asked(&sandbox, "confluence_delete_page", tree).await;
            assert!(questions.concat().contains("all that lies below it (3 pages)"), "{questions:?}");
        }
    }
}

#[tokio::test]
async fn a_client_that_cannot_ask_is_refused_unless_nobody_needs_asking() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let connection = sandbox.connection_string();
    let mut server = Process::start(&connection).await;
    let refused = server.call("confluence_delete_page", json!({"page_id": page})).await;
    assert!(refusal(&refused).contains("cannot ask its user"), "{refused}");
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
    let mut server =
        Process::with(&["--unattended", "--toolsets", "pages,history", "--connection", &connection]).await;
    server.call("confluence_delete_page", json!({"page_id": page})).await;
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "trashed");
    let mut restore = modern(&page, None, Value::Null);
    restore["name"] = json!("confluence_restore_page");
    server.ask("tools/call", restore).await;
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
}

#[tokio::test]
async fn a_client_that_shows_addresses_alone_cannot_be_asked() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let mut server = Process::silent(command(&["--connection", &sandbox.connection_string()]));
    let mut call = modern(&page, None, Value::Null);
    call["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({"elicitation": {"url": {}}});
    sandbox.reset_traffic();
    let refused = server.ask("tools/call", call).await;
    assert!(refusal(&refused["result"]).contains("cannot ask its user"), "{refused}");
    assert_eq!(sandbox.traffic().requests, 0, "what cannot be asked is not worked out");
}

#[tokio::test]
async fn a_question_names_people_and_hides_nothing() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.add_page(NewPage::new("DOCS", "Safe\u{202e}evil\u{200b}"));
    let mut server =
        Process::silent(command(&["--toolsets", "admin", "--connection", &sandbox.connection_string()]));
    let group = "2c1f3a4e-6d0b-4f7a-9a53-6b1d9f1e0001";
    let mut call = modern(&page, None, Value::Null);
    call["name"] = json!("confluence_set_page_restrictions");
    call["arguments"] =
        json!({"page_id": page, "read_users": [Person::GRACE.account_id, "me"], "edit_groups": [group]});
    let asked = server.ask("tools/call", call).await;
    let question = asked.pointer("/result/inputRequests/confirm/params/message").unwrap();
    let wanted = "Set who may use the page \"Safeevil\"? Reading: \"Grace Hopper\", \"Ada Lovelace\". Changing: the group \
                  \"confluence-users\".";
    assert_eq!(question, &json!(wanted), "{asked}");
    // What would be refused afterwards is refused before anybody is asked.
    for (arguments, says) in [
        (json!({"page_id": page, "read_users": [Person::GRACE.account_id]}), "lock you out"),
        (
            json!({"page_id": page, "read_users": ["me"], "read_groups": ["nobody-has-this"]}),
            "there is no group",
        ),
    ] {
        let mut call = modern(&page, None, Value::Null);
        call["name"] = json!("confluence_set_page_restrictions");
        call["arguments"] = arguments;
        let refused = server.ask("tools/call", call).await;
        assert!(refusal(&refused["result"]).contains(says), "{refused}");
    }
}

#[tokio::test]
async fn what_can_never_be_done_is_refused_before_anybody_is_asked() {
    for sandbox in super::samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let mut server = Process::silent(command(&["--connection", &sandbox.connection_string()]));
        for (arguments, names, everywhere) in [
            (json!({"page_id": page, "archive": true, "include_children": true}), "`include_children`", true),
            (json!({"page_id": page, "archive": true}), "`archive`", false),
            (json!({"page_id": page, "include_children": true}), "`include_children`", false),
        ] {
            let mut call = modern(&page, None, Value::Null);
            call["arguments"] = arguments;
            let answer = server.ask("tools/call", call).await;
            if cloud && !everywhere {
                assert_eq!(answer["result"]["resultType"], "input_required", "{answer}");
            } else {
                assert!(refusal(&answer["result"]).contains(names), "{answer}");
            }
        }
        assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
    }
}

#[tokio::test]
async fn a_no_is_told_from_a_form_that_was_not_filled_in() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let mut server = Process::silent(command(&["--connection", &sandbox.connection_string()]));
    let asked = server.ask("tools/call", modern(&page, None, Value::Null)).await;
    let state = asked["result"]["requestState"].clone();
    for (answer, says) in [
        (json!({"action": "accept", "content": {"confirm": false}}), "is not `true`"),
        (json!({"action": "accept", "content": {"confirm": "true"}}), "is not `true`"),
        (json!({"action": "accept"}), "is not `true`"),
        (json!({"action": "cancel"}), "the user dismissed the question"),
        (json!({"action": "decline"}), "the user declined"),
    ] {
        let mut call = modern(&page, Some(&state), Value::Null);
        call["inputResponses"] = json!({"confirm": answer});
        let refused = server.ask("tools/call", call).await;
        assert!(refusal(&refused["result"]).contains(says), "{says}: {refused}");
    }
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
}

#[tokio::test]
async fn a_property_is_deleted_on_purpose_and_asked_about() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    sandbox.add_property(&page, "state", json!("kept"));
    let mut server =
        Process::silent(command(&["--toolsets", "admin", "--connection", &sandbox.connection_string()]));
    let mut set = async |arguments: Value| {
        let mut call = modern(&page, None, Value::Null);
        call["name"] = json!("confluence_set_property");
        call["arguments"] = arguments;
        server.ask("tools/call", call).await
    };
    for nothing in [json!("null"), Value::Null] {
        let refused = set(json!({"page_id": page, "key": "state", "value": nothing})).await;
        assert!(refusal(&refused["result"]).contains("`delete`"), "{refused}");
    }
    let both = set(json!({"page_id": page, "key": "state", "value": "1", "delete": true})).await;
    assert!(refusal(&both["result"]).contains("`value`"), "{both}");
    let asked = set(json!({"page_id": page, "key": "state", "delete": true})).await;
    let question = asked.pointer("/result/inputRequests/confirm/params/message").unwrap();
    assert_eq!(question, "Delete the property \"state\" of the page \"Architecture\"?", "{asked}");
    let done = set(json!({"page_id": page, "key": "state", "value": "2"})).await;
    assert_eq!(done["result"]["isError"], false, "nobody is asked to set one: {done}");
}

fn modern(page: &str, state: Option<&Value>, confirm: Value) -> Value {
    let mut call = json!({
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
            "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
        },
        "name": "confluence_delete_page",
        "arguments": {"page_id": page},
    });
    if let Some(state) = state {
        call["requestState"] = state.clone();
    }
    if !confirm.is_null() {
        call["inputResponses"] = json!({"confirm": {"action": "accept", "content": {"confirm": confirm}}});
    }
    call
}

#[tokio::test]
async fn an_agreement_is_good_for_what_was_asked_alone() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let other = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let mut server = Process::silent(command(&[
        "--toolsets",
        "pages,history",
        "--connection",
        &sandbox.connection_string(),
    ]));
    let asked = server.ask("tools/call", modern(&page, None, Value::Null)).await;
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let state = asked["result"]["requestState"].clone();
    for (page, state) in [(&other, Some(&state)), (&page, None), (&page, Some(&json!("made up")))] {
        let refused = server.ask("tools/call", modern(page, state, json!(true))).await;
        assert!(refusal(&refused["result"]).contains("confirmation"), "{refused}");
        assert_eq!(sandbox.page_by_id(page).unwrap().status, "current");
    }
    sandbox.reset_traffic();
    let done = server.ask("tools/call", modern(&page, Some(&state), json!(true))).await;
    assert_eq!(done["result"]["isError"], false, "{done}");
    assert_eq!(
        sandbox.traffic().requests,
        1,
        "what was asked is not looked up again: {:?}",
        sandbox.requests()
    );
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "trashed");
    let mut restoring = modern(&page, None, Value::Null);
    restoring["name"] = json!("confluence_restore_page");
    let restored = server.ask("tools/call", restoring).await;
    assert_eq!(restored["result"]["isError"], false, "{restored}");
    let again = server.ask("tools/call", modern(&page, Some(&state), json!(true))).await;
    assert!(refusal(&again["result"]).contains("already used"), "{again}");
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
}
