//! What a model edits in the Markdown that it read, through the server: the page is the old one with that change.

use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

/// Reads a page, changes its Markdown at one place and saves it, with what may be lost.
async fn change(server: &mut Process, page: &str, (from, to): (&str, &str), allow: &[&str]) -> Value {
    let shown = body(&server.call("confluence_get_page", json!({"page_id": page})).await);
    assert!(shown.contains(from), "{from}: {shown}");
    let content = shown.replacen(from, to, 1);
    server
        .call("confluence_update_page", json!({"page_id": page, "content": content, "allow_loss": allow}))
        .await
}

#[tokio::test]
async fn a_task_that_becomes_an_item_leaves_the_others_what_they_are() {
    for sandbox in samples().await {
        let task = |id: u8, text: &str| {
            format!(
                "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task>"
            )
        };
        let (a, b, c) = (task(71, "write"), task(72, "read"), task(73, "send"));
        let page = sandbox.add_page(
            NewPage::new("DOCS", "Tasks").storage(format!("<ac:task-list>{a}{b}{c}</ac:task-list>")),
        );
        let mut server = Process::start(&sandbox.connection_string()).await;
        let edit = ("- [ ] read", "- read");
        let refused = change(&mut server, &page, edit, &[]).await;
        let told = refusal(&refused);
        assert!(told.contains("lose tasks") && told.matches("a task (").count() == 1, "{told}");
        change(&mut server, &page, edit, &["tasks"]).await;
        let expected =
            format!("<ac:task-list>{a}</ac:task-list><ul><li>read</li></ul><ac:task-list>{c}</ac:task-list>");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected);
    }
}

#[tokio::test]
async fn a_card_and_a_link_are_told_apart_and_edited_apart() {
    for sandbox in samples().await {
        let (plain, card) = (
            "<a href=\"https://e.com\">https://e.com</a>",
            "<a href=\"https://e.com\" data-card-appearance=\"inline\">https://e.com</a>",
        );
        let page = sandbox.add_page(
            NewPage::new("DOCS", "Cards").storage(format!("<p>first {plain} second {card} end</p>")),
        );
        let mut server = Process::start(&sandbox.connection_string()).await;
        change(
            &mut server,
            &page,
            ("second <https://e.com>{card=inline}", "**second** <https://e.com>{card=inline}"),
            &[],
        )
        .await;
        change(&mut server, &page, ("first <https://e.com> ", "first "), &["references"]).await;
        let expected = format!("<p>first <strong>second</strong> {card} end</p>");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected);
    }
}

#[tokio::test]
async fn sizes_alerts_captions_and_code_change_alone() {
    for sandbox in samples().await {
        let storage = "<ac:image ac:width=\"400\" ac:align=\"center\"><ri:attachment ri:filename=\"a.png\" /><ac:caption><p>Figure <strong>one</strong></p></ac:caption></ac:image><ac:structured-macro ac:name=\"warning\" ac:macro-id=\"w\" ac:schema-version=\"1\"><ac:parameter ac:name=\"title\">Hot</ac:parameter><ac:rich-text-body><p>run <tt>make x</tt> <s>now</s></p></ac:rich-text-body></ac:structured-macro>";
        let page = sandbox.add_page(NewPage::new("DOCS", "Sizes").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let mut expected = storage.to_owned();
        for ((from, to), (before, after)) in [
            (("one\")", "one\"){width=300}"), ("\"400\"", "\"300\"")),
            (("Figure", "Picture"), ("Figure", "Picture")),
            ((":::warning", ":::info"), ("\"warning\"", "\"info\"")),
            (("make x", "make y"), ("make x", "make y")),
        ] {
            change(&mut server, &page, (from, to), &[]).await;
            expected = expected.replace(before, after);
            assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected, "{from}");
        }
        let refused = change(&mut server, &page, (":::info", ":::panel"), &[]).await;
        assert!(refusal(&refused).contains("is `info`, not `panel`"), "{refused}");
    }
}

#[tokio::test]
async fn a_difference_tells_what_markdown_does_not_show() {
    for sandbox in samples().await {
        let storage = "<p><span style=\"color: red;\">x</span> one</p>";
        let page = sandbox.add_page(NewPage::new("DOCS", "Colours").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let changed = storage.replace("red", "blue").replace("one", "two");
        let arguments =
            json!({"page_id": page, "content": changed, "content_format": "storage", "dry_run": true});
        let shown = texts(&server.call("confluence_update_page", arguments).await).0.concat();
        assert!(shown.contains("@@ 1 of 2 @@\n-x one\n+x two\n@@ 2 of 2 @@\n"), "{shown}");
        assert!(shown.contains("+<span style=\"color: blue;\">\n"), "{shown}");
    }
}

#[tokio::test]
async fn a_name_within_a_link_makes_no_change() {
    // As each service stores it: Data Center puts the key in the place of a name.
    let ids =
        ["ri:account-id=\"5b10ac8d82e05b22cc7d4ef5\"", "ri:userkey=\"8a7f8082ada00000ada0ada00000ada0\""];
    for (sandbox, id) in samples().await.into_iter().zip(ids) {
        let storage = format!(
            "<p><a href=\"https://e.com\">ask <ac:link><ri:user {id} /></ac:link> there</a> and <ac:link><ri:user {id} /></ac:link> end</p>"
        );
        let page = sandbox.add_page(NewPage::new("DOCS", "Named").storage(storage.clone()));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let edited = change(&mut server, &page, ("end", "stop"), &[]).await;
        assert!(facts(&edited).get("dropped").is_none(), "{edited}");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, storage.replace("end", "stop"));
    }
}

