//! The library in a program of its user's: any transport, both eras, own tools, own clients.

use std::sync::Arc;

use async_trait::async_trait;
use confluence_client::connection::Connection;
use confluence_client::{Error, Wiki, connection};
use confluence_mcp::{BuildError, Deferred, Server, Sites, Toolset, WikiProvider};
use confluence_oauth::ConnectionString;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::{CallToolRequestParams, CallToolResult, ContentBlock, ProtocolVersion, Tool};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RequestContext, RunningService};
use rmcp::{RoleClient, RoleServer, ServiceExt as _};
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};

async fn connect(server: Server, mode: ClientLifecycleMode) -> RunningService<RoleClient, ()> {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    ().serve_with_lifecycle(ours, mode).await.unwrap()
}

fn legacy() -> ClientLifecycleMode {
    ClientLifecycleMode::Initialize
}

fn modern() -> ClientLifecycleMode {
    ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }
}

async fn text(
    client: &RunningService<RoleClient, ()>,
    tool: &'static str,
    arguments: serde_json::Value,
) -> String {
    let arguments = arguments.as_object().cloned().unwrap();
    let result = client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap();
    result.content.iter().filter_map(|block| block.as_text()).map(|text| text.text.as_str()).collect()
}

#[tokio::test]
async fn a_server_embeds_in_any_transport_and_both_eras() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let server = Server::builder(wiki).build().unwrap();
    for mode in [legacy(), modern()] {
        let client = connect(server.clone(), mode).await;
        let tools = client.list_all_tools().await.unwrap();
        assert_eq!(tools.len(), server.tools().len());
        assert!(text(&client, "confluence_list_spaces", json!({})).await.contains("TEAM"));
    }
}

#[tokio::test]
async fn rows_and_facts_are_structured_where_a_program_asks_for_it() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let answer = async |server: Server, tool: &'static str, arguments: serde_json::Value| {
        let client = connect(server, legacy()).await;
        let arguments = arguments.as_object().cloned().unwrap();
        client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap()
    };
    let plain = Server::builder(wiki.clone()).build().unwrap();
    assert_eq!(answer(plain, "confluence_list_spaces", json!({})).await.structured_content, None);
    let structured = Server::builder(wiki).structured(true).build().unwrap();
    let spaces =
        answer(structured.clone(), "confluence_list_spaces", json!({})).await.structured_content.unwrap();
    assert_eq!(spaces["results"][0]["key"], "DOCS");
    let page = json!({"space_key": "DOCS", "title": "Getting started"});
    let page = answer(structured, "confluence_get_page", page).await;
    assert_eq!(page.structured_content.unwrap()["title"], "Getting started");
    assert!(page.content.len() > 1, "the text of the page stays in the content");
}

#[tokio::test]
async fn deny_beats_read_only_beats_allow() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let names = |server: &Server| server.tools().into_iter().map(|tool| tool.name).collect::<Vec<_>>();
    let builder = || Server::builder(wiki.clone()).toolsets([Toolset::Spaces]);
    assert_eq!(names(&builder().build().unwrap()), ["confluence_list_spaces"]);
    let allowed = builder().allow(["confluence_search"]).build().unwrap();
    assert_eq!(names(&allowed), ["confluence_list_spaces", "confluence_search"]);
    let denied = builder().allow(["confluence_search"]).deny(["confluence_search"]).build().unwrap();
    assert_eq!(names(&denied), ["confluence_list_spaces"]);
    let client = connect(denied, legacy()).await;
    let refused = client.call_tool(CallToolRequestParams::new("confluence_search")).await;
    assert!(
        refused.unwrap_err().to_string().contains("does not offer"),
        "what is not offered cannot be called"
    );
    let unknown = builder().deny(["confluence_serch"]).build().unwrap_err();
    assert!(matches!(&unknown, BuildError::UnknownTool(name) if name == "confluence_serch"), "{unknown}");
}

/// Two sites under names.
struct TwoSites(Vec<(String, Wiki)>);

#[async_trait]
impl WikiProvider for TwoSites {
    async fn wiki(&self, site: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        let named = self.0.iter().find(|(name, _)| Some(name.as_str()) == site);
        Ok(named.unwrap_or(&self.0[0]).1.clone())
    }

