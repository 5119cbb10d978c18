//! Files on pages, up and down, on both deployments.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use confluence_client::wiki::Upload;
use confluence_client::{ErrorKind, Wiki};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json as object;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::scripted::{Scripted, json};
use super::{both, open};

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("FILES", "Files");
    sandbox.add_page(NewPage::new("FILES", "Page"))
}

fn patterned(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

#[tokio::test]
async fn a_file_goes_up_from_memory_path_and_stream() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let bytes = patterned(300_000);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("path ü.bin");
        std::fs::write(&path, &bytes).unwrap();
        let chunks: Vec<_> = bytes.chunks(10_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();

        let uploads = [
            Upload::bytes("memory.bin", bytes.clone()).media_type("application/x-test").comment("von mir: ü"),
            Upload::path(&path),
            Upload::stream("stream.bin", None, futures_util::stream::iter(chunks)),
        ];
        for (upload, name) in uploads.into_iter().zip(["memory.bin", "path ü.bin", "stream.bin"]) {
            let sent = Arc::new(AtomicU64::new(0));
            let told = Arc::clone(&sent);
            let upload = upload.on_progress(move |so_far| told.store(so_far, Ordering::SeqCst));
            let attached = wiki.attach(page.as_str(), upload).await.unwrap();
            assert_eq!((attached.name.as_str(), attached.version.number), (name, 1));
            assert_eq!(attached.size, Some(300_000));
            assert_eq!(sent.load(Ordering::SeqCst), 300_000);
            assert_eq!(sandbox.attachment_bytes(attached.id.as_str()).unwrap(), bytes, "{name}");
        }
        let mut listed: Vec<_> = wiki.attachments(page.as_str()).stream().try_collect().await.unwrap();
        listed.sort_by(|one, two| one.name.cmp(&two.name));
        assert_eq!(listed.len(), 3);
        assert_eq!(listed[0].media_type.as_deref(), Some("application/x-test"));
        assert_eq!(listed[0].comment.as_deref(), Some("von mir: ü"));
        assert_eq!(listed[0].page.as_ref().unwrap().as_str(), page);
    }
}

#[tokio::test]
async fn the_files_of_a_space_come_many_a_request() {
    for sandbox in both().await {
        let wiki = open(&sandbox).await;
        sandbox.add_space("OTHER", "Other");
        let first = page(&sandbox);
        let second = sandbox.add_page(NewPage::new("FILES", "Second"));
        let elsewhere = sandbox.add_page(NewPage::new("OTHER", "Page"));
        for at in 0..30 {
            let page = [&first, &second, &elsewhere][at % 3];
            sandbox.add_attachment(page, &format!("{at}.txt"), "text/plain", format!("{at}").as_bytes());
        }
        sandbox.reset_traffic();
        let mut found: Vec<_> =
            wiki.space_attachments("FILES").limit(15).stream().try_collect().await.unwrap();
        assert_eq!(sandbox.requests().len(), 2, "20 files, 15 a request");
        let mut each: Vec<_> = wiki.attachments(first.as_str()).stream().try_collect().await.unwrap();
        each.extend(wiki.attachments(second.as_str()).stream().try_collect::<Vec<_>>().await.unwrap());
        for files in [&mut found, &mut each] {
            files.sort_by(|one, two| one.name.cmp(&two.name));
        }
        let told = |file: &confluence_client::wiki::Attachment| {
            (
                file.id.clone(),
                file.name.clone(),
                file.page.clone(),
                file.media_type.clone(),
                file.size,
                file.version.number,
            )
        };
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), each.iter().map(told).collect::<Vec<_>>());
        // What is found can be read.
        let bytes = wiki.download(found[0].id.clone()).await.unwrap().bytes(100).await.unwrap();
        assert_eq!(bytes, found[0].name.trim_end_matches(".txt").as_bytes());
    }
}

/// Chunks of ten bytes with a pause in front of each.
fn slowly(
    chunks: u64,
    pause: Duration,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    stream::iter(0..chunks).then(move |_| async move {
        tokio::time::sleep(pause).await;
        Ok(Bytes::from_static(b"0123456789"))
    })
}

