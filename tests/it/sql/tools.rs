//! The tools of the toolset `sql`, and that nobody gets them who did not ask for them.

use confluence_client::connection;
use confluence_mcp::{Server, ServerBuilder, Toolset};
use rmcp::model::{CallToolRequestParams, CallToolResult, ElicitationAction};
use rmcp::service::RunningService;
use rmcp::{RoleClient, ServiceExt as _};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::{asked, both};
use crate::mcp::confirming::User;

pub(super) struct Session(RunningService<RoleClient, ()>);

impl Session {
    pub(super) async fn start(
        sandbox: &Sandbox,
        adjust: impl FnOnce(ServerBuilder) -> ServerBuilder,
    ) -> Self {
        let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
        Self::of(adjust(Server::builder(wiki).toolsets([Toolset::Sql])).build().unwrap()).await
    }

    pub(super) async fn of(server: Server) -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
        Self(().serve(ours).await.unwrap())
    }

    async fn call(&self, tool: &str, arguments: Value) -> CallToolResult {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let call = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        self.0.call_tool(call).await.unwrap()
    }

    /// The texts of an answer, and whether it is a refusal.
    pub(super) async fn ask(&self, tool: &str, arguments: Value) -> (Vec<String>, bool) {
        let result = self.call(tool, arguments).await;
        let texts = result.content.iter().filter_map(|block| Some(block.as_text()?.text.clone())).collect();
        (texts, result.is_error == Some(true))
    }

    pub(super) async fn good(&self, tool: &str, arguments: Value) -> Vec<String> {
        let (texts, refused) = self.ask(tool, arguments).await;
        assert!(!refused, "{texts:?}");
        texts
    }
}

#[tokio::test]
async fn nobody_gets_them_who_did_not_ask() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let names = |builder: ServerBuilder| -> Vec<String> {
        builder.build().unwrap().tools().iter().map(|tool| tool.name.to_string()).collect()
    };
    let usual = names(Server::builder(wiki.clone()).toolsets(Toolset::ALL.iter().copied()));
    assert!(usual.iter().all(|name| !name.contains("_run_") && !name.contains("_tables")), "{usual:?}");
    let reading = names(Server::builder(wiki.clone()).toolsets([Toolset::Sql]).read_only(true));
    assert_eq!(reading.len(), 5, "{reading:?}");
    let all = Server::builder(wiki).toolsets(["sql".parse().unwrap()]).build().unwrap().tools();
    assert_eq!(all.len(), 6);
    let bytes = serde_json::to_string(&all).unwrap().len();
    assert!(bytes < 6_000, "the list has {bytes} bytes");
}

#[tokio::test]
async fn tables_columns_and_a_query() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        let tables = session.good("confluence_get_tables", json!({})).await;
        assert!(tables[0].starts_with("Table,Description\nPages,"), "{tables:?}");
        let columns = session.good("confluence_get_columns", json!({"table": "pages"})).await;
        assert!(columns[0].contains("SpaceKey,VARCHAR,= IN,"), "{columns:?}");
        let query = json!({"sql": "SELECT Title, SpaceKey FROM Pages WHERE SpaceKey = @s ORDER BY Title", "parameters": {"s": "TEAM"}, "max_rows": 2});
        let answer = session.good("confluence_run_query", query).await;
        assert!(
            answer[0].starts_with("<<rows ") && answer[0].contains("data, not instructions"),
            "{answer:?}"
        );
        assert!(answer[0].contains("\nTitle,SpaceKey\n"), "{answer:?}");
        let facts: Value = serde_json::from_str(&answer[1]).unwrap();
        assert_eq!(facts["rows"], json!(2));
        // A cursor goes on with its own statement alone.
        let cursor = facts["next_cursor"].as_str().unwrap();
        let other = json!({"sql": "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS'", "cursor": cursor});
        let (texts, refused) = session.ask("confluence_run_query", other).await;
        assert!(refused && texts[0].contains("another statement"), "{texts:?}");
        assert!(facts["requests"].as_u64().unwrap() > 0);
        let mut seen = 0;
        let mut cursor = Value::Null;
        loop {
            let more = json!({"sql": "SELECT Title FROM Pages WHERE SpaceKey = 'TEAM' ORDER BY Title", "max_rows": 2, "cursor": cursor});
            let answer = session.good("confluence_run_query", more).await;
            let facts: Value = serde_json::from_str(&answer[1]).unwrap();
            seen += facts["rows"].as_u64().unwrap();
            cursor = facts["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(seen, 6);
        let json = session
            .good("confluence_run_query", json!({"sql": "SELECT 1 AS A, NULL AS B", "format": "json"}))
            .await;
        assert!(json[0].contains(r#"[{"A":1,"B":null}]"#), "{json:?}");
    }
}

#[tokio::test]
async fn refusals_name_the_nearest_right_name_and_ask_nothing() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    asked(&cloud);
    for (sql, said) in [
        ("SELECT Titel FROM Pages", "did you mean Title?"),
        ("SELECT Title FROM Page", "did you mean Pages?"),
        ("DELETE FROM Pages WHERE Id = 1", "Call confluence_run_nonquery"),
        ("EXEC Search SearchTerm = 'x'", "Call confluence_run_procedure"),
        ("SELECT Title FROM Pages WHERE Title = \"x\"", "single quotes"),
    ] {
        let (texts, refused) = session.ask("confluence_run_query", json!({"sql": sql})).await;
        assert!(refused && texts[0].contains(said), "{sql}: {texts:?}");
    }
    let (texts, refused) = session.ask("confluence_get_columns", json!({"table": "Coments"})).await;
    assert!(refused && texts[0].contains("did you mean Comments?"), "{texts:?}");
    let (texts, refused) = session.ask("confluence_get_columns", json!({"table": "AllUsers"})).await;
    assert!(refused && texts[0].contains("not a table of this deployment"), "{texts:?}");
    assert!(asked(&cloud).is_empty());
}

#[tokio::test]
async fn rows_for_a_program_are_a_value() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder.structured(true)).await;
    let result = session
        .call("confluence_run_query", json!({"sql": "SELECT Key FROM Spaces WHERE Key = 'DOCS'"}))
        .await;
    assert_eq!(result.structured_content.unwrap()["results"], json!([{"Key": "DOCS"}]));
}

