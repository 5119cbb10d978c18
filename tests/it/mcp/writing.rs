//! Writing pages and comments, on both deployments; the page is looked at afterwards, behind the server's back.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

/// A page with a table, a macro and two sections, for editing.
const PAGE: &str = "<h2>Plan</h2><p>We ship on Mondey.</p><ac:structured-macro ac:name=\"toc\" ac:macro-id=\"m1\" ac:schema-version=\"1\" />\
    <table><tbody><tr><th><p>Part</p></th><th><p>State</p></th></tr><tr><td><p>api</p></td><td><p>open</p></td></tr>\
    </tbody></table><h2>Notes</h2><p>None yet.</p>";

async fn editing(sandbox: &Sandbox) -> (Process, String) {
    let page = sandbox.add_page(NewPage::new("DOCS", "Plan of record").storage(PAGE));
    (Process::start(&sandbox.connection_string()).await, page)
}

fn storage(sandbox: &Sandbox, page: &str) -> String {
    sandbox.page_by_id(page).unwrap().storage
}

#[tokio::test]
async fn a_page_is_created_from_markdown() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let parent = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let new = json!({"space_key": "DOCS", "title": "Fresh", "content": "Some **bold** text.\n\n- [ ] a task", "parent_id": parent});
        let created = facts(&server.call("confluence_create_page", new.clone()).await);
        let page = sandbox.page_by_title("DOCS", "Fresh").unwrap();
        assert_eq!((page.id.as_str(), page.parent), (created["id"].as_str().unwrap(), Some(parent)));
        assert!(
            page.storage.contains("<strong>bold</strong>") && page.storage.contains("<ac:task>"),
            "{}",
            page.storage
        );
        let again = server.call("confluence_create_page", new).await;
        assert!(refusal(&again).contains("title"), "{again}");
        let post = json!({"space_key": "DOCS", "title": "News", "content": "<p>x</p>", "content_format": "storage", "kind": "blogpost"});
        server.call("confluence_create_page", post).await;
        assert_eq!(sandbox.page_by_title("DOCS", "News").map(|page| page.kind), None, "a post is no page");
    }
}

#[tokio::test]
async fn steps_change_what_they_mean_and_nothing_else() {
    for sandbox in samples().await {
        let (mut server, page) = editing(&sandbox).await;
        let steps = json!([
            {"op": "replace_text", "find": "Mondey", "replace": "Monday"},
            {"op": "replace_section", "heading": "Notes", "markdown": "Two **notes**."},
        ]);
        sandbox.reset_traffic();
        let edited = server
            .call("confluence_edit_page", json!({"page_id": page, "steps": steps, "message": "Fix"}))
            .await;
        assert_eq!(facts(&edited)["version"]["number"], 2);
        assert!(sandbox.traffic().requests <= 3, "{:?}", sandbox.requests());
        let after = storage(&sandbox, &page);
        let expected = PAGE
            .replace("Mondey", "Monday")
            .replace("<p>None yet.</p>", "<p>Two <strong>notes</strong>.</p>");
        assert_eq!(after, expected);
        assert_eq!(sandbox.page_by_id(&page).unwrap().message, "Fix");
        assert!(texts(&edited).0[1].contains("+"), "the change is shown: {edited}");
    }
}

#[tokio::test]
async fn tables_and_blocks_are_edited_by_handle() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let (mut server, page) = editing(&sandbox).await;
    let read = server.call("confluence_get_page", json!({"page_id": page, "format": "handles"})).await;
    let shown = body(&read);
    let table = handle_above(&shown, "| Part");
    let steps = json!([
        {"op": "set_cell", "block": table, "row": "api", "column": "State", "markdown": "done"},
        {"op": "insert_row", "block": table, "row": "2", "cells": ["web", "open"]},
        {"op": "prepend", "markdown": "Read this first."},
    ]);
    let unversioned = server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await;
    assert!(refusal(&unversioned).contains("`version`"), "{unversioned}");
    let edited =
        server.call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": steps})).await;
    assert!(!texts(&edited).1, "{edited}");
    let after = storage(&sandbox, &page);
    assert!(after.starts_with("<p>Read this first.</p>"), "{after}");
    assert!(after.contains("done") && !after.contains("<td><p>open</p></td></tr>    <"), "{after}");
    assert!(after.contains("web") && after.contains("ac:macro-id=\"m1\""), "{after}");
    let again =
        json!([{"op": "set_cell", "block": table, "row": "api", "column": "State", "markdown": "dropped"}]);
    let late =
        server.call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": again})).await;
    assert!(refusal(&late).contains("somebody else changed the same blocks"), "{late}");
}

/// The handle that stands right above this text.
fn handle_above(shown: &str, text: &str) -> String {
    let above = shown.split(text).next().unwrap().trim_end();
    above.rsplit_once('{').unwrap().1.trim_end_matches('}').to_owned()
}

