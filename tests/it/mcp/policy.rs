//! Read-only mode, allowed spaces and deny lists, attacked from outside through every tool, resource and prompt, and
//! every name of a page.

use confluence_client::wiki::TaskQuery;
use confluence_client::{Policy, connection};
use confluence_mcp::{Server, Toolset};
use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Deployment, NewPage, Sandbox};

use super::attacks::{self, Target};
use super::process::Process;
use super::{facts, refusal};

const SECRET: &str = "the crown jewels";
const TASK: &str = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
    <ac:task-body>Guard it</ac:task-body></ac:task></ac:task-list>";

fn every() -> String {
    let names: Vec<&str> = Toolset::ALL.iter().map(|toolset| toolset.name()).collect();
    names.join(",")
}

async fn sites() -> [Sandbox; 2] {
    let start = |deployment| async move {
        let sandbox = Sandbox::builder().deployment(deployment).start().await;
        sandbox.add_space("OPEN", "Open");
        sandbox.add_space("VAULT", "Vault");
        sandbox.add_page(NewPage::new("OPEN", "Public").storage(format!("<p>hello</p>{TASK}")));
        sandbox.add_page(NewPage::new("VAULT", "Secret").storage(format!("<p>{SECRET}</p>{TASK}")));
        sandbox
    };
    [start(Deployment::Cloud).await, start(Deployment::DataCenter).await]
}

/// A page with all that can hang on one.
async fn target(sandbox: &Sandbox, space: &'static str, title: &'static str) -> Target {
    let page = sandbox.page_by_title(space, title).unwrap().id;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let tasks = wiki.tasks(TaskQuery::new().on(page.as_str())).slice().await.unwrap();
    sandbox.add_property(&page, "key", json!(SECRET));
    Target {
        names: attacks::names(sandbox, &page, space, title),
        file: sandbox.add_attachment(&page, "jewels.txt", "text/plain", SECRET.as_bytes()),
        comment: sandbox.add_comment(&page, None, &format!("<p>{SECRET}</p>"), ADMIN),
        task: tasks.items[0].id.as_str().to_owned(),
        open: sandbox.page_by_title("OPEN", "Public").unwrap().id,
        page,
        space,
        title,
    }
}

