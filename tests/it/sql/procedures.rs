//! Procedures over files of open folders, and those of a login.

use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::{Deferred, Server, Toolset};
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};

use super::both;
use super::tools::Session;

#[tokio::test]
async fn files_go_to_and_from_an_open_folder() {
    for sandbox in both().await {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plan.txt"), "A plan").unwrap();
        let session = Session::start(&sandbox, |builder| builder.files([folder.path()])).await;
        let list = session.good("confluence_get_procedures", json!({})).await;
        assert!(list[0].contains("UploadAttachment,FileLocation,false,"), "{list:?}");
        assert!(list[0].contains("UploadAttachment,FileData,false,"), "a file stands in for bytes: {list:?}");
        let page = sandbox.page_by_title("DOCS", "Upgrade").unwrap().id;
        let upload = format!("EXEC UploadAttachment ContentId = '{page}', FileLocation = 'plan.txt'");
        let made = session.good("confluence_run_procedure", json!({"procedure": upload})).await;
        let row = made[0].lines().nth(2).unwrap();
        assert!(row.contains(",plan.txt,6,1"), "{made:?}");
        let id = row.split(',').next().unwrap();
        let download = |to: &str, more: serde_json::Value| {
            let mut parameters = json!({"AttachmentId": id, "FileLocation": to});
            parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({"procedure": "DownloadAttachment", "parameters": parameters})
        };
        let saved = session.good("confluence_run_procedure", download("copy.txt", json!({}))).await;
        assert!(saved[0].contains(",plan.txt,text/plain,6,"), "{saved:?}");
        assert_eq!(std::fs::read_to_string(folder.path().join("copy.txt")).unwrap(), "A plan");
        // An id is read in any case.
        let capitals = json!({"AttachmentId": id.to_uppercase(), "FileLocation": "again.txt"});
        let capitals = json!({"procedure": "DownloadAttachment", "parameters": capitals});
        assert!(session.good("confluence_run_procedure", capitals).await[0].contains(",plan.txt,"));
        let capitals = json!({"procedure": format!("EXEC DownloadAttachment '{}'", id.to_uppercase())});
        assert!(session.good("confluence_run_procedure", capitals).await[0].contains("QSBwbGFu"));
        for (call, said) in [
            (download("copy.txt", json!({})), "there is a file of this name"),
            (download("../copy.txt", json!({})), "`..` is not followed"),
            (download("/etc/copy.txt", json!({})), "no such place"),
            (download("other.txt", json!({"Nonsense": 1})), "DownloadAttachment takes no Nonsense"),
            (
                json!({"procedure": "Search", "parameters": {"FileLocation": "x"}}),
                "Search takes no FileLocation",
            ),
            (
                json!({"procedure": "UploadAttachment", "parameters": {"ContentId": page, "FileLocation": "plan.txt", "FileData": "eA=="}}),
                "not both",
            ),
            (
                json!({"procedure": "DownloadAttachment", "parameters": {"AttachmentId": id, "Encoding": "HEX"}}),
                "Encoding is BASE64",
            ),
            (
                json!({"procedure": "DownloadAttachment", "parameters": {"AttachmentId": id, "Id": "1"}}),
                "is not on the page 1",
            ),
        ] {
            let (texts, refused) = session.ask("confluence_run_procedure", call.clone()).await;
            assert!(refused && texts[0].contains(said), "{call}: {texts:?}");
        }
        let closed = Session::start(&sandbox, |builder| builder).await;
        let (texts, refused) = closed.ask("confluence_run_procedure", download("x.txt", json!({}))).await;
        assert!(refused && texts[0].contains("no folder of this machine is open"), "{texts:?}");
        let list = closed.good("confluence_get_procedures", json!({})).await;
        assert!(!list[0].contains("FileLocation"), "{list:?}");
    }
}

