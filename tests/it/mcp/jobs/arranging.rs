use serde_json::json;

use super::{Session, sessions};

#[tokio::test]
async fn move_a_page() {
    for mut session in sessions().await {
        let (page, target) = (session.page("DOCS", "Upgrade").id, session.page("DOCS", "Architecture").id);
        session.call("move_page", json!({"page_id": page, "target_parent_id": target})).await;
        assert_eq!(session.page("DOCS", "Upgrade").parent, Some(target));
        // Two of them look whether the page or its new parent is in the trash.
        session.took([4, 5], 1_000);
    }
}

#[tokio::test]
async fn move_a_page_to_another_space() {
    for mut session in sessions().await.into_iter().filter(Session::is_cloud) {
        let page = session.page("DOCS", "Upgrade").id;
        let target = session.page("TEAM", "Meeting notes").id;
        session
            .call(
                "move_page",
                json!({"page_id": page, "target_parent_id": target, "target_space_key": "TEAM"}),
            )
            .await;
        let moved = session.page("TEAM", "Upgrade");
        assert_eq!((moved.id, moved.parent), (page, Some(target)));
        // One of them looks whether the parent lies in the space that was named with it.
        session.took([5, 0], 1_000);
    }
}

#[tokio::test]
async fn order_the_pages_below_one() {
    for mut session in sessions().await.into_iter().filter(Session::is_cloud) {
        let (first, second) = (session.page("DOCS", "Install on Linux"), session.page("DOCS", "Upgrade"));
        session
            .call(
                "move_page",
                json!({"page_id": second.id, "target_parent_id": first.id, "position": "before"}),
            )
            .await;
        let below = session.ask("get_page_children", json!({"parent_id": first.parent.unwrap()})).await;
        let titles: Vec<_> =
            below["results"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["Upgrade", "Install on Linux"]);
        session.took([6, 0], 1_500);
    }
}

#[tokio::test]
async fn copy_a_page_as_a_pattern() {
    for mut session in sessions().await {
        let pattern = session.page("TEAM", "2026-11-16 Incident review");
        let copied =
            session.ask("copy_page", json!({"page_id": pattern.id, "title": "2026-11-23 Review"})).await;
        let copy = session.page("TEAM", "2026-11-23 Review");
        assert_eq!((copy.id.as_str(), copy.parent), (copied["id"].as_str().unwrap(), pattern.parent));
        assert_eq!((copy.storage, copy.labels), (pattern.storage, pattern.labels));
        session.took([5, 9], 1_000);
    }
}

#[tokio::test]
async fn make_a_page_from_a_template() {
    for mut session in sessions().await.into_iter().filter(Session::is_cloud) {
        let templates = session.ask("list_page_templates", json!({})).await;
        let id = templates["results"][0]["id"].clone();
        let new = json!({"space_key": "TEAM", "title": "One queue", "template_id": id});
        session.call("create_page", new).await;
        assert!(session.page("TEAM", "One queue").storage.contains("<h2>Consequences</h2>"));
        session.took([4, 0], 1_500);
    }
}

#[tokio::test]
async fn sort_pages_into_a_folder() {
    for mut session in sessions().await.into_iter().filter(Session::is_cloud) {
        let folder =
            session.ask("create_page", json!({"space_key": "TEAM", "title": "2026", "kind": "folder"})).await;
        for title in ["2026-11-02 Planning", "2026-11-09 Retrospective"] {
            let page = session.page("TEAM", title).id;
            session.call("move_page", json!({"page_id": page, "target_parent_id": folder["id"]})).await;
            assert_eq!(session.page("TEAM", title).parent.as_deref(), folder["id"].as_str());
        }
        session.took([14, 0], 2_500);
    }
}

#[tokio::test]
async fn put_an_old_page_aside() {
    for mut session in sessions().await.into_iter().filter(Session::is_cloud) {
        let page = session.page("TEAM", "2026-11-02 Planning").id;
        session.call("delete_page", json!({"page_id": page, "archive": true})).await;
        assert_eq!(session.sandbox.page_by_id(&page).unwrap().status, "archived");
    }
}

#[tokio::test]
async fn open_a_space() {
    for mut session in sessions().await {
        let made = session
            .ask("create_space", json!({"space_key": "NEW", "name": "News", "description": "What is new"}))
            .await;
        assert_eq!(made["key"], "NEW");
        session.call("create_page", json!({"space_key": "NEW", "title": "First", "content": "Hello."})).await;
        assert_eq!(session.page("NEW", "First").storage, "<p>Hello.</p>");
    }
}
