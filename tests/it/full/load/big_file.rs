//! A file of 2 GiB, up and down, against a responder that does nothing but move bytes: in constant memory, and on
//! where a connection broke.
//!
//! Linux only: memory comes from `/proc`.

use std::time::Instant;

use confluence_client::models::v1::AttachmentUpload;
use confluence_client::{Client, Credential, Site, Wiki, v1};
use serde_json::json;
use tests::sandbox::{RawResponder, Script};

const SIZE: u64 = 2 << 30;
/// What a transfer may hold beyond what was there before, in KiB.
const HELD: u64 = 16 << 10;

fn client(url: &str) -> Client {
    let credential = Credential::basic("me@example.com", "token").unwrap();
    Client::builder(Site::cloud(url).unwrap()).authenticator(credential).build().unwrap()
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Moves the file, says how fast and in how much memory, and fails if that grows with the file.
async fn moved(name: &str, transfer: impl Future<Output = ()>) {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    let begun = Instant::now();
    transfer.await;
    let speed = (SIZE >> 20) as f64 / begun.elapsed().as_secs_f64();
    let held = status("VmHWM:").saturating_sub(before);
    println!("{name} of {} MiB: {speed:.0} MiB/s, at most {held} KiB more memory", SIZE >> 20);
    assert!(held < HELD, "{name} held {held} KiB");
}

/// A file that takes no room on the disk.
fn file() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(SIZE).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs much time: cargo xtask test --full load"]
async fn goes_up_in_constant_memory() {
    let sink = RawResponder::start(Script::Sink).await;
    let client = client(sink.url()).with_timeout(std::time::Duration::from_secs(600));
    let file = file();
    moved("upload from a path", async {
        let upload = AttachmentUpload::path("big.bin", file.path());
        let answer: serde_json::Value =
            client.send_as(v1::attachments::create_or_update(1, upload)).await.unwrap();
        assert!(answer["received"].as_u64().unwrap() > SIZE);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs much time: cargo xtask test --full load"]
async fn comes_down_in_constant_memory() {
    let source = RawResponder::start(Script::Bytes(SIZE)).await;
    let client = client(source.url());
    moved("download", async {
        let mut bytes = client.download(v1::attachments::download(1, "att2")).await.unwrap();
        let mut read = 0;
        while let Some(chunk) = bytes.chunk().await.unwrap() {
            read += chunk.len() as u64;
        }
        assert_eq!(read, SIZE);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs much time: cargo xtask test --full load"]
async fn goes_on_where_it_broke() {
    let about = json!({
        "id": "att2", "title": "big.bin", "pageId": "1", "fileSize": SIZE, "version": {"number": 3},
    });
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{about}",
        about.to_string().len()
    );
    let broken = Script::BrokenBytes { size: SIZE, sent: SIZE / 2 };
    let scripts = vec![Script::Verbatim(answer.into_bytes()), broken, Script::Bytes(SIZE)];
    let source = RawResponder::sequence(scripts).await;
    let wiki = Wiki::new(client(source.url()));
    moved("download that breaks in the middle", async {
        let mut bytes = wiki.download("att2").await.unwrap();
        let mut read = 0;
        while let Some(chunk) = bytes.chunk().await.unwrap() {
            read += chunk.len() as u64;
            assert_eq!(read, bytes.position());
        }
        assert_eq!(read, SIZE);
    })
    .await;
    assert_eq!(source.connections(), 3, "what is known of the file, its first half, its second half");
}