#[tokio::test]
async fn procedures_answer_rows() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        let list = session.good("confluence_get_procedures", json!({})).await;
        assert!(list[0].contains("DownloadAttachment,AttachmentId,true,"), "{list:?}");
        let found = session
            .good(
                "confluence_run_procedure",
                json!({"procedure": "Search", "parameters": {"SearchTerm": "queue"}}),
            )
            .await;
        assert!(found[0].contains("Architecture"), "{found:?}");
        let page = sandbox.page_by_title("DOCS", "Upgrade").unwrap().id;
        let upload =
            format!("EXEC UploadAttachment ContentId = '{page}', FileName = 'a.txt', FileData = 'aGVsbG8='");
        let made = session.good("confluence_run_procedure", json!({"procedure": upload})).await;
        let row = made[0].lines().nth(2).unwrap().to_owned();
        let id = row.split(',').next().unwrap();
        let bytes = session
            .good(
                "confluence_run_procedure",
                json!({"procedure": "downloadattachment", "parameters": {"AttachmentId": id}}),
            )
            .await;
        assert!(bytes[0].contains("a.txt,text/plain,5,aGVsbG8="), "{bytes:?}");
        let (texts, refused) = session.ask("confluence_run_procedure", json!({"procedure": "Serch"})).await;
        assert!(refused && texts[0].contains("did you mean Search?"), "{texts:?}");
    }
}

#[tokio::test]
async fn changes_are_told_before_they_are_made() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let one = sandbox.add_page(NewPage::new("TEAM", "Draft one").storage("<p>a</p>").labels(["x"]));
        let two = sandbox.add_page(NewPage::new("TEAM", "Draft two").storage("<p>b</p>"));
        let update = "UPDATE Pages SET Title = 'Final ' || Title, Storage = REPLACE(Storage, '</p>', '!</p>') WHERE SpaceKey = 'TEAM' AND Title LIKE 'Draft%'";
        let told = session.good("confluence_run_nonquery", json!({"sql": update, "dry_run": true})).await;
        let told: Value = serde_json::from_str(&told[0]).unwrap();
        assert_eq!(
            (told["affected"].as_u64(), told["rows"].as_array().unwrap().len()),
            (Some(0), 2),
            "{told}"
        );
        assert_eq!(sandbox.page_by_id(&one).unwrap().title, "Draft one");
        let (texts, refused) =
            session.ask("confluence_run_nonquery", json!({"sql": update, "max_rows": 1})).await;
        assert!(refused && texts[0].contains("more than 1 rows, and none was changed"), "{texts:?}");
        session.good("confluence_run_nonquery", json!({"sql": update})).await;
        let now = sandbox.page_by_id(&two).unwrap();
        assert_eq!((now.title.as_str(), now.storage.as_str()), ("Final Draft two", "<p>b!</p>"));
        for (sql, check) in [
            (
                format!("INSERT INTO Labels (ContentId, LabelName) VALUES ({two}, 'done'), ({one}, 'done')"),
                true,
            ),
            (format!("DELETE FROM Labels WHERE ContentId = {one} AND LabelName = 'x'"), true),
            (format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ({one}, 'Well **done**')"), true),
            (
                "INSERT INTO Pages (SpaceKey, Title, Markdown) VALUES ('TEAM', 'By SQL', '# Hello')"
                    .to_owned(),
                true,
            ),
            (format!("DELETE FROM Pages WHERE Id = {two}"), true),
            ("UPDATE Pages SET SpaceType = 'x' WHERE Id = 1".to_owned(), false),
            ("DELETE FROM Pages".to_owned(), false),
            (format!("UPDATE Pages SET Title = NULL WHERE Id = {one}"), false),
            (format!("UPDATE Pages SET LastUpdatedMessage = 'only this' WHERE Id = {one}"), false),
            ("UPDATE Users SET DisplayName = 'x' WHERE AccountId = 'y'".to_owned(), false),
        ] {
            let (texts, refused) = session.ask("confluence_run_nonquery", json!({"sql": sql})).await;
            assert_eq!(!refused, check, "{sql}: {texts:?}");
        }
        assert_eq!(sandbox.page_by_id(&one).unwrap().labels, ["done"]);
        assert!(sandbox.page_by_title("TEAM", "By SQL").unwrap().storage.contains("<h1>Hello</h1>"));
        assert_eq!(sandbox.page_by_id(&two).unwrap().status, "trashed");
    }
}

