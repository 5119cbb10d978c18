//! No answer grows with what the service sends: a service that answers as much as it can.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Person, RawResponder, Script};

use super::process::Process;
use super::{facts, samples, texts};

/// The most bytes of any answer: what a page may have, and what stands around it.
const MOST: usize = 60_000;

/// What the service answers to everything: the same property holds different things in different answers.
const KINDS: [&str; 4] = ["page", "comment", "attachment", "template"];

/// Something that reads as whatever a tool asks for, with long text wherever there may be text, and many rows.
fn flood(deployment: Deployment, kind: &str) -> Value {
    let long = "many words ".repeat(150);
    let version = json!({
        "number": 1, "message": long, "when": "2026-01-01T00:00:00.000Z", "createdAt": "2026-01-01T00:00:00.000Z",
        "by": {"userKey": "u", "username": "u", "displayName": long}, "authorId": "u",
    });
    let tasks = "<ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>x</ac:task-body>\
        </ac:task>";
    let storage = format!("<p>{long}</p><ac:task-list>{tasks}</ac:task-list>");
    let people =
        json!({"results": [{"accountId": "u", "displayName": long, "userKey": "u", "username": "u"}]});
    let mut row = json!({
        "id": "1", "key": "KEY", "name": long, "title": long, "type": "page", "status": "current", "text": long,
        "excerpt": long, "prefix": "global", "label": long, "entityType": "content", "url": "/x", "version": version,
        "space": {"id": 1, "key": "KEY", "name": long}, "value": {"text": long, "list": vec![long.as_str(); 3]},
        "body": {"storage": {"value": storage, "representation": "storage"}},
        "description": {"plain": {"value": long}}, "extensions": {"mediaType": "text/plain", "fileSize": 1, "comment": long, "location": "footer"},
        "templateId": "1", "templateType": "page", "displayName": long, "userKey": "u", "username": "u", "accountId": "u",
        "operation": {"operation": "read", "targetType": "page", "operationKey": "read", "key": "read"},
        "subject": {"displayName": long, "type": "group"}, "principal": {"type": "group", "id": long},
        "targetType": "page", "globalId": "1", "history": {"latest": true, "createdBy": {"userKey": "u", "displayName": long}},
        "restrictions": {"user": people, "group": {"results": []}}, "spaceId": "1", "pageId": "1", "authorId": "u",
    });
    let more = json!({
        "container": {"id": "1", "type": "page"}, "_links": {"webui": "/x", "download": "/d", "next": "/x?cursor=y"}, "mediaType": "text/plain", "fileSize": 1,
        "views": 1, "count": 1, "contentState": {"name": long, "color": long}, "finished": true, "successful": true,
        "percentageComplete": 100, "hasPermission": true, "fileId": "f", "downloadLink": "/d", "representation": "storage",
    });
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    if deployment == Deployment::Cloud {
        row["operation"] = json!({"key": "read", "targetType": "space"});
        row["description"] = json!({"plain": {"value": long}, "view": {"value": long}});
    }
    if deployment != Deployment::Cloud && kind != "template" {
        row["type"] = json!(kind);
    }
    match kind {
        "comment" => row["operation"] = json!("read"),
        "template" => row["description"] = json!(long),
        "attachment" => row["title"] = json!("x.txt"),
        _ => {}
    }
    row["content"] = row.clone();
    let mut whole = row.clone();
    // Each row holds some fifty kilobytes, and all together less than a file that is shown may have.
    whole["results"] = json!(vec![row; 15]);
    if deployment != Deployment::Cloud {
        whole["likes"] = json!(vec![json!({"user": {"name": "u", "fullName": long}}); 60]);
    }
    if kind == "page" {
        whole["operations"] = json!(vec![json!({"operation": long, "targetType": "page"}); 60]);
    }
    whole["read"] = json!({"operation": "read", "restrictions": {"user": people, "group": {"results": []}}});
    whole["update"] = whole["read"].clone();
    whole["size"] = json!(60);
    whole["limit"] = json!(60);
    whole["start"] = json!(0);
    whole
}

