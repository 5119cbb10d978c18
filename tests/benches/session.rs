//! The session: `authorize` when a token is at hand (goal: under a microsecond), a store of 1,000 entries opened and
//! one loaded, and 10,000 tasks that wait for one refresh.

use std::time::{Duration, Instant};

use bytes::Bytes;
use confluence_oauth::{ConnectionString, ExchangeError, HttpExchange, Session, SessionOptions};
use http::{Method, Request, Response};
use url::Url;

const CALLS: u32 = 1_000_000;
const ENTRIES: usize = 1_000;
const WAITERS: usize = 10_000;
const ROUNDS: usize = 21;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        warm().await;
        large_store().await;
        crowd().await;
    });
}

async fn warm() {
    let session = open("OAuthSettingsLocation=memory://warm");
    let page =
        Url::parse("https://api.atlassian.com/ex/confluence/x/wiki/api/v2/pages/1").expect("an address");
    session.access_token().await.expect("a token");
    let begun = Instant::now();
    for _ in 0..CALLS {
        let header = session.authorize(&Method::GET, &page, None).await.expect("a header");
        std::hint::black_box(header);
    }
    println!("authorize, warm: {:.0} ns a call", begun.elapsed().as_nanos() as f64 / f64::from(CALLS));
}

async fn large_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("oauth.json");
    let one = open(&format!("OAuthSettingsLocation={}", path.display()));
    one.access_token().await.expect("a token");
    multiply(&path);
    let mut loads = Vec::new();
    let mut refreshes = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        assert!(one.store().load(one.key()).await.expect("a store").is_some());
        loads.push(begun.elapsed());
        let stale = one.access_token().await.expect("a token");
        let begun = Instant::now();
        one.refresh(&stale).await.expect("a token");
        refreshes.push(begun.elapsed());
    }
    let size = std::fs::metadata(&path).expect("a file").len() / 1024;
    println!("store of {ENTRIES} entries ({size} KiB), open and load one: {:.2?}", median(loads));
    println!("store of {ENTRIES} entries, lease, intent, refresh, both saved: {:.2?}", median(refreshes));
}

async fn crowd() {
    let session = opened_with("OAuthSettingsLocation=memory://crowd", |request| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        issue(request).await
    });
    let begun = Instant::now();
    let tasks: Vec<_> = (0..WAITERS)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.access_token().await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task").expect("a token");
    }
    println!("{WAITERS} tasks wait for one refresh of 50 ms: {:.2?}", begun.elapsed());
}

fn open(place: &str) -> Session {
    opened_with(place, issue)
}

fn opened_with(place: &str, exchange: impl HttpExchange) -> Session {
    let text = format!(
        "URL=https://acme.atlassian.net;OAuthClientId=app;OAuthClientSecret=secret;OAuthRefreshToken=first;{place}"
    );
    let mut string = ConnectionString::parse(&text).expect("a string");
    let options = SessionOptions::take_from(&mut string).expect("properties");
    Session::open(options.exchange(exchange)).expect("a session")
}

async fn issue(_: Request<Bytes>) -> Result<Response<Bytes>, ExchangeError> {
    static ISSUED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = ISSUED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let padding = "x".repeat(1_000);
    let body =
        format!(r#"{{"access_token":"a{number}{padding}","refresh_token":"r{number}","expires_in":3600}}"#);
    Ok(Response::new(body.into()))
}

/// Fills the file with entries for other sites.
fn multiply(path: &std::path::Path) {
    let text = std::fs::read_to_string(path).expect("a file");
    let mut document: serde_json::Value = serde_json::from_str(&text).expect("a document");
    let entry = document["entries"][0].clone();
    for number in 1..ENTRIES {
        let mut other = entry.clone();
        other["key"]["site"] = format!("https://site-{number}.atlassian.net").into();
        document["entries"].as_array_mut().expect("entries").insert(0, other);
    }
    std::fs::write(path, document.to_string()).expect("a file");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
