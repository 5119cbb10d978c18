//! Tests of work whose caller goes: each function of this module stops by itself.

use std::sync::mpsc;
use std::time::Duration;

use super::{Document, Edit, ReadOptions, WriteOptions, offload, three_way_merge, to_storage};

/// Work that does one thing again and again and never ends by itself: it is over when its channel closes.
async fn is_stopped(name: &str, work: impl Fn() + Send + 'static) {
    let (begun, running) = mpsc::channel();
    let endless = offload(usize::MAX, move || {
        loop {
            work();
            if begun.send(()).is_err() {
                // Nobody counts: the test has failed.
                return;
            }
        }
    });
    let caller = tokio::spawn(endless);
    let patience = Duration::from_secs(60);
    let running = tokio::task::spawn_blocking(move || {
        running.recv_timeout(patience).unwrap();
        running
    });
    let running = running.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    let over = tokio::task::spawn_blocking(move || {
        loop {
            match running.recv_timeout(patience) {
                Ok(()) => {}
                Err(over) => return over,
            }
        }
    });
    assert_eq!(over.await.unwrap(), mpsc::RecvTimeoutError::Disconnected, "{name} goes on");
}

#[tokio::test]
async fn work_ends_when_its_caller_goes() {
    let storage = "<p>some words</p><ul><li>a</li></ul>".repeat(20);
    let other = storage.replacen("some", "other", 1);
    let page = Document::parse(&storage).unwrap();
    let markdown = page.markdown(&ReadOptions::new()).text;
    let (text, read) = (storage.clone(), page.clone());
    is_stopped("reading", move || drop(Document::parse(&text))).await;
    is_stopped("showing", move || drop(read.markdown(&ReadOptions::new()))).await;
    let (text, edited) = (markdown.clone(), page.clone());
    is_stopped("writing", move || drop(to_storage(&text, &WriteOptions::new()))).await;
    let changed = markdown.replacen("some", "other", 1);
    is_stopped("editing", move || drop(edited.edit(&[Edit::page_markdown(changed.as_str())]))).await;
    is_stopped("searching", move || drop(page.edit(&[Edit::replace_text("none", "x")]))).await;
    is_stopped("merging", move || drop(three_way_merge(&storage, &other, &storage))).await;
}