/// The arguments of a tool, as far as it has them.
fn arguments(tool: &Value) -> Value {
    let name = tool["name"].as_str().unwrap();
    let has = |argument: &str| tool["inputSchema"]["properties"].get(argument).is_some();
    let mut arguments = json!({});
    for (argument, value) in [
        ("page_id", json!("1")),
        ("content_id", json!("1")),
        ("attachment_id", json!("1")),
        ("task_id", json!("1:1")),
        ("query", json!("x")),
        ("from_version", json!(1)),
        ("to_version", json!(2)),
        ("content", json!("x")),
        ("labels", json!(["x"])),
        ("steps", json!([{"op": "append", "content": "x"}])),
        ("done", json!(true)),
        ("name", json!("x")),
        ("filename", json!("x.txt")),
    ] {
        if has(argument) {
            arguments[argument] = value;
        }
    }
    if has("comment_id") && !has("page_id") {
        arguments["comment_id"] = json!("1");
    }
    if has("space_key") && !has("page_id") && !has("parent_id") && !has("content_id") {
        arguments["space_key"] = json!("KEY");
    }
    if has("parent_id") && name.ends_with("children") {
        arguments["parent_id"] = json!("1");
    }
    let object = arguments.as_object_mut().unwrap();
    match name.strip_prefix("confluence_").unwrap() {
        "download_attachment" => object.retain(|name, _| name == "attachment_id"),
        "get_attachments" | "list_spaces" => object.retain(|name, _| name != "filename" && name != "query"),
        "create_page" => object.extend([("space_key".into(), json!("KEY")), ("title".into(), json!("x"))]),
        "move_page" => object.extend([("target_parent_id".into(), json!("2"))]),
        "restore_page" => object.extend([("version".into(), json!(1))]),
        "update_page" | "update_comment" => {
            object.extend([("allow_loss".into(), json!(["body", "tasks", "macros"]))])
        }
        "set_page_restrictions" => {
            let lists = ["read_users", "read_groups", "edit_users", "edit_groups"];
            object.extend(lists.map(|list| (list.into(), json!([]))));
        }
        "copy_page" => {
            object.extend([("target_parent_id".into(), json!("2")), ("restrictions".into(), json!("none"))])
        }
        "set_property" => object.extend([("key".into(), json!("KEY")), ("value".into(), json!("1"))]),
        _ => {}
    }
    arguments
}

#[tokio::test]
async fn no_tool_answers_more_than_its_bound() {
    let (mut tools, mut good, mut failed) = (0, BTreeSet::new(), Vec::new());
    let services = [Deployment::Cloud, Deployment::DataCenter].into_iter();
    for (deployment, kind) in services.flat_map(|one| KINDS.map(|kind| (one, kind))) {
        let text = flood(deployment, kind).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            text.len()
        );
        let service = RawResponder::start(Script::Verbatim([head, text].concat().into_bytes())).await;
        let connection = match deployment {
            Deployment::Cloud => {
                format!(
                    "URL={};Deployment=Cloud;AuthScheme=APIToken;User=a@example.com;APIToken=x",
                    service.url()
                )
            }
            _ => format!("URL={};Deployment=DataCenter;AuthScheme=PAT;PAT=x", service.url()),
        };
        let toolsets = "pages,search,spaces,comments,attachments,labels,history,people,tasks,admin";
        let connection = format!("{connection};Timeout=20");
        let mut server =
            Process::with(&["--unattended", "--toolsets", toolsets, "--connection", &connection]).await;
        let list = server.ask("tools/list", json!({})).await;
        let listed = list["result"]["tools"].as_array().unwrap();
        tools = listed.len();
        for tool in listed {
            let (name, arguments) = (tool["name"].as_str().unwrap(), arguments(tool));
            let answer = server.ask("tools/call", json!({"name": name, "arguments": arguments})).await;
            let size = answer.to_string().len();
            assert!(size < MOST, "{name}: {size} bytes");
            match answer["result"]["isError"] == true {
                true => failed.push(format!(
                    "{deployment:?} {kind} {name}: {}",
                    answer["result"]["content"][0]["text"]
                )),
                false => drop(good.insert(name.to_owned())),
            }
        }
    }
    let missing = failed.iter().filter(|line| !good.iter().any(|name| line.contains(&format!(" {name}:"))));
    let missing: Vec<_> = missing.collect();
    let files = "confluence_download_attachment";
    // A file is fetched from an address that this service does not have.
    assert!(largest_file().await < MOST);
    good.insert(files.to_owned());
    let missing: Vec<_> = missing.into_iter().filter(|line| !line.contains(files)).collect();
    assert_eq!(good.len(), tools, "each tool understands what one of the services says: {missing:#?}");
}

/// The longest answer to a download that succeeds: of text as long as a file may be that is shown, and with much to say of.
async fn largest_file() -> usize {
    let mut largest = 0;
    for sandbox in samples().await {
        let page = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "attachments", "--connection", &connection]).await;
        for text in ["many words ".repeat(95_000), "\u{754c}".repeat(340_000)] {
            let name = format!("{}{}.txt", "n".repeat(200), text.len());
            let file = sandbox.add_attachment(&page, &name, "text/plain", text.as_bytes());
            let answer = server.call("confluence_download_attachment", json!({"attachment_id": file})).await;
            let (texts, failed) = texts(&answer);
            assert!(!failed && texts.iter().any(|text| text.contains("<<attachment")), "{texts:?}");
            largest = largest.max(answer.to_string().len());
        }
    }
    largest
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
