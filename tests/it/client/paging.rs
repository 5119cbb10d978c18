//! Long lists: laziness, prefetching, endings.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use confluence_client::models::Sort;
use confluence_client::{Client, Credential, ErrorKind, Limits, Site, Wiki, dc, v1, v2};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Fault, NewPage, Sandbox};

use super::scripted::Scripted;
use super::{both, open};

async fn many(pages: usize) -> Sandbox {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("MANY", "Many");
    for number in 0..pages {
        sandbox.add_page(NewPage::new("MANY", &format!("Page {number}")));
    }
    sandbox
}

#[tokio::test]
async fn nothing_is_asked_before_the_first_poll_and_little_ahead() {
    let sandbox = many(100).await;
    let client = open(&sandbox).await.client().clone();
    let mut pages = client.stream(v2::pages::list().limit(10));
    assert_eq!(sandbox.requests().len(), 0);
    pages.next().await.unwrap().unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(sandbox.requests().len(), 2, "one page is read, the next is on its way");
    drop(pages);
}

#[tokio::test]
async fn a_stream_ends_where_the_service_ends() {
    let sandbox = many(101).await;
    let client = open(&sandbox).await.client().clone();
    let pages: Vec<_> =
        client.stream(v2::pages::list().limit(10).title("Page 7")).try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    let all =
        client.stream(v2::pages::list().limit(50)).try_fold(0, async |count, _| Ok(count + 1)).await.unwrap();
    assert!(all >= 101);
}

/// The cursor of a list that is sorted by a title in this script, as Cloud makes one: base64 of JSON with the title in it.
fn sorted_by(title: &str) -> String {
    STANDARD.encode(json!({"id": "98307", "title": title}).to_string())
}

#[tokio::test]
async fn cursors_go_back_byte_for_byte() {
    let titles = ["Пользователи и группы", "設計書一覧", "会議メモ〜", "ÿþ>>>???", "~~~~"];
    let plain = ["+/+/==", "設計書+一覧", "Группы и люди%", "a&b=c#d"];
    let cursors: Vec<String> = titles.into_iter().map(sorted_by).chain(plain.map(str::to_owned)).collect();
    assert!(cursors.iter().any(|cursor| cursor.contains('+')), "{cursors:?}");
    for (encoded, api) in
        [false, true].into_iter().flat_map(|encoded| [(encoded, "v2"), (encoded, "v1"), (encoded, "dc")])
    {
        let told = cursors.clone();
        let transport = Scripted::new(move |before, request| {
            let query = request.uri().query().unwrap_or_default();
            let pairs = url::Url::parse(&format!("http://x/?{query}")).unwrap();
            let cursor =
                pairs.query_pairs().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor.into_owned());
            assert_eq!(cursor.as_ref(), before.checked_sub(1).map(|page| &told[page]));
            let links = told.get(before).map_or_else(
                || json!({}),
                |cursor| {
                    let cursor = if encoded {
                        percent_encoding::utf8_percent_encode(cursor, percent_encoding::NON_ALPHANUMERIC)
                            .to_string()
                    } else {
                        cursor.replace('%', "%25").replace('&', "%26").replace('#', "%23")
                    };
                    json!({"next": format!("/wiki/api/v2/pages?cursor={cursor}&limit=1&sort=title")})
                },
            );
            super::scripted::json(
                200,
                json!({"results": [{"id": before, "title": "x"}], "_links": links}).to_string(),
            )
        });
        let client = match api {
            "dc" => transport.client_of(Site::data_center("https://wiki.example.com").unwrap()),
            _ => transport.client(),
        };
        let rows = match api {
            "v2" => client.stream(v2::pages::list().limit(1)).map_ok(drop).try_collect::<Vec<()>>().await,
            "v1" => client.stream(v1::content::search("type = page")).map_ok(drop).try_collect().await,
            _ => client.stream(dc::content::scan()).map_ok(drop).try_collect().await,
        };
        assert_eq!(rows.unwrap().len(), cursors.len() + 1, "{api}");
    }
}

#[tokio::test]
async fn a_list_of_titles_in_other_scripts_is_walked_to_its_end() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("WORLD", "World");
    for title in ["Пользователи", "Группы", "設計書", "会議メモ", "ÿþ"] {
        for number in 0..4 {
            sandbox.add_page(NewPage::new("WORLD", &format!("{title} {number}")));
        }
    }
    let client = open(&sandbox).await.client().clone();
    let sorted = v2::pages::list().limit(1).sort(Sort::Title);
    let rows: Vec<_> = client.stream(sorted).try_collect().await.unwrap();
    let titles: BTreeSet<_> = rows.iter().map(|page| page.title.as_str()).collect();
    assert!(titles.len() >= 20 && titles.len() == rows.len(), "{titles:?}");
    assert!(sandbox.requests().len() >= 20);
}

