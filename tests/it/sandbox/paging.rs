//! The three styles of paging.

use serde_json::Value;
use tests::sandbox::{NewPage, Sandbox};

use super::{Web, data_center, titles};

async fn filled(sandbox: &Sandbox, count: usize) {
    sandbox.add_space("DOCS", "Docs");
    for number in 0..count {
        sandbox.add_page(NewPage::new("DOCS", &format!("Page {number}")));
    }
}

#[tokio::test]
async fn v2_links_hold_wiki_and_end_without_next() {
    let sandbox = Sandbox::start().await;
    filled(&sandbox, 6).await;
    let web = Web::of(&sandbox);
    let mut path = format!("{}/wiki/api/v2/pages?limit=3&sort=title", sandbox.url());
    let mut seen = Vec::new();
    loop {
        let answer = web.get(&path).await;
        seen.extend(titles(&answer));
        let Value::String(next) = &answer.json()["_links"]["next"] else { break };
        assert!(next.starts_with("/wiki/api/v2/pages?cursor="), "the cursor need not come last: {next}");
        // A cursor is raw base64, which a client has to encode before it sends it back.
        assert!(
            next.contains('+')
                && next.contains("==")
                && next.contains("limit=3")
                && next.contains("sort=title"),
            "{next}"
        );
        assert_eq!(
            answer.header("link"),
            format!("<{next}>; rel=\"next\", <{}/wiki>; rel=\"base\"", sandbox.url())
        );
        path = format!("{}{}", sandbox.url(), next.replace('+', "%2B"));
    }
    assert_eq!(seen, ["Docs", "Page 0", "Page 1", "Page 2", "Page 3", "Page 4", "Page 5"]);
    for bad in ["limit=0", "limit=251", "limit=x", "cursor=/wiki/api/v2/pages", "sort=colour"] {
        assert_eq!(web.get(&format!("/api/v2/pages?{bad}")).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn a_next_link_at_the_gateway_is_the_one_of_the_site() {
    let sandbox = Sandbox::start().await;
    filled(&sandbox, 3).await;
    let grant = sandbox.issue_grant(tests::sandbox::ADMIN, &["read:page:confluence"]);
    let answer = Web::gateway(&sandbox, &grant.access_token).get("/api/v2/pages?limit=1").await;
    assert!(answer.json()["_links"]["next"].as_str().unwrap().starts_with("/wiki/api/v2/pages?"));
}

#[tokio::test]
async fn search_ignores_start_and_its_short_page_is_not_the_end() {
    let sandbox = Sandbox::start().await;
    filled(&sandbox, 7).await;
    let gone = sandbox.page_by_title("DOCS", "Page 1").unwrap().id;
    sandbox.trash_page(&gone);
    let web = Web::of(&sandbox);
    let first = web.get("/rest/api/content/search?cql=type=page and title ~ \"Page\"&limit=3").await;
    let shifted =
        web.get("/rest/api/content/search?cql=type=page and title ~ \"Page\"&limit=3&start=5").await;
    assert_eq!(titles(&first), ["Page 0", "Page 2"], "the trashed one still takes its place");
    assert_eq!(titles(&first), titles(&shifted));
    let body = first.json();
    assert_eq!((&body["size"], &body["totalSize"]), (&2.into(), &7.into()));
    let next = body["_links"]["next"].as_str().unwrap();
    assert!(next.starts_with("/rest/api/content/search?") && next.contains("cursor="), "no /wiki: {next}");
    let mut rest = titles(&web.get(next).await);
    let second = web.get(next).await.json();
    let last = web.get(second["_links"]["next"].as_str().unwrap()).await;
    rest.extend(titles(&last));
    assert_eq!(rest, ["Page 3", "Page 4", "Page 5", "Page 6"]);
    assert_eq!(last.json()["_links"]["next"], Value::Null);
}

#[tokio::test]
async fn data_center_pages_by_offset() {
    let sandbox = data_center().await;
    filled(&sandbox, 4).await;
    let web = Web::of(&sandbox);
    let first = web.get("/rest/api/content?type=page&limit=2").await;
    assert_eq!(titles(&first), ["Docs", "Page 0"]);
    let next = first.json()["_links"]["next"].as_str().unwrap().to_owned();
    assert!(next.starts_with("/rest/api/content?"), "relative to the context path: {next}");
    assert_eq!(titles(&web.get(&next).await), ["Page 1", "Page 2"]);
    let searched = web.get("/rest/api/content/search?cql=type=page&limit=2&start=3").await;
    assert_eq!(titles(&searched), ["Page 2", "Page 3"]);
    assert_eq!(web.get("/rest/api/content?limit=x").await.status, 400);
}

#[tokio::test]
async fn data_center_scans_by_cursor() {
    let sandbox = data_center().await;
    filled(&sandbox, 3).await;
    let web = Web::of(&sandbox);
    let first = web.get("/rest/api/content/scan?type=page&limit=3&start=2").await;
    assert_eq!(titles(&first), ["Docs", "Page 0", "Page 1"], "there is no start");
    let body = first.json();
    let next = body["_links"]["next"].as_str().unwrap();
    assert!(body["nextCursor"].as_str().unwrap().starts_with("content:false:"), "{body}");
    let last = web.get(next).await;
    assert_eq!(titles(&last), ["Page 2"]);
    assert!(last.json()["nextCursor"].is_null());
    assert_eq!(web.get("/rest/api/content/scan?cursor=x").await.status, 400);
}

#[tokio::test]
async fn expansions_bring_the_limit_down() {
    let sandbox = data_center().await;
    filled(&sandbox, 60).await;
    let web = Web::of(&sandbox);
    for (expand, size) in [("", 61), ("body.storage", 50), ("body.export_view", 25)] {
        let answer = web.get(&format!("/rest/api/content?limit=500&expand={expand}")).await.json();
        assert_eq!(answer["size"], size, "{expand}");
    }
}

#[tokio::test]
async fn ten_thousand_pages_are_walked_to_the_end() {
    let sandbox = Sandbox::start().await;
    filled(&sandbox, 10_000).await;
    let web = Web::of(&sandbox);
    let (mut path, mut count) = (format!("{}/wiki/api/v2/pages?limit=250", sandbox.url()), 0);
    let begun = std::time::Instant::now();
    loop {
        let body = web.get(&path).await.json();
        count += body["results"].as_array().unwrap().len();
        let Some(next) = body["_links"]["next"].as_str() else { break };
        path = format!("{}{}", sandbox.url(), next.replace('+', "%2B"));
    }
    println!("{count} pages in {:?}", begun.elapsed());
    assert_eq!((count, sandbox.traffic().count("getPages")), (10_001, 41));
}