/// The names of all tools that a server offers.
async fn tools(server: &mut Process) -> Vec<String> {
    let list = server.ask("tools/list", json!({})).await;
    let tools = list["result"]["tools"].as_array().unwrap();
    tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn nothing_of_a_space_that_is_left_out_gets_through_a_tool() {
    for sandbox in sites().await {
        let folder = tempfile::tempdir().unwrap();
        let connection = format!("{};Spaces=OPEN", sandbox.connection_string());
        let files = folder.path().to_str().unwrap();
        let every = every();
        let arguments = ["--unattended", "--toolsets", &every, "--files", files, "--connection", &connection];
        let mut server = Process::with(&arguments).await;
        let target = target(&sandbox, "VAULT", "Secret").await;
        let (secret, open) = (sandbox.page_by_id(&target.page), sandbox.page_by_id(&target.open));
        for tool in tools(&mut server).await {
            for call in attacks::unaimed(&tool).unwrap_or_default() {
                // An answer that finds nothing repeats what was searched.
                let query = call["query"].as_str().unwrap_or("no query").to_owned();
                let told = server.call(&tool, call.clone()).await.to_string().replace(&query, "");
                assert!(!told.contains("jewels") && !told.contains("Secret"), "{tool} {call}: {told}");
            }
            if attacks::unaimed(&tool).is_some() {
                continue;
            }
            for call in attacks::on(&tool, &target) {
                let result = server.call(&tool, call.clone()).await;
                let said = refusal(&result);
                let bounded = said.contains("limited to the spaces OPEN");
                assert!(bounded || said.contains("not supported here"), "{tool} {call}: {said}");
                assert!(!result.to_string().contains("jewels"), "{tool} {call}: {result}");
            }
        }
        let spaces = facts(&server.call("confluence_list_spaces", json!({})).await);
        assert!(spaces.to_string().contains("OPEN") && !spaces.to_string().contains("VAULT"), "{spaces}");
        assert_eq!((sandbox.page_by_id(&target.page), sandbox.page_by_id(&target.open)), (secret, open));
        assert!(sandbox.page_by_title("OPEN", "New").is_none());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was saved");
    }
}

#[tokio::test]
async fn a_title_leads_to_nothing_in_a_space_that_is_left_out() {
    for sandbox in sites().await {
        let folder = tempfile::tempdir().unwrap();
        let connection = format!("{};Spaces=OPEN", sandbox.connection_string());
        let (files, every) = (folder.path().to_str().unwrap(), every());
        let arguments = ["--unattended", "--toolsets", &every, "--files", files, "--connection", &connection];
        let mut server = Process::with(&arguments).await;
        let mut target = target(&sandbox, "VAULT", "Secret").await;
        target.names = vec![json!("Secret"), json!("secre")];
        let before = sandbox.page_by_id(&target.page);
        for tool in tools(&mut server).await.iter().filter(|tool| attacks::unaimed(tool).is_none()) {
            for call in attacks::on(tool, &target) {
                let result = server.call(tool, call.clone()).await;
                let said = refusal(&result);
                assert!(!said.contains(&target.page) && !said.contains("jewels"), "{tool} {call}: {said}");
            }
        }
        assert_eq!(sandbox.page_by_id(&target.page), before);
    }
}

#[tokio::test]
async fn nothing_of_a_space_that_is_left_out_gets_through_a_resource_or_a_completion() {
    for sandbox in sites().await {
        let connection = format!("{};Spaces=OPEN", sandbox.connection_string());
        let mut server = Process::start(&connection).await;
        let page = target(&sandbox, "VAULT", "Secret").await.page;
        for uri in [
            format!("confluence://pages/{page}"),
            "confluence://spaces/VAULT".to_owned(),
            "confluence://spaces/VAULT/pages/Secret".to_owned(),
            format!("confluence://pages/{page}/attachments/jewels.txt"),
        ] {
            let answer = server.ask("resources/read", json!({"uri": uri})).await;
            let said = answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{uri}: {answer}"));
            assert!(said.contains("limited to the spaces OPEN"), "{uri}: {said}");
            assert!(!answer.to_string().contains("jewels"), "{answer}");
        }
        let listed = server.ask("resources/list", json!({})).await["result"].clone();
        assert!(
            listed.to_string().contains("spaces/OPEN") && !listed.to_string().contains("VAULT"),
            "{listed}"
        );
        for (template, argument, value, settled) in [
            ("spaces/{space_key}", "space_key", "VA", json!({})),
            ("spaces/{space_key}/pages/{title}", "title", "Se", json!({"space_key": "VAULT"})),
            ("pages/{page_id}/attachments/{filename}", "filename", "", json!({"page_id": page})),
        ] {
            let reference = json!({"type": "ref/resource", "uri": format!("confluence://{template}")});
            let ask = json!({"ref": reference, "argument": {"name": argument, "value": value}, "context": {"arguments": settled}});
            let answer = server.ask("completion/complete", ask).await;
            let values = answer["result"]["completion"]["values"].as_array().map_or(0, Vec::len);
            assert_eq!(values, 0, "{argument}: {answer}");
        }
    }
}

#[tokio::test]
async fn nothing_is_written_in_read_only_mode() {
    for sandbox in sites().await {
        let target = target(&sandbox, "OPEN", "Public").await;
        let page = sandbox.page_by_id(&target.page).unwrap();
        let mut all =
            Process::with(&["--toolsets", &every(), "--connection", &sandbox.connection_string()]).await;
        let all = tools(&mut all).await;
        for arguments in [&["--read-only"][..], &[]] {
            let connection = match arguments {
                [] => format!("{};ReadOnly=true", sandbox.connection_string()),
                _ => sandbox.connection_string(),
            };
            let every = every();
            let mut given = vec!["--unattended", "--toolsets", &every, "--connection", &connection];
            given.extend(arguments);
            let mut server = Process::with(&given).await;
            let list = server.ask("tools/list", json!({})).await;
            for tool in list["result"]["tools"].as_array().unwrap() {
                assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
            }
            let reading = tools(&mut server).await;
            for tool in all.iter().filter(|tool| !reading.contains(tool)) {
                for arguments in attacks::on(tool, &target) {
                    let answer =
                        server.ask("tools/call", json!({"name": tool, "arguments": arguments})).await;
                    assert!(
                        answer["error"]["message"].as_str().unwrap().contains("does not offer"),
                        "{tool}: {answer}"
                    );
                }
            }
        }
        assert_eq!(sandbox.page_by_id(&target.page).unwrap(), page, "nothing changed");
    }
}

/// A client of a server that offers everything on a wiki with this policy.
async fn offered(
    sandbox: &Sandbox,
    policy: Policy,
    adjust: impl FnOnce(confluence_mcp::ServerBuilder) -> confluence_mcp::ServerBuilder,
) -> (rmcp::service::RunningService<rmcp::RoleClient, ()>, Server) {
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap().with_policy(policy);
    let builder = Server::builder(wiki).unattended(true).toolsets(Toolset::ALL.iter().copied());
    let server = adjust(builder).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let serving = server.clone();
    tokio::spawn(async move { serving.serve(theirs).await.unwrap().waiting().await });
    (().serve(ours).await.unwrap(), server)
}

fn call(tool: &str, arguments: &Value) -> CallToolRequestParams {
    CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments.as_object().cloned().unwrap())
}

