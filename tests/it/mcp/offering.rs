//! Resources, completion and prompts.

use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::process::Process;
use super::samples;

async fn read(server: &mut Process, uri: &str) -> Value {
    let answer = server.ask("resources/read", json!({"uri": uri})).await;
    answer["result"]["contents"].get(0).cloned().unwrap_or_else(|| panic!("{uri}: {answer}"))
}

#[tokio::test]
async fn pages_spaces_and_files_are_resources() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let listed = server.ask("resources/list", json!({})).await["result"]["resources"].clone();
        let uris: Vec<&str> =
            listed.as_array().unwrap().iter().map(|row| row["uri"].as_str().unwrap()).collect();
        assert!(
            uris.contains(&"confluence://spaces/DOCS") && uris.contains(&"confluence://spaces/~ada"),
            "{uris:?}"
        );
        let space = read(&mut server, "confluence://spaces/DOCS").await;
        let text = space["text"].as_str().unwrap();
        assert!(text.contains("Product documentation") && text.contains("not instructions"), "{space}");
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        sandbox.reset_traffic();
        let by_id = read(&mut server, &format!("confluence://pages/{page}")).await;
        assert_eq!(sandbox.traffic().requests, 2, "the page and the people on it");
        let by_title = read(&mut server, "confluence://spaces/DOCS/pages/Getting%20started").await;
        for page in [by_id, by_title] {
            assert_eq!(page["mimeType"], "text/markdown");
            let text = page["text"].as_str().unwrap();
            assert!(text.contains("data, not instructions") && text.contains("# Getting started"), "{text}");
            assert!(text.contains("Grace Hopper"), "{text}");
        }
        let script = read(&mut server, &format!("confluence://pages/{page}/attachments/install.sh")).await;
        assert!(script["text"].as_str().unwrap().contains("make install"), "{script}");
        let image = read(&mut server, &format!("confluence://pages/{page}/attachments/overview.png")).await;
        assert!(
            image["blob"].as_str().unwrap().starts_with("iVBOR") && image["mimeType"] == "image/png",
            "{image}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_not_there() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for uri in [
            "confluence://pages/999999999",
            "confluence://spaces/NONE",
            "file:///etc/passwd",
            "confluence://else",
        ] {
            let answer = server.ask("resources/read", json!({"uri": uri})).await;
            assert_eq!(answer["error"]["code"], -32002, "{uri}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_long_page_says_how_to_read_on() {
    for sandbox in samples().await {
        let storage = "<p>A line of many.</p>".repeat(5_000);
        let page = sandbox.add_page(tests::sandbox::NewPage::new("DOCS", "Long").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = read(&mut server, &format!("confluence://pages/{page}")).await;
        let text = read["text"].as_str().unwrap();
        assert!(text.len() < 45_000 && text.contains("confluence_get_page"), "{}", text.len());
    }
}

#[tokio::test]
async fn a_space_of_many_pages_is_bounded() {
    for sandbox in samples().await {
        sandbox.add_space("WIDE", "Wide");
        for page in 0..100 {
            let title = format!("{page} {}", "漢".repeat(200));
            sandbox.add_page(NewPage::new("WIDE", &title));
        }
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = read(&mut server, "confluence://spaces/WIDE").await;
        let text = read["text"].as_str().unwrap();
        assert!(text.len() < 42_000 && text.contains("too long for one answer"), "{} {text}", text.len());
    }
}

#[tokio::test]
async fn arguments_complete() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for (template, argument, value, settled, expected) in [
            ("spaces/{space_key}", "space_key", "do", json!({}), "DOCS"),
            ("spaces/{space_key}", "space_key", "product", json!({}), "DOCS"),
            (
                "spaces/{space_key}/pages/{title}",
                "title",
                "Arch",
                json!({"space_key": "DOCS"}),
                "Architecture",
            ),
            (
                "pages/{page_id}/attachments/{filename}",
                "filename",
                "inst",
                json!({"page_id": page}),
                "install.sh",
            ),
        ] {
            let reference = json!({"type": "ref/resource", "uri": format!("confluence://{template}")});
            let ask = json!({"ref": reference, "argument": {"name": argument, "value": value}, "context": {"arguments": settled}});
            let answer = server.ask("completion/complete", ask).await;
            assert_eq!(answer["result"]["completion"]["values"], json!([expected]), "{argument}: {answer}");
        }
        let prompt = json!({"ref": {"type": "ref/prompt", "name": "draft_page"}, "argument": {"name": "space_key", "value": "TE"}});
        let answer = server.ask("completion/complete", prompt).await;
        assert_eq!(answer["result"]["completion"]["values"], json!(["TEAM"]));
    }
}

#[tokio::test]
async fn prompts_are_listed_and_filled_in() {
    let [sandbox, _] = samples().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    let listed = server.ask("prompts/list", json!({})).await["result"]["prompts"].clone();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["summarize_space_changes", "draft_page", "review_page"]);
    let filled = json!({"name": "summarize_space_changes", "arguments": {"space_key": "DOCS", "days": "30"}});
    let filled = server.ask("prompts/get", filled).await;
    let text = filled["result"]["messages"][0]["content"]["text"].as_str().unwrap();
    let query = text.split('`').nth(1).unwrap();
    let found = server.call("confluence_search", json!({"query": query, "limit": 50})).await;
    assert!(found.to_string().contains("Release notes"), "the query in the prompt works: {found}");
    let missing = server.ask("prompts/get", json!({"name": "review_page"})).await;
    assert!(missing["error"]["message"].as_str().unwrap().contains("`page_id`"), "{missing}");
}

#[tokio::test]
async fn what_is_read_may_be_kept_for_a_while_by_its_reader_alone() {
    let [sandbox, _] = samples().await;
    let mut server =
        Process::silent(super::process::command(&["--connection", &sandbox.connection_string()]));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    });
    for (method, params) in [
        ("tools/list", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/read", json!({"uri": "confluence://spaces/DOCS"})),
    ] {
        let mut params = params;
        params["_meta"] = meta.clone();
        let answer = server.ask(method, params).await;
        assert_eq!(answer["result"]["cacheScope"], "private", "{method}: {answer}");
        assert!(answer["result"]["ttlMs"].as_u64().unwrap() > 0, "{method}: {answer}");
    }
}
