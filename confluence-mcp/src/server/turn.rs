//! The turn of a call: so many are worked on at a time, and one that waits for a person takes nobody's turn.

use std::sync::{Arc, Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::service::RequestContext;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many calls are worked on at a time.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Semaphore>);

/// The turn of one call, which its context carries to whatever waits.
#[derive(Clone)]
pub(crate) struct Turn {
    turns: Turns,
    held: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Turns {
    pub(crate) const MOST: usize = Semaphore::MAX_PERMITS;

    pub(crate) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// A turn that has not come yet.
    pub(crate) fn queue(&self) -> Turn {
        Turn { turns: self.clone(), held: Arc::default() }
    }
}

impl Turn {
    /// Does work when the turn comes, and gives the turn back.
    pub(crate) async fn work<T>(&self, work: impl Future<Output = T>) -> T {
        self.come().await;
        let _back = GivenBack(self);
        work.await
    }

    async fn come(&self) {
        // Nobody closes it.
        let turn = Arc::clone(&self.turns.0).acquire_owned().await.ok();
        self.hold(turn);
    }

    fn hold(&self, turn: Option<OwnedSemaphorePermit>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = turn;
    }
}

struct GivenBack<'a>(&'a Turn);

impl Drop for GivenBack<'_> {
    fn drop(&mut self) {
        self.0.hold(None);
    }
}

/// Waits for a person, or for work of the service, in nobody's turn; afterwards the call waits for its own again.
pub(crate) async fn aside<T>(context: &RequestContext<RoleServer>, waiting: impl Future<Output = T>) -> T {
    let Some(turn) = context.extensions.get::<Turn>() else { return waiting.await };
    turn.hold(None);
    let done = waiting.await;
    turn.come().await;
    done
}
