//! Comments: all of a page, with the replies to each.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Person, Sandbox};

use super::process::{Process, command};
use super::{facts, refusal, samples};

async fn comments(server: &mut Process, arguments: Value) -> Value {
    facts(&server.call("confluence_get_comments", arguments).await)
}

fn texts_of(found: &Value) -> Vec<String> {
    let rows = found["results"].as_array().unwrap();
    rows.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

async fn discussed(sandbox: &Sandbox) -> String {
    let page =
        sandbox.add_page(NewPage::new("TEAM", "Discussed").storage("<p>Some words to talk about.</p>"));
    let first = sandbox.add_comment(&page, None, "<p>first</p>", Person::ALL[0]);
    sandbox.add_comment(&page, Some(&first), "<p>an answer</p>", Person::ALL[1]);
    sandbox.add_comment(&page, None, "<p>second</p>", Person::ALL[2]);
    sandbox.add_inline_comment(&page, "words", "<p>on words</p>", Person::ALL[1]);
    page
}

#[tokio::test]
async fn all_comments_of_a_page_come_with_their_kind_and_threads() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let mut server = Process::start(&sandbox.connection_string()).await;
        let all = comments(&mut server, json!({"page_id": page})).await;
        assert_eq!(texts_of(&all), ["first", "second", "on words"], "{all}");
        assert_eq!(
            (&all["results"][2]["kind"], &all["results"][0]["kind"]),
            (&json!("inline"), &json!("footer"))
        );
        let reply = &all["results"][0]["replies"][0];
        assert_eq!(reply["text"], "an answer", "{all}");
        assert!(reply["version"]["by"]["name"].is_string(), "{all}");
        let inline = comments(&mut server, json!({"page_id": page, "kind": "inline"})).await;
        assert_eq!(texts_of(&inline), ["on words"]);
        let bare = comments(&mut server, json!({"page_id": page, "without_replies": true})).await;
        assert_eq!(bare["results"][0].get("replies"), None, "{bare}");
    }
}

#[tokio::test]
async fn who_wrote_a_comment_is_not_who_resolved_it() {
    for sandbox in samples().await {
        let (page, grace) = (discussed(&sandbox).await, Person::ALL[1].display_name);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let found = comments(&mut server, json!({"page_id": page, "kind": "inline"})).await;
        let row = &found["results"][0];
        assert_eq!(row["author"]["name"], grace, "{row}");
        let change = json!({"comment_id": row["id"], "resolved": true});
        facts(&server.call("confluence_update_comment", change).await);
        let found = comments(&mut server, json!({"page_id": page, "kind": "inline"})).await;
        let row = &found["results"][0];
        assert_eq!(
            (&row["author"]["name"], &row["resolution"]),
            (&json!(grace), &json!("resolved")),
            "{row}"
        );
        assert!(row["created"].is_string(), "{row}");
        if sandbox.deployment() == Deployment::Cloud {
            assert_eq!(row["resolved_by"]["name"], Person::ALL[0].display_name, "{row}");
            // Who wrote it cannot be told then, and nobody else is said to have.
            sandbox.next_of("getInlineCommentVersionDetails", Fault::Forbidden, 1);
            let found = comments(&mut server, json!({"page_id": page, "kind": "inline"})).await;
            assert_eq!(found["results"][0].get("author"), None, "{found}");
        }
    }
}

#[tokio::test]
async fn a_passage_is_commented_on_and_settled_on_both_deployments() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let mut server = Process::start(&sandbox.connection_string()).await;
        let new = json!({"page_id": page, "content": "which *talk*?", "text_selection": "talk about"});
        let made = facts(&server.call("confluence_add_comment", new).await);
        assert_eq!((&made["kind"], &made["passage"]), (&json!("inline"), &json!("talk about")), "{made}");
        for (resolved, says) in [(true, "resolved"), (false, "reopened")] {
            let change = json!({"comment_id": made["id"], "resolved": resolved});
            let settled = facts(&server.call("confluence_update_comment", change).await);
            assert_eq!(settled["resolution"], says, "{settled}");
        }
        let absent = json!({"page_id": page, "content": "x", "text_selection": "not on the page"});
        let refused = server.call("confluence_add_comment", absent).await;
        assert!(refusal(&refused).contains("does not say these words"), "{refused}");
    }
}

#[tokio::test]
async fn both_lists_are_walked_with_one_cursor() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let mut server = Process::start(&sandbox.connection_string()).await;
        let (mut seen, mut arguments) = (Vec::new(), json!({"page_id": page, "limit": 1}));
        loop {
            let some = comments(&mut server, arguments.clone()).await;
            seen.extend(texts_of(&some));
            match some.get("next_cursor") {
                Some(next) => arguments["cursor"] = next.clone(),
                None => break,
            }
        }
        assert_eq!(seen, ["first", "second", "on words"], "{:?}", sandbox.deployment());
        let made_up = json!({"page_id": page, "cursor": "made up"});
        let refused = server.call("confluence_get_comments", made_up).await;
        assert!(refusal(&refused).contains("`cursor`"), "{refused}");
    }
}

