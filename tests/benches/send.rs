//! Our `send` against a bare request of the HTTP client below it, both deserializing into the same model: CPU time of
//! the calling thread, in turns, as a ratio. The goal is at most 1.05.

use std::time::Duration;

use confluence_client::models::Page;
use confluence_client::{Client, Credential, Site, v2};
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ROUNDS: usize = 21;
const CALLS: u32 = 400;

fn main() {
    let address = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let base = format!("http://{address}");
    let site = Site::cloud(&base).expect("a site");
    let credential = Credential::basic("me@example.com", "token").expect("a credential");
    let ours = Client::builder(site).authenticator(credential).build().expect("a client");
    let bare = reqwest::Client::builder().no_proxy().build().expect("a client");
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

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Answers every request with one page of 4 KB, from a thread of its own.
fn serve() -> std::net::SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("an address")).expect("a listener");
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(answer(connection));
            }
        });
    });
    told.recv().expect("an address")
}

async fn answer(mut connection: TcpStream) {
    let body = serde_json::json!({
        "id": "1", "status": "current", "title": "Title", "spaceId": "2", "parentId": "3", "parentType": "page",
        "authorId": "557058:ab", "createdAt": "2026-11-23T10:00:00.000Z",
        "version": {"number": 7, "message": "", "createdAt": "2026-11-23T10:00:00.000Z", "authorId": "557058:ab"},
        "body": {"storage": {"representation": "storage", "value": "<p>Some text of a page.</p>".repeat(140)}},
        "_links": {"webui": "/spaces/DOCS/pages/1/Title", "base": "https://example.atlassian.net/wiki"},
    })
    .to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let whole = format!("{head}{body}");
    let mut buffer = vec![0; 8192];
    let mut pending = Vec::new();
    while let Ok(read @ 1..) = connection.read(&mut buffer).await {
        pending.extend_from_slice(&buffer[..read]);
        while let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            pending.drain(..end + 4);
            if connection.write_all(whole.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
