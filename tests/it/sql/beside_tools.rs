//! What a query leaves behind for the calls after it: nothing that would send them to the wrong place.

use confluence_mcp::Toolset;
use serde_json::json;
use tests::sandbox::{NewPage, Person};

use super::both;
use super::tools::Session;

#[tokio::test]
async fn comments_that_a_query_told_are_reached_by_every_tool() {
    for sandbox in both().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Discussed").storage("<p>we talk about it</p>"));
        let footer = sandbox.add_comment(&page, None, "<p>below</p>", Person::ALL[0]);
        let tools = [Toolset::Sql, Toolset::Comments];
        let session = Session::start(&sandbox, |builder| builder.toolsets(tools).unattended(true)).await;
        let new = json!({"page_id": page, "content": "on words", "text_selection": "talk about"});
        let made = session.good("confluence_add_comment", new).await;
        let made: serde_json::Value = serde_json::from_str(made.last().unwrap()).unwrap();
        let inline = made["id"].as_str().unwrap().to_owned();
        // Another session has read nothing but the rows of the query.
        let session = Session::start(&sandbox, |builder| builder.toolsets(tools).unattended(true)).await;
        let query = json!({"sql": format!("SELECT Id, Location FROM Comments WHERE ContainerId = '{page}'")});
        let told = session.good("confluence_run_query", query).await;
        assert!(told[0].contains(&inline) && told[0].contains(&footer), "{told:?}");
        let resolve = json!({"comment_id": inline, "resolved": true});
        session.good("confluence_update_comment", resolve).await;
        for id in [&inline, &footer] {
            let reply = json!({"comment_id": id, "content": "so it is"});
            session.good("confluence_add_comment", reply).await;
            session.good("confluence_update_comment", json!({"comment_id": id, "content": "anew"})).await;
        }
        let reopen = format!(
            "UPDATE Comments SET Resolution = 'open' WHERE Location = 'inline' AND ContainerId = '{page}' AND Id = '{inline}'"
        );
        let changed = session.good("confluence_run_nonquery", json!({"sql": reopen})).await;
        assert!(changed[0].contains("\"affected\":1"), "{changed:?}");
        for id in [&inline, &footer] {
            session.good("confluence_delete_comment", json!({"comment_id": id})).await;
        }
    }
}
