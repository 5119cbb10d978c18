//! Two people who change one page from the same version, through the server: what fits together is merged, and what would
//! be a value that nobody wrote is a conflict.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples, texts};

/// Sends steps of the first version.
async fn edit(server: &mut Process, page: &str, steps: Value) -> Value {
    server.call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": steps})).await
}

fn replace(find: &str, replace: &str) -> Value {
    json!([{"op": "replace_text", "find": find, "replace": replace}])
}

fn stored(sandbox: &Sandbox, page: &str) -> String {
    sandbox.page_by_id(page).unwrap().storage
}

#[tokio::test]
async fn a_value_that_nobody_wrote_is_a_conflict() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (base, ada, grace) in [
            (
                "at 10:00 in room 4",
                ("10:00 in room 4", "10:30 in room 4"),
                ("10:00 in room 4", "11:00 in room 5"),
            ),
            ("use 1.2.3 of it", ("1.2.3", "1.3.3"), ("1.2.3", "1.2.4")),
            ("until 2026-11-30 at noon", ("2026-11-30", "2026-12-30"), ("2026-11-30", "2026-11-15")),
            ("costs 1,500.00 a year", ("1,500.00", "2,500.00"), ("1,500.00", "1,500.50")),
            ("reach 10.0.0.1 by ssh", ("10.0.0.1", "10.0.7.1"), ("10.0.0.1", "10.0.0.9")),
            ("am 3. Mai 2026 um zehn", ("3. Mai", "4. Mai"), ("3. Mai", "3. Juni")),
            ("costs 5 euros a year", ("5 euros", "5 million euros"), ("5 euros", "5 thousand euros")),
        ] {
            let storage = format!("<p>The meeting is {base}.</p>");
            let page = sandbox.add_page(NewPage::new("DOCS", &format!("Of {base}")).storage(storage.clone()));
            edit(&mut server, &page, replace(ada.0, ada.1)).await;
            let told = edit(&mut server, &page, replace(grace.0, grace.1)).await;
            let told = refusal(&told);
            assert!(
                told.contains("somebody else changed the same")
                    && told.contains(base.split(' ').next().unwrap()),
                "{told}"
            );
            assert_eq!(stored(&sandbox, &page), storage.replace(ada.0, ada.1));
        }
    }
}

#[tokio::test]
async fn one_cell_has_what_one_of_them_wrote() {
    let table = "<table><tbody><tr><th><p>Part</p></th><th><p>State</p></th></tr><tr><td><p>api</p></td><td><p>open since Monday, the tests of the second part of it are red and Ada looks at them</p></td></tr></tbody></table>";
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.add_page(NewPage::new("DOCS", "Cells").storage(table));
        edit(&mut server, &page, replace("open since", "closed since")).await;
        let told = edit(&mut server, &page, replace("Ada looks", "Grace looks")).await;
        let told = refusal(&told);
        assert!(told.contains("somebody else changed the same"), "{told}");
        let other = edit(&mut server, &page, replace("api", "server")).await;
        assert_eq!(facts(&other)["merged_with"], json!(2), "{other}");
        assert_eq!(stored(&sandbox, &page), table.replace("open", "closed").replace("api", "server"));
    }
}

#[tokio::test]
async fn what_is_told_of_a_merged_edit_is_what_was_stored() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.add_page(NewPage::new("DOCS", "Told").storage("<p>one</p><p>two</p>"));
        sandbox.edit_page(&page, "<p>uno</p><p>two</p>");
        let whole = json!([
            {"op": "replace_text", "find": "one", "replace": "uno"}, {"op": "replace_text", "find": "two", "replace": "dos"},
        ]);
        let told = edit(&mut server, &page, whole.clone()).await;
        let shown = texts(&told).0.concat();
        assert!(shown.contains("+dos") && !shown.contains("-one") && !shown.contains("+uno"), "{shown}");
        let again = edit(&mut server, &page, whole).await;
        assert_eq!(facts(&again)["changed"], json!(false), "{again}");
        let shown = texts(&again).0.concat();
        assert!(!shown.contains("+uno") && !shown.contains("+dos"), "{shown}");
    }
}

#[tokio::test]
async fn two_titles_are_a_conflict_and_an_old_one_is_no_change() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let page = sandbox.add_page(NewPage::new("DOCS", "Base title").storage("<p>one</p>"));
        let rename = |title: &str, dry_run: bool| json!({"page_id": page, "title": title, "version": 1, "dry_run": dry_run});
        let preview = facts(&server.call("confluence_update_page", rename("Ada's", true)).await);
        assert_eq!(preview["title"], json!("Ada's"), "{preview}");
        server.call("confluence_update_page", rename("Ada's", false)).await;
        for dry_run in [true, false] {
            let told = server.call("confluence_update_page", rename("Grace's", dry_run)).await;
            let told = refusal(&told);
            assert!(told.contains("somebody else renamed the page") && told.contains("Ada's"), "{told}");
        }
        // A title that was read and is sent back renames nothing.
        let text = json!({"page_id": page, "title": "Base title", "content": "two", "version": 1});
        let edited = facts(&server.call("confluence_update_page", text).await);
        assert_eq!((&edited["title"], &edited["changed"]), (&json!("Ada's"), &json!(true)), "{edited}");
        let now = sandbox.page_by_id(&page).unwrap();
        assert_eq!((now.title.as_str(), now.storage.as_str()), ("Ada's", "<p>two</p>"));
    }
}

#[tokio::test]
async fn what_one_adds_does_not_hang_on_what_the_other_took_away() {
    let storage = "<h2>A</h2><p>a</p><h2>B</h2><table><tbody><tr><th><p>x</p></th><th><p>y</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>";
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (title, ada, grace) in [
            (
                "Section",
                json!([{"op": "delete_section", "heading": "A"}]),
                json!([{"op": "append", "heading": "A", "content": "added"}]),
            ),
            (
                "Columns",
                json!([{"op": "insert_column", "cells": ["z", "3"]}]),
                json!([{"op": "insert_row", "cells": ["4", "5"]}]),
            ),
        ] {
            let page = sandbox.add_page(NewPage::new("DOCS", title).storage(storage));
            let first = edit(&mut server, &page, ada).await;
            assert_eq!(facts(&first)["changed"], json!(true), "{first}");
            let after = stored(&sandbox, &page);
            let told = edit(&mut server, &page, grace).await;
            let told = refusal(&told);
            assert!(told.contains("somebody else changed the same"), "{title}: {told}");
            assert_eq!(stored(&sandbox, &page), after);
        }
        // Both add to the end of the page: nothing hangs on the other.
        let page = sandbox.add_page(NewPage::new("DOCS", "Ends").storage(storage));
        for word in ["first", "second"] {
            edit(&mut server, &page, json!([{"op": "append", "content": word}])).await;
        }
        assert_eq!(stored(&sandbox, &page), format!("{storage}<p>first</p><p>second</p>"));
    }
}
