//! Who may read a page: as set on itself, and above it.

use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Person};

use super::jobs::everything;
use super::process::Process;
use super::{facts, refusal, samples};

#[tokio::test]
async fn what_is_above_a_page_restricts_it_too() {
    for sandbox in samples().await {
        let secret = sandbox.add_page(NewPage::new("TEAM", "Secret"));
        let between = sandbox.add_page(NewPage::new("TEAM", "Between").parent(&secret));
        let below = sandbox.add_page(NewPage::new("TEAM", "Below").parent(&between));
        sandbox.restrict_reading(&secret, &[Person::ALL[0]]);
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "admin", "--connection", &connection]).await;
        let told = facts(&server.call("confluence_get_page_restrictions", json!({"page_id": below})).await);
        assert!(told["read"].get("people").is_none(), "{told}");
        let inherited = told["inherited"].as_array().unwrap();
        assert_eq!(inherited.len(), 1, "{told}");
        assert_eq!((&inherited[0]["page"], &inherited[0]["title"]), (&json!(secret), &json!("Secret")));
        assert_eq!(inherited[0]["read"]["people"].as_array().unwrap().len(), 1, "{told}");
        let open = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let open = facts(&server.call("confluence_get_page_restrictions", json!({"page_id": open})).await);
        assert_eq!(open.get("inherited"), None, "{open}");
    }
}

#[tokio::test]
async fn a_comment_has_no_restrictions_that_could_be_told() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let comment = sandbox.add_comment(&page, None, "<p>x</p>", Person::ALL[0]);
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "admin", "--connection", &connection]).await;
        let refused = server.call("confluence_get_page_restrictions", json!({"page_id": comment})).await;
        assert!(refusal(&refused).contains("comment"), "{refused}");
    }
}

#[tokio::test]
async fn groups_are_named_as_people_know_them() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "For some"));
        let set = json!({"page_id": page, "read_groups": ["Confluence-Users"], "edit_groups": ["confluence-users"]});
        let set = match sandbox.deployment() {
            Deployment::Cloud => set,
            _ => {
                json!({"page_id": page, "read_groups": ["confluence-users"], "edit_groups": ["confluence-users"]})
            }
        };
        let told = facts(&server.call("confluence_set_page_restrictions", set).await);
        assert_eq!(told["read"]["groups"][0]["name"], "confluence-users", "{told}");
        let unknown = json!({"page_id": page, "read_users": [], "read_groups": ["users"]});
        let refused = server.call("confluence_set_page_restrictions", unknown).await;
        if sandbox.deployment() == Deployment::Cloud {
            assert!(refusal(&refused).contains("\"confluence-users\""), "{refused}");
        }
        let out = json!({"page_id": page, "edit_users": [Person::ALL[1].display_name], "edit_groups": []});
        let refused = server.call("confluence_set_page_restrictions", out).await;
        assert!(refusal(&refused).contains("among those who may change the page"), "{refused}");
    }
}

#[tokio::test]
async fn what_a_space_has_no_use_for_is_refused() {
    let [sandbox, other] = samples().await;
    assert_eq!(sandbox.deployment(), Deployment::Cloud);
    for sandbox in [sandbox, other] {
        let connection = sandbox.connection_string();
        let mut server = Process::with(&["--toolsets", "admin", "--connection", &connection]).await;
        let tool = "confluence_check_content_permissions";
        let refused = server.call(tool, json!({"space_key": "DOCS", "operation": "delete"})).await;
        assert!(refusal(&refused).contains("`operation`"), "{refused}");
        facts(&server.call(tool, json!({"space_key": "DOCS", "operation": "read"})).await);
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        facts(&server.call(tool, json!({"content_id": page, "space_key": "docs"})).await);
        let refused = server.call(tool, json!({"content_id": page, "space_key": "TEAM"})).await;
        assert!(refusal(&refused).contains("`space_key`"), "{refused}");
    }
}
