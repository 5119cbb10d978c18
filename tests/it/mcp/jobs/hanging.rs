use serde_json::json;

use super::sessions;

#[tokio::test]
async fn attach_a_file() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Release notes").id;
        let file =
            json!({"content_id": page, "filename": "figures.csv", "content": "a,b\n1,2\n", "comment": "Q3"});
        let file = session.ask("upload_attachment", file).await;
        assert_eq!(session.sandbox.attachment_bytes(file["id"].as_str().unwrap()).unwrap(), b"a,b\n1,2\n");
        session.took([1, 1], 1_000);
    }
}

#[tokio::test]
async fn label_what_a_search_found() {
    for mut session in sessions().await {
        let found = session
            .ask("search", json!({"query": "type = page and label = \"meeting-notes\"", "limit": 10}))
            .await;
        let pages = found["results"].as_array().unwrap().clone();
        assert_eq!(pages.len(), 3, "{found}");
        for page in &pages {
            session.call("add_label", json!({"page_id": page["id"], "name": "2026"})).await;
        }
        for page in &pages {
            let labels = session.sandbox.page_by_id(page["id"].as_str().unwrap()).unwrap().labels;
            assert_eq!(labels, ["meeting-notes", "2026"]);
        }
        session.took([4, 4], 3_500);
    }
}

#[tokio::test]
async fn keep_a_page_to_oneself() {
    for mut session in sessions().await {
        let page = session.page("TEAM", "Decisions & open questions").id;
        let me = session.ask("get_user", json!({})).await;
        let restrict = json!({"page_id": page, "read_users": [me["id"]], "edit_users": [me["id"]]});
        let now = session.ask("set_page_restrictions", restrict).await;
        assert_eq!(now["read"]["people"][0]["id"], me["id"], "{now}");
        let told = session.ask("get_page_restrictions", json!({"page_id": page})).await;
        assert_eq!(told, now);
        let may = session.ask("check_content_permissions", json!({"content_id": page})).await;
        assert!(may.to_string().contains("update"), "{may}");
    }
}

#[tokio::test]
async fn keep_a_value_on_a_page() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Release notes").id;
        let set = json!({"page_id": page, "key": "state", "value": "{\"approved\": true}"});
        session.call("set_property", set).await;
        let kept = session.ask("get_properties", json!({"page_id": page, "key": "state"})).await;
        assert_eq!(kept["value"], json!({"approved": true}));
        session.call("set_property", json!({"page_id": page, "key": "state", "delete": true})).await;
        let none = session.ask("get_properties", json!({"page_id": page})).await;
        assert_eq!(none["results"], json!([]));
    }
}

#[tokio::test]
async fn name_the_people_behind_ids() {
    for mut session in sessions().await {
        let found = session.ask("search_user", json!({"query": "Grace"})).await;
        let id = found["results"][0]["id"].clone();
        let named = session.ask("get_user", json!({"user_ids": [id]})).await;
        assert_eq!(named["results"][0]["name"], "Grace Hopper", "{named}");
    }
}
