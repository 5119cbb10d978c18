use serde_json::json;

use super::sessions;

#[tokio::test]
async fn roll_a_page_back() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Release notes");
        session.call("get_page_history", json!({"page_id": page.id})).await;
        let restored = session.ask("restore_page", json!({"page_id": page.id, "version": 2})).await;
        assert_eq!(restored["version"]["number"], 5);
        let after = session.sandbox.page_by_id(&page.id).unwrap().storage;
        assert!(after.starts_with("<h2>1.1</h2>") && !after.contains("2.0"), "{after}");
    }
}

#[tokio::test]
async fn trash_a_page_and_bring_it_back() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Upgrade");
        session.call("delete_page", json!({"page_id": page.id})).await;
        assert_eq!(session.sandbox.page_by_id(&page.id).unwrap().status, "trashed");
        session.call("restore_page", json!({"page_id": page.id})).await;
        let back = session.sandbox.page_by_id(&page.id).unwrap();
        assert_eq!((back.status, back.storage), ("current", page.storage));
    }
}

#[tokio::test]
async fn look_before_a_leap() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Runbook: deploys");
        let whole = json!({"page_id": page.id, "content": "All new.", "dry_run": true});
        let told = session.ask("update_page", whole).await;
        assert!(told["would_lose"].to_string().contains("macros"), "{told}");
        assert_eq!(session.sandbox.page_by_id(&page.id).unwrap(), page);
    }
}
