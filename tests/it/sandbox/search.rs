//! Search by CQL.

use serde_json::Value;
use tests::sandbox::{Person, Sandbox};

use super::{Answer, Web, titles};

async fn cql(web: &Web, query: &str) -> Answer {
    let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    web.get(&format!("/rest/api/content/search?limit=100&cql={encoded}")).await
}

#[tokio::test]
async fn queries_find_what_they_mean() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let web = Web::of(&sandbox);
    let install = sandbox.page_by_title("DOCS", "Install on Linux").unwrap().id;
    let guides = sandbox.page_by_id(&install).unwrap().parent.unwrap();
    for (query, expected) in [
        ("space = TEAM and type = page and title ~ \"planning\"".to_owned(), vec!["2026-11-02 Planning"]),
        ("title = \"getting started\"".to_owned(), vec!["Getting started"]),
        ("text ~ \"journalctl\"".to_owned(), vec!["Troubleshooting"]),
        ("text ~ \"\\\"five minutes\\\"\"".to_owned(), vec!["Runbook: deploys"]),
        ("siteSearch ~ \"trouble*\" and type=page".to_owned(), vec!["Troubleshooting"]),
        (
            "label = howto and space = DOCS order by title desc".to_owned(),
            vec!["Troubleshooting", "Install on Linux", "Getting started"],
        ),
        ("label in (release, design) order by title".to_owned(), vec!["Architecture", "Release notes"]),
        (format!("id = {install}"), vec!["Install on Linux"]),
        (format!("parent = {guides} and type=page order by title"), vec!["Install on Linux", "Upgrade"]),
        (format!("ancestor = {guides} and title ~ \"trouble*\""), vec!["Troubleshooting"]),
        (
            "type = blogpost and creator = \"712020:7ec9a8f1-0d51-4c1f-9d8a-0a5d52b3c9aa\"".to_owned(),
            vec!["Version 2.0 is out"],
        ),
        ("type = folder".to_owned(), vec!["Guides"]),
        ("type = page and space = \"~ada\" and title ~ \"scratchpad\"".to_owned(), vec!["Scratchpad"]),
        ("type = attachment and title ~ \"install*\"".to_owned(), vec!["install.sh"]),
        ("macro = drawio".to_owned(), vec!["Architecture"]),
        (
            "type = page and title ~ \"release -planning\" and not space = TEAM".to_owned(),
            vec!["Release notes"],
        ),
        (
            "created > now(\"-1d\") and lastmodified >= startOfDay(\"-1d\") and title = Architecture"
                .to_owned(),
            vec!["Architecture"],
        ),
        ("created < \"2020-01-01\"".to_owned(), vec![]),
    ] {
        assert_eq!(titles(&cql(&web, &query).await), expected, "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_parsed_is_told_and_injection_stays_text() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let web = Web::of(&sandbox);
    let unknown = cql(&web, "status = current").await;
    assert!(
        unknown.status == 400 && unknown.text.contains("No field exists with name: status"),
        "{}",
        unknown.text
    );
    assert_eq!(cql(&web, "siteSearch ~ \"\"").await.status, 500);
    assert_eq!(web.get("/rest/api/search").await.status, 400);
    assert!(titles(&cql(&web, "title = \"x\\\" or type=page or title=\\\"\"").await).is_empty());
    assert!(titles(&cql(&web, "title = \"x\" or type=page").await).len() > 5);
}

#[tokio::test]
async fn rows_are_escaped_marked_and_limited_to_what_may_be_seen() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let web = Web::of(&sandbox);
    let rows = web.get("/rest/api/search?cql=title ~ \"decisions\"&expand=content.version").await.json();
    let row = &rows["results"][0];
    assert_eq!(row["title"], "@@@hl@@@Decisions@@@endhl@@@ &amp; open questions");
    assert_eq!(row["content"]["title"], "Decisions & open questions");
    assert_eq!((&row["entityType"], &row["content"]["version"]["number"]), (&"content".into(), &1.into()));
    assert_eq!(row["resultGlobalContainer"]["title"], "Team space");
    let alan = Web::person(&sandbox, Person::ALAN);
    assert_eq!(titles(&cql(&alan, "title = Salaries").await), [""; 0]);
    let spaces = web.get("/rest/api/search?cql=type=space and title ~ \"product\"").await.json();
    assert_eq!(spaces["results"][0]["space"]["key"], "DOCS");
    let people = web.get("/rest/api/search/user?cql=user.fullname ~ \"grace\"").await.json();
    assert_eq!(people["results"][0]["user"]["displayName"], "Grace Hopper");
    assert_eq!(web.get("/rest/api/search?cql=user.fullname ~ \"grace\"").await.status, 400);
    assert_eq!(rows["results"][0]["user"], Value::Null);
}
