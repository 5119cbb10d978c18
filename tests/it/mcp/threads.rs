//! Comments: all of a page, with the replies to each.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Person, Sandbox};

use super::process::Process;
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