    fn sites(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn principal(&self, _: &RequestContext<RoleServer>) -> Option<String> {
        None
    }
}

/// A wiki whose caller and grant are known.
struct Known(Wiki, &'static str, &'static [&'static str]);

#[async_trait]
impl WikiProvider for Known {
    async fn wiki(&self, _: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        Ok(self.0.clone())
    }

    async fn granted_scopes(&self, _: &RequestContext<RoleServer>) -> Vec<String> {
        self.2.iter().map(|scope| (*scope).to_owned()).collect()
    }

    fn principal(&self, _: &RequestContext<RoleServer>) -> Option<String> {
        Some(self.1.to_owned())
    }
}

#[tokio::test]
async fn of_several_sites_each_tells_its_caller_and_its_grant() {
    let wiki = || connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x");
    let read: &[&str] = &["read:space:confluence"];
    let one = Arc::new(Known(wiki().await.unwrap(), "ada", read));
    let listed = |server: Server| async move {
        let list = connect(server, modern()).await.list_tools(None).await.unwrap();
        let names: Vec<_> = list.tools.iter().map(|tool| tool.name.to_string()).collect();
        (names, list.ttl_ms)
    };
    let of_both = Sites::new("one", one.clone()).and("two", Known(wiki().await.unwrap(), "ada", read));
    let (names, ttl) = listed(Server::builder(of_both).build().unwrap()).await;
    assert!(!names.iter().any(|name| name == "confluence_create_page"), "{names:?}");
    assert_eq!(ttl, Some(0), "another caller, or the next login, has other tools");
    let unknown = Sites::new("one", one).and("two", wiki().await.unwrap());
    let (names, _) = listed(Server::builder(unknown).build().unwrap()).await;
    assert!(names.iter().any(|name| name == "confluence_create_page"), "{names:?}");
    let (_, ttl) = listed(Server::builder(wiki().await.unwrap()).build().unwrap()).await;
    assert_eq!(ttl, Some(3_600_000));
}

#[tokio::test]
async fn two_of_one_name_are_refused() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let sites = Sites::new("one", wiki.clone()).and("two", wiki.clone()).and("two", wiki.clone());
    let refused = Server::builder(sites).build().unwrap_err();
    assert!(matches!(&refused, BuildError::SameSite(name) if name == "two"), "{refused}");
    let own = |name: &'static str| {
        let definition = Tool::new(name, "Ours.", Arc::new(serde_json::Map::new()));
        let answer = || CallToolResult::success(Vec::new());
        ToolRoute::<Server>::new_dyn(definition, move |_| Box::pin(async move { Ok(answer().into()) }))
    };
    for names in [["confluence_search", "other"], ["other", "other"]] {
        let server =
            names.into_iter().fold(Server::builder(wiki.clone()), |server, name| server.tool(own(name)));
        let refused = server.build().unwrap_err().to_string();
        assert!(refused.contains("two tools are called"), "{refused}");
    }
    let denied = Server::builder(wiki).tool(own("other")).deny(["other"]).build().unwrap_err();
    assert!(matches!(&denied, BuildError::OwnTool(name) if name == "other"), "{denied}");
}

#[tokio::test]
async fn an_own_tool_has_the_wiki_of_its_caller() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let definition = Tool::new(
        "space_name",
        "Ours.",
        Arc::new(serde_json::Map::from_iter([("type".to_owned(), json!("object"))])),
    );
    let own = ToolRoute::<Server>::new_dyn(definition, |call| {
        Box::pin(async move {
            let wiki = call.service.wiki(None, &call.request_context).await?;
            let space = wiki.space("DOCS").await.unwrap();
            Ok(CallToolResult::success(vec![ContentBlock::text(space.name)]).into())
        })
    });
    let client = connect(Server::builder(Arc::new(wiki)).tool(own).build().unwrap(), legacy()).await;
    assert!(!text(&client, "space_name", json!({})).await.is_empty());
}

#[tokio::test]
async fn several_sites_are_told_apart_by_an_argument() {
    let mut sites = Vec::new();
    let mut sandboxes = Vec::new();
    for (name, deployment) in [("cloud", Deployment::Cloud), ("server", Deployment::DataCenter)] {
        let sandbox = Sandbox::builder().deployment(deployment).start().await;
        sandbox.add_space(&name.to_uppercase(), name);
        sites.push((name.to_owned(), connection::open(&sandbox.connection_string()).await.unwrap()));
        sandboxes.push(sandbox);
    }
    let server = Server::builder(TwoSites(sites)).build().unwrap();
    let schema = server.tools()[0].input_schema.clone();
    assert_eq!(schema["properties"]["site"]["enum"], json!(["cloud", "server"]));
    let client = connect(server, legacy()).await;
    assert!(text(&client, "confluence_list_spaces", json!({})).await.contains("CLOUD"));
    assert!(text(&client, "confluence_list_spaces", json!({"site": "server"})).await.contains("SERVER"));
    let unknown = text(&client, "confluence_list_spaces", json!({"site": "elsewhere"})).await;
    assert!(
        unknown.contains("`site`") && unknown.contains("cloud (http") && unknown.contains("server (http"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_connection_opens_with_the_first_call_and_a_failure_is_an_answer() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x;Timeout=2";
    let connection = Connection::new(ConnectionString::parse(string).unwrap()).unwrap();
    let client = connect(Server::builder(Deferred::new(connection)).build().unwrap(), modern()).await;
    let result = client.call_tool(CallToolRequestParams::new("confluence_list_spaces")).await.unwrap();
    assert_eq!(result.is_error, Some(true));
}

#[tokio::test]
async fn own_tools_stand_beside_ours_and_one_that_panics_is_answered() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let own = |name: &'static str, answer: fn() -> CallToolResult| {
        let definition = Tool::new(
            name,
            "Ours.",
            Arc::new(serde_json::Map::from_iter([("type".to_owned(), json!("object"))])),
        );
        ToolRoute::<Server>::new_dyn(definition, move |_| Box::pin(async move { Ok(answer().into()) }))
    };
    let server = Server::builder(wiki)
        .tool(own("say_hello", || CallToolResult::success(vec![ContentBlock::text("hello")])))
        .tool(own("fail", || panic!("a fault")))
        .build()
        .unwrap();
    let client = connect(server, legacy()).await;
    assert_eq!(text(&client, "say_hello", json!({})).await, "hello");
    let failed = client.call_tool(CallToolRequestParams::new("fail")).await.unwrap_err().to_string();
    assert!(failed.contains("internal error in fail") && !failed.contains("a fault\""), "{failed}");
    assert_eq!(text(&client, "say_hello", json!({})).await, "hello", "the server goes on");
}