#[tokio::test]
async fn a_next_link_that_leads_back_ends_the_stream_with_an_error() {
    let sandbox = Sandbox::start().await;
    let body = json!({"results": [{"id": "1", "title": "Again"}], "_links": {"next": "/wiki/api/v2/pages?cursor=same"}});
    sandbox.always(Fault::Answer { status: 200, content_type: "application/json", body: body.to_string() });
    let client = open(&sandbox).await.client().clone();
    let rows: Vec<_> = client.stream(v2::pages::list()).collect().await;
    let error = rows.into_iter().find_map(Result::err).unwrap();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("never ends"), "{error}");
}

#[tokio::test]
async fn a_next_link_to_another_host_is_read_for_its_query_alone() {
    let sandbox = many(3).await;
    let elsewhere = Sandbox::start().await;
    let body =
        json!({"results": [], "_links": {"next": format!("{}/wiki/api/v2/pages?limit=2", elsewhere.url())}});
    sandbox.next(Fault::Answer { status: 200, content_type: "application/json", body: body.to_string() });
    let client = open(&sandbox).await.client().clone();
    let pages: Vec<_> = client.stream(v2::pages::list()).try_collect().await.unwrap();
    assert!(pages.len() >= 3);
    assert_eq!(elsewhere.requests().len(), 0);
}

/// The ids that a request for pages by id names.
fn ids(query: &str) -> Vec<String> {
    query.split('&').filter_map(|pair| pair.strip_prefix("id=")).map(str::to_owned).collect()
}

#[tokio::test]
async fn many_pages_are_asked_for_by_250_and_few_requests_at_a_time() {
    let most = Arc::new(AtomicUsize::new(0));
    let peak = Arc::clone(&most);
    let busy = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&busy);
    let transport = Scripted::new(move |_, request| {
        peak.fetch_max(counted.load(Ordering::SeqCst), Ordering::SeqCst);
        let ids = ids(request.uri().query().unwrap_or_default());
        assert!(ids.len() <= 250, "{}", ids.len());
        let rows: Vec<_> =
            ids.iter().map(|id| json!({"id": id, "title": id, "body": {"storage": {"value": ""}}})).collect();
        super::scripted::json(200, json!({"results": rows}).to_string())
    });
    let wiki = Wiki::new(transport.client());
    let mut pages = wiki.pages((1..=2_600).map(|id| id.to_string()));
    let mut read = BTreeSet::new();
    while let Some(page) = pages.next().await {
        busy.store(transport.under_way(), Ordering::SeqCst);
        read.insert(page.unwrap().id.to_string());
    }
    assert_eq!((read.len(), transport.asked()), (2_600, 11));
    assert!(most.load(Ordering::SeqCst) <= 4, "{most:?}");
}

#[tokio::test]
async fn pages_behind_a_next_link_are_not_left_out() {
    // A service that gives two rows at a time, whatever was asked.
    let transport = Scripted::new(|_, request| {
        let query = request.uri().query().unwrap_or_default();
        let from = query.split("cursor=").nth(1).map_or(0, |cursor| cursor.parse().unwrap());
        let rows: Vec<_> = ids(query)
            .into_iter()
            .skip(from)
            .take(2)
            .map(|id| json!({"id": id, "title": id, "body": {"storage": {"value": ""}}}))
            .collect();
        let next = format!("/wiki/api/v2/pages?cursor={}", from + 2);
        super::scripted::json(200, json!({"results": rows, "_links": {"next": next}}).to_string())
    });
    let wiki = Wiki::new(transport.client());
    let pages: Vec<_> = wiki.pages(["1", "2", "3", "4", "5"]).try_collect().await.unwrap();
    assert_eq!(pages.len(), 5);
}

/// A wiki that accepts answers of so many bytes.
fn accepting(sandbox: &Sandbox, bytes: u64) -> Wiki {
    let (site, credential) = match sandbox.deployment() {
        Deployment::Cloud => (Site::cloud(&sandbox.url()), Credential::basic(ADMIN.email, ADMIN.api_token)),
        _ => (Site::data_center(&sandbox.url()), Credential::bearer(ADMIN.personal_access_token)),
    };
    let mut limits = Limits::default();
    limits.json = bytes;
    let builder = Client::builder(site.unwrap()).authenticator(credential.unwrap()).limits(limits);
    Wiki::new(builder.build().unwrap())
}

#[tokio::test]
async fn pages_that_are_too_long_together_are_read_in_parts() {
    for sandbox in both().await {
        sandbox.add_space("LONG", "Long");
        let page = |number| NewPage::new("LONG", &format!("Page {number}")).storage("x".repeat(20_000));
        let ids: Vec<String> = (0..9).map(|number| sandbox.add_page(page(number))).collect();
        let read = async |bytes| accepting(&sandbox, bytes).pages(&ids).try_collect::<Vec<_>>().await;
        assert_eq!(read(70_000).await.unwrap().len(), 9);
        let error = read(10_000).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "one page alone is longer: {error}");
    }
}