#[tokio::test]
async fn an_upload_goes_on_for_as_long_as_bytes_move() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let timeout = Duration::from_millis(500);
        let wiki = open(&sandbox).await.with_client(|client| client.with_timeout(timeout));
        let steady = Upload::stream("steady.bin", Some(80), slowly(8, Duration::from_millis(150)));
        assert_eq!(wiki.attach(page.as_str(), steady).await.unwrap().size, Some(80));
        let begun = Instant::now();
        let stuck = Upload::stream("stuck.bin", Some(20), slowly(2, Duration::from_secs(30)));
        let error = wiki.attach(page.as_str(), stuck).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_file_that_grows_goes_up_as_it_was() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let bytes = patterned(200_000);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let path = file.path().to_owned();
        let upload = Upload::path_as("log.txt", &path).on_progress(move |_| {
            let mut log = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
            log.write_all(&[b'x'; 100_000]).unwrap();
        });
        let attached = wiki.attach(page.as_str(), upload).await.unwrap();
        assert_eq!(sandbox.attachment_bytes(attached.id.as_str()).unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_stream_longer_than_it_said_is_an_error_and_no_file() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        for said in [15, 29, 31] {
            let upload = Upload::stream("a.bin", Some(said), slowly(3, Duration::ZERO));
            let error = wiki.attach(page.as_str(), upload).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{said}: {error}");
            let what = if said < 30 { "more" } else { "fewer" };
            let told = format!("it has {what} bytes than the {said} that were announced");
            assert!(error.to_string().contains(&told), "{error}");
        }
        assert!(wiki.attachments(page.as_str()).slice().await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn a_draft_takes_files() {
    for sandbox in both().await {
        sandbox.add_space("FILES", "Files");
        let draft = sandbox.add_page(NewPage::new("FILES", "Draft").draft());
        let wiki = open(&sandbox).await;
        let file = wiki.attach(draft.as_str(), Upload::bytes("a.txt", "bytes")).await.unwrap();
        assert_eq!(sandbox.attachment_bytes(file.id.as_str()).unwrap(), b"bytes");
        let missing = wiki.attach(999_999_999, Upload::bytes("a.txt", "bytes")).await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn a_name_that_is_there_gets_a_new_version() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let first = wiki.attach(page.as_str(), Upload::bytes("a.txt", "one")).await.unwrap();
        let second = wiki.attach(page.as_str(), Upload::bytes("a.txt", "two")).await.unwrap();
        assert_eq!((&second.id, second.version.number), (&first.id, 2));
        let third = wiki.replace_attachment(first.id.clone(), Upload::bytes("a.txt", "three")).await.unwrap();
        assert_eq!(third.version.number, 3);
        let named = wiki.attachment_by_name(page.as_str(), "a.txt").await.unwrap();
        assert_eq!(named.id, first.id);
        let bytes = wiki.download(first.id.clone()).await.unwrap().bytes(100).await.unwrap();
        assert_eq!(bytes, "three");
        wiki.delete_attachment(first.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(first.id.as_str()).unwrap().status, "trashed");
        let error = wiki.attachment_by_name(page.as_str(), "a.txt").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains(&format!("\"a.txt\" is on the page {page}")), "{error}");
        wiki.purge_attachment(first.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(first.id.as_str()), None);
    }
}

#[tokio::test]
async fn bytes_come_as_a_stream_with_progress_and_from_any_place() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let bytes = patterned(500_000);
        let id = sandbox.add_attachment(&page, "big file.bin", "application/octet-stream", &bytes);
        let wiki = open(&sandbox).await;
        let seen = Arc::new(AtomicU64::new(0));
        let told = Arc::clone(&seen);
        let download = wiki.download(id.as_str()).await.unwrap();
        assert_eq!(download.length(), Some(500_000));
        let download = download.on_progress(move |at, of| {
            assert_eq!(of, Some(500_000));
            told.store(at, Ordering::SeqCst);
        });
        let read: Vec<Bytes> = download.into_stream().try_collect().await.unwrap();
        assert_eq!(read.concat(), bytes);
        assert_eq!(seen.load(Ordering::SeqCst), 500_000);

        let rest = wiki.download_from(id.as_str(), 499_990).await.unwrap().bytes(1000).await.unwrap();
        assert_eq!(rest, &bytes[499_990..]);
        let nothing = wiki.download_from(id.as_str(), 500_000).await.unwrap().bytes(1000).await.unwrap();
        assert!(nothing.is_empty(), "who has it all gets the rest of it");
        let beyond = wiki.download_from(id.as_str(), 500_001).await.unwrap_err();
        assert_eq!(beyond.kind(), ErrorKind::Invalid);
        let error = wiki.download(id.as_str()).await.unwrap().bytes(1000).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }
}

