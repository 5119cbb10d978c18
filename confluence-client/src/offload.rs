//! Work on long texts, away from the threads that answer others.

use std::cell::RefCell;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Up to this many bytes, work is done where it is: a few milliseconds at the worst, less than what handing it over and
/// back costs a small page under load.
const INLINE: usize = 8 << 10;

/// How much of this work is done at a time: as much as there are processors, however many calls want it. What waits,
/// waits without a thread, and is gone when its caller is.
static PERMITS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))));

/// Runs work on content of so many bytes (conversion, diff, merge, search) where it keeps no other task waiting.
///
/// Short work is done at once; longer work on a thread of tokio for blocking calls, as much at a time as there are
/// processors. A caller that is dropped takes its work with it: what waits does not begin, and what has begun ends before
/// the next block that the functions of [`content`](crate::content) read, show, write or merge (in a program whose panics
/// unwind; else it comes to its end, which their bounds keep near).
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// use confluence_client::content::{Document, ReadOptions, offload};
///
/// let storage = "<p>long</p>".repeat(10_000);
/// let text = offload(storage.len(), move || {
///     Document::parse(&storage).map(|page| page.markdown(&ReadOptions::new()).text)
/// });
/// assert!(text.await.unwrap().starts_with("long\n"));
/// # });
/// ```
///
/// # Panics
/// If the work does.
#[cfg_attr(not(feature = "markdown"), expect(unreachable_pub, reason = "`content` hands it on"))]
pub async fn offload<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    // On the executor of somebody else there is no such thread.
    if bytes <= INLINE || Handle::try_current().is_err() {
        return work();
    }
    let permit = Arc::clone(&PERMITS).acquire_owned().await;
    let caller = Caller::default();
    let is_gone = Arc::clone(&caller.is_gone);
    let done = spawn_blocking(move || {
        let _until_it_ends = (Watched::begin(is_gone), permit);
        work()
    });
    match done.await {
        Ok(done) => done,
        Err(broken) => match broken.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime ends, and nobody asks any more.
            Err(_) => pending().await,
        },
    }
}

/// Whoever waits for some work; it is gone when this is dropped.
#[derive(Default)]
struct Caller {
    is_gone: Arc<AtomicBool>,
}

impl Drop for Caller {
    fn drop(&mut self) {
        self.is_gone.store(true, Ordering::Relaxed);
    }
}

thread_local! {
    /// Whether the caller of the work that this thread does is gone.
    static IS_GONE: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Work of this thread whose caller is watched, until it ends.
struct Watched;

impl Watched {
    fn begin(is_gone: Arc<AtomicBool>) -> Self {
        IS_GONE.with(|watched| watched.replace(Some(is_gone)));
        Self
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        IS_GONE.with(|watched| watched.replace(None));
    }
}

/// Ends the work of this thread if nobody waits for it any more. Nothing is printed, since nothing is wrong.
#[cfg_attr(not(feature = "markdown"), expect(dead_code, reason = "`content` asks it"))]
pub(crate) fn stop_if_abandoned() {
    let is_gone = || {
        IS_GONE.with_borrow(|watched| watched.as_ref().is_some_and(|is_gone| is_gone.load(Ordering::Relaxed)))
    };
    if cfg!(panic = "unwind") && is_gone() {
        resume_unwind(Box::new("nobody waits for this"));
    }
}

#[cfg(all(test, feature = "markdown", panic = "unwind"))]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::content::{Document, Edit, ReadOptions, WriteOptions, three_way, to_storage};

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

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
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
        is_stopped("merging", move || drop(three_way(&storage, &other, &storage))).await;
    }
}
