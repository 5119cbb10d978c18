//! Parts of a statement that are moved or left out when it is rewritten: the rest of it means what it meant.

use serde_json::{Value as Json, json};
use tests::sandbox::NewPage;

use super::both;
use super::tools::Session;

fn told(text: &[String]) -> Json {
    serde_json::from_str(&text[0]).unwrap()
}

#[tokio::test]
async fn a_comment_at_the_end_leaves_the_number_of_rows() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        for at in 0..3 {
            sandbox.add_page(NewPage::new("TEAM", &format!("Row {at}")).storage("<p>a</p>"));
        }
        for end in ["-- the first one", "-- the first one\n", "/* the first one */"] {
            let sql = format!(
                "DELETE TOP (1) FROM Pages WHERE SpaceKey = 'TEAM' AND Title LIKE 'Row %' ORDER BY Title {end}"
            );
            let text = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
            assert_eq!(told(&text)["rows"].as_array().unwrap().len(), 1, "{sql}: {text:?}");
        }
    }
}

#[tokio::test]
async fn a_change_may_begin_with_a_comment() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Row").labels(["old"]).storage("<p>a</p>"));
        for sql in [
            format!("-- rename it\nUPDATE Pages SET Title = 'New' -- a title\nWHERE Id = '{page}'"),
            format!("/* with care */ UPDATE Pages SET Title = 'Newer' WHERE Id = '{page}'"),
            format!(
                "-- these\nWITH x AS (SELECT Id FROM Pages WHERE Id = '{page}') -- those\nDELETE FROM Labels WHERE ContentId \
                 IN (SELECT Id FROM x) AND LabelName = 'old'"
            ),
        ] {
            let text = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": false})).await;
            assert_eq!(told(&text)["affected"], 1, "{sql}: {text:?}");
        }
    }
}

#[tokio::test]
async fn values_go_to_their_own_parameters() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let pages: Vec<String> = (0..4)
            .map(|at| {
                sandbox.add_page(NewPage::new("TEAM", &format!("Row {at}")).storage("<p>a</p>")).to_string()
            })
            .collect();
        let sql = "UPDATE TOP (?) Pages SET Title = ? WHERE Id = ?";
        let arguments = json!({"sql": sql, "parameters": [1, "Renamed", pages[3]], "dry_run": false});
        let text = session.good("confluence_run_nonquery", arguments).await;
        assert_eq!(told(&text)["rows"][0]["id"], pages[3].as_str(), "{text:?}");
        let titles = |sql: &str, parameters: Json| {
            let arguments = json!({"sql": sql, "parameters": parameters});
            let session = &session;
            async move { session.good("confluence_run_query", arguments).await.join("\n") }
        };
        let top = "SELECT TOP (?) Title FROM Pages WHERE SpaceKey = ? AND Title LIKE ? ORDER BY Title";
        let found = titles(top, json!([2, "TEAM", "Row %"])).await;
        assert!(found.contains("Row 0") && found.contains("Row 1") && !found.contains("Row 2"), "{found}");
        let page = "SELECT Title FROM Pages WHERE SpaceKey = ? AND Title LIKE ? ORDER BY Title OFFSET ? ROWS FETCH NEXT ? ROWS \
                    ONLY";
        let found = titles(page, json!(["TEAM", "Row %", 2, 1])).await;
        assert!(found.contains("Row 2") && !found.contains("Row 1") && !found.contains("Row 0"), "{found}");
    }
}

#[tokio::test]
async fn escapes_of_a_text_are_the_characters_that_they_stand_for() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let sql = r"SELECT E'Caf\u00e9 10 \u20ac \x41 \ud83d\ude00' AS Text";
        let found = session.good("confluence_run_query", json!({"sql": sql})).await.join("\n");
        assert!(found.contains("Caf\u{e9} 10 \u{20ac} A \u{1f600}"), "{found}");
    }
}
