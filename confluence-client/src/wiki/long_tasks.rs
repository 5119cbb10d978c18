//! Work that goes on after the answer.

use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::Wiki;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, LongTaskId};
use crate::models::v1;

/// Work under way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LongTask {
    /// Its id.
    pub id: LongTaskId,
    /// How much of it is done, from 0 to 100.
    pub percent: u8,
    /// Whether it has ended.
    pub finished: bool,
    /// Whether it has done what it should.
    pub successful: bool,
    /// What it has to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
    /// What it made, such as the copy of the topmost page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<ContentId>,
}

impl Wiki {
    /// Says how far work has come.
    ///
    /// # Errors
    /// `NotFound` if there is none, or it ended long ago.
    pub async fn long_task(&self, id: impl Into<LongTaskId>) -> Result<LongTask> {
        let id = id.into();
        let status = deployed!(self => long_tasks::get(&id).await)?;
        Ok(far(id, status))
    }

    /// Waits until work has ended well, for as long as given.
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
                return Err(Error::new(ErrorKind::Service, "long_task").said(now.messages.join("; ")));
            }
            if begun.elapsed() + wait > within {
                return Err(Error::new(ErrorKind::Timeout, "long_task")
                    .said(format!("the work {} goes on: ask for it later", now.id)));
            }
            sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(5));
            now = self.long_task(now.id).await?;
        }
    }
}

/// What the service answers as it begins.
pub(super) fn begun(task: v1::LongTask) -> Result<LongTask> {
    let of_path = |path: String| path.rsplit('/').next().map(LongTaskId::from);
    let id = task.id.or_else(|| of_path(task.links?.status?));
    let id = id.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "long_task").said("the service does not say what the id of the work is")
    })?;
    Ok(LongTask { id, percent: 0, finished: false, successful: false, messages: Vec::new(), made: None })
}

fn far(id: LongTaskId, status: v1::LongTaskStatus) -> LongTask {
    let percent = status.percentage_complete.unwrap_or_default().clamp(0, 100);
    let said = |message: v1::Message| message.translation.or(message.key);
    LongTask {
        id,
        percent: u8::try_from(percent).unwrap_or(100),
        // Data Center has no flag, and says only that all is done.
        finished: status.finished.unwrap_or(status.successful || percent == 100),
        successful: status.successful,
        messages: status.errors.into_iter().chain(status.messages).filter_map(said).collect(),
        made: status.additional_details.and_then(|details| details.destination_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(status: &str) -> (bool, bool) {
        let task = far("1".into(), serde_json::from_str(status).unwrap());
        (task.finished, task.successful)
    }

    #[test]
    fn the_flag_says_whether_work_has_ended() {
        let last_steps = r#"{"percentageComplete":100,"finished":false,"successful":false}"#;
        assert_eq!(ended(last_steps), (false, false));
        assert_eq!(ended(r#"{"percentageComplete":40,"finished":true,"successful":false}"#), (true, false));
        assert_eq!(ended(r#"{"percentageComplete":100,"successful":true}"#), (true, true));
        assert_eq!(ended(r#"{"percentageComplete":99,"successful":false}"#), (false, false));
    }
}