#[tokio::test]
async fn the_layer_below_the_tools_holds_by_itself() {
    for sandbox in sites().await {
        let target = target(&sandbox, "OPEN", "Public").await;
        let page = sandbox.page_by_id(&target.page).unwrap();
        let (client, server) = offered(&sandbox, Policy::new().read_only(true), |builder| builder).await;
        let writing = server.tools().into_iter().filter(|tool| {
            tool.annotations.as_ref().is_some_and(|hints| hints.read_only_hint == Some(false))
        });
        for tool in writing {
            for arguments in attacks::on(&tool.name, &target) {
                let dry = arguments["dry_run"] == true;
                let result = client.call_tool(call(&tool.name, &arguments)).await.unwrap();
                let said = serde_json::to_string(&result).unwrap();
                let reasons =
                    ["read-only", "not supported here", "Data Center trashes", "Data Center archives"];
                let refused =
                    result.is_error == Some(true) && reasons.iter().any(|reason| said.contains(reason));
                assert!(refused || dry, "{} {arguments}: {said}", tool.name);
            }
        }
        assert_eq!(sandbox.page_by_id(&target.page).unwrap(), page, "nothing changed");
    }
}

#[tokio::test]
async fn what_is_denied_cannot_be_called_whatever_allows_it() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let (_, server) = offered(&sandbox, Policy::new(), |builder| builder).await;
    let names: Vec<String> = server.tools().into_iter().map(|tool| tool.name.into_owned()).collect();
    let (client, server) =
        offered(&sandbox, Policy::new(), |builder| builder.allow(&names).deny(&names)).await;
    assert!(server.tools().is_empty());
    sandbox.reset_traffic();
    for name in &names {
        let refused = client.call_tool(call(name, &json!({}))).await.unwrap_err().to_string();
        assert!(refused.contains("does not offer"), "{name}: {refused}");
    }
    assert!(client.list_all_prompts().await.unwrap().is_empty(), "no prompt can be followed");
    assert_eq!(sandbox.traffic().requests, 0);
}
