//! Spaces that may be read and not written, and spaces that are left out: what is told of them, and when.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Person, Sandbox};

use super::process::{Process, command};
use super::{facts, refusal, samples, texts};

/// The words with which whatever may not be written is refused.
const ALONE: &str = "may write in the spaces DOCS alone";

fn limited(sandbox: &Sandbox) -> String {
    format!("{};WriteSpaces=DOCS", sandbox.connection_string())
}

fn is_refused_as_usual(told: &str) {
    assert!(told.contains(ALONE) && told.contains("Do not try to get around it"), "{told}");
    for inner in ["trash_page", "check_write", "delete_comment:", "Correct the"] {
        assert!(!told.contains(inner), "{told}");
    }
}

#[tokio::test]
async fn a_change_by_sql_is_refused_as_a_whole_where_one_row_may_not_be_written() {
    for sandbox in samples().await {
        let mine = sandbox.add_page(NewPage::new("DOCS", "Walrus mine").storage("<p>a</p>").labels(["w"]));
        let theirs =
            sandbox.add_page(NewPage::new("TEAM", "Walrus theirs").storage("<p>a</p>").labels(["w"]));
        let comment = sandbox.add_comment(&theirs, None, "<p>Hm</p>", Person::ALAN);
        let connection = limited(&sandbox);
        let mut server =
            Process::with(&["--unattended", "--toolsets", "sql", "--connection", &connection]).await;
        for sql in [
            "UPDATE Pages SET Title = Title || '!' WHERE Title LIKE 'Walrus%' ORDER BY Id".to_owned(),
            format!("UPDATE Pages SET Markdown = 'b' WHERE Id = '{theirs}'"),
            "DELETE FROM Pages WHERE Title LIKE 'Walrus%' ORDER BY Id".to_owned(),
            "INSERT INTO Labels (ContentId, LabelName) SELECT Id, 'new' FROM Pages WHERE Title LIKE 'Walrus%' ORDER BY Id"
                .to_owned(),
            format!("DELETE FROM Labels WHERE ContentId = '{theirs}' AND LabelName = 'w'"),
            format!("DELETE FROM Comments WHERE Id = '{comment}' AND ContainerId = '{theirs}'"),
            format!("INSERT INTO Comments (ReplyToId, Markdown) VALUES ('{comment}', 'x')"),
            format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ('{theirs}', 'x')"),
            "INSERT INTO Pages (SpaceKey, Title) VALUES ('DOCS', 'New one'), ('TEAM', 'New two')".to_owned(),
            "INSERT INTO Spaces (Key, Name) VALUES ('FRESH', 'Fresh')".to_owned(),
            "UPDATE Spaces SET Name = 'x' WHERE Key = 'TEAM'".to_owned(),
        ] {
            for dry_run in [true, false] {
                let answer =
                    server.call("confluence_run_nonquery", json!({"sql": sql, "dry_run": dry_run})).await;
                is_refused_as_usual(refusal(&answer));
            }
        }
        for (id, title) in [(&mine, "Walrus mine"), (&theirs, "Walrus theirs")] {
            let now = sandbox.page_by_id(id).unwrap();
            assert_eq!((now.title.as_str(), now.status), (title, "current"));
            assert_eq!(now.labels, ["w"]);
        }
        assert!(sandbox.page_by_title("DOCS", "New one").is_none());
    }
}

#[tokio::test]
async fn an_edit_that_may_not_be_written_is_not_shown_as_if_it_could() {
    for sandbox in samples().await {
        let theirs = sandbox.add_page(NewPage::new("TEAM", "Theirs").storage("<p>a</p>"));
        let mine = sandbox.add_page(NewPage::new("DOCS", "Mine").storage("<p>a</p>"));
        let mut server = Process::start(&limited(&sandbox)).await;
        let edit = |page: &str| json!({"page_id": page, "steps": [{"op": "append", "content": "b"}], "dry_run": true});
        let update = json!({"page_id": theirs, "content": "b", "dry_run": true});
        for (tool, arguments) in [("confluence_edit_page", edit(&theirs)), ("confluence_update_page", update)]
        {
            is_refused_as_usual(refusal(&server.call(tool, arguments).await));
        }
        assert_eq!(facts(&server.call("confluence_edit_page", edit(&mine)).await)["dry_run"], true);
    }
}

