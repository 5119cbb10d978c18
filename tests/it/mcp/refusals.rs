//! Bad input, from the command line to the wire: a clear answer, no panic, no hang, no secret.

use serde_json::{Value, json};
use tests::sandbox::{Fault, RawResponder, Sandbox, Script};

use super::process::{Process, run};
use super::{refusal, samples};

const SECRET: &str = "canary-5f2d";

async fn startup(connection: &str) -> String {
    let (good, out, said) = run(&["--connection", connection]).await;
    assert!(!good && out.is_empty(), "{connection}: {out}");
    assert!(!said.contains(SECRET) && !said.contains("panicked"), "{said}");
    said
}

/// Reads a page through this connection, and returns why that failed.
async fn failure(connection: &str) -> String {
    let mut server = Process::start(connection).await;
    let result = server.call("confluence_get_page", json!({"page_id": "42"})).await;
    let text = refusal(&result).to_owned();
    let (status, said) = server.end().await;
    assert!(status.success(), "{said}");
    for text in [&text, &said] {
        assert!(!text.contains(SECRET) && !text.contains("panicked"), "{text}");
    }
    text
}

fn pat(url: &str) -> String {
    format!("URL={url};Deployment=DataCenter;AuthScheme=PAT;PAT={SECRET};Timeout=5")
}

#[tokio::test]
async fn a_connection_that_cannot_be_is_refused_at_the_start() {
    let https = "URL=https://wiki.example.com;AuthScheme=PAT";
    for (connection, names) in [
        (format!("Colour=red;{https};PAT={SECRET}"), "Colour"),
        (format!("{https};PAT={SECRET};its tail=x"), "quote a value"),
        (format!("{https};PAT={SECRET};Timeot=1"), "did you mean Timeout?"),
        (format!("{https};PAT={SECRET};ReadOnly=perhaps"), "ReadOnly"),
        (format!("AuthScheme=PAT;PAT={SECRET}"), "URL"),
        (format!("{https};PAT=env:NO_SUCH_VARIABLE;Colour={SECRET}"), "PAT"),
        (https.to_owned(), "PAT"),
        (format!("URL=https://wiki.example.com;AuthScheme=Magic;PAT={SECRET}"), "AuthScheme"),
        (format!("URL=not an address;AuthScheme=PAT;PAT={SECRET}"), "URL"),
        (format!("PAT={SECRET};no equals sign"), "no `=`"),
    ] {
        let said = startup(&connection).await;
        assert!(said.contains(names), "{connection}: {said}");
    }
    let (good, _, said) = run(&["--profile", "no/such/file.conf"]).await;
    assert!(!good && said.contains("no/such/file.conf"), "{said}");
    let (good, _, said) =
        run(&["--connection", &pat("http://127.0.0.1:1"), "--exclude-tools", "confluence_nothing"]).await;
    assert!(!good && said.contains("confluence_nothing"), "{said}");
}

#[tokio::test]
async fn whatever_answers_in_place_of_confluence_is_told_plainly() {
    for (script, says) in [
        (Script::Html, "not Confluence"),
        (Script::TruncatedJson, "unexpected response"),
        (Script::TruncatedBody, "call again"),
        (Script::Json(1 << 30), "too large"),
        (Script::AbsurdContentLength, "call again"),
        (Script::EndlessBody, "too large"),
        (Script::Reset, "not reached"),
        (Script::Redirect("https://evil.example/".to_owned()), ""),
    ] {
        let service = RawResponder::start(script.clone()).await;
        let text = failure(&pat(service.url())).await;
        assert!(text.to_lowercase().contains(&says.to_lowercase()), "{script:?}: {text}");
        assert!(text.len() < 1000 && text.contains('\n'), "no advice for {script:?}: {text}");
    }
    let text = failure(&pat("http://127.0.0.1:1")).await;
    assert!(text.contains("not reached"), "{text}");
}

#[tokio::test]
async fn a_wrong_credential_is_not_tried_again() {
    for sandbox in samples().await {
        let connection = sandbox.connection_string().replace("ada-", &format!("{SECRET}-"));
        let text = failure(&connection).await;
        assert!(text.contains("confluence-mcp") && text.contains("credential"), "{text}");
        assert!(sandbox.traffic().requests <= 2, "{:?}", sandbox.requests());
    }
}

#[tokio::test]
async fn refusals_of_the_service_say_what_to_do() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (fault, says) in [
            (Fault::ServiceError, "keeps failing"),
            (Fault::NotFound, "confluence_search"),
            (Fault::Gone, "no longer"),
            (Fault::Html, "login page"),
        ] {
            // What is not there as a page is looked for as a blog post and as a draft.
            for _ in 0..if fault == Fault::NotFound { 4 } else { 1 } {
                sandbox.next(fault.clone());
            }
            let result = server.call("confluence_get_page", json!({"page_id": page})).await;
            assert!(refusal(&result).contains(says), "{fault:?}: {result}");
            sandbox.clear_faults();
        }
    }
}

#[tokio::test]
async fn arguments_that_cannot_be_are_named() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    let cases: &[(&str, Value, &str)] = &[
        ("confluence_get_page", json!({}), "`page_id`"),
        ("confluence_get_page", json!({"page_id": ""}), "`page_id`"),
        ("confluence_get_page", json!({"page_id": [1, 2]}), "`page_id`"),
        ("confluence_get_page", json!({"page_id": "1", "pageid": 2}), "`pageid`"),
        ("confluence_get_page", json!({"page_id": "1", "format": "pdf"}), "`storage`"),
        ("confluence_get_page", json!({"page_id": "1", "version": 0}), "`version`"),
        (
            "confluence_get_page",
            json!({"page_id": "https://evil.example/wiki/spaces/D/pages/1"}),
            "not of this site",
        ),
        ("confluence_get_page", json!({"page_id": "../../rest/api/user"}), "names no page"),
        ("confluence_search", json!({"query": "  "}), "`query`"),
        ("confluence_search", json!({"query": "x", "limit": 51}), "1 to 50"),
        ("confluence_search", json!({"query": "x", "cursor": "limit:1"}), "next"),
        ("confluence_list_spaces", json!({"limit": -1}), "1 to 100"),
        ("confluence_get_page_children", json!({"colour": "1"}), "`colour`"),
    ];
    sandbox.reset_traffic();
    for (tool, arguments, says) in cases {
        let result = server.call(tool, arguments.clone()).await;
        assert!(refusal(&result).contains(says), "{tool} {arguments}: {result}");
    }
    assert_eq!(sandbox.traffic().requests, 0, "nothing of this is worth a request: {:?}", sandbox.requests());
    let made_up =
        json!({"page_id": sandbox.page_by_title("DOCS", "Architecture").unwrap().id, "cursor": "x"});
    assert!(refusal(&server.call("confluence_get_page", made_up).await).contains("`cursor`"));
}
