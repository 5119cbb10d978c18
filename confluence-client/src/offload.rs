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
use tracing::Span;

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
    if bytes <= INLINE || Handle::try_current().is_err() {
        return work();
    }
    let permit = Arc::clone(&PERMITS).acquire_owned().await;
    let caller = Caller::default();
    let is_gone = Arc::clone(&caller.is_gone);
    blocking(move || {
        let _until_it_ends = (Watched::begin(is_gone), permit);
        work()
    })
    .await
}

/// Does work that blocks, such as reading files, on a thread of tokio for it; a panic of the work is the caller's.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // On the executor of somebody else there is no such thread.
    if Handle::try_current().is_err() {
        return work();
    }
    let span = Span::current();
    match spawn_blocking(move || span.in_scope(work)).await {
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
pub(crate) fn stop_if_abandoned() {
    let is_gone = || {
        IS_GONE.with_borrow(|watched| watched.as_ref().is_some_and(|is_gone| is_gone.load(Ordering::Relaxed)))
    };
    if cfg!(panic = "unwind") && is_gone() {
        resume_unwind(Box::new("nobody waits for this"));
    }
}