#[tokio::test]
async fn only_the_bytes_that_were_asked_for_are_taken() {
    for (range, expected) in [
        (Some("bytes 5-9/10"), Some("56789")),
        (Some("bytes 3-9/10"), Some("56789")),
        (Some("bytes 6-9/10"), None),
        (None, None),
    ] {
        let transport = Scripted::new(move |_, request| {
            if !request.uri().path().ends_with("/download") {
                let about = object!({"id": "att1", "title": "a", "pageId": "1", "fileSize": 10, "version": {"number": 1}});
                return json(200, about.to_string());
            }
            assert_eq!(request.headers()["range"], "bytes=5-");
            let from = range.and_then(|range| range[6..7].parse().ok()).unwrap_or(5);
            let mut answer = json(206, &"0123456789"[from..]);
            if let Some(range) = range {
                answer.headers_mut().insert("content-range", http::HeaderValue::from_static(range));
            }
            answer
        });
        let wiki = Wiki::new(transport.client());
        let read = match wiki.download_from("att1", 5).await {
            Ok(download) => download.bytes(100).await,
            Err(error) => Err(error),
        };
        match expected {
            Some(bytes) => assert_eq!(read.unwrap(), bytes, "{range:?}"),
            None => assert_eq!(read.unwrap_err().kind(), ErrorKind::Decode, "{range:?}"),
        }
    }
}

#[tokio::test]
async fn a_download_ends_where_it_was_said_to_end() {
    for (announced, expected) in [("4", Some("0123")), ("10", Some("0123456789")), ("11", None)] {
        let transport = Scripted::new(move |_, request| {
            if !request.uri().path().ends_with("/download") {
                let about = object!({"id": "att1", "title": "a", "pageId": "1", "fileSize": announced.parse::<u64>().unwrap(), "version": {"number": 1}});
                return json(200, about.to_string());
            }
            let mut answer = json(200, "0123456789");
            let announced = http::HeaderValue::from_static(announced);
            answer.headers_mut().insert("content-length", announced);
            answer
        });
        let download = Wiki::new(transport.client()).download("att1").await.unwrap();
        match expected {
            Some(bytes) => assert_eq!(download.bytes(100).await.unwrap(), bytes),
            None => assert_eq!(download.bytes(100).await.unwrap_err().kind(), ErrorKind::Transport),
        }
    }
}

#[tokio::test]
async fn a_login_page_is_no_file() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let text = sandbox.add_attachment(&page, "a.txt", "text/plain", b"text");
        let html = sandbox.add_attachment(&page, "a.html", "text/html", b"<p>mine</p>");
        let wiki = open(&sandbox).await;
        let download =
            if sandbox.deployment() == Deployment::Cloud { "downloadAttatchment" } else { "downloadServlet" };
        for fault in [Fault::LoginRedirect, Fault::Redirect(format!("{}/login", sandbox.url())), Fault::Html]
        {
            sandbox.next_of(download, fault.clone(), 1);
            let error = wiki.download(text.as_str()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotConfluence, "{fault:?}: {error}");
        }
        let bytes = wiki.download(html.as_str()).await.unwrap().bytes(100).await.unwrap();
        assert_eq!(bytes, "<p>mine</p>");
    }
}

#[tokio::test]
async fn a_download_that_breaks_goes_on_where_it_broke() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let bytes = patterned(400_000);
        let id = sandbox.add_attachment(&page, "big.bin", "application/octet-stream", &bytes);
        let wiki = super::breaking::wiki(&sandbox, 100_000).await;
        let download = wiki.download(id.as_str()).await.unwrap();
        let read: Vec<Bytes> = download.into_stream().try_collect().await.unwrap();
        assert_eq!(read.concat(), bytes);
    }
}

#[tokio::test]
async fn a_download_that_is_dropped_asks_for_nothing_more() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let id = sandbox.add_attachment(&page, "big.bin", "application/octet-stream", &patterned(400_000));
        let wiki = open(&sandbox).await;
        let mut stream = Box::pin(wiki.download(id.as_str()).await.unwrap().into_stream());
        stream.next().await.unwrap().unwrap();
        drop(stream);
        sandbox.reset_traffic();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(sandbox.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_bad_name_or_path_is_told_before_anything_is_sent() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        sandbox.reset_traffic();
        for name in ["../a", "", "a\nb.txt", "a\u{7f}"] {
            let error = wiki.attach(page.as_str(), Upload::bytes(name, "x")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{name:?}");
        }
        let error = wiki.attach(page.as_str(), Upload::path("/no/such/file")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert_eq!(sandbox.requests().len(), 0);
    }
}
