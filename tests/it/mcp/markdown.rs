//! What an author of Markdown is told by the tools that write, on both deployments.

use serde_json::json;
use tests::sandbox::NewPage;

use super::process::Process;
use super::{facts, refusal, samples, texts};

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
        let steps = json!([{"op": "append", "markdown": "plain"}]);
        let edited =
            facts(&server.call("confluence_edit_page", json!({"page_id": page.id, "steps": steps})).await);
        assert!(edited.get("notes").is_none() && edited.get("dropped").is_none(), "{edited}");

        let comment = json!({"page_id": page.id, "body": "{info}look{info}"});
        let written = facts(&server.call("confluence_add_comment", comment).await);
        assert!(written["notes"].to_string().contains("markup of another kind"), "{written}");

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
