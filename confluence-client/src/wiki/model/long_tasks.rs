//! Work that goes on after the answer.

use serde::Serialize;

use crate::ids::{ContentId, LongTaskId};
use crate::wiki::model::located::{Located, Location};

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

/// Work of the service lies in no space.
impl Located for LongTaskId {
    fn locations(&self) -> Vec<Location<'_>> {
        Vec::new()
    }
}
