//! Steps of an edit that say more than one block: whole sections, cells with mentions, texts that become Markdown, rows
//! beside new columns.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples};

const PAGE: &str = "<h2>Build</h2><p>make</p><h2>Deploy</h2><p>push</p><h3>Canary</h3><p>one</p><h2>Rollback</h2><p>pull</p><h2>End</h2>";

async fn edit(server: &mut Process, page: &str, steps: Value) -> Value {
    server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await
}

fn stored(sandbox: &Sandbox, page: &str) -> String {
    sandbox.page_by_id(page).unwrap().storage
}

#[tokio::test]
async fn a_headings_text_is_its_section_and_a_handle_its_line() {
    let (deploy, rollback) =
        ("<h2>Deploy</h2><p>push</p><h3>Canary</h3><p>one</p>", "<h2>Rollback</h2><p>pull</p>");
    let both = [deploy, rollback].concat();
    let moved = PAGE.replace(&both, &[rollback, deploy].concat());
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let cases = [
            (json!({"op": "move_after", "block": "Deploy", "to": "Rollback"}), moved.clone()),
            (json!({"op": "move_before", "block": "Rollback", "to": "Deploy"}), moved.clone()),
            (json!({"op": "move_section", "section": "Deploy", "to": "Rollback"}), moved.clone()),
            // The handle of the heading is #b3, that of the other #b7.
            (json!({"op": "move_section", "block": "#b3", "to": "#b7"}), moved.clone()),
            (
                json!({"op": "move_after", "block": "#b3", "to": "#b8"}),
                PAGE.replace("<h2>Deploy</h2>", "").replace("<p>pull</p>", "<p>pull</p><h2>Deploy</h2>"),
            ),
            (json!({"op": "delete_block", "block": "Deploy"}), PAGE.replace(deploy, "")),
            (json!({"op": "delete_block", "block": "#b3"}), PAGE.replace("<h2>Deploy</h2>", "")),
            (
                json!({"op": "move_before", "block": "#b2", "to": "End"}),
                PAGE.replace("<p>make</p>", "").replace("<h2>End", "<p>make</p><h2>End"),
            ),
        ];
        for (at, (step, expected)) in cases.into_iter().enumerate() {
            let page = sandbox.add_page(NewPage::new("DOCS", &format!("Move {at}")).storage(PAGE));
            let arguments = json!({"page_id": page, "version": 1, "steps": [step]});
            let told = server.call("confluence_edit_page", arguments).await;
            assert_eq!(facts(&told)["changed"], json!(true), "{step}: {told}");
            assert_eq!(stored(&sandbox, &page), expected, "{step}");
        }
        let page = sandbox.add_page(NewPage::new("DOCS", "Into itself").storage(PAGE));
        let told =
            edit(&mut server, &page, json!([{"op": "move_after", "block": "Deploy", "to": "Canary"}])).await;
        assert!(refusal(&told).contains("cannot move into itself"), "{told}");
    }
}

#[tokio::test]
async fn people_are_mentioned_by_name_in_cells() {
    let table = "<table><tbody><tr><th><p>Part</p></th><th><p>Owner</p></th></tr><tr><td><p>api</p></td><td><p>Ada</p></td></tr></tbody></table>";
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.add_page(NewPage::new("DOCS", "Owners").storage(table));
        for (step, mentions) in [
            (json!({"op": "insert_row", "cells": ["web", "[@Grace Hopper](user:)"]}), 1),
            (json!({"op": "insert_column", "cells": ["By", "[@me](user:)"]}), 2),
            (
                json!({"op": "set_cell", "row": "api", "column": "Owner", "value": "[@Grace Hopper](user:)"}),
                3,
            ),
        ] {
            let told = edit(&mut server, &page, json!([step])).await;
            assert_eq!(facts(&told)["changed"], json!(true), "{told}");
            assert_eq!(stored(&sandbox, &page).matches("<ri:user").count(), mentions, "{step}");
        }
        let nobody = json!([{"op": "append", "content": "x"}, {"op": "insert_row", "cells": ["a", "[@Nobody Known](user:)"]}]);
        let told = edit(&mut server, &page, nobody).await;
        assert!(refusal(&told).contains("steps[1]: cells[1]: no user is named"), "{told}");
    }
}

#[tokio::test]
async fn what_a_deletion_takes_along_is_told() {
    let marked = |reference: &str, words: &str| {
        format!("<ac:inline-comment-marker ac:ref=\"{reference}\">{words}</ac:inline-comment-marker>")
    };
    let task = |status: &str, text: &str| {
        format!(
            "<ac:task><ac:task-id>{}</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task>",
            text.len()
        )
    };
    let storage = format!(
        "<h2>Plan</h2><p>We {} it.</p><ac:task-list>{}{}</ac:task-list><h2>Rest</h2><table><tbody><tr><td><p>{}</p></td><td><p>x</p></td></tr><tr><td><p>b</p></td><td><p>y</p></td></tr></tbody></table><p>{}</p>",
        marked("r1", "ship"),
        task("incomplete", "write tests"),
        task("complete", "read"),
        marked("r2", "cell"),
        marked("r3", "stays"),
    );
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (step, comment, tells) in [
            (json!({"op": "delete_block", "block": "Plan"}), "on \"ship\" along", true),
            (json!({"op": "delete_section", "heading": "Plan"}), "the open task \"write tests\" along", true),
            (json!({"op": "delete_row", "row": "1"}), "on \"cell\" along", true),
            (json!({"op": "delete_column", "column": "1"}), "on \"cell\" along", true),
            (json!({"op": "move_after", "block": "Plan", "to": "Rest"}), "along", false),
            (json!({"op": "delete_row", "row": "2"}), "along", false),
        ] {
            let page =
                sandbox.add_page(NewPage::new("DOCS", &format!("Along {step}")).storage(storage.clone()));
            for dry_run in [true, false] {
                let arguments = json!({"page_id": page, "steps": [step], "dry_run": dry_run});
                let told = server.call("confluence_edit_page", arguments).await;
                let notes = facts(&told)["notes"].to_string().replace("\\\"", "\"");
                assert_eq!(notes.contains(comment), tells, "{step}: {told}");
                assert!(!notes.contains("stays") && !notes.contains("read"), "{notes}");
            }
        }
    }
}