#[tokio::test]
async fn a_dry_run_shows_and_does_nothing() {
    for sandbox in samples().await {
        let (mut server, page) = editing(&sandbox).await;
        let whole = json!({"page_id": page, "content": "All new.", "dry_run": true});
        let preview = server.call("confluence_update_page", whole).await;
        let told = facts(&preview);
        assert_eq!((&told["dry_run"], &told["version"]), (&json!(true), &json!(1)));
        assert!(told["would_lose"].to_string().contains("macros"), "{told}");
        assert!(texts(&preview).0[1].contains("All new."), "{preview}");
        assert_eq!(storage(&sandbox, &page), PAGE);
    }
}

#[tokio::test]
async fn a_dry_run_on_an_older_version_shows_what_would_happen() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("DOCS", "Merged").storage("<p>one</p><p>two</p>"));
        sandbox.edit_page(&page, "<p>uno</p><p>two</p>");
        let mut server = Process::start(&sandbox.connection_string()).await;
        let edit = |find: &str, dry_run: bool| {
            let steps = json!([{"op": "replace_text", "find": find, "replace": "ours"}]);
            json!({"page_id": page, "version": 1, "steps": steps, "dry_run": dry_run})
        };
        for dry_run in [true, false] {
            let answer = server.call("confluence_edit_page", edit("one", dry_run)).await;
            let told = refusal(&answer);
            assert!(told.contains("conflict") && told.contains("uno"), "{told}");
        }
        let preview = server.call("confluence_edit_page", edit("two", true)).await;
        let told = facts(&preview);
        assert_eq!((&told["version"], &told["merged_with"]), (&json!(1), &json!(2)), "{told}");
        let (shown, _) = texts(&preview);
        assert!(shown[1].contains("ours") && !shown[1].contains("uno"), "{preview}");
        let sent = facts(&server.call("confluence_edit_page", edit("two", false)).await);
        assert_eq!(sent["merged_with"], json!(2), "{sent}");
        assert_eq!(storage(&sandbox, &page), "<p>uno</p><p>ours</p>");
    }
}

#[tokio::test]
async fn a_page_whose_answer_is_too_long_is_created_all_the_same() {
    for sandbox in samples().await {
        let connection = format!("{};MaxResponseSize=1", sandbox.connection_string());
        let mut server = Process::start(&connection).await;
        let content = "long words ".repeat(110_000);
        let new = json!({"space_key": "TEAM", "title": "Long", "content": content});
        let made = facts(&server.call("confluence_create_page", new).await);
        let page = sandbox.page_by_title("TEAM", "Long").unwrap();
        assert_eq!(made["id"], json!(page.id), "{made}");
        // An update of it cannot be looked at any more than the page itself.
        let short = sandbox.add_page(NewPage::new("TEAM", "Short").storage("<p>x</p>"));
        let update = json!({"page_id": short, "content": content});
        let answer = server.call("confluence_update_page", update).await;
        let told = refusal(&answer);
        assert!(told.contains("accepted the request") && !told.contains("Ask for less"), "{told}");
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_told_before_anything_is_asked() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for key in ["DOCS,TEAM", "A/B"] {
            for (tool, arguments) in [
                ("confluence_get_page", json!({"title": "Getting started", "space_key": key})),
                ("confluence_create_page", json!({"title": "x", "space_key": key, "content": "x"})),
            ] {
                let answer = server.call(tool, arguments).await;
                let told = refusal(&answer);
                assert!(told.contains(&format!("{key:?} is not the key of a space")), "{tool}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn what_nobody_asked_to_lose_is_not_lost() {
    for sandbox in samples().await {
        let (mut server, page) = editing(&sandbox).await;
        let whole = |allow: Value| json!({"page_id": page, "content": "All new.", "title": "New plan", "allow_loss": allow});
        let refused = server.call("confluence_update_page", whole(json!([]))).await;
        assert!(refusal(&refused).contains("toc"), "{refused}");
        assert_eq!(storage(&sandbox, &page), PAGE);
        let unknown = server.call("confluence_update_page", whole(json!(["everything"]))).await;
        assert!(
            refusal(&unknown).contains("`allow_loss`") && refusal(&unknown).contains("macros"),
            "{unknown}"
        );
        let allowed = server.call("confluence_update_page", whole(json!(["macros", "body"]))).await;
        assert_eq!(facts(&allowed)["title"], "New plan", "{allowed}");
        assert_eq!(storage(&sandbox, &page), "<p>All new.</p>");
    }
}

#[tokio::test]
async fn a_section_is_read_alone() {
    for sandbox in samples().await {
        let (mut server, page) = editing(&sandbox).await;
        let read = server.call("confluence_get_page", json!({"page_id": page, "section": "notes"})).await;
        assert_eq!(body(&read), "## Notes\n\nNone yet.\n");
        let wrong = server.call("confluence_get_page", json!({"page_id": page, "section": "Appendix"})).await;
        assert!(refusal(&wrong).contains("Plan; Notes"), "{wrong}");
    }
}

#[tokio::test]
async fn people_on_a_page_have_their_names() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let mut server = Process::start(&sandbox.connection_string()).await;
        sandbox.reset_traffic();
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        assert!(body(&read).contains("Grace Hopper"), "{}", body(&read));
        assert_eq!(sandbox.traffic().requests, 2);
    }
}

#[tokio::test]
async fn comments_are_written_answered_and_listed() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Runbook: deploys").unwrap().id;
        let mut server = Process::start(&sandbox.connection_string()).await;
        let added = facts(
            &server
                .call("confluence_add_comment", json!({"page_id": page, "body": "Is **this** right?"}))
                .await,
        );
        let reply = json!({"comment_id": added["id"], "body": "It is."});
        facts(&server.call("confluence_add_comment", reply).await);
        let update = json!({"comment_id": added["id"], "body": "Is *this* right?"});
        facts(&server.call("confluence_update_comment", update).await);
        let listed = facts(&server.call("confluence_get_comments", json!({"page_id": page})).await);
        assert!(listed.to_string().contains("Is *this* right?"), "{listed}");
        let replies = json!({"comment_id": added["id"]});
        let replies = facts(&server.call("confluence_get_comments", replies).await);
        assert_eq!(replies["results"][1]["text"], "It is.", "{replies}");
        let inline =
            facts(&server.call("confluence_get_comments", json!({"page_id": page, "kind": "inline"})).await);
        assert!(inline.to_string().contains("Is this limit still right?"), "{inline}");
        let passage = json!({"page_id": page, "body": "Which one?", "text_selection": "the dashboard"});
        let passage = server.call("confluence_add_comment", passage).await;
        let resolved = json!({"comment_id": facts(&passage)["id"], "resolved": true});
        let resolved = server.call("confluence_update_comment", resolved).await;
        assert_eq!(facts(&resolved)["resolution"], "resolved", "{resolved}");
    }
}

