//! Work that goes on after the answer.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::LongTaskId;
use crate::wiki::Wiki;
use crate::wiki::model::long_tasks::LongTask;

impl Wiki {
    /// Returns the progress of a long-running task.
    ///
    /// # Errors
    /// `NotFound` if there is none, or it ended long ago.
    pub async fn long_task(&self, id: impl Into<LongTaskId>) -> Result<LongTask> {
        let id = self.read(id.into(), "long_task").await?;
        deployed!(self => long_tasks::get(&id).await)
    }

    /// Waits until a long-running task has succeeded, for as long as given; it is asked for once more at the end of that.
    ///
    /// # Errors
    /// `Service` if it failed, with what it says; `Timeout` if it has not ended by then, and goes on.
    pub async fn finished(&self, task: LongTask, within: Duration) -> Result<LongTask> {
        let begun = Instant::now();
        let mut wait = Duration::from_millis(100);
        let mut now = task;
        loop {
            if now.finished && now.successful {
                return Ok(now);
            }
            if now.finished {
                let said = match now.messages.is_empty() {
                    true => format!("the work {} failed, and the service does not say why", now.id),
                    false => now.messages.join("; "),
                };
                return Err(Error::new(ErrorKind::Service, "long_task").said(said));
            }
            let left = within.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(Error::new(ErrorKind::Timeout, "long_task")
                    .said(format!("the work {} goes on: ask for it later", now.id)));
            }
            sleep(wait.min(left)).await;
            wait = (wait * 2).min(Duration::from_secs(5));
            now = self.long_task(now.id).await?;
        }
    }
}
