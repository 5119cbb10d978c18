//! Answers that no service should give: each a typed error, in bounded time and memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use confluence_client::cql::Cql;
use confluence_client::models::{ContentIds, NewBody, NewPage};
use confluence_client::transport::{RequestBody, ResponseBody, Transport, TransportError};
use confluence_client::wiki::{LongTask, PageUpdate, Upload};
use confluence_client::{Client, Credential, Error, ErrorKind, Limits, Network, RetryPolicy, Site, Wiki, v2};
use futures_util::{FutureExt as _, TryStreamExt as _, join, stream};
use tests::sandbox::{ADMIN, RawResponder, Script};

use super::client_of;
use super::scripted::{Scripted, json};

/// What a service or the way to it can do, and what that is to a caller.
fn faults() -> [(Script, ErrorKind); 11] {
    use ErrorKind::{Decode, NotConfluence, Timeout, TooLarge, Transport};
    let slow = Duration::from_millis(300);
    [
        (Script::Reset, Transport),
        (Script::ResetMidBody { declared: 10_000, sent: 100 }, Transport),
        (Script::TruncatedBody, Transport),
        (Script::TruncatedJson, Decode),
        (Script::SlowHeaders(slow), Timeout),
        (Script::SlowBody(slow), Timeout),
        (Script::Silent, Timeout),
        (Script::EndlessBody, TooLarge),
        (Script::AbsurdContentLength, Transport),
        (Script::Html, NotConfluence),
        (Script::Json(1 << 30), TooLarge),
    ]
}

#[tokio::test]
async fn reads_and_writes_end_in_the_right_error() {
    let redirect = Script::Redirect("http://127.0.0.1:1/".to_owned());
    for (script, expected) in faults().into_iter().chain([(redirect, ErrorKind::NotConfluence)]) {
        let responder = RawResponder::start(script.clone()).await;
        let client = client_of(responder.url()).with_timeout(Duration::from_secs(2));
        let begun = Instant::now();
        let read = client.send(v2::pages::get(1)).await.unwrap_err();
        assert_eq!(read.kind(), expected, "{script:?}: {read}");
        let body = NewPage::new(1).title("A").body(NewBody::storage("<p/>"));
        let write = client.send(v2::pages::create(body)).await.unwrap_err();
        assert_eq!(write.kind(), expected, "{script:?}: {write}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{script:?}");
        assert!(!format!("{read:?}{write:?}").contains("ada-api-token"));
    }
}

/// A wiki of each kind that is not patient, and accepts little.
fn wikis(url: &str, transport: &Arc<dyn Transport>) -> [Wiki; 2] {
    [Site::cloud(url), Site::data_center(url)].map(|site| {
        let mut limits = Limits::default();
        limits.json = 2_000_000;
        let credential = Credential::basic(ADMIN.email, ADMIN.api_token).unwrap();
        let builder = Client::builder(site.unwrap()).authenticator(credential).limits(limits);
        let builder = builder.timeout(Duration::from_secs(3)).retry(RetryPolicy::never());
        let builder = builder.transport(Arc::clone(transport));
        Wiki::new(builder.build().unwrap())
    })
}

