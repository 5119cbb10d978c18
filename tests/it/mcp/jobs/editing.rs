use serde_json::json;
use tests::sandbox::NewPage;

use super::sessions;
use crate::mcp::body;

const TABLE: &str = "<h2>Parts</h2><table><tbody><tr><th><p>Part</p></th><th><p>State</p></th></tr>\
    <tr><td><p>api</p></td><td><p>open</p></td></tr></tbody></table><h2>Next</h2><p>Nothing.</p>";

/// The handle right above this text.
fn above(shown: &str, text: &str) -> String {
    let above = shown.split(text).next().unwrap().trim_end();
    above.rsplit_once('{').unwrap().1.trim_end_matches('}').to_owned()
}

#[tokio::test]
async fn fix_a_typo() {
    for mut session in sessions().await {
        let page =
            session.sandbox.add_page(NewPage::new("TEAM", "Note").storage("<p>We ship on Mondey.</p>"));
        let steps = json!([{"op": "replace_text", "find": "Mondey", "replace": "Monday"}]);
        session.call("edit_page", json!({"page_id": page, "steps": steps, "message": "Typo"})).await;
        let after = session.sandbox.page_by_id(&page).unwrap();
        assert_eq!((after.storage.as_str(), after.message.as_str()), ("<p>We ship on Monday.</p>", "Typo"));
        session.took([2, 2], 1_200);
    }
}

#[tokio::test]
async fn update_a_table_cell() {
    for mut session in sessions().await {
        let page = session.sandbox.add_page(NewPage::new("TEAM", "State").storage(TABLE));
        let read = session.call("get_page", json!({"page_id": page, "format": "handles"})).await;
        let table = above(&body(&read), "| Part");
        let steps = json!([{"op": "set_cell", "block": table, "row": "api", "column": "State", "markdown": "**done**"}]);
        session.call("edit_page", json!({"page_id": page, "version": 1, "steps": steps})).await;
        let after = session.sandbox.page_by_id(&page).unwrap().storage;
        assert_eq!(after, TABLE.replace("<p>open</p>", "<p><strong>done</strong></p>"));
        session.took([4, 3], 2_600);
    }
}

#[tokio::test]
async fn add_a_section_below_a_heading() {
    for mut session in sessions().await {
        let page = session.sandbox.add_page(NewPage::new("TEAM", "State").storage(TABLE));
        let read = session.call("get_page", json!({"page_id": page, "format": "handles"})).await;
        let shown = body(&read);
        let heading = shown.lines().find(|line| line.starts_with("## Next")).unwrap();
        let next = heading.split(['{', '}']).nth(1).unwrap();
        let steps = json!([{"op": "insert_before", "block": next, "markdown": "### Risks\n\n- none *yet*"}]);
        session.call("edit_page", json!({"page_id": page, "version": 1, "steps": steps})).await;
        let after = session.sandbox.page_by_id(&page).unwrap().storage;
        let (before, behind) = TABLE.split_once("<h2>Next").unwrap();
        assert!(after.starts_with(before) && after.ends_with(&format!("<h2>Next{behind}")), "{after}");
        assert!(after.contains("<h3>Risks</h3><ul><li><p>none <em>yet</em></p></li></ul>"), "{after}");
        session.took([4, 3], 2_600);
    }
}

#[tokio::test]
async fn change_the_setting_of_a_macro() {
    for mut session in sessions().await {
        let start = session.page("DOCS", "Getting started");
        let read = session.call("get_page", json!({"page_id": start.id, "format": "handles"})).await;
        let shown = body(&read);
        let toc = shown.split("::toc{").nth(1).unwrap().split([' ', '}']).next().unwrap().to_owned();
        let steps = json!([{"op": "set_macro_parameter", "block": toc, "name": "maxLevel", "value": "2"}]);
        session.call("edit_page", json!({"page_id": start.id, "version": 1, "steps": steps})).await;
        let after = session.page("DOCS", "Getting started").storage;
        assert_eq!(after, start.storage.replace("\"maxLevel\">3<", "\"maxLevel\">2<"));
        session.took([4, 4], 6_500);
    }
}

#[tokio::test]
async fn write_a_page_from_notes() {
    for mut session in sessions().await {
        let parent = session.page("TEAM", "Meeting notes").id;
        let content = "## Decided\n\nWe keep **one** queue.\n\n- [ ] Tell Alan";
        let new = json!({"space_key": "TEAM", "title": "2026-11-23 Queue", "content": content, "parent_id": parent});
        let made = session.ask("create_page", new).await;
        let page = session.page("TEAM", "2026-11-23 Queue");
        assert_eq!((page.id.as_str(), page.parent), (made["id"].as_str().unwrap(), Some(parent)));
        assert!(
            page.storage.contains("<strong>one</strong>") && page.storage.contains("<ac:task>"),
            "{}",
            page.storage
        );
        session.took([2, 1], 1_200);
    }
}

#[tokio::test]
async fn publish_a_blog_post() {
    for mut session in sessions().await {
        let new = json!({"space_key": "TEAM", "title": "Hello", "content": "First!", "kind": "blogpost"});
        let made = session.ask("create_page", new).await;
        let post = session.sandbox.page_by_id(made["id"].as_str().unwrap()).unwrap();
        assert_eq!((post.kind, post.storage.as_str()), ("blogpost", "<p>First!</p>"));
        session.took([2, 1], 1_000);
    }
}

#[tokio::test]
async fn rename_a_page() {
    for mut session in sessions().await {
        let before = session.page("DOCS", "Architecture");
        session.call("update_page", json!({"page_id": before.id, "title": "Structure"})).await;
        let after = session.page("DOCS", "Structure");
        assert_eq!((after.id, after.storage), (before.id, before.storage));
        session.took([2, 2], 1_500);
    }
}
