//! `SELECT Id, Title FROM Pages WHERE SpaceKey = 'DOCS'` over 10,000 pages at 20 ms of latency a request, beside the bare
//! stream of the same pages; the goal is at most 1.05 of it. Then many rows without latency through the engine, beside the
//! client's own stream of the same rows, which does nothing but read them; the goal is at most twice its time. `ROWS` in
//! the environment says how many: 1,000,000 were meant, 100,000 are enough to see it.

mod measure;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use confluence_client::sql::{QueryLimits, Sql};
use confluence_client::{Client, Credential, Site, Wiki, v2};
use futures_util::StreamExt as _;
use measure::median;

const PAGES: usize = 10_000;
const TOGETHER: usize = 250;
const LATENCY: Duration = Duration::from_millis(20);
const ROUNDS: usize = 5;
const QUERY: &str = "SELECT Id, Title FROM Pages WHERE SpaceKey = 'DOCS'";

/// How many pages the service has.
static ALL: AtomicUsize = AtomicUsize::new(PAGES);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    compare(&runtime, LATENCY, "at 20 ms", 1.05);
    let many = std::env::var("ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(100_000);
    ALL.store(many, Ordering::Relaxed);
    compare(&runtime, Duration::ZERO, "without latency", 2.0);
}

fn compare(runtime: &tokio::runtime::Runtime, latency: Duration, named: &str, goal: f64) {
    let address = measure::serve(latency, answer);
    let site = Site::cloud(&format!("http://{address}")).expect("a site");
    let credential = Credential::basic("me@example.com", "token").expect("a credential");
    let client = Client::builder(site).authenticator(credential).build().expect("a client");
    let limits = QueryLimits::new().rows(u64::MAX).bytes(usize::MAX).requests(u64::MAX);
    let sql = Sql::new(Wiki::new(client.clone())).with_limits(limits.time(Duration::from_secs(3600)));
    // The key of the space is looked up once for a wiki, by either way.
    runtime.block_on(async {
        sql.query("SELECT Key FROM Spaces").rows().await.expect("rows").all().await.expect("rows")
    });
    let (mut queries, mut streams) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        queries.push(runtime.block_on(timed(queried(&sql))));
        streams.push(runtime.block_on(timed(streamed(&client))));
    }
    let mut ratios: Vec<f64> = queries.iter().zip(&streams).map(|(ours, bare)| ours / bare).collect();
    let rows = ALL.load(Ordering::Relaxed);
    println!(
        "{rows} rows {named}: query {:.0} ms, stream {:.0} ms",
        median(&mut queries),
        median(&mut streams)
    );
    println!("ratio (median of {ROUNDS} pairs): {:.3}, the goal is {goal}", median(&mut ratios));
}

async fn timed(run: impl Future<Output = usize>) -> f64 {
    let begun = Instant::now();
    assert_eq!(run.await, ALL.load(Ordering::Relaxed));
    begun.elapsed().as_secs_f64() * 1e3
}

async fn queried(sql: &Sql) -> usize {
    let mut rows = sql.query(QUERY).rows().await.expect("rows");
    let mut read = 0;
    while let Some(row) = rows.next().await {
        assert_eq!(row.expect("a row").len(), 2);
        read += 1;
    }
    read
}

async fn streamed(client: &Client) -> usize {
    let mut pages = client.stream(v2::pages::of_space("2").limit(TOGETHER as u32));
    let mut read = 0;
    while let Some(page) = pages.next().await {
        assert!(!page.expect("a page").title.is_empty());
        read += 1;
    }
    read
}

/// The space, or the page of the list behind the cursor, which is the number of rows in front of it.
fn answer(head: &str) -> String {
    if head.contains("/spaces?") {
        return r#"{"results":[{"id":"2","key":"DOCS","name":"Docs","type":"global","status":"current"}],"_links":{}}"#.to_owned();
    }
    let cursor =
        head.split_once("cursor=").map(|(_, rest)| rest.split([' ', '&']).next().unwrap_or_default());
    let from: usize = cursor.map_or(0, |cursor| cursor.parse().expect("a cursor"));
    let all = ALL.load(Ordering::Relaxed);
    let rows: Vec<String> = (from..(from + TOGETHER).min(all)).map(row).collect();
    let next = from + TOGETHER;
    let next = if next < all {
        format!(r#""next":"/wiki/api/v2/spaces/2/pages?cursor={next}""#)
    } else {
        String::new()
    };
    format!(r#"{{"results":[{}],"_links":{{{next}}}}}"#, rows.join(","))
}

fn row(number: usize) -> String {
    format!(
        r#"{{"id":"{number}","status":"current","title":"Page {number}","spaceId":"2","parentId":"3","parentType":"page","position":{number},"authorId":"557058:ab","createdAt":"2026-11-23T10:00:00.000Z","version":{{"number":7,"message":"","minorEdit":false,"createdAt":"2026-11-23T10:00:00.000Z","authorId":"557058:ab"}},"body":{{}},"_links":{{"webui":"/spaces/DOCS/pages/{number}"}}}}"#
    )
}