/// What comes of reads and writes of several kinds.
async fn attempted(wiki: &Wiki) -> [(&'static str, Error); 6] {
    let query = Cql::raw("type = page");
    let upload = Upload::bytes("a.txt", "bytes");
    let hits = wiki.search(&query).stream().try_collect::<Vec<_>>().boxed();
    let tree = wiki.tree(1, None).try_collect::<Vec<_>>().boxed();
    let update = wiki.update_page(PageUpdate::new(1, 1, "A", "<p/>")).boxed();
    let (page, attach, label) =
        (wiki.page(1).boxed(), wiki.attach(1, upload).boxed(), wiki.add_labels(1, ["a"]).boxed());
    let (page, hits, tree, update, attach, label) = join!(page, hits, tree, update, attach, label);
    [
        ("page", page.unwrap_err()),
        ("search", hits.unwrap_err()),
        ("tree", tree.unwrap_err()),
        ("update", update.unwrap_err()),
        ("attach", attach.unwrap_err()),
        ("label", label.unwrap_err()),
    ]
}

#[tokio::test]
async fn the_neutral_face_tells_the_same_of_both_deployments() {
    let elsewhere = RawResponder::start(Script::Html).await;
    let cases = faults().into_iter().chain([
        (Script::HugeHeaders(1 << 20), ErrorKind::Transport),
        (Script::Redirect(format!("{}/login", elsewhere.url())), ErrorKind::NotConfluence),
    ]);
    // One for all, since each would load the trust roots anew.
    let transport = Network::default().transport();
    let mut running = tokio::task::JoinSet::new();
    for (script, expected) in cases {
        let transport = Arc::clone(&transport);
        running.spawn(async move {
            let responder = RawResponder::start(script.clone()).await;
            let [cloud, data_center] = wikis(responder.url(), &transport);
            let (cloud, data_center) = join!(attempted(&cloud), attempted(&data_center));
            for (name, error) in cloud.into_iter().chain(data_center) {
                assert_eq!(error.kind(), expected, "{name}: {script:?}: {error}");
                assert!(!format!("{error:?}").contains("ada-api-token"), "{name}: {script:?}");
            }
        });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
    assert_eq!(elsewhere.connections(), 0, "nobody followed");
}

#[tokio::test]
async fn a_login_page_is_not_taken_for_a_write_that_was_done() {
    let responder = RawResponder::start(Script::Html).await;
    for wiki in wikis(responder.url(), &Network::default().transport()) {
        let error = wiki.watch_space("DOCS", true).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotConfluence, "{error}");
        let error = wiki.client().send_as::<()>(v2::pages::delete(1)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotConfluence | ErrorKind::Unsupported), "{error}");
    }
}

/// Answers with bytes without end, and counts those that were taken.
#[derive(Debug)]
struct Endless {
    status: u16,
    taken: Arc<AtomicU64>,
}

#[async_trait]
impl Transport for Endless {
    async fn exchange(
        &self,
        _: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let taken = Arc::clone(&self.taken);
        let chunks = stream::repeat_with(move || {
            taken.fetch_add(1_000, Ordering::SeqCst);
            Ok(Bytes::from(vec![b'a'; 1_000]))
        });
        let answer = http::Response::builder().status(self.status).header("content-type", "application/json");
        Ok(answer.body(ResponseBody::new(chunks)).unwrap())
    }
}

#[tokio::test]
async fn no_more_is_taken_of_an_answer_than_is_accepted() {
    let mut limits = Limits::default();
    (limits.json, limits.error) = (50_000, 20_000);
    for (status, bound, expected) in [(200, 50_000, ErrorKind::TooLarge), (500, 20_000, ErrorKind::Service)] {
        let taken = Arc::new(AtomicU64::new(0));
        let transport = Endless { status, taken: Arc::clone(&taken) };
        let site = Site::cloud("https://example.atlassian.net").unwrap();
        let client = Client::builder(site).transport(transport).limits(limits).build().unwrap();
        let client = client.with_retry(RetryPolicy::never());
        let written = v2::pages::create(NewPage::new(1).title("A").body(NewBody::storage("<p/>")));
        assert_eq!(client.send(v2::pages::get(1)).await.unwrap_err().kind(), expected);
        assert_eq!(client.send(written).await.unwrap_err().kind(), expected);
        let taken = taken.load(Ordering::SeqCst);
        assert!((2 * bound..=2 * bound + 4_000).contains(&taken), "{taken} of twice {bound}");
    }
}