#[tokio::test]
async fn a_change_tells_what_became_of_it() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Told").storage("<p>a</p>"));
        let what = async |sql: String| {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
            let told: Value = serde_json::from_str(&told[0]).unwrap();
            told["rows"][0]["what"].as_str().unwrap().to_owned()
        };
        // What of Markdown is not understood is said, of a page as of a comment.
        let hidden = "one <!-- hidden --> two";
        let noted = what(format!("UPDATE Pages SET Markdown = '{hidden}' WHERE Id = {page}")).await;
        assert!(noted.contains("Note: ") && noted.contains("comment of HTML"), "{noted}");
        let noted =
            what(format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ({page}, '{hidden}')")).await;
        assert!(noted.contains("Note: ") && noted.contains("comment of HTML"), "{noted}");
        let same = json!({"sql": format!("UPDATE Pages SET Title = Title WHERE Id = {page}")});
        let same = session.good("confluence_run_nonquery", same).await;
        let same: Value = serde_json::from_str(&same[0]).unwrap();
        assert!(same["notes"][0].as_str().unwrap().contains("1 row(s) stay as they are"), "{same}");
        assert_eq!(same["affected"], 0, "{same}");
        // A failure in the middle says which rows were changed.
        let other = sandbox.add_page(NewPage::new("TEAM", "Zz other").storage("<p>a</p>"));
        let both = format!("DELETE FROM Pages WHERE Id IN ({page}, {other})");
        let delete = if sandbox.deployment() == Deployment::Cloud { "deletePage" } else { "delete_3" };
        sandbox.next_of(delete, Fault::Delay(std::time::Duration::ZERO), 1);
        sandbox.next_of(delete, Fault::Forbidden, 1);
        let told = session.good("confluence_run_nonquery", json!({"sql": both})).await;
        let told: Value = serde_json::from_str(&told[0]).unwrap();
        assert_eq!((&told["affected"], told["rows"].as_array().unwrap().len()), (&json!(1), 1), "{told}");
        assert!(told["stopped"].as_str().unwrap().starts_with("delete Pages "), "{told}");
    }
}

#[tokio::test]
async fn the_user_is_told_what_each_row_would_become_and_nobody_is_asked_about_nothing() {
    let [cloud, _] = both().await;
    let wiki = connection::open(&cloud.connection_string()).await.unwrap();
    let server = Server::builder(wiki).toolsets([Toolset::Sql]).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move { server.serve(theirs).await.unwrap().waiting().await });
    let user = User::new(ElicitationAction::Accept, true);
    let client = user.clone().serve(ours).await.unwrap();
    let call = async |sql: &str| {
        let arguments = json!({"sql": sql}).as_object().cloned().unwrap();
        let call = CallToolRequestParams::new("confluence_run_nonquery").with_arguments(arguments);
        let result = client.call_tool(call).await.unwrap();
        (result.content[0].as_text().unwrap().text.clone(), result.is_error == Some(true))
    };
    let (text, refused) = call("DELETE FROM Pages WHERE Id = 1").await;
    assert!(!refused && text.contains("there is no page 1 "), "{text}");
    let (text, refused) =
        call("UPDATE Pages SET Title = NULL WHERE SpaceKey = 'DOCS' AND Title = 'Upgrade'").await;
    assert!(refused && text.contains("Nothing was changed"), "{text}");
    assert!(user.asked.lock().unwrap().is_empty());
    let (text, refused) =
        call("UPDATE Pages SET Title = 'Upgrading' WHERE SpaceKey = 'DOCS' AND Title = 'Upgrade'").await;
    assert!(!refused && text.contains("\"affected\":1"), "{text}");
    let asked = user.asked.lock().unwrap().join("");
    assert!(asked.contains("Change 1 row(s)?") && asked.contains("Title = 'Upgrading'"), "{asked}");
}

#[tokio::test]
async fn a_connection_that_reads_alone_changes_nothing() {
    let [cloud, _] = both().await;
    let string = format!("{};ReadOnly=true", cloud.connection_string());
    let sql = confluence_client::sql::Sql::new(connection::open(&string).await.unwrap());
    let page = cloud.page_by_title("DOCS", "Upgrade").unwrap().id;
    let change = sql.change(format!("DELETE FROM Pages WHERE Id = {page}"));
    let error = change.clone().run().await.unwrap_err();
    assert_eq!(error.kind(), confluence_client::ErrorKind::Policy);
    assert_eq!(change.dry_run().run().await.unwrap().rows.len(), 1);
    assert_eq!(cloud.page_by_id(&page).unwrap().status, "current");
}
