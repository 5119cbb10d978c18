//! What an author of Markdown is told by the tools that write, on both deployments.

use serde_json::json;
use tests::sandbox::NewPage;

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

#[tokio::test]
async fn what_is_left_out_or_not_understood_is_told_with_every_write() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let content =
            "---\ntitle: Other\n---\n\n# Set up <!-- todo -->\n\nAsk @Ada, see [x](#set-up) :rocket:";
        let new = json!({"space_key": "DOCS", "title": "Noted", "content": content});
        let created = facts(&server.call("confluence_create_page", new).await);
        let notes = created["notes"].to_string();
        for told in ["line 5, column 10: a comment of HTML", "`@Ada` mentions nobody", "of the front matter"]
        {
            assert!(notes.contains(told), "{notes}");
        }
        let page = sandbox.page_by_title("DOCS", "Noted").unwrap();
        assert!(
            page.storage.contains("🚀") && page.storage.contains(">set-up</ac:parameter>"),
            "{}",
            page.storage
        );

        let steps = json!([{"op": "append", "markdown": "```\nx\n```\n\n[y](Upgrade)"}]);
        let edited =
            facts(&server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await);
        assert!(edited["notes"].to_string().contains("write `page:Upgrade`"), "{edited}");
        let steps = json!([{"op": "append", "markdown": "---\ntitle: T\n---\nmore"}]);
        let edited =
            facts(&server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await);
        assert!(edited["notes"].to_string().contains("the front matter was left out"), "{edited}");
        let steps = json!([{"op": "append", "markdown": "plain"}]);
        let edited =
            facts(&server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await);
        assert!(edited.get("notes").is_none() && edited.get("dropped").is_none(), "{edited}");

        let text = "---\ntitle: T\n---\n{info}look{info}";
        let comment = json!({"page_id": page.id, "body": text});
        let written = facts(&server.call("confluence_add_comment", comment).await);
        let notes = written["notes"].to_string();
        assert!(notes.contains("markup of another kind"), "{written}");
        assert!(notes.contains("a comment has neither a title nor labels"), "{written}");
        assert!(!notes.contains("`title`"), "{written}");

        let broken = json!({"space_key": "DOCS", "title": "No", "content": "# T\n\nAsk <ac:link> him"});
        let refused = refusal(&server.call("confluence_create_page", broken).await).to_owned();
        assert!(refused.contains("line 3, column 5: `<ac:link>` is storage format"), "{refused}");
    }
}

#[tokio::test]
async fn a_change_is_shown_as_markdown_by_place() {
    for sandbox in samples().await {
        let page = sandbox.add_page(
            NewPage::new("DOCS", "Shown")
                .storage("<h2 local-id=\"h\">Plan</h2><p>One <strong>two</strong>.</p><p>Three.</p>"),
        );
        let mut server = Process::start(&sandbox.connection_string()).await;
        let steps = json!([{"op": "replace_text", "find": "two", "replace": "2"}]);
        let answer = server
            .call("confluence_edit_page", json!({"page_id": page, "steps": steps, "dry_run": true}))
            .await;
        let shown = texts(&answer).0.concat();
        assert!(shown.contains("@@ 1 of 1 @@\n-One **two**.\n+One **2**.\n"), "{shown}");
    }
}

#[tokio::test]
async fn headings_and_tasks_are_called_what_a_reader_sees() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("DOCS", "Anchored").storage(
            "<h2><ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">install</ac:parameter></ac:structured-macro>Install</h2><p>x</p>",
        ));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let steps = json!([{"op": "replace_section", "heading": "Install", "markdown": "new"}]);
        server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await;
        assert!(sandbox.page_by_id(&page).unwrap().storage.ends_with("Install</h2><p>new</p>"));
    }
}