#[tokio::test]
async fn what_can_never_be_done_is_refused_before_half_of_it_is_done() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let comment = sandbox.add_comment(&page, None, "<p>as it was</p>", Person::ALL[0]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let both = json!({"comment_id": comment, "content": "new", "resolved": true});
        let refused = server.call("confluence_update_comment", both).await;
        let said = refusal(&refused);
        assert!(said.contains("`resolved`") && said.contains("nothing was changed"), "{said}");
        let read = comments(&mut server, json!({"comment_id": comment})).await;
        assert_eq!(texts_of(&read), ["as it was"], "{read}");
    }
}

#[tokio::test]
async fn replies_to_replies_are_shown_and_each_comment_is_read_by_its_id() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let root = sandbox.add_comment(&page, None, "<p>root</p>", Person::ALL[0]);
        let reply = sandbox.add_comment(&page, Some(&root), "<p>reply</p>", Person::ALL[1]);
        let deep = sandbox.add_comment(&page, Some(&reply), "<p>deep</p>", Person::ALL[2]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let all = comments(&mut server, json!({"page_id": page, "kind": "footer"})).await;
        let row = all["results"].as_array().unwrap().iter().find(|row| row["id"] == json!(root)).unwrap();
        let found = &row["replies"][0]["replies"][0];
        assert_eq!((&found["text"], &found["id"]), (&json!("deep"), &json!(deep)), "{all}");
        assert!(found["version"]["by"]["name"].is_string(), "{all}");
        let one = comments(&mut server, json!({"comment_id": root})).await;
        assert_eq!(texts_of(&one), ["root", "reply"], "{one}");
        assert_eq!(one["results"][1]["replies"][0]["text"], "deep", "{one}");
        let leaf = comments(&mut server, json!({"comment_id": deep, "page_id": page})).await;
        assert_eq!(texts_of(&leaf), ["deep"], "{leaf}");
    }
}

#[tokio::test]
async fn a_long_comment_comes_in_pieces_that_are_the_whole_and_then_its_replies() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let words: String = (0..9_000).map(|number| format!("w{number} ")).collect();
        let long = sandbox.add_comment(&page, None, &format!("<p>{words}</p>"), Person::ALL[0]);
        sandbox.add_comment(&page, Some(&long), "<p>too long</p>", Person::ALL[1]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let (mut read, mut arguments, mut replies) = (String::new(), json!({"comment_id": long}), None);
        while replies.is_none() {
            let answer = server.call("confluence_get_comments", arguments.clone()).await;
            let told = facts(&answer);
            if told.get("results").is_some() {
                replies = Some(texts_of(&told));
                break;
            }
            let text = answer["content"][1]["text"].as_str().unwrap();
            read.push_str(
                text.split_once(">>\n")
                    .unwrap()
                    .1
                    .rsplit_once("<</comment ")
                    .unwrap()
                    .0
                    .trim_end_matches('\n'),
            );
            arguments["cursor"] = told["next_cursor"].clone();
        }
        assert_eq!(replies.unwrap(), ["too long"]);
        let seen: Vec<&str> = read.split_whitespace().collect();
        assert_eq!(seen.concat(), words.replace(' ', ""), "{} words", seen.len());
    }
}

#[tokio::test]
async fn the_question_counts_what_is_deleted_with_a_comment() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let page = discussed(&sandbox).await;
    let root = sandbox.add_comment(&page, None, "<p>root</p>", Person::ALL[0]);
    let reply = sandbox.add_comment(&page, Some(&root), "<p>reply</p>", Person::ALL[1]);
    let deep = sandbox.add_comment(&page, Some(&reply), "<p>deep</p>", Person::ALL[2]);
    let mut server = Process::silent(command(&["--connection", &sandbox.connection_string()]));
    for (comment, asks) in [(&root, "all 2 replies"), (&reply, "the one reply"), (&deep, "no replies")] {
        let call = json!({
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
                "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
            },
            "name": "confluence_delete_comment",
            "arguments": {"comment_id": comment},
        });
        let asked = server.ask("tools/call", call).await;
        let question = asked.pointer("/result/inputRequests/confirm/params/message").unwrap();
        assert!(question.as_str().unwrap().contains(asks), "{asked}");
    }
}

#[tokio::test]
async fn a_page_beside_a_comment_has_to_be_its_own() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let other = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let comment = sandbox.add_comment(&page, None, "<p>x</p>", Person::ALL[0]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let change = |page: &str| json!({"comment_id": comment, "page_id": page, "content": "y"});
        let refused = server.call("confluence_update_comment", change(&other)).await;
        assert!(refusal(&refused).contains("`page_id`"), "{refused}");
        facts(&server.call("confluence_update_comment", change(&page)).await);
    }
}

