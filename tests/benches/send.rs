//! Our `send` against a bare request of the HTTP client below it, both deserializing into the same model: CPU time of
//! the calling thread, in turns, as a ratio. The goal is at most 1.05. The bare client is set up as ours is: it names
//! itself, and minds the proxies of the environment, which over plain http are looked up for each request.

mod measure;

use std::time::Duration;

use confluence_client::models::Page;
use confluence_client::{Client, Credential, Site, v2};
use measure::{median, thread_time};

const ROUNDS: usize = 21;
const CALLS: u32 = 400;

fn main() {
    let address = measure::serve(Duration::ZERO, page);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let base = format!("http://{address}");
    let site = Site::cloud(&base).expect("a site");
    let credential = Credential::basic("me@example.com", "token").expect("a credential");
    let ours = Client::builder(site).authenticator(credential).build().expect("a client");
    let bare = reqwest::Client::builder().user_agent("bare/0.1.0").build().expect("a client");
    let page = format!("{base}/wiki/api/v2/pages/1?body-format=storage");

    let mut ratios = Vec::new();
    let mut times = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let one = runtime.block_on(timed(async || {
            let page = ours
                .send(v2::pages::get(1).body_format(confluence_client::models::BodyFormat::Storage))
                .await
                .expect("a page");
            assert_eq!(page.title, "Title");
        }));
        let two = runtime.block_on(timed(async || {
            let request =
                bare.get(&page).basic_auth("me@example.com", Some("token")).timeout(Duration::from_secs(60));
            let answer = request.send().await.expect("an answer").bytes().await.expect("a body");
            let page: Page = serde_json::from_slice(&answer).expect("a page");
            assert_eq!(page.title, "Title");
        }));
        if round > 0 {
            ratios.push(one.as_secs_f64() / two.as_secs_f64());
            times.0.push(one.as_secs_f64() * 1e6 / f64::from(CALLS));
            times.1.push(two.as_secs_f64() * 1e6 / f64::from(CALLS));
        }
    }
    println!("send: {:.1} us of CPU a call", median(&mut times.0));
    println!("bare reqwest and serde_json: {:.1} us of CPU a call", median(&mut times.1));
    println!("ratio (median of {ROUNDS} pairs): {:.3}", median(&mut ratios));
}

async fn timed(call: impl AsyncFn()) -> Duration {
    let begun = thread_time();
    for _ in 0..CALLS {
        call().await;
    }
    thread_time() - begun
}

/// One page of 4 KB.
fn page(_: &str) -> String {
    serde_json::json!({
        "id": "1", "status": "current", "title": "Title", "spaceId": "2", "parentId": "3", "parentType": "page",
        "authorId": "557058:ab", "createdAt": "2026-11-23T10:00:00.000Z",
        "version": {"number": 7, "message": "", "createdAt": "2026-11-23T10:00:00.000Z", "authorId": "557058:ab"},
        "body": {"storage": {"representation": "storage", "value": "<p>Some text of a page.</p>".repeat(140)}},
        "_links": {"webui": "/spaces/DOCS/pages/1/Title", "base": "https://example.atlassian.net/wiki"},
    })
    .to_string()
}