#[tokio::test]
async fn what_other_tools_write_is_understood_for_each_deployment() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let content = "```c-sharp linenums=\"5\"\nx\n```\n\n```typescript\ny\n```\n\n::status[DONE]{green}\n\n\
                       <details>\n<summary>More <b>of</b> it</summary>\n\narray[0], see Foo::Bar\n\n</details>\n\n- [] open\n";
        let new = json!({"space_key": "DOCS", "title": "Other tools", "content": content});
        let created = facts(&server.call("confluence_create_page", new).await);
        let page = sandbox.page_by_title("DOCS", "Other tools").unwrap();
        for stored in
            [">c#</ac:parameter>", ">5</ac:parameter>", ">DONE</ac:parameter>", ">More of it</ac:parameter>"]
        {
            assert!(page.storage.contains(stored), "{stored}: {}", page.storage);
        }
        let notes = created["notes"].to_string();
        assert!(notes.contains("a task is `- [ ] text`"), "{notes}");
        let knows_typescript = page.storage.contains(">typescript</ac:parameter>");
        assert!(knows_typescript != notes.contains("knows no language `typescript`"), "{notes}");

        let shown = body(&server.call("confluence_get_page", json!({"page_id": page.id})).await);
        assert!(shown.contains("array[0], see Foo::Bar"), "nothing is escaped that is no markup: {shown}");
        let again = json!({"page_id": page.id, "content": shown, "dry_run": true});
        let unedited = texts(&server.call("confluence_update_page", again).await).0.concat();
        assert!(!unedited.contains("@@"), "{unedited}");

        let steps = json!([{"op": "replace_text", "find": "array[0]", "replace": "a\n\nb"}]);
        let edited =
            facts(&server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await);
        assert!(edited["notes"].to_string().contains("show as blanks on the page"), "{edited}");
        let steps = json!([{"op": "append", "markdown": ":::layout\nx\n:::"}]);
        let refused = server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await;
        assert!(refusal(&refused).contains("`:::layout` holds `:::layout-section` alone"), "{refused}");
        let adf =
            json!({"page_id": page.id, "content": "{\"type\": \"doc\", \"version\": 1, \"content\": []}"});
        let refused = server.call("confluence_update_page", adf).await;
        assert!(refusal(&refused).contains("Atlassian Document Format and not Markdown"), "{refused}");
    }
}

#[tokio::test]
async fn what_other_tools_write_for_themselves_is_no_text_and_line_breaks_are_counted() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let content = "--- \n_id: 1\ntitle: x # y\n---\n\nOne %%hidden%% two\n[//]: # (hidden)\n\n\
                       | a | b |\n|---|---|\n| 1 | 2 |\nplain\n\n::: {.callout-tip}\n[mail](mailto:)\n:::\n";
        let new = json!({"space_key": "DOCS", "title": "For another", "content": content});
        let created = facts(&server.call("confluence_create_page", new).await);
        let page = sandbox.page_by_title("DOCS", "For another").unwrap();
        let is_shown = |text: &str| page.storage.contains(text);
        assert!(!is_shown("hidden") && !is_shown("_id") && !is_shown("href"), "{}", page.storage);
        assert!(page.storage.starts_with("<p>One") && is_shown("ac:name=\"tip\""), "{}", page.storage);
        let notes = created["notes"].to_string();
        for told in [
            "since nobody sees it",
            "`_id` of the front matter means nothing",
            "became a row of it",
            "no URL behind `mailto:`",
        ] {
            assert!(notes.contains(told), "{notes}");
        }
        let columns = json!({"space_key": "DOCS", "title": "No", "content": "x\n\n::: {.columns}\ny\n:::"});
        let refused = refusal(&server.call("confluence_create_page", columns).await).to_owned();
        assert!(refused.contains("line 3, column 1: `::: {.columns}` opens a block"), "{refused}");

        let page = sandbox.add_page(NewPage::new("DOCS", "Broken lines").storage("<p>a<br /><br />b</p>"));
        let shown = body(&server.call("confluence_get_page", json!({"page_id": page})).await);
        assert!(shown.contains("a\\\n\\\nb"), "{shown}");
        let fewer = json!({"page_id": page, "content": "a\\\nb"});
        server.call("confluence_update_page", fewer).await;
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<p>a<br />b</p>");
    }
}