/// A call of the protocol 2026-07-28, whose client can ask its user.
fn asking(tool: &str, arguments: &Value) -> Value {
    json!({
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
            "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
        },
        "name": tool,
        "arguments": arguments,
    })
}

#[tokio::test]
async fn nobody_is_asked_about_what_may_not_be_written() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Theirs").storage("<p>a</p>"));
        let comment = sandbox.add_comment(&page, None, "<p>Hm</p>", Person::ALAN);
        let file = sandbox.add_attachment(&page, "a.txt", "text/plain", b"a");
        sandbox.add_property(&page, "state", json!("kept"));
        let connection = limited(&sandbox);
        let mut server = Process::silent(command(&[
            "--toolsets",
            "pages,history,comments,attachments,admin,sql",
            "--connection",
            &connection,
        ]));
        for (tool, arguments) in [
            ("confluence_delete_page", json!({"page_id": page})),
            ("confluence_delete_comment", json!({"comment_id": comment})),
            ("confluence_delete_attachment", json!({"attachment_id": file})),
            ("confluence_set_property", json!({"page_id": page, "key": "state", "delete": true})),
            ("confluence_set_page_restrictions", json!({"page_id": page, "read_users": ["me"]})),
            ("confluence_run_nonquery", json!({"sql": format!("DELETE FROM Pages WHERE Id = '{page}'")})),
        ] {
            let answer = server.ask("tools/call", asking(tool, &arguments)).await;
            is_refused_as_usual(refusal(&answer["result"]));
        }
        assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
    }
}

#[tokio::test]
async fn a_space_that_is_left_out_is_not_named_by_an_error_of_a_search() {
    for sandbox in samples().await {
        let connection = format!("{};BlockedSpaces=TEAM,MERGER", sandbox.connection_string());
        let mut server =
            Process::with(&["--toolsets", "search,labels,sql", "--connection", &connection]).await;
        for (tool, arguments) in [
            ("confluence_search", json!({"query": "type=page and foo = 3"})),
            (
                "confluence_run_procedure",
                json!({"procedure": "EXEC Search SearchTerm = 'type=page and foo = 3', CQL = 1"}),
            ),
            (
                "confluence_run_query",
                json!({"sql": "SELECT Title FROM Pages WHERE CQL = 'type=page and foo = 3'"}),
            ),
        ] {
            let answer = server.call(tool, arguments).await;
            let (told, _) = texts(&answer);
            let told = told.join(" ");
            // The hint on fields may name any key that the caller sees.
            for hidden in ["MERGER", "TEAM", "space not in"] {
                assert!(!told.contains(hidden), "{tool}: {told}");
            }
            assert!(told.contains("foo"), "{tool}: {told}");
        }
    }
}

#[tokio::test]
async fn the_open_comments_of_a_page_are_found_behind_resolved_ones() {
    for sandbox in samples().await {
        let words: Vec<String> = (1..7).map(|number| format!("word{number}")).collect();
        let text = format!("<p>{}</p>", words.join(" "));
        let page = sandbox.add_page(NewPage::new("TEAM", "Settled").storage(text));
        let ids: Vec<String> = words
            .iter()
            .map(|word| sandbox.add_inline_comment(&page, word, &format!("<p>on {word}</p>"), Person::ALAN))
            .collect();
        let mut server = Process::start(&sandbox.connection_string()).await;
        let mut resolve = async |id: &str| {
            let change = json!({"comment_id": id, "resolved": true});
            facts(&server.call("confluence_update_comment", change).await);
        };
        for id in ids.iter().take(5) {
            resolve(id).await;
        }
        let open = json!({"page_id": page, "kind": "open", "limit": 5});
        let found = facts(&server.call("confluence_get_comments", open.clone()).await);
        let rows = found["results"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0]["text"]), (1, &json!("on word6")), "{found}");
        facts(
            &server.call("confluence_update_comment", json!({"comment_id": ids[5], "resolved": true})).await,
        );
        let none = facts(&server.call("confluence_get_comments", open).await);
        assert!(none["hint"].as_str().unwrap().contains("no inline comment is open"), "{none}");
    }
}

