//! The limit on calls that run at a time, and the permit of each call.
//!
//! A call that waits for a person, or for long work of the service, gives its permit back meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::service::RequestContext;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limit on the calls of one server that run at a time.
#[derive(Clone)]
pub(crate) struct CallLimit(Arc<Semaphore>);

/// The concurrency permit of one call. The context of the call carries it to whatever waits.
#[derive(Clone)]
pub(crate) struct CallPermit {
    limit: CallLimit,
    held: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl CallLimit {
    /// The highest limit there can be.
    pub(crate) const MAX: usize = Semaphore::MAX_PERMITS;

    pub(crate) fn new(max: usize) -> Self {
        Self(Arc::new(Semaphore::new(max)))
    }

    /// A permit that is not acquired yet.
    pub(crate) fn permit(&self) -> CallPermit {
        CallPermit { limit: self.clone(), held: Arc::default() }
    }
}

impl CallPermit {
    /// Acquires the permit, does the work, and releases it.
    pub(crate) async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.acquire().await;
        let _release = ReleaseOnDrop(self);
        work.await
    }

    async fn acquire(&self) {
        // An error would mean that the semaphore was closed, which nobody does.
        let permit = Arc::clone(&self.limit.0).acquire_owned().await.ok();
        self.hold(permit);
    }

    fn hold(&self, permit: Option<OwnedSemaphorePermit>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = permit;
    }
}

/// Releases the permit even where the work is dropped before it ends, as on a cancellation.
struct ReleaseOnDrop<'a>(&'a CallPermit);

impl Drop for ReleaseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.hold(None);
    }
}

/// Waits without the permit of the call, for a person or for long work of the service, and acquires it again
/// afterwards: a hundred calls that wait for their users must not keep the others from running.
pub(crate) async fn without_permit<T>(
    context: &RequestContext<RoleServer>,
    waiting: impl Future<Output = T>,
) -> T {
    let Some(permit) = context.extensions.get::<CallPermit>() else { return waiting.await };
    permit.hold(None);
    let done = waiting.await;
    permit.acquire().await;
    done
}
