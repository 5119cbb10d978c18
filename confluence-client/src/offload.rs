//! Work on long texts, away from the threads that answer others.

use std::future::pending;
use std::panic::resume_unwind;
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
/// processors. A caller that is dropped while it waits takes its work with it; what has begun comes to its end, which the
/// bounds of [`content`](crate::content) keep near.
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
    let done = spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
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