#[tokio::test]
async fn a_passage_is_of_text_and_not_of_what_shows_some() {
    for sandbox in samples().await {
        let user = match sandbox.deployment() {
            Deployment::Cloud => format!("<ri:user ri:account-id=\"{}\" />", Person::GRACE.account_id),
            _ => "<ri:user ri:userkey=\"10key10\" />".to_owned(),
        };
        let storage = format!(
            "<p><ac:link>{user}</ac:link> total 10 on <time datetime=\"2026-12-24\" /></p><ac:structured-macro \
             ac:name=\"code\"><ac:plain-text-body><![CDATA[let sum]]></ac:plain-text-body></ac:structured-macro>"
        );
        let page = sandbox.add_page(NewPage::new("TEAM", "Shown").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (selection, says) in [
            ("2026-12-24", "leave it out of the passage"),
            ("let sum", "leave it out of the passage"),
            ("Grace Hopper total", "leave mentions"),
        ] {
            let new = json!({"page_id": page, "content": "x", "text_selection": selection});
            let refused = server.call("confluence_add_comment", new).await;
            assert!(refusal(&refused).contains(says), "{selection}: {refused}");
        }
        let new = json!({"page_id": page, "content": "x", "text_selection": "10"});
        let made = facts(&server.call("confluence_add_comment", new).await);
        assert_eq!(made["passage"], "10", "{made}");
    }
}

#[tokio::test]
async fn the_page_is_named_that_has_a_title_already() {
    for sandbox in samples().await {
        let other = sandbox.add_page(NewPage::new("TEAM", "Taken").storage("<p>a</p>"));
        let page = sandbox.add_page(NewPage::new("TEAM", "Mine").storage("<p>a</p>"));
        let draft = sandbox.add_page(NewPage::new("TEAM", "Taken").storage("<p>a</p>").draft());
        let gone = sandbox.add_page(NewPage::new("TEAM", "Soon taken").storage("<p>a</p>"));
        sandbox.trash_page(&gone);
        let heir = sandbox.add_page(NewPage::new("TEAM", "Soon taken").storage("<p>a</p>"));
        let mut server = Process::with(&[
            "--toolsets",
            "pages,history,admin",
            "--connection",
            &sandbox.connection_string(),
        ])
        .await;
        for (tool, arguments, named) in [
            ("confluence_update_page", json!({"page_id": page, "title": "Taken", "dry_run": true}), &other),
            ("confluence_update_page", json!({"page_id": page, "title": "Taken"}), &other),
            ("confluence_update_page", json!({"page_id": draft, "publish": true}), &other),
            ("confluence_restore_page", json!({"page_id": gone}), &heir),
        ] {
            let answer = server.call(tool, arguments.clone()).await;
            let told = refusal(&answer);
            assert!(told.contains(&format!("The page {named} of the space")), "{tool} {arguments}: {told}");
            assert!(!told.contains("Correct the arguments"), "{tool}: {told}");
        }
        let long = json!({"page_id": page, "title": "x".repeat(256), "dry_run": true});
        let answer = server.call("confluence_update_page", long).await;
        assert!(refusal(&answer).contains("256 characters, and the maximum is 255"), "{answer}");
        let own = json!({"page_id": page, "title": "mine", "dry_run": true});
        assert_eq!(facts(&server.call("confluence_update_page", own).await)["title"], "mine");
        // What is no key is told as that, and not as a space that nobody sees.
        let new = json!({"space_key": "new team", "name": "New team"});
        let answer = server.call("confluence_create_space", new).await;
        let told = refusal(&answer);
        assert!(told.contains("letters and digits alone") && !told.contains("may see"), "{told}");
    }
}

#[tokio::test]
async fn data_center_says_that_pages_stay_in_their_space() {
    let [_, sandbox] = samples().await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Mover").storage("<p>a</p>"));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let there = json!({"page_id": page, "target_space_key": "DOCS"});
    let answer = server.call("confluence_move_page", there).await;
    let told = refusal(&answer);
    assert!(told.contains("within its space") && told.contains("confluence_copy_page"), "{told}");
    assert!(!told.contains("Correct the arguments"), "{told}");
}

#[tokio::test]
async fn a_key_that_a_blog_post_lacks_is_no_fault_of_the_blog_post() {
    for sandbox in samples().await {
        let post = sandbox.add_page(NewPage::new("TEAM", "News").storage("<p>a</p>").blog_post());
        let mut server =
            Process::with(&["--toolsets", "admin", "--connection", &sandbox.connection_string()]).await;
        let answer = server.call("confluence_get_properties", json!({"page_id": post, "key": "nokey"})).await;
        assert!(!refusal(&answer).contains("not a page"), "{answer}");
    }
}