#[tokio::test]
async fn what_is_renumbered_stays_what_it_is() {
    let comment =
        |text: &str| format!("<ac:inline-comment-marker ac:ref=\"q\">{text}</ac:inline-comment-marker>");
    let row = |colour: &str, number: u8, text: &str| {
        format!("<tr><td{colour}><p>{number}</p></td><td{colour}><p>{text}</p></td></tr>")
    };
    let table = |rows: &[String]| format!("<table><tbody>{}</tbody></table>", rows.concat());
    let task = |id: u8, number: u8, text: &str| {
        format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>{}</ac:task-status><ac:task-body>{number} check {text}</ac:task-body></ac:task>",
            if id == 5 { "complete" } else { "incomplete" }
        )
    };
    let tasks = |tasks: &[String]| format!("<ac:task-list>{}</ac:task-list>", tasks.concat());
    let step = |number: u8, text: &str| format!("<h2>Step {number}: {text}</h2>");
    let red = " style=\"background-color: red;\"";
    let critical = comment("critical");
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (title, storage, edits, holds) in [
            (
                "Rows",
                table(&[row("", 1, "usual"), row(red, 2, &critical), row("", 3, "rare")]),
                [("| 2 | critical |", "| 2 | new row |\n| 3 | critical |"), ("| 3 | rare |", "| 4 | rare |")],
                vec![row(red, 3, &critical), row("", 2, "new row"), row("", 4, "rare")],
            ),
            (
                "Tasks",
                tasks(&[task(4, 1, "disk"), task(5, 2, "memory")]),
                [("1 check disk", "1 check cache\n- [ ] 2 check disk"), ("2 check memory", "3 check memory")],
                vec![task(4, 2, "disk"), task(5, 3, "memory")],
            ),
            (
                "Turned",
                tasks(&[task(4, 1, "disk"), task(5, 2, "memory")]),
                [
                    ("- [ ] 1 check disk", "- [x] 1 check memory"),
                    ("- [x] 2 check memory", "- [ ] 2 check disk"),
                ],
                vec![task(5, 1, "memory") + &task(4, 2, "disk")],
            ),
            (
                "Headings",
                step(1, "Plan") + &step(2, &comment("Setup")) + &step(3, "Use"),
                [("Step 2: Setup", "Step 2: News\n\n## Step 3: Setup"), ("Step 3: Use", "Step 4: Use")],
                vec![step(2, "News"), step(3, &comment("Setup")), step(4, "Use")],
            ),
        ] {
            let page = sandbox.add_page(NewPage::new("DOCS", title).storage(storage));
            let shown = body(&server.call("confluence_get_page", json!({"page_id": page})).await);
            let [first, second] = edits;
            // The one below is changed first, so that it is found by what it was.
            let content = [second, first].iter().fold(shown, |shown, (from, to)| {
                assert!(shown.contains(from), "{from}: {shown}");
                shown.replacen(from, to, 1)
            });
            let told =
                server.call("confluence_update_page", json!({"page_id": page, "content": content})).await;
            let now = sandbox.page_by_id(&page).unwrap().storage;
            for part in holds {
                assert!(now.contains(&part), "{part}: {now}\n{told}");
            }
        }
    }
}

#[tokio::test]
async fn people_are_named_by_the_names_that_are_shown() {
    let ids =
        ["ri:account-id=\"5b10ac8d82e05b22cc7d4ef5\"", "ri:userkey=\"8a7f8082ada00000ada0ada00000ada0\""];
    for (sandbox, id) in samples().await.into_iter().zip(ids) {
        let mention = format!("<ac:link><ri:user {id} /></ac:link>");
        let storage = format!(
            "<h2>Owner {mention}</h2><p>x {mention} z</p><table><tbody><tr><th>Who</th><th>n</th></tr><tr><td>{mention}</td><td>1</td></tr></tbody></table>"
        );
        let page = sandbox.add_page(NewPage::new("DOCS", "Owners").storage(storage.clone()));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let shown = body(&server.call("confluence_get_page", json!({"page_id": page})).await);
        let (_, label) = shown.split_once("## Owner [").unwrap();
        let (name, _) = label.split_once(']').unwrap();
        let heading = format!("Owner {name}");
        let outline =
            body(&server.call("confluence_get_page", json!({"page_id": page, "format": "outline"})).await);
        assert!(name.contains(' ') && outline.contains(&heading), "{outline}");
        let section = json!({"page_id": page, "section": heading});
        assert!(body(&server.call("confluence_get_page", section).await).contains("x [@"));
        let steps = json!([
            {"op": "insert_after", "block": heading, "content": "new"},
            {"op": "set_cell", "row": name, "column": "n", "value": "2"},
            {"op": "replace_text", "find": format!("x {name} z"), "replace": format!("y {name} z")},
        ]);
        let edited = server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await;
        let expected = storage.replace("</h2>", "</h2><p>new</p>").replace("<p>x ", "<p>y ");
        let expected = expected.replace("<td>1</td>", "<td>2</td>");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected, "{edited}");
    }
}

#[tokio::test]
async fn blocks_within_a_mark_change_a_word_alone() {
    for sandbox in samples().await {
        let storage = "<span><p>first Kumquat</p><p>second</p><ul><li>one</li><li>two</li></ul></span><p><strong>Example: <ac:structured-macro ac:name=\"code\" ac:macro-id=\"c\" ac:schema-version=\"1\"><ac:plain-text-body><![CDATA[let a = 1;]]></ac:plain-text-body></ac:structured-macro></strong></p>";
        let page = sandbox.add_page(NewPage::new("DOCS", "Wrapped").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        let told = read.to_string();
        assert!(told.contains("formatting around blocks") && told.contains("let a = 1;"), "{told}");
        change(&mut server, &page, ("Kumquat", "Quince"), &[]).await;
        let expected = storage.replace("Kumquat", "Quince");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected);
    }
}