#[tokio::test]
async fn a_server_that_only_reads_runs_what_reads() {
    for sandbox in both().await {
        let folder = tempfile::tempdir().unwrap();
        let read_only =
            |builder: confluence_mcp::ServerBuilder| builder.read_only(true).files([folder.path()]);
        let session = Session::start(&sandbox, read_only).await;
        let search = json!({"procedure": "Search", "parameters": {"SearchTerm": "queue"}});
        let found = session.good("confluence_run_procedure", search).await;
        assert!(found[0].contains("Architecture"), "{found:?}");
        let page = sandbox.page_by_title("DOCS", "Upgrade").unwrap().id;
        let upload = format!("EXEC UploadAttachment ContentId = '{page}', FileName = 'a', FileData = 'aGk='");
        let save = "EXEC DownloadAttachment AttachmentId = 'att1', FileLocation = 'a'".to_owned();
        for call in [upload, save] {
            let (texts, refused) = session.ask("confluence_run_procedure", json!({"procedure": call})).await;
            assert!(refused && texts[0].contains("this server only reads"), "{texts:?}");
        }
    }
}

/// A server whose user has not logged in, and whose browser is elsewhere.
async fn logged_out(sandbox: &Sandbox, more: &str) -> (Session, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("private").join("oauth.json");
    let string = format!(
        "{};OAuthSettingsLocation={};CallbackURL=https://example.com/back{more}",
        sandbox.oauth_connection_string(),
        store.display()
    );
    sandbox.allow_redirect("https://example.com/back");
    let connection = Connection::new(ConnectionString::parse(&string).unwrap()).unwrap();
    let server = Server::builder(Deferred::new(connection)).toolsets([Toolset::Sql]).build().unwrap();
    (Session::of(server).await, folder)
}

#[tokio::test]
async fn a_login_begins_and_ends_and_shows_no_token() {
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let (session, folder) = logged_out(&sandbox, "").await;
        let begun =
            session.good("confluence_run_procedure", json!({"procedure": "GetOAuthAuthorizationURL"})).await;
        let address = begun[0].lines().nth(1).unwrap().trim().trim_matches('"');
        assert!(address.starts_with("http") && begun[1].contains("GetOAuthAccessToken"), "{begun:?}");
        let (texts, refused) =
            session.ask("confluence_run_procedure", json!({"procedure": "GetOAuthAccessToken"})).await;
        assert!(refused && texts[0].contains("needs Verifier"), "{texts:?}");
        let wrong = json!({"procedure": "GetOAuthAccessToken", "parameters": {"Verifier": "https://example.com/back?code=canary&state=x"}});
        let (texts, refused) = session.ask("confluence_run_procedure", wrong).await;
        assert!(refused && !texts[0].contains("canary"), "{texts:?}");
        let back = sandbox.visit(address).unwrap();
        let finish = json!({"procedure": "GetOAuthAccessToken", "parameters": {"Verifier": back}});
        let ended = session.good("confluence_run_procedure", finish).await;
        assert!(
            ended[0].contains("Status,Refreshable,MissingScopes") && ended[0].contains("stored,true,"),
            "{ended:?}"
        );
        let stored = std::fs::read_to_string(folder.path().join("private").join("oauth.json")).unwrap();
        let secrets: Vec<&str> =
            stored.split('"').filter(|text| text.len() > 30 && !text.contains([' ', '/'])).collect();
        assert!(!secrets.is_empty());
        let told = format!("{begun:?}{ended:?}");
        assert!(secrets.iter().all(|secret| !told.contains(secret)), "a token is no answer");
        let rows = session.good("confluence_run_query", json!({"sql": "SELECT Key FROM Spaces"})).await;
        assert!(rows[0].contains("DOCS"), "{rows:?}");
        let renew = json!({"procedure": "RefreshOAuthAccessToken"});
        let (texts, refused) = session.ask("confluence_run_procedure", renew).await;
        assert!(refused && texts[0].contains("renewed by themselves"), "{texts:?}");
    }
}

#[tokio::test]
async fn where_no_login_can_be_begun_it_is_said() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let (session, _folder) = logged_out(&sandbox, ";InitiateOAuth=REFRESH").await;
    let (texts, refused) =
        session.ask("confluence_run_procedure", json!({"procedure": "GetOAuthAuthorizationURL"})).await;
    assert!(refused && texts[0].contains("InitiateOAuth=GETANDREFRESH"), "{texts:?}");
    let own = Session::start(&sandbox, |builder| builder).await;
    let finish = json!({"procedure": "GetOAuthAccessToken", "parameters": {"Verifier": "x"}});
    let (texts, refused) = own.ask("confluence_run_procedure", finish).await;
    assert!(refused && texts[0].contains("logins do not end this way here"), "{texts:?}");
}
