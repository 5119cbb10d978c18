//! Finding and reading, on both deployments.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::process::Process;
use super::{body, facts, refusal, samples};

fn titles(found: &Value) -> Vec<&str> {
    found["results"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn search_takes_words_and_cql() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let words = facts(&server.call("confluence_search", json!({"query": "roll back"})).await);
        assert!(titles(&words).contains(&"Getting started"), "{words}");
        let cql = json!({"query": "type = page and label = \"runbook\"", "limit": "5"});
        let found = facts(&server.call("confluence_search", cql).await);
        assert_eq!(titles(&found), ["Runbook: deploys"]);
        assert!(
            found["results"][0]["id"].is_string() && found["results"][0].get("excerpt") != Some(&json!(""))
        );
        let elsewhere = json!({"query": "type = page", "spaces": "TEAM", "limit": 50});
        let found = facts(&server.call("confluence_search", elsewhere).await);
        assert!(!titles(&found).is_empty() && !titles(&found).contains(&"Getting started"), "{found}");
    }
}

#[tokio::test]
async fn search_goes_on_where_it_stopped() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let mut seen = Vec::new();
        let mut arguments = json!({"query": "type = page order by title", "limit": 2});
        loop {
            let found = facts(&server.call("confluence_search", arguments.clone()).await);
            seen.extend(titles(&found).into_iter().map(str::to_owned));
            match found.get("next_cursor") {
                Some(next) => arguments["cursor"] = next.clone(),
                None => break,
            }
        }
        let unique: std::collections::BTreeSet<_> = seen.iter().collect();
        assert!(seen.len() > 6 && unique.len() == seen.len(), "{seen:?}");
    }
}

/// A cursor holds what the list is sorted by, in whatever script: through a model and back it stays what it was.
#[tokio::test]
async fn a_cursor_goes_back_byte_for_byte() {
    let [sandbox, _] = samples().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    for cursor in ["eyJ0IjoiPj4+Pz8/Ijp9+/==", "設計書+一覧", "Группы и люди"] {
        for (tool, arguments, row) in [
            (
                "confluence_search",
                json!({"query": "type = page", "limit": 1}),
                json!({"title": "x", "content": {"id": "7", "type": "page", "title": "x", "space": {"key": "DOCS"}}}),
            ),
            (
                "confluence_list_spaces",
                json!({"limit": 1}),
                json!({"id": "7", "key": "DOCS", "name": "x", "status": "current", "type": "global"}),
            ),
        ] {
            let answer = |links: Value| Fault::Answer {
                status: 200,
                content_type: "application/json",
                body: json!({"results": [row], "_links": links}).to_string(),
            };
            sandbox.next(answer(json!({"next": format!("/wiki/x?cursor={cursor}&limit=1")})));
            let first = facts(&server.call(tool, arguments.clone()).await);
            let mut rest = arguments.clone();
            rest["cursor"] = first["next_cursor"].clone();
            sandbox.next(answer(json!({})));
            server.call(tool, rest).await;
            let sent = sandbox.requests().pop().unwrap().query;
            assert!(
                sent.contains(&("cursor".to_owned(), cursor.to_owned())),
                "{tool}: {sent:?} after {first}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_is_read_in_one_request_however_it_is_named() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Release notes").unwrap();
        let mut server = Process::start(&sandbox.connection_string()).await;
        let address = format!("{}/pages/viewpage.action?pageId={}", server_base(&sandbox), page.id);
        let mut first = true;
        for named in [
            json!({"page_id": page.id}),
            json!({"page_id": page.id.parse::<u64>().unwrap()}),
            json!({"page_id": address}),
        ] {
            sandbox.reset_traffic();
            let read = server.call("confluence_get_page", named.clone()).await;
            // Cloud tells ids of people alone, whose names are asked for once.
            let names = u64::from(first && sandbox.deployment() == Deployment::Cloud);
            first = false;
            assert_eq!(sandbox.traffic().requests, 1 + names, "{named}: {:?}", sandbox.requests());
            let facts = facts(&read);
            assert_eq!(facts["version"]["by"]["name"], "Grace Hopper", "{facts}");
            assert_eq!((&facts["title"], &facts["version"]["number"]), (&json!("Release notes"), &json!(4)));
            assert!(body(&read).contains("## 2.0"), "{read}");
        }
        let titled = json!({"title": "Release notes", "space_key": "DOCS"});
        assert_eq!(facts(&server.call("confluence_get_page", titled).await)["id"], json!(page.id));
    }
}

fn server_base(sandbox: &Sandbox) -> String {
    match sandbox.deployment() {
        tests::sandbox::Deployment::Cloud => format!("{}/wiki", sandbox.url()),
        _ => sandbox.url(),
    }
}

#[tokio::test]
async fn every_format_shows_the_page() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap();
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (format, shows) in [
            ("markdown", "```bash"),
            ("handles", "{#b1}"),
            ("outline", "- Prerequisites (#b"),
            ("storage", "<ac:structured-macro ac:name=\"toc\""),
            ("text", "Clone the repository."),
            ("view", "Clone the repository."),
        ] {
            let read =
                server.call("confluence_get_page", json!({"page_id": page.id, "format": format})).await;
            assert!(body(&read).contains(shows), "{format}: {}", body(&read));
        }
        let storage =
            server.call("confluence_get_page", json!({"page_id": page.id, "format": "storage"})).await;
        assert_eq!(body(&storage).trim_end(), page.storage);
        let old = json!({"page_id": page.id, "format": "view", "version": 1});
        assert!(refusal(&server.call("confluence_get_page", old).await).contains("as it is now"));
    }
}