#[tokio::test]
async fn huge_headers_and_a_wrong_type_are_survived() {
    let write = || v2::pages::create(NewPage::new(1).title("A").body(NewBody::storage("<p/>")));
    for script in [Script::HugeHeaders(64 << 10), Script::WrongContentType] {
        let responder = RawResponder::start(script.clone()).await;
        let client = client_of(responder.url());
        let read: serde_json::Value = client.send_as(v2::pages::get(1)).await.unwrap();
        let written: serde_json::Value = client.send_as(write()).await.unwrap();
        assert!(read.is_object() && written.is_object(), "{script:?}");
    }
    let responder = RawResponder::start(Script::HugeHeaders(1 << 20)).await;
    let client = client_of(responder.url());
    assert_eq!(client.send(v2::pages::get(1)).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(client.send(write()).await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_list_of_nothing_but_empty_pages_ends() {
    let transport = Scripted::new(|before, _| {
        json(200, format!(r#"{{"results":[],"_links":{{"next":"?cursor={before}"}}}}"#))
    });
    let rows: Result<Vec<_>, _> = transport.client().stream(v2::pages::list()).try_collect().await;
    let error = rows.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("empty pages"), "{error}");
}

#[tokio::test]
async fn a_storm_of_refusals_is_bounded() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("0"));
        answer
    });
    let policy = RetryPolicy::default().attempts(3).initial_backoff(Duration::from_millis(1));
    let client = transport.client().with_retry(policy);
    let calls = (0..20).map(|_| client.send(v2::pages::get(1)));
    for outcome in futures_util::future::join_all(calls).await {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::RateLimited);
    }
    assert_eq!(transport.asked(), 60);
}

#[tokio::test]
async fn an_absurd_wait_is_an_error_at_once_for_every_clone() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("18446744073709551615"));
        answer
    });
    let client = transport.client().with_retry(RetryPolicy::default()).with_timeout(Duration::MAX);
    let begun = Instant::now();
    let error = client.send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let other = client.with_timeout(Duration::from_secs(60)).send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::RateLimited);
    assert!(other.to_string().contains("it sends the next one in 300 s"), "{other}");
    assert!(other.retry_after() > Some(Duration::from_secs(290)));
    assert_eq!(transport.asked(), 1, "the second call did not ask");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_wait_that_no_time_is_left_for_is_told_at_once() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("20"));
        answer
    });
    let client = transport.client().with_retry(RetryPolicy::default()).with_timeout(Duration::from_secs(10));
    let begun = Instant::now();
    let error = client.send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(20))));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn work_is_waited_for_as_long_as_given_and_says_that_it_failed() {
    let ends = |successful: bool| {
        Scripted::new(move |asked, _| match asked {
            0 => json(
                200,
                r#"{"percentageComplete": 50, "successful": false, "finished": false, "messages": []}"#,
            ),
            _ => json(
                200,
                format!(
                    r#"{{"percentageComplete": 100, "successful": {successful}, "finished": true, "messages": []}}"#
                ),
            ),
        })
    };
    // The second pause would end behind the time that is given: it is cut, and the work asked for once more.
    let good = ends(true);
    let wiki = Wiki::new(good.client());
    let done = wiki.wait_for_task(LongTask::new("1"), Duration::from_millis(150)).await.unwrap();
    assert!(done.successful && good.asked() == 2);
    let bad = ends(false);
    let error =
        Wiki::new(bad.client()).wait_for_task(LongTask::new("1"), Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
    assert!(error.message().unwrap().contains("failed, and the service does not say why"), "{error}");
}

#[tokio::test]
async fn a_question_that_is_asked_by_post_is_tried_again() {
    let transport = Scripted::new(|asked, _| match asked {
        0 => json(503, "{}"),
        _ => json(200, r#"{"results": {"1": "page"}}"#),
    });
    let quick = RetryPolicy::default().initial_backoff(Duration::from_millis(1));
    let client = transport.client().with_retry(quick);
    client.send(v2::content::types(ContentIds::new(["1"]))).await.unwrap();
    assert_eq!(transport.asked(), 2);
}
