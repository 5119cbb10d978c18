//! No answer grows with what the service sends: a service that answers as much as it can.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Person, RawResponder, Script};

use super::process::Process;
use super::{facts, samples, texts};

/// The most bytes of any answer: what a page may have, and what stands around it.
const MOST: usize = 60_000;

/// Something that reads as whatever a tool asks for, with long text wherever there may be text, and many rows.
fn flood() -> Value {
    let long = "many words ".repeat(150);
    let version = json!({
        "number": 1, "message": long, "when": "2026-01-01T00:00:00.000Z", "createdAt": "2026-01-01T00:00:00.000Z",
        "by": {"userKey": "u", "username": "u", "displayName": long}, "authorId": "u",
    });
    let mut row = json!({
        "id": "1", "key": "KEY", "name": long, "title": long, "type": "page", "status": "current", "text": long,
        "excerpt": long, "prefix": "global", "label": long, "entityType": "content", "url": "/x", "version": version,
        "space": {"id": 1, "key": "KEY", "name": long}, "value": {"text": long, "list": vec![long.as_str(); 20]},
        "body": {"storage": {"value": format!("<p>{long}</p>"), "representation": "storage"}},
        "description": {"plain": {"value": long}}, "extensions": {"mediaType": "text/plain", "fileSize": 1, "comment": long, "location": "footer"},
        "templateId": "1", "templateType": "page", "displayName": long, "userKey": "u", "username": "u",
        "operation": "read", "targetType": "page", "globalId": "1", "history": {"latest": true},
        "restrictions": {"user": {"results": []}, "group": {"results": []}}, "_links": {"webui": "/x", "download": "/d"},
    });
    row["content"] = row.clone();
    let mut whole = row.clone();
    whole["results"] = json!(vec![row; 60]);
    whole["size"] = json!(60);
    whole["limit"] = json!(60);
    whole["start"] = json!(0);
    whole
}

#[tokio::test]
async fn no_tool_answers_more_than_its_bound() {
    let text = flood().to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    let service = RawResponder::start(Script::Verbatim([head, text].concat().into_bytes())).await;
    let connection = format!("URL={};Deployment=DataCenter;AuthScheme=PAT;PAT=x;Timeout=20", service.url());
    let toolsets = "pages,search,spaces,comments,attachments,labels,history,people,tasks,admin";
    let mut server =
        Process::with(&["--unattended", "--toolsets", toolsets, "--connection", &connection]).await;
    let list = server.ask("tools/list", json!({})).await;
    let (mut good, mut failed) = (Vec::new(), Vec::new());
    for tool in list["result"]["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let has = |argument: &str| tool["inputSchema"]["properties"].get(argument).is_some();
        let mut arguments = json!({});
        for (argument, value) in [
            ("page_id", json!("1")),
            ("content_id", json!("1")),
            ("attachment_id", json!("1")),
            ("task_id", json!("1-1")),
            ("query", json!("x")),
            ("from_version", json!(1)),
            ("to_version", json!(2)),
            ("content", json!("x")),
            ("labels", json!(["x"])),
            ("steps", json!([{"op": "append", "content": "x"}])),
            ("done", json!(true)),
            ("name", json!("x")),
        ] {
            if has(argument) {
                arguments[argument] = value;
            }
        }
        if has("comment_id") && !has("page_id") {
            arguments["comment_id"] = json!("1");
        }
        if has("space_key") && !has("page_id") && !has("parent_id") {
            arguments["space_key"] = json!("KEY");
        }
        if has("parent_id") && name.ends_with("children") {
            arguments["parent_id"] = json!("1");
        }
        let answer = server.ask("tools/call", json!({"name": name, "arguments": arguments})).await;
        let (size, result) = (answer.to_string().len(), &answer["result"]);
        assert!(size < MOST, "{name}: {size} bytes");
        let list = if result["isError"] == true { &mut failed } else { &mut good };
        list.push(format!("{name} {size}"));
    }
    assert!(good.len() > 15, "most tools understand what the service says: {good:?}\n{failed:#?}");
}

#[tokio::test]
async fn a_page_full_of_mentions_takes_two_requests() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let mention = |person: Person| match cloud {
            true => format!("<ac:link><ri:user ri:account-id=\"{}\" /></ac:link> ", person.account_id),
            false => format!("<ac:link><ri:user ri:userkey=\"{}\" /></ac:link> ", person.user_key),
        };
        let people: String = Person::ALL.iter().map(|person| mention(*person)).collect();
        let page =
            sandbox.add_page(NewPage::new("TEAM", "All").storage(format!("<p>{}</p>", people.repeat(500))));
        let mut server = Process::start(&sandbox.connection_string()).await;
        sandbox.reset_traffic();
        let read = server.call("confluence_get_page", json!({"page_id": page, "format": "markdown"})).await;
        assert!(texts(&read).0[1].contains("[@Grace Hopper](user:"), "{:?}", sandbox.deployment());
        assert!(sandbox.traffic().requests <= 2, "{:?}", sandbox.requests());
    }
}

#[tokio::test]
async fn what_was_cut_says_so_and_can_be_had() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Full").storage("<p>x</p>"));
        let long = "many words ".repeat(2_500);
        for key in ["a", "b", "c"] {
            sandbox.add_property(&page, key, json!({"text": long}));
        }
        sandbox.add_property(&page, "short", json!("kept"));
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "admin", "--connection", &connection]).await;
        let listed = server.call("confluence_get_properties", json!({"page_id": page})).await;
        assert!(listed.to_string().len() < MOST);
        let rows = facts(&listed);
        let row = |key: &str| {
            rows["results"].as_array().unwrap().iter().find(|row| row["key"] == key).unwrap().clone()
        };
        assert_eq!(row("short")["value"], "kept");
        assert!(row("b")["cut"].as_str().unwrap().contains("smaller limit"), "{rows}");
        let whole = server.call("confluence_get_properties", json!({"page_id": page, "key": "b"})).await;
        assert_eq!(facts(&whole)["value"]["text"], long);
    }
}
