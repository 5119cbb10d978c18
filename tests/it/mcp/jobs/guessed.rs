//! Forty jobs as models do them: each call as it is guessed the first time, what it answers, and what the job costs.

use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::{Session, sessions};
use crate::mcp::texts;

const TABLE: &str = "<h2>Parts</h2><table><tbody><tr><th><p>Part</p></th><th><p>State</p></th></tr>\
    <tr><td><p>api</p></td><td><p>open</p></td></tr></tbody></table><h2>Next</h2><p>Nothing.</p>";

/// A call, whether it is refused, and what its answer has to say.
struct Guess {
    tool: &'static str,
    arguments: Value,
    refused: bool,
    says: &'static str,
}

fn done(tool: &'static str, arguments: Value, says: &'static str) -> Guess {
    Guess { tool, arguments, refused: false, says }
}

fn refused(tool: &'static str, arguments: Value, says: &'static str) -> Guess {
    Guess { tool, arguments, refused: true, says }
}

/// The ids that models have read before.
struct Known {
    start: String,
    runbook: String,
    notes: String,
    planning: String,
    table: String,
    copied: String,
    question: String,
    remark: String,
    draft: String,
    me: &'static str,
}

async fn known(session: &mut Session) -> Known {
    let table = session.sandbox.add_page(NewPage::new("TEAM", "Parts and states").storage(TABLE));
    let copied = session.sandbox.add_page(NewPage::new("TEAM", "To be edited").storage(TABLE));
    let draft = session.sandbox.add_page(NewPage::new("TEAM", "Half").storage("<p>Half.</p>").draft());
    let page = |title| session.page("DOCS", title).id;
    let (start, runbook, notes) = (page("Getting started"), page("Runbook: deploys"), page("Release notes"));
    let planning = session.page("TEAM", "2026-11-02 Planning").id;
    let first = |rows: Value| rows["results"][0]["id"].as_str().unwrap().to_owned();
    let question = first(session.ask("get_comments", json!({"page_id": start})).await);
    let remark = first(session.ask("get_comments", json!({"page_id": runbook, "kind": "inline"})).await);
    Known { start, runbook, notes, planning, table, copied, question, remark, draft, me: "Ada Lovelace" }
}