#[tokio::test]
async fn what_a_model_does_not_get_to_read_it_need_not_write() {
    for sandbox in samples().await {
        let hidden = "<p>Ask&nbsp;Ada\u{200b} first.</p><p>Ship\u{2060} on&nbsp;Monday.</p>";
        let page = sandbox.add_page(NewPage::new("DOCS", "Hidden").storage(hidden));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        let shown = body(&read).replace('\u{a0}', " ");
        assert!(shown.contains("Ada first") && shown.contains("Ship on"), "{shown}");
        let written = shown.replace("Monday", "Friday");
        server.call("confluence_update_page", json!({"page_id": page, "content": written})).await;
        assert_eq!(storage(&sandbox, &page), hidden.replace("Monday", "Friday"));
        let steps = json!([{"op": "replace_text", "find": "Ship on Friday", "replace": "Ship on Sunday"}]);
        server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await;
        assert_eq!(storage(&sandbox, &page), hidden.replace("Monday", "Sunday"));
    }
}

#[tokio::test]
async fn a_mention_of_nobody_is_told() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let known = match sandbox.deployment() {
            tests::sandbox::Deployment::Cloud => tests::sandbox::Person::GRACE.account_id,
            _ => tests::sandbox::Person::GRACE.user_key,
        };
        // Data Center knows people by the names with which they log in as well.
        let named = match sandbox.deployment() {
            tests::sandbox::Deployment::Cloud => known,
            _ => tests::sandbox::Person::GRACE.username,
        };
        let content = format!(
            "Ask [@A](user:nosuch), [@G](user:{named}) and [@G](user:{known}), not `[@B](user:other)`"
        );
        let new = json!({"space_key": "TEAM", "title": "Mentions", "content": content});
        let written = server.call("confluence_create_page", new).await;
        let notes = facts(&written)["notes"].clone();
        let told: Vec<_> = notes.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(told.len(), 1, "{written}");
        assert!(told[0].starts_with("the mention (user:nosuch) is of an unknown user"), "{told:?}");
    }
}

#[tokio::test]
async fn a_mention_of_nobody_that_stood_there_before_is_not_told() {
    for sandbox in samples().await {
        let gone = match sandbox.deployment() {
            tests::sandbox::Deployment::Cloud => "<ri:user ri:account-id=\"gone\" />",
            _ => "<ri:user ri:userkey=\"gone\" />",
        };
        let text = format!("<p>ask <ac:link>{gone}</ac:link> then</p><p>other</p>");
        let page = sandbox.add_page(NewPage::new("DOCS", "Left").storage(&*text));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        let content = body(&read).replace("other", "others");
        let update = json!({"page_id": page, "content": content});
        let written = facts(&server.call("confluence_update_page", update).await);
        assert_eq!((&written["changed"], written.get("notes")), (&json!(true), None), "{written}");
    }
}
