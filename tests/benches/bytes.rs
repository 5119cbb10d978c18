//! Upload and download at loopback speed against a bare stream of the HTTP client below, in turns, with the most
//! memory that each took beyond what was there before. The goal is at least 0.95 of the bare speed.
//!
//! Linux only: memory comes from `/proc`.

mod measure;

use std::time::Instant;

use bytes::Bytes;
use confluence_client::models::v1::AttachmentUpload;
use confluence_client::{Client, Credential, Site, v1};
use futures_util::{StreamExt as _, stream};
use measure::median;
use tests::sandbox::{RawResponder, Script};

const SIZE: u64 = 512 << 20;
const CHUNK: usize = 64 << 10;
const ROUNDS: usize = 9;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let source = RawResponder::start(Script::Bytes(SIZE)).await;
        let sink = RawResponder::start(Script::Sink).await;
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (download, upload) = (client(source.url()), client(sink.url()));
        compare("download", async || down(&download).await, async || bare_down(&http, source.url()).await)
            .await;
        compare("upload", async || up(&upload).await, async || bare_up(&http, sink.url()).await).await;
    });
}

fn client(url: &str) -> Client {
    let credential = Credential::basic("me@example.com", "token").expect("a credential");
    let builder = Client::builder(Site::cloud(url).expect("a site")).authenticator(credential);
    builder.build().expect("a client")
}

async fn compare(name: &str, ours: impl AsyncFn(), bare: impl AsyncFn()) {
    let (mut speeds, mut bare_speeds, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut memory, mut bare_memory) = (0, 0);
    for round in 0..=ROUNDS {
        let (one, held) = measured(&ours).await;
        let (two, bare_held) = measured(&bare).await;
        if round > 0 {
            ratios.push(one / two);
            speeds.push(one);
            bare_speeds.push(two);
            memory = memory.max(held);
            bare_memory = bare_memory.max(bare_held);
        }
    }
    println!(
        "{name} of {} MiB: {:.0} MiB/s, at most {memory} KiB more memory",
        SIZE >> 20,
        median(&mut speeds)
    );
    println!("  bare reqwest stream: {:.0} MiB/s, {bare_memory} KiB", median(&mut bare_speeds));
    println!("  ratio of speeds (median of {ROUNDS} pairs): {:.3}", median(&mut ratios));
}

/// MiB a second, and the KiB of memory that were held at the most beyond those before.
async fn measured(run: &impl AsyncFn()) -> (f64, u64) {
    std::fs::write("/proc/self/clear_refs", "5").expect("the peak is forgotten");
    let before = status("VmRSS:");
    let begun = Instant::now();
    run().await;
    let speed = (SIZE >> 20) as f64 / begun.elapsed().as_secs_f64();
    (speed, status("VmHWM:").saturating_sub(before))
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

async fn down(client: &Client) {
    let mut bytes = client.download(v1::attachments::download(1, "att2")).await.expect("an answer");
    let mut read = 0;
    while let Some(chunk) = bytes.chunk().await.expect("bytes") {
        read += chunk.len() as u64;
    }
    assert_eq!(read, SIZE);
}

async fn bare_down(client: &reqwest::Client, url: &str) {
    let mut answer = client.get(url).send().await.expect("an answer");
    let mut read = 0;
    while let Some(chunk) = answer.chunk().await.expect("bytes") {
        read += chunk.len() as u64;
    }
    assert_eq!(read, SIZE);
}

/// The same chunk again and again, so that neither a disk nor an allocator is measured.
fn chunks() -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let chunk = Bytes::from(vec![7; CHUNK]);
    stream::iter(0..SIZE / CHUNK as u64).map(move |_| Ok(chunk.clone()))
}

async fn up(client: &Client) {
    let upload = AttachmentUpload::stream("big.bin", Some(SIZE), chunks());
    let answer: serde_json::Value =
        client.send_as(v1::attachments::create_or_update(1, upload)).await.expect("an answer");
    assert!(answer["received"].as_u64().expect("a count") > SIZE);
}

async fn bare_up(client: &reqwest::Client, url: &str) {
    let part = reqwest::multipart::Part::stream_with_length(reqwest::Body::wrap_stream(chunks()), SIZE);
    let form = reqwest::multipart::Form::new().part("file", part.file_name("big.bin"));
    let answer = client.put(url).multipart(form).send().await.expect("an answer");
    assert!(answer.status().is_success() && !answer.bytes().await.expect("a body").is_empty());
}