type Job = (&'static str, Vec<Guess>);

fn finding(k: &Known) -> Vec<Job> {
    vec![
        (
            "find by words",
            vec![done("search", json!({"q": "deploy", "space": "DOCS", "max_results": "3"}), "Runbook")],
        ),
        (
            "find by CQL",
            vec![done("search", json!({"cql": "type = page and label = \"howto\""}), "Getting started")],
        ),
        (
            "find in a space by its name",
            vec![
                done("search", json!({"query": "space = \"Product documentation\""}), "give the key DOCS"),
                done("search", json!({"query": "space = DOCS and title ~ \"Release\""}), "Release notes"),
            ],
        ),
        (
            "find what somebody wrote",
            vec![done("search", json!({"query": "creator = \"Grace Hopper\""}), "confluence_search_user")],
        ),
        (
            "mend a query",
            vec![
                refused("search", json!({"query": "title=Getting started"}), "between quotation marks"),
                done("search", json!({"query": "title = \"Getting started\""}), "Getting started"),
            ],
        ),
        ("read by title alone", vec![done("get_page", json!({"title": "Release notes"}), "A new editor.")]),
        (
            "read by a title in place of an id",
            vec![done("get_page", json!({"page_id": "release notes"}), "A new editor.")],
        ),
        (
            "read by title and space as the id",
            vec![done("get_page", json!({"page_id": "Release notes", "spaceKey": "docs"}), "A new editor.")],
        ),
        (
            "read with the title of another page",
            vec![refused("get_page", json!({"id": k.start, "title": "Release notes"}), "is called")],
        ),
        (
            "read a page of nearly this title",
            vec![refused("get_page", json!({"title": "Getting start", "space": "DOCS"}), "Getting started")],
        ),
        (
            "read the source",
            vec![done("get_page", json!({"page_id": k.notes, "format": "raw"}), "<h2>2.0</h2>")],
        ),
        (
            "read as rendered",
            vec![done("get_page", json!({"page_id": k.notes, "format": "rendered"}), "## 2.0")],
        ),
        (
            "read an older version",
            vec![done("get_page", json!({"pageId": k.notes, "version_number": "1"}), "First release.")],
        ),
        ("find a space by name", vec![done("list_spaces", json!({"query": "team"}), "\"TEAM\"")]),
        (
            "list a space that is named wrongly",
            vec![refused("get_page_children", json!({"space": "Team space"}), "give the key TEAM")],
        ),
        (
            "list what lies below",
            vec![done("get_page_children", json!({"space_key": "DOCS", "depth": "3"}), "Troubleshooting")],
        ),
    ]
}

fn writing(k: &Known) -> Vec<Job> {
    vec![
        (
            "write below a page without naming the space",
            vec![done(
                "create_page",
                json!({"title": "Below", "body": "Hi [@me](user:me)", "parent": k.table}),
                "\"TEAM\"",
            )],
        ),
        (
            "write into a space that is named by its name",
            vec![refused(
                "create_page",
                json!({"space": "Team space", "title": "X", "content": "x"}),
                "give the key TEAM",
            )],
        ),
        (
            "post to the blog",
            vec![done(
                "create_page",
                json!({"space_key": "TEAM", "title": "News", "content": "x", "type": "blog"}),
                "blogpost",
            )],
        ),
        ("read a draft", vec![done("get_page", json!({"page_id": k.draft}), "Half.")]),
        (
            "change and publish a draft",
            vec![
                done("edit_page", json!({"page_id": k.draft, "op": "append", "text": "Whole."}), "+Whole."),
                done("update_page", json!({"page_id": k.draft, "publish": "true"}), "current"),
            ],
        ),
        (
            "replace text without naming the operation",
            vec![done(
                "edit_page",
                json!({"page_id": k.copied, "old": "Nothing.", "new": "Something."}),
                "+Something.",
            )],
        ),
        (
            "set a cell of the only table",
            vec![done(
                "edit_page",
                json!({"page_id": k.copied, "steps": [{"op": "set_cell", "row": "api", "column": "State", "value": "done"}]}),
                "done",
            )],
        ),
        (
            "add a row at the end",
            vec![done(
                "edit_page",
                json!({"page_id": k.copied, "edits": "[{\"op\": \"add_row\", \"table\": \"Parts\", \"values\": [\"web\", \"ok\"]}]"}),
                "web",
            )],
        ),
        (
            "add to a section",
            vec![done(
                "edit_page",
                json!({"page_id": k.copied, "steps": [{"op": "append_to_section", "section": "Parts", "content": "Two of them."}]}),
                "+Two of them.",
            )],
        ),
        (
            "insert behind a heading",
            vec![done(
                "edit_page",
                json!({"page_id": k.copied, "steps": [{"op": "insert_after", "heading": "Next", "markdown": "At once."}]}),
                "+At once.",
            )],
        ),
        (
            "give an operation what it does not take",
            vec![refused(
                "edit_page",
                json!({"page_id": k.copied, "steps": [{"op": "delete_block", "block": "Next", "content": "x"}]}),
                "means nothing to delete_block",
            )],
        ),
        (
            "invent an operation",
            vec![refused(
                "edit_page",
                json!({"page_id": k.copied, "steps": [{"op": "paint"}]}),
                "there are replace_text, replace_block",
            )],
        ),
        ("rename", vec![done("update_page", json!({"page_id": k.copied, "new_title": "Edited"}), "Edited")]),
        (
            "change a page by its title",
            vec![refused(
                "update_page",
                json!({"page_id": "Edited", "content": "x"}),
                "pages with this title",
            )],
        ),
        (
            "move below another",
            vec![done(
                "move_page",
                json!({"page_id": k.copied, "parent_id": k.table, "position": "child"}),
                "Edited",
            )],
        ),
        (
            "copy to another space",
            vec![done(
                "copy_page",
                json!({"page_id": k.table, "new_title": "Copy", "space": "DOCS"}),
                "\"DOCS\"",
            )],
        ),
        (
            "show what changed last",
            vec![done("get_page_diff", json!({"page_id": k.notes}), "+A new editor.")],
        ),
        (
            "go back",
            vec![done("restore_page", json!({"page_id": k.notes, "version_number": 2}), "\"number\":5")],
        ),
    ]
}

fn discussing(k: &Known, cloud: bool) -> Vec<Job> {
    let mine = json!({"assignee": k.me, "status": "incomplete"});
    let mut jobs = vec![
        (
            "read the open remarks",
            vec![done("get_comments", json!({"page_id": k.runbook, "kind": "unresolved"}), "five minutes")],
        ),
        (
            "count the replies",
            vec![done(
                "get_comments",
                json!({"page_id": k.start, "without_replies": true}),
                "\"reply_count\":1",
            )],
        ),
        (
            "reply on a page",
            vec![done(
                "add_comment",
                json!({"page_id": k.start, "parent_comment_id": k.question, "comment": "Yes."}),
                "reply_to",
            )],
        ),
        (
            "reply on another page than that of the comment",
            vec![refused(
                "add_comment",
                json!({"page_id": k.notes, "comment_id": k.question, "content": "x"}),
                "is on the page",
            )],
        ),
        (
            "remark on a passage",
            vec![
                refused(
                    "add_comment",
                    json!({"page_id": k.runbook, "quote": "no such words", "text": "?"}),
                    "does not say these words",
                ),
                done(
                    "add_comment",
                    json!({"page_id": k.runbook, "quote": "the dashboard", "text": "Which?"}),
                    "the dashboard",
                ),
            ],
        ),
        (
            "settle a remark",
            vec![done("update_comment", json!({"id": k.remark, "status": "resolved"}), "\"resolved\"")],
        ),
        (
            "label a page twice",
            vec![done("add_label", json!({"page_id": k.table, "labels": "one, two"}), "\"two\"")],
        ),
        (
            "remove a label that is not there",
            vec![done(
                "remove_label",
                json!({"page_id": k.table, "tags": ["one", "three"]}),
                "\"not_there\":[\"three\"]",
            )],
        ),
        (
            "read a file by its name",
            vec![done(
                "download_attachment",
                json!({"page_id": k.start, "filename": "install.sh"}),
                "make install",
            )],
        ),
        (
            "keep a page to named people",
            vec![done(
                "set_page_restrictions",
                json!({"page_id": k.table, "edit_users": k.me, "read_users": "me"}),
                "Ada Lovelace",
            )],
        ),
        (
            "list the tasks of a page",
            vec![done("get_tasks", json!({"page": k.planning, "completed": false}), "Write down")],
        ),
        (
            "see how a page is received",
            vec![done("get_page_views", json!({"page_id": k.start}), "Grace Hopper")],
        ),
        ("see the labels of a space", vec![done("get_labels", json!({"space": "DOCS"}), "results")]),
        (
            "see who may do what in a space",
            vec![done("check_content_permissions", json!({"space_key": "DOCS"}), "read space")],
        ),
    ];
    if cloud {
        jobs.push((
            "list the tasks of a person by name",
            vec![done("get_tasks", mine, "@Ada Lovelace takes")],
        ));
        let may = json!({"page_id": k.start, "user": "Grace Hopper", "operation": "edit"});
        jobs.push((
            "ask whether somebody may change a page",
            vec![done("check_content_permissions", may, "permitted")],
        ));
    }
    jobs
}

#[tokio::test]
async fn forty_jobs_are_done_as_models_guess_them() {
    for mut session in sessions().await {
        let cloud = session.is_cloud();
        let known = known(&mut session).await;
        let jobs: Vec<Job> =
            [finding(&known), writing(&known), discussing(&known, cloud)].into_iter().flatten().collect();
        assert!(jobs.len() >= 40, "{} jobs", jobs.len());
        let (mut calls, mut unneeded) = (0, 0);
        for (name, guesses) in jobs {
            session.begin();
            for guess in &guesses {
                let tool = format!("confluence_{}", guess.tool);
                let result = session.server.call(&tool, guess.arguments.clone()).await;
                let (texts, failed) = texts(&result);
                let said = texts.join("\n");
                assert_eq!(failed, guess.refused, "{name}: {said}");
                assert!(said.contains(guess.says), "{name}: {said}");
                // An answer to a wrong guess is no longer than it has to be to make the next call right.
                assert!(!failed || said.len() < 1_000, "{name}: {} bytes", said.len());
            }
            calls += guesses.len();
            unneeded += guesses.iter().filter(|guess| guess.refused).count();
            let bytes = session.server.crossed() - session.begun;
            println!("{:?}: {name}: {} calls, {bytes} bytes", session.sandbox.deployment(), guesses.len());
        }
        println!(
            "{:?}: {calls} calls in all, of which {unneeded} were refused",
            session.sandbox.deployment()
        );
    }
}
