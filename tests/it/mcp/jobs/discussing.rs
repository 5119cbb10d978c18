use serde_json::json;

use super::sessions;

#[tokio::test]
async fn answer_an_inline_comment_and_settle_it() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Runbook: deploys").id;
        let asked = session.ask("get_comments", json!({"page_id": page, "kind": "inline"})).await;
        let comment = asked["results"][0].clone();
        assert!(comment.to_string().contains("five minutes"), "the passage is quoted: {comment}");
        session.call("add_comment", json!({"comment_id": comment["id"], "body": "It is *ten* now."})).await;
        if session.is_cloud() {
            let settled =
                session.ask("update_comment", json!({"comment_id": comment["id"], "resolved": true})).await;
            assert_eq!(settled["resolution"], "resolved", "{settled}");
        }
        let replies = session.ask("get_comments", json!({"comment_id": comment["id"]})).await;
        assert_eq!(replies["results"][0]["id"], comment["id"], "{replies}");
        assert_eq!(replies["results"][1]["text"], "It is *ten* now.", "{replies}");
    }
}

#[tokio::test]
async fn answer_a_question_below_a_page() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Getting started").id;
        let asked = session.ask("get_comments", json!({"page_id": page})).await;
        assert_eq!(asked["results"][0]["text"], "Does this cover Windows as well?", "{asked}");
        session
            .call("add_comment", json!({"comment_id": asked["results"][0]["id"], "body": "Since 2.0."}))
            .await;
        session.took([10, 9], 2_000);
    }
}

#[tokio::test]
async fn check_off_a_task() {
    for mut session in sessions().await {
        let page = session.page("TEAM", "2026-11-02 Planning").id;
        let open = session.ask("get_tasks", json!({"page_id": page, "done": false})).await;
        let task = &open["results"][0];
        assert!(task["text"].as_str().unwrap().contains("Write down"), "{open}");
        session.call("update_task", json!({"task_id": task["id"], "done": true})).await;
        let after = session.sandbox.page_by_id(&page).unwrap().storage;
        assert!(after.contains("<ac:task-status>complete</ac:task-status>"), "{after}");
    }
}

#[tokio::test]
async fn watch_a_page() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Release notes").id;
        session.call("watch_page", json!({"page_id": page})).await;
        let watchers = session.ask("get_watchers", json!({"page_id": page})).await;
        assert!(watchers.to_string().contains("Ada Lovelace"), "{watchers}");
        session.call("watch_page", json!({"page_id": page, "unwatch": true})).await;
        let watchers = session.ask("get_watchers", json!({"page_id": page})).await;
        assert!(!watchers.to_string().contains("Ada Lovelace"), "{watchers}");
        session.took([4, 4], 1_500);
    }
}
