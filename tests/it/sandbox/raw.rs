//! The raw responder.

use std::time::Duration;

use tests::sandbox::{RawResponder, Script};

async fn fetch(responder: &RawResponder) -> Result<(u16, usize), reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let response = client.timeout(Duration::from_secs(10)).build()?.get(responder.url()).send().await?;
    let status = response.status().as_u16();
    Ok((status, response.bytes().await?.len()))
}

#[tokio::test]
async fn broken_answers_are_broken() {
    for script in [
        Script::Reset,
        Script::ResetMidBody { declared: 1000, sent: 100 },
        Script::TruncatedBody,
        Script::HugeHeaders(1 << 20),
        Script::Verbatim(b"SSH-2.0-OpenSSH\r\n".to_vec()),
    ] {
        let responder = RawResponder::start(script.clone()).await;
        assert!(fetch(&responder).await.is_err(), "{script:?}");
    }
}

#[tokio::test]
async fn whole_answers_are_whole() {
    for (script, expected) in [
        (Script::TruncatedJson, (200, 100)),
        (Script::HugeHeaders(64 << 10), (200, 2)),
        (Script::SlowHeaders(Duration::from_millis(1)), (200, 2)),
        (Script::Redirect("http://127.0.0.2/".to_owned()), (302, 0)),
        (Script::Json(1 << 20), (200, 1 << 20)),
        (Script::Bytes(3 << 20), (200, 3 << 20)),
    ] {
        let responder = RawResponder::start(script.clone()).await;
        assert_eq!(fetch(&responder).await.unwrap(), expected, "{script:?}");
    }
}

#[tokio::test]
async fn endless_answers_do_not_end() {
    for script in [
        Script::EndlessBody,
        Script::Silent,
        Script::AbsurdContentLength,
        Script::SlowBody(Duration::from_millis(5)),
    ] {
        let responder = RawResponder::start(script.clone()).await;
        let waited = tokio::time::timeout(Duration::from_millis(300), async {
            let mut response =
                reqwest::Client::builder().no_proxy().build().unwrap().get(responder.url()).send().await?;
            while response.chunk().await?.is_some() {}
            Ok::<_, reqwest::Error>(())
        });
        match waited.await {
            Err(_) => {}
            Ok(ended) => assert!(ended.is_err() && script == Script::AbsurdContentLength, "{script:?}"),
        }
    }
}

#[tokio::test]
async fn ranges_and_uploads_are_counted() {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let bytes = RawResponder::start(Script::Bytes(1000)).await;
    let part = client.get(bytes.url()).header("range", "bytes=990-").send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap().len()), (206, 10));
    let sink = RawResponder::start(Script::Sink).await;
    let answer = client.post(sink.url()).body(vec![7; 1 << 20]).send().await.unwrap().text().await.unwrap();
    assert_eq!(answer, "{\"received\":1048576}");
    assert!(sink.bytes_received() > 1 << 20);
}

#[tokio::test]
async fn scripts_follow_one_another() {
    let responder = RawResponder::sequence(vec![Script::Reset, Script::Json(10)]).await;
    assert!(fetch(&responder).await.is_err());
    assert_eq!(fetch(&responder).await.unwrap(), (200, 10));
    assert_eq!(fetch(&responder).await.unwrap(), (200, 10));
    assert_eq!(responder.connections(), 3);
}
