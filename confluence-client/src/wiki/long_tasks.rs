//! Work that goes on after the answer.

use std::time::Duration;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::time::{Instant, sleep, timeout};

use crate::client::deadline;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::LongTaskId;
use crate::wiki::Wiki;
use crate::wiki::model::long_tasks::LongTask;

/// How long the last look at a task may take, behind the time that was given.
const LAST_LOOK: Duration = Duration::from_secs(10);

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
    /// `Service` if it failed, with what it says; `Timeout` if it goes on: it has not ended by then, or nobody knows
    /// whether it has, whatever the reason. A task that was begun is begun again by nothing that failed behind it.
    pub async fn wait_for_task(&self, task: LongTask, within: Duration) -> Result<LongTask> {
        let begun = task.clone();
        let looks = self.progress(task, within);
        looks.try_fold(begun, |_, now| std::future::ready(Ok(now))).await
    }

    /// Watches a long-running task as [`Wiki::wait_for_task`] waits for it: how far it is at first, and at each look at it. The
    /// last row is of a task that has succeeded.
    ///
    /// # Errors
    /// In the stream, as its last row: as [`Wiki::wait_for_task`].
    pub fn progress(&self, task: LongTask, within: Duration) -> BoxStream<'static, Result<LongTask>> {
        let watch = Watch {
            wiki: self.clone(),
            now: task,
            until: deadline::after(Instant::now(), within),
            wait: Duration::from_millis(100),
            failed: None,
            stage: Stage::Begun,
        };
        stream::unfold(watch, Watch::next).boxed()
    }
}

/// A task that is watched.
struct Watch {
    wiki: Wiki,
    now: LongTask,
    /// When to look for the last time.
    until: Instant,
    wait: Duration,
    /// Why the look before could not tell anything.
    failed: Option<String>,
    stage: Stage,
}

#[derive(PartialEq, Eq)]
enum Stage {
    Begun,
    Told,
    Ended,
}

impl Watch {
    async fn next(mut self) -> Option<(Result<LongTask>, Self)> {
        let seen = match self.stage {
            Stage::Begun => Ok(()),
            Stage::Told => self.look().await,
            Stage::Ended => return None,
        };
        let told = seen.and_then(|()| outcome(self.now.clone()));
        let is_over = told.as_ref().map_or(true, |now| now.finished);
        self.stage = if is_over { Stage::Ended } else { Stage::Told };
        Some((told, self))
    }

    /// Waits, and asks how far the task is until there is an answer: one look that fails says nothing of the task.
    async fn look(&mut self) -> Result<()> {
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(goes_on(&self.now.id, self.failed.as_deref()));
            }
            sleep(self.wait.min(left)).await;
            self.wait = (self.wait * 2).min(Duration::from_secs(5));
            let ask = self.wiki.long_task(self.now.id.clone());
            match timeout(left.saturating_add(LAST_LOOK), ask).await {
                Ok(Ok(now)) => {
                    (self.now, self.failed) = (now, None);
                    return Ok(());
                }
                Ok(Err(error)) if is_passing(&error) => self.failed = Some(why(&error)),
                Ok(Err(error)) => return Err(goes_on(&self.now.id, Some(&why(&error)))),
                Err(_) => self.failed = Some("no answer came".to_owned()),
            }
        }
    }
}

/// The task, unless it has failed.
fn outcome(task: LongTask) -> Result<LongTask> {
    if task.successful || !task.finished {
        return Ok(task);
    }
    // Some are the name of the outcome, as `FINISH_WITH_ERROR`.
    let is_code = |said: &str| said.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let said: Vec<&str> = task.messages.iter().map(String::as_str).filter(|said| !is_code(said)).collect();
    let said = match said.is_empty() {
        true => format!("the work {} failed, and the service does not say why", task.id),
        false => said.join("; "),
    };
    Err(Error::new(ErrorKind::Service, "long_task").with_message(said))
}

fn is_passing(error: &Error) -> bool {
    use ErrorKind::{RateLimited, Service, Timeout, Transport};
    matches!(error.kind(), RateLimited | Service | Timeout | Transport)
}

fn why(error: &Error) -> String {
    match error.explained() {
        Some(said) => format!("{}: {said}", error.kind()),
        None => error.kind().to_string(),
    }
}

/// What a look at a task failed of is no failure of the task, and so is told in words alone: its kind, or a login that ended
/// meanwhile, would be taken for a reason to begin the task again.
fn goes_on(id: &LongTaskId, failed: Option<&str>) -> Error {
    let error = Error::new(ErrorKind::Timeout, "long_task");
    match failed {
        Some(why) => error.with_message(format!(
            "the work {id} was begun and goes on; its progress could not be read ({why}): ask for it later, and do not begin \
             it again"
        )),
        None => error.with_message(format!("the work {id} was begun and goes on: ask for it later")),
    }
}
