//! Work in a task or a thread of its own, and what its end means.

use std::panic::resume_unwind;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::error::{Error, Result};

/// Does work that may block on a thread apart. `what` says which work it is, where it is cut off.
pub(crate) async fn blocking<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    ended(what, spawn_blocking(work)).await
}

/// Works in a task of its own, which goes on when its caller gives up.
pub(crate) async fn to_its_end<T: Send + 'static>(
    what: &str,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    ended(what, tokio::spawn(work)).await
}

/// What the work comes to. Work that panicked panics here too: that is a fault of the program, which trying again does not
/// mend. Nobody aborts these tasks, so that the others were cut off by the end of the runtime.
pub(crate) async fn ended<T>(what: &str, work: JoinHandle<Result<T>>) -> Result<T> {
    match work.await {
        Ok(done) => done,
        Err(broken) => match broken.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(cut_off(what)),
        },
    }
}

pub(crate) fn cut_off(what: &str) -> Error {
    Error::transient(format!("{what} was cut off; the runtime is ending"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_no_failure_that_passes() {
        for panics in [
            tokio::spawn(to_its_end("it", async { panic_of_the_test() })),
            tokio::spawn(blocking("it", panic_of_the_test)),
        ] {
            assert!(panics.await.unwrap_err().is_panic());
        }
    }

    fn panic_of_the_test() -> Result<()> {
        resume_unwind(Box::new("a fault of the program"))
    }

    #[test]
    fn work_that_the_end_of_the_runtime_cuts_off_may_be_tried_again() {
        let ending = tokio::runtime::Runtime::new().unwrap();
        let task = ending.spawn(std::future::pending::<Result<()>>());
        ending.shutdown_background();
        let other = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let error = other.block_on(ended("the work", task)).unwrap_err();
        assert!(error.is_transient() && error.to_string().contains("the work was cut off"), "{error}");
    }
}