#[tokio::test]
async fn a_found_text_becomes_markdown_where_that_is_given() {
    let storage = "<p>See ta and <strong>TBD soon</strong> here.</p><table><tbody><tr><td><p>by TBD</p></td></tr></tbody></table><ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[once]]></ac:plain-text-body></ac:structured-macro>";
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.add_page(NewPage::new("DOCS", "Linked").storage(storage));
        let literal = json!([{"op": "replace_text", "find": "ta", "replace": "[x](https://e.com)"}]);
        let told = server
            .call("confluence_edit_page", json!({"page_id": page, "steps": literal, "dry_run": true}))
            .await;
        let notes = facts(&told)["notes"].to_string();
        assert!(
            notes.contains("give it as `content` in place of `replace` to write it as Markdown"),
            "{told}"
        );
        let steps = json!([{"op": "replace_text", "find": "ta", "content": "[x](https://e.com)"}]);
        edit(&mut server, &page, steps).await;
        let linked = storage.replace("See ta", "See <a href=\"https://e.com\">x</a>");
        // A macro is given an id when it is stored.
        let paragraph = linked.split("<ac:structured-macro").next().unwrap();
        assert!(stored(&sandbox, &page).starts_with(paragraph), "{}", stored(&sandbox, &page));
        let steps =
            json!([{"op": "replace_text", "find": "TBD", "content": "[@Grace Hopper](user:)", "all": true}]);
        let told = edit(&mut server, &page, steps).await;
        let now = stored(&sandbox, &page);
        assert!(now.matches("<ri:user").count() == 2 && !now.contains("TBD"), "{told} {now}");
        assert!(now.contains(" soon</strong> here.") && now.contains("<td><p>by <ac:link>"), "{now}");
        let plain = json!([{"op": "replace_text", "find": "here", "content": "there"}]);
        edit(&mut server, &page, plain).await;
        assert_eq!(stored(&sandbox, &page), now.replace(" here.", " there."));
        // The end of the line that a model writes by itself is none of the text.
        let line = json!([{"op": "replace_text", "find": "there", "content": "**there**\n"}]);
        edit(&mut server, &page, line).await;
        assert_eq!(stored(&sandbox, &page), now.replace(" here.", " <strong>there</strong>."));
        for (content, says) in [("a\n\nb **c**", "several lines")] {
            let steps = json!([{"op": "replace_text", "find": "there", "content": content}]);
            let told = edit(&mut server, &page, steps).await;
            assert!(refusal(&told).contains(says), "{told}");
        }
    }
}

#[tokio::test]
async fn a_new_row_has_the_columns_of_the_same_call() {
    let row = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|cell| {
                if cell.is_empty() { "<td><p /></td>".to_owned() } else { format!("<td><p>{cell}</p></td>") }
            })
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let table = |rows: &[&[&str]]| {
        format!("<table><tbody>{}</tbody></table>", rows.iter().map(|cells| row(cells)).collect::<String>())
    };
    let base = table(&[&["a", "b"], &["c", "d"]]);
    let [sandbox, _] = samples().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    let column = json!({"op": "insert_column", "column": 1, "cells": ["x", "y"]});
    for (at, (cells, other, expected)) in [
        (json!(["e", "f"]), column.clone(), table(&[&["a", "x", "b"], &["c", "y", "d"], &["e", "", "f"]])),
        (json!(["e", "z", "f"]), column, table(&[&["a", "x", "b"], &["c", "y", "d"], &["e", "z", "f"]])),
        (json!(["", "f"]), json!({"op": "delete_column", "column": 1}), table(&[&["b"], &["d"], &["f"]])),
    ]
    .into_iter()
    .enumerate()
    {
        let page = sandbox.add_page(NewPage::new("DOCS", &format!("Rows {at}")).storage(base.clone()));
        let told = edit(&mut server, &page, json!([{"op": "insert_row", "cells": cells}, other])).await;
        assert_eq!(stored(&sandbox, &page).replace("<p></p>", "<p />"), expected, "{told}");
    }
    // A row that begins with a heading has one, and so has the row beside it, whichever columns come.
    let headed = |rows: &str| format!("<table><tbody>{rows}</tbody></table>");
    let first = "<tr><th>a</th><td>b</td></tr>";
    let page = sandbox.add_page(NewPage::new("DOCS", "Headed").storage(headed(first)));
    let column = json!({"op": "insert_column", "column": 1, "cells": ["x"]});
    let told = edit(&mut server, &page, json!([{"op": "insert_row", "cells": ["e", "f"]}, column])).await;
    let expected = "<tr><th>a</th><td><p>x</p></td><td>b</td></tr><tr><th><p>e</p></th><td><p /></td><td><p>f</p></td></tr>";
    assert_eq!(stored(&sandbox, &page).replace("<p></p>", "<p />"), headed(expected), "{told}");
    let page = sandbox.add_page(NewPage::new("DOCS", "Too many").storage(base));
    let steps = json!([{"op": "insert_row", "cells": ["e", "f"]}, {"op": "delete_column", "column": 1}]);
    let told = edit(&mut server, &page, steps).await;
    assert!(refusal(&told).contains("another edit deletes"), "{told}");
}
