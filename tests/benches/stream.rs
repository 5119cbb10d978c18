//! Streaming 10,000 pages of a space at 20 ms of latency a request, while the consumer works 10 ms for every 250 of
//! them. The baseline is the sequential bound: a bare HTTP client that asks for one page of the list after another and
//! does nothing with them, since a cursor cannot be asked for before the page in front of it came. The goal is at most
//! 1.05 of it. What the consumer's work would add without prefetching is printed too.

mod measure;

use std::time::{Duration, Instant};

use confluence_client::{Client, Credential, Site, v2};
use futures_util::StreamExt as _;
use measure::median;
use serde::Deserialize;

const PAGES: usize = 10_000;
const ROWS: usize = 250;
const LATENCY: Duration = Duration::from_millis(20);
const WORK: Duration = Duration::from_millis(10);
const ROUNDS: usize = 7;

fn main() {
    let address = measure::serve(LATENCY, list);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let site = Site::cloud(&format!("http://{address}")).expect("a site");
    let credential = Credential::basic("me@example.com", "token").expect("a credential");
    let ours = Client::builder(site).authenticator(credential).build().expect("a client");
    let bare = reqwest::Client::builder().no_proxy().build().expect("a client");
    let base = format!("http://{address}/wiki/api/v2/pages?limit={ROWS}");

    let (mut times, mut bounds, mut worked) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.push(runtime.block_on(timed(streamed(&ours))));
        bounds.push(runtime.block_on(timed(asked(&bare, &base, Duration::ZERO))));
        worked.push(runtime.block_on(timed(asked(&bare, &base, WORK))));
    }
    let mut ratios: Vec<f64> = times.iter().zip(&bounds).map(|(ours, bound)| ours / bound).collect();
    println!("stream of {PAGES} pages, the consumer works: {:.0} ms", median(&mut times));
    println!("sequential bound, bare reqwest, nobody works: {:.0} ms", median(&mut bounds));
    println!("bare reqwest, the consumer works: {:.0} ms", median(&mut worked));
    println!("ratio to the bound (median of {ROUNDS} pairs): {:.3}", median(&mut ratios));
}

async fn timed(run: impl Future<Output = usize>) -> f64 {
    let begun = Instant::now();
    assert_eq!(run.await, PAGES);
    begun.elapsed().as_secs_f64() * 1e3
}

async fn streamed(client: &Client) -> usize {
    let mut pages = client.stream(v2::pages::list().limit(ROWS as u32));
    let mut read = 0;
    while let Some(page) = pages.next().await {
        assert!(!page.expect("a page").title.is_empty());
        read += 1;
        if read % ROWS == 0 && read < PAGES {
            tokio::time::sleep(WORK).await;
        }
    }
    read
}

#[derive(Deserialize)]
struct List {
    results: Vec<serde::de::IgnoredAny>,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

async fn asked(client: &reqwest::Client, base: &str, work: Duration) -> usize {
    let (mut read, mut next) = (0, base.to_owned());
    loop {
        let answer = client.get(&next).basic_auth("me@example.com", Some("token")).send().await;
        let body = answer.expect("an answer").bytes().await.expect("a body");
        let list: List = serde_json::from_slice(&body).expect("a list");
        read += list.results.len();
        let Some(link) = list.links.next else { return read };
        next = format!("{base}&{}", link.split_once('?').expect("a query").1);
        if !work.is_zero() {
            tokio::time::sleep(work).await;
        }
    }
}

/// The page of the list behind the cursor, which is the number of rows in front of it.
fn list(head: &str) -> String {
    let cursor =
        head.split_once("cursor=").map(|(_, rest)| rest.split([' ', '&']).next().unwrap_or_default());
    let from: usize = cursor.map_or(0, |cursor| cursor.parse().expect("a cursor"));
    let rows: Vec<String> = (from..(from + ROWS).min(PAGES)).map(row).collect();
    let next = from + ROWS;
    let next =
        if next < PAGES { format!(r#""next":"/wiki/api/v2/pages?cursor={next}""#) } else { String::new() };
    format!(r#"{{"results":[{}],"_links":{{{next}}}}}"#, rows.join(","))
}

fn row(number: usize) -> String {
    format!(
        r#"{{"id":"{number}","status":"current","title":"Page {number}","spaceId":"2","parentId":"3","parentType":"page","position":{number},"authorId":"557058:ab","createdAt":"2026-11-23T10:00:00.000Z","version":{{"number":7,"message":"","minorEdit":false,"createdAt":"2026-11-23T10:00:00.000Z","authorId":"557058:ab"}},"body":{{}},"_links":{{"webui":"/spaces/DOCS/pages/{number}"}}}}"#
    )
}