#[tokio::test]
async fn comments_and_cards_are_where_the_answer_says() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("DOCS", "Commented").storage(
            "<p>start <ac:inline-comment-marker ac:ref=\"c1\">first words</ac:inline-comment-marker> end</p>\
             <p><a href=\"https://e.com\">https://e.com</a> or <a href=\"https://e.com\" data-card-appearance=\"inline\">https://e.com</a></p>",
        ));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let steps = json!([{"op": "replace_block", "handle": "#b1", "markdown": "Quite new, with the first words in it"}]);
        let edited = facts(
            &server
                .call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": steps}))
                .await,
        );
        assert!(edited.get("notes").is_none(), "{edited}");
        let storage = sandbox.page_by_id(&page).unwrap().storage;
        assert!(
            storage.contains(
                "the <ac:inline-comment-marker ac:ref=\"c1\">first words</ac:inline-comment-marker> in it"
            ),
            "{storage}"
        );

        let steps = json!([{"op": "replace_block", "handle": "#b2", "markdown": "<https://e.com>"}]);
        let refused =
            server.call("confluence_edit_page", json!({"page_id": page, "version": 2, "steps": steps})).await;
        assert!(refusal(&refused).contains("would lose references"), "{refused}");
    }
}

#[tokio::test]
async fn what_the_service_stores_in_other_words_is_no_loss() {
    for (sandbox, ada) in samples().await.into_iter().zip(["5b10ac8d82e05b22cc7d4ef5", "ada"]) {
        let page = sandbox.add_page(NewPage::new("DOCS", "Stored").storage("<p>x</p>"));
        let mut server = Process::start(&sandbox.connection_string()).await;
        for markdown in [
            "::toc",
            "::toc{maxLevel=2}",
            ":::panel{title=T}\nx\n:::",
            ":::excerpt\nx\n:::",
            "::anchor[here] ",
            "::include[Other page]",
            "::jira{jql=\"project = X\"}",
            ":jira[ABC-1] and :status[X]{red} and :emoticon{name=tick}",
            "- [ ] task of [@Ada](user:ADA) until :date[2026-12-01]",
            "ask [@Ada](user:ADA) and [@Ada](user:ADA)",
            "```rust title=\"a\" linenums\nx\n```",
            "> [!NOTE] Title\n> x",
            "![a](https://e.com/a.png){width=20} [p](page:DOCS/P#a) [f](attachment:f.pdf)",
            "<ac:structured-macro ac:name=\"toc\" />",
        ] {
            let steps = json!([{"op": "append", "markdown": markdown.replace("ADA", ada)}]);
            let edited =
                facts(&server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await);
            assert!(edited["changed"] == true && edited.get("dropped").is_none(), "{markdown}: {edited}");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_edited_holds_what_was_written() {
    for sandbox in samples().await {
        let task = |id: u8, text: &str| {
            format!(
                "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task>"
            )
        };
        let (one, two, three) = (task(91, "one"), task(92, "two"), task(93, ""));
        let storage = format!(
            "<ac:task-list>{one}{two}{three}</ac:task-list><p>At <a href=\"https://e.com/old\">https://e.com/old</a> for <strong>10</strong> EUR</p>"
        );
        let page = sandbox.add_page(NewPage::new("DOCS", "Edited").storage(&*storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let tasks = json!([
            {"op": "replace_block", "handle": "#b1", "markdown": "- [ ] one\n- [ ] zwei\n- [ ]"},
            {"op": "replace_text", "find": "https://e.com/old", "replace": "https://e.com/new"},
        ]);
        server.call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": tasks})).await;
        let expected = storage.replace("two", "zwei").replace("e.com/old", "e.com/new");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected);

        let steps = json!([{"op": "replace_text", "find": "**10**", "replace": "10"}]);
        server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await;
        let expected = expected.replace("<strong>10</strong>", "10");
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, expected);

        let content =
            "Use tokio::watch::channel.\n\n::jira{jqlQuery=\"text ~ '*bar*'\"}\n\n::before\n\n```js\nx\n";
        let new = json!({"space_key": "DOCS", "title": "Read as written", "content": content});
        let created = facts(&server.call("confluence_create_page", new).await);
        let stored = sandbox.page_by_title("DOCS", "Read as written").unwrap().storage;
        for part in ["<p>Use tokio::watch::channel.</p>", ">text ~ '*bar*'</ac:parameter>", "<p>::before</p>"]
        {
            assert!(stored.contains(part), "{part}: {stored}");
        }
        let notes = created["notes"].to_string();
        assert!(notes.contains("for the macro of an app write `::before{}`"), "{notes}");
        assert!(notes.contains("is never closed"), "{notes}");
    }
}