/// A comment with what Markdown does not show: a colour, a card, the width of an image, the data of a task.
const RICH: &str = "<p>Hi <span style=\"color: rgb(255,0,0);\">red</span> <a href=\"https://e.com/c\" \
    data-card-appearance=\"inline\">https://e.com/c</a></p><ac:image ac:width=\"50\"><ri:url \
    ri:value=\"https://e.com/i.png\" /></ac:image><ac:task-list><ac:task><ac:task-id>7</ac:task-id>\
    <ac:task-uuid>u-7</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>go</ac:task-body></ac:task>\
    </ac:task-list><ac:structured-macro ac:name=\"drawio\" ac:macro-id=\"m-1\" \
    ac:schema-version=\"1\"><ac:parameter \
    ac:name=\"diagramName\">d</ac:parameter></ac:structured-macro>";

#[tokio::test]
async fn a_comment_is_edited_as_a_page_is_and_loses_nothing_unasked() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let comment = sandbox.add_comment(&page, None, RICH, Person::ALL[0]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = comments(&mut server, json!({"comment_id": comment})).await;
        let text = texts_of(&read).remove(0);
        assert!(read["results"][0]["not_shown"].is_array(), "{read}");
        let storage = || sandbox.page_by_id(&comment).unwrap().storage;

        let same = json!({"comment_id": comment, "content": text});
        let unchanged = facts(&server.call("confluence_update_comment", same).await);
        assert_eq!((&unchanged["changed"], storage().as_str()), (&json!(false), RICH), "{unchanged}");

        let change = json!({"comment_id": comment, "content": text.replace("Hi", "Hello")});
        let changed = facts(&server.call("confluence_update_comment", change).await);
        assert_eq!(changed["changed"], true, "{changed}");
        assert_eq!(storage(), RICH.replace("Hi", "Hello"));

        let new = |allow| json!({"comment_id": comment, "content": "All new.", "allow_loss": allow});
        let refused = server.call("confluence_update_comment", new(json!([]))).await;
        assert!(refusal(&refused).contains("allow_loss"), "{refused}");
        assert_eq!(storage(), RICH.replace("Hi", "Hello"));
    }
}

#[tokio::test]
async fn a_reply_may_quote_a_macro_of_the_comment_above_it() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let comment = sandbox.add_comment(&page, None, RICH, Person::ALL[0]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let read = comments(&mut server, json!({"comment_id": comment})).await;
        let text = texts_of(&read).remove(0);
        let line = text.lines().find(|line| line.contains("drawio{#b")).unwrap();
        let reply = json!({"comment_id": comment, "content": format!("> {line}\n\nWhy?")});
        let added = facts(&server.call("confluence_add_comment", reply).await);
        let stored = sandbox.page_by_id(added["id"].as_str().unwrap()).unwrap().storage;
        assert!(stored.starts_with("<blockquote><ac:structured-macro ac:name=\"drawio\""), "{stored}");
    }
}

#[tokio::test]
async fn a_page_given_for_a_comment_and_a_comment_for_a_page_are_told() {
    for sandbox in samples().await {
        let page = discussed(&sandbox).await;
        let comment = sandbox.add_comment(&page, None, "<p>x</p>", Person::ALL[0]);
        let mut server = Process::start(&sandbox.connection_string()).await;
        let address =
            format!("{}/pages/viewpage.action?pageId={page}&focusedCommentId={comment}", sandbox.url());
        let new = json!({"page_id": address, "content": "y"});
        let refused = server.call("confluence_add_comment", new).await;
        assert!(refusal(&refused).contains(&format!("the address of the comment {comment}")), "{refused}");
        for (tool, arguments) in [
            ("confluence_get_comments", json!({"comment_id": page})),
            ("confluence_add_comment", json!({"comment_id": page, "content": "y"})),
            ("confluence_update_comment", json!({"comment_id": page, "content": "y"})),
        ] {
            let refused = server.call(tool, arguments).await;
            assert!(refusal(&refused).contains("is a page, and no comment"), "{tool}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_passage_goes_across_marks_and_entities() {
    for sandbox in samples().await {
        let storage = "<p>One <strong>two</strong>&mdash;&ldquo;three&rdquo; in&nbsp;four.</p>";
        let page = sandbox.add_page(NewPage::new("TEAM", "Across").storage(storage));
        let mut server = Process::start(&sandbox.connection_string()).await;
        let exact = "One two\u{2014}\u{201c}three\u{201d} in\u{a0}four";
        let new = json!({"page_id": page, "content": "y", "text_selection": exact});
        let new = server.call("confluence_add_comment", new).await;
        assert_eq!(facts(&new)["kind"], "inline", "{new}");
        let stored = sandbox.page_by_id(&page).unwrap().storage;
        assert!(stored.contains(">two</ac:inline-comment-marker></strong>"), "{stored}");
    }
}
