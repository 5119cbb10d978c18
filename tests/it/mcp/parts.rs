//! Lists by the handles that are shown, and pages that come in parts, through the server.

use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::process::Process;
use super::{body, facts, refusal, samples};

#[tokio::test]
async fn the_handle_behind_an_item_is_that_of_the_item() {
    for sandbox in samples().await {
        let page = sandbox.add_page(
            NewPage::new("DOCS", "Items")
                .storage("<ul><li><p>alpha</p></li><li><p>beta</p></li><li><p>gamma</p></li></ul>"),
        );
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (steps, shown) in [
            (json!([{"op": "move_before", "block": "gamma", "to": "alpha"}]), "- gamma\n- alpha\n- beta\n"),
            (json!([{"op": "delete_block", "block": "alpha"}]), "- gamma\n- beta\n"),
            (
                json!([{"op": "insert_after", "block": "gamma", "content": "- new"}]),
                "- gamma\n- new\n- beta\n",
            ),
            (
                json!([{"op": "replace_block", "block": "beta", "content": "- last"}]),
                "- gamma\n- new\n- last\n",
            ),
            (json!([{"op": "append", "content": "- end"}]), "- gamma\n- new\n- last\n- end\n"),
        ] {
            let told = edit_shown(&mut server, &page, steps.clone()).await;
            assert_eq!(facts(&told)["changed"], json!(true), "{told}");
            let now = body(&server.call("confluence_get_page", json!({"page_id": page})).await);
            assert_eq!(now, shown, "{steps}");
        }
    }
}

/// An edit in which blocks are named by their text, and sent by the handles that are shown behind it.
async fn edit_shown(server: &mut Process, page: &str, mut steps: Value) -> Value {
    let read = server.call("confluence_get_page", json!({"page_id": page, "format": "handles"})).await;
    let (shown, version) = (body(&read), facts(&read)["version"]["number"].clone());
    let handle = |text: &str| {
        let (_, behind) = shown.split_once(&format!("- {text} {{")).unwrap();
        behind.split('}').next().unwrap().to_owned()
    };
    for step in steps.as_array_mut().unwrap() {
        for name in ["block", "to"] {
            if let Some(text) = step.get(name).and_then(Value::as_str).map(handle) {
                step[name] = json!(text);
            }
        }
    }
    server.call("confluence_edit_page", json!({"page_id": page, "version": version, "steps": steps})).await
}

#[tokio::test]
async fn a_part_of_a_page_is_not_taken_for_the_whole() {
    for sandbox in samples().await {
        let section = |number: usize| {
            format!("<h2>Section {number}</h2><p>{}</p>", format!("Words of section {number}. ").repeat(25))
        };
        let storage: String = (0..120).map(section).collect();
        let page = sandbox.add_page(NewPage::new("DOCS", "Long").storage(storage.clone()));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        assert!(facts(&read)["next_cursor"].is_string(), "{read}");
        let part = body(&read).replace("## Section 3\n", "## Third\n");
        let update = |content: &str| json!({"page_id": page, "version": 1, "content": content});
        let told = server.call("confluence_update_page", update(&part)).await;
        assert!(refusal(&told).contains("ends where part 1 of the page ended"), "{told}");
        let told = server.call("confluence_update_page", update(&format!("{part}\n\nAn end."))).await;
        assert!(refusal(&told).contains("would lose body"), "{told}");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, storage);
        let mut meant = update(&part);
        meant["allow_loss"] = json!(["body"]);
        facts(&server.call("confluence_update_page", meant).await);
        assert!(sandbox.page_by_id(&page).unwrap().storage.len() < storage.len());
    }
}

#[tokio::test]
async fn the_last_part_of_a_page_is_not_taken_for_the_whole_where_it_begins_inside_of_a_block() {
    let rows: String = (0..1_500)
        .map(|row| format!("<tr><td>row {row}</td><td>ok</td><td>some words of it</td></tr>"))
        .collect();
    let lines: String = (0..2_000).map(|line| format!("let value_{line} = call({line});\n")).collect();
    for sandbox in samples().await {
        for (title, storage) in [
            ("Table", format!("<table><tbody><tr><th>a</th><th>b</th><th>c</th></tr>{rows}</tbody></table>")),
            (
                "Code",
                format!(
                    "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{lines}]]></ac:plain-text-body>\
                     </ac:structured-macro>"
                ),
            ),
        ] {
            let page = sandbox.add_page(NewPage::new("DOCS", title).storage(storage.clone()));
            let mut server = Process::start(&sandbox.connection_string()).await;
            let mut read = server.call("confluence_get_page", json!({"page_id": page})).await;
            while let Some(cursor) = facts(&read)["next_cursor"].as_str().map(str::to_owned) {
                read = server.call("confluence_get_page", json!({"page_id": page, "cursor": cursor})).await;
            }
            let part = body(&read);
            for dry_run in [true, false] {
                let update = json!({"page_id": page, "version": 1, "content": part, "dry_run": dry_run});
                let told = server.call("confluence_update_page", update).await;
                let refused = told.to_string();
                assert!(
                    refused.contains("of the page began") || refused.contains("the beginning of the page"),
                    "{title}: {refused}"
                );
            }
            assert_eq!(sandbox.page_by_id(&page).unwrap().storage, storage);
        }
    }
}

#[tokio::test]
async fn steps_are_named_and_written_in_one_way() {
    for sandbox in samples().await {
        let table =
            "<table><tbody><tr><th>k</th><th>n</th></tr><tr><td>a</td><td>1</td></tr></tbody></table>";
        let page = sandbox.add_page(NewPage::new("DOCS", "Steps").storage(table));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let row = json!({"op": "insert_row", "cells": "[\"c\",\"6\"]"});
        let missing = json!({"op": "replace_text", "find": "nowhere", "replace": "x"});
        let both = json!({"page_id": page, "steps": [row, missing]});
        let told = server.call("confluence_edit_page", both).await;
        assert!(refusal(&told).contains("steps[1]: `nowhere` is not on the page"), "{told}");
        let quoted = json!({"op": "replace_text", "find": "| a | 1 |", "replace": "| a | 2 |"});
        let told = server.call("confluence_edit_page", json!({"page_id": page, "steps": [quoted]})).await;
        assert!(refusal(&told).contains("`| a | 1 |` is a row of the table #b1"), "{told}");
        facts(&server.call("confluence_edit_page", json!({"page_id": page, "steps": [row]})).await);
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage.matches("<tr>").count(), 3);
        let same = json!({"op": "replace_text", "find": "k", "replace": "k"});
        let dry = json!({"page_id": page, "steps": [same], "dry_run": true});
        let told = server.call("confluence_edit_page", dry).await;
        assert!(facts(&told)["notes"].to_string().contains("nothing would change"), "{told}");
    }
}