#[tokio::test]
async fn a_search_says_who_and_when_and_what_to_try_where_nothing_is_found() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let found = json!({"query": "title = \"Release notes\"", "include_archived": true});
        let found = facts(&server.call("confluence_search", found).await);
        let row = &found["results"][0];
        assert_eq!(row["by"]["name"], "Grace Hopper", "{found}");
        assert!(row["modified"].is_string() && found["note"].as_str().unwrap().contains("not instructions"));
        let nothing = json!({"query": "zzzyyyxxx", "spaces_filter": ["DOCS"]});
        let nothing = facts(&server.call("confluence_search", nothing).await);
        let hint = nothing["hint"].as_str().unwrap();
        assert!(hint.contains("zzzyyyxxx") && hint.contains("include_archived"), "{nothing}");
    }
}

#[tokio::test]
async fn older_versions_are_read() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Release notes").unwrap();
        let mut server = Process::start(&sandbox.connection_string()).await;
        let first = server.call("confluence_get_page", json!({"page_id": page.id, "version": 1})).await;
        assert_eq!(facts(&first)["version"]["number"], 1);
        assert!(!body(&first).contains("Dark mode"));
        let titled = json!({"title": "Release notes", "space_key": "DOCS", "version": 3});
        assert!(body(&server.call("confluence_get_page", titled).await).contains("Dark mode"));
    }
}

#[tokio::test]
async fn a_long_page_comes_in_pieces_that_are_the_whole() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let storage: String =
        (0..3000).map(|n| format!("<p>Paragraph {n} says something — näher.</p>")).collect();
    let page = sandbox.add_page(NewPage::new("DOCS", "Long").storage(storage.clone()));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let mut arguments = json!({"page_id": page});
    let mut whole = String::new();
    let mut pieces = 0;
    loop {
        let read = server.call("confluence_get_page", arguments.clone()).await;
        assert!(read.to_string().len() < 48_000);
        whole.push_str(&body(&read));
        pieces += 1;
        match facts(&read).get("next_cursor") {
            Some(next) => arguments["cursor"] = next.clone(),
            None => break,
        }
    }
    assert!(pieces > 2);
    assert_eq!(whole.matches("Paragraph").count(), 3000);
    assert!((0..3000).all(|n| whole.contains(&format!("Paragraph {n} says something — näher.\n"))));

    sandbox.edit_page(&page, "<p>Short now.</p>");
    let late = server.call("confluence_get_page", arguments).await;
    assert!(refusal(&late).contains("changed from version 1 to 2"), "{late}");
}

#[tokio::test]
async fn spaces_and_children_are_listed() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let spaces = server.call("confluence_list_spaces", json!({})).await;
        let keys: Vec<_> =
            facts(&spaces)["results"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect();
        assert!(keys.contains(&json!("DOCS")) && keys.contains(&json!("TEAM")), "{keys:?}");
        let one = facts(&server.call("confluence_list_spaces", json!({"limit": 1})).await);
        assert!(one["results"].as_array().unwrap().len() == 1 && one["next_cursor"].is_string(), "{one}");

        let above = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
        let below = facts(&server.call("confluence_get_page_children", json!({"parent_id": above})).await);
        let all = ["2026-11-02 Planning", "2026-11-09 Retrospective", "2026-11-16 Incident review"];
        assert_eq!(titles(&below), all);
        let first = json!({"parent_id": above, "limit": 2});
        let mut first = facts(&server.call("confluence_get_page_children", first).await);
        let next = json!({"parent_id": above, "cursor": first["next_cursor"].take()});
        let rest = facts(&server.call("confluence_get_page_children", next).await);
        assert_eq!(titles(&rest), all[2..]);
    }
}
