//! Long-running tasks.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentId, LongTaskId};
use crate::wiki::model::located::{Located, Location};

/// A long-running task of the service, such as copying a tree or deleting a space.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use std::time::Duration;
///
/// let task = wiki.trash_tree("98765").await?;
/// let done = wiki.wait_for_task(task, Duration::from_secs(60)).await?;
/// assert_eq!(done.percent, 100);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct LongTask {
    /// Its id.
    pub id: LongTaskId,
    /// Its progress in percent, from 0 to 100.
    pub percent: u8,
    /// Whether it has ended.
    pub finished: bool,
    /// Whether it has succeeded.
    pub successful: bool,
    /// Its messages and errors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
    /// What it made, such as the copy of the topmost page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<ContentId>,
}

impl LongTask {
    /// A task of this id that has just begun.
    pub fn new(id: impl Into<LongTaskId>) -> Self {
        Self {
            id: id.into(),
            percent: 0,
            finished: false,
            successful: false,
            messages: Vec::new(),
            made: None,
        }
    }
}

/// Work of the service lies in no space.
impl Located for LongTaskId {
    fn locations(&self) -> Vec<Location<'_>> {
        Vec::new()
    }
}
