//! How many queries are worked at a time. Each holds a thread of tokio for blocking calls until its end, the waits for the
//! service included, and needs others meanwhile: names of hosts are looked up there, tokens are read, bodies converted.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::{Error, ErrorKind, Result};

/// Far below the 512 threads that a runtime of tokio has unless told otherwise, and more than what one service answers
/// without refusing.
const AT_A_TIME: usize = 64;

/// How long a query waits for a place. Its own time begins behind that.
const PATIENCE: Duration = Duration::from_secs(30);

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_A_TIME)));

/// Waits for a place, without a thread; who is gone meanwhile takes none.
///
/// # Errors
/// `Timeout` if there is none for long.
pub(super) async fn place(time: Duration) -> Result<OwnedSemaphorePermit> {
    place_in(&PLACES, PATIENCE.min(time)).await
}

async fn place_in(places: &Arc<Semaphore>, patience: Duration) -> Result<OwnedSemaphorePermit> {
    match timeout(patience, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(place)) => Ok(place),
        _ => Err(Error::new(ErrorKind::Timeout, "sql").with_message(format!(
            "as many queries as are worked at a time, {AT_A_TIME}, are under way, and none of them ended within {} s: this \
             one did not begin; run it again later",
            patience.as_secs()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_is_told_and_a_place_that_is_left_is_taken() {
        let places = Arc::new(Semaphore::new(1));
        let held = place_in(&places, PATIENCE).await.unwrap();
        let refused = place_in(&places, PATIENCE).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Timeout);
        assert!(refused.to_string().contains("within 30 s: this one did not begin"), "{refused}");
        drop(held);
        assert!(place_in(&places, PATIENCE).await.is_ok());
    }
}
