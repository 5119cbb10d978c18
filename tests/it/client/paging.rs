//! Long lists: laziness, prefetching, endings.

use confluence_client::{ErrorKind, v2};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use tests::sandbox::{Fault, NewPage, Sandbox};

use super::open;

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
