//! Long-running tasks: their progress.

use crate::declare::endpoints;
use crate::ids::LongTaskId;
use crate::models::v1::LongTaskStatus;
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the long-running tasks.
    fn list() -> Paged<LongTaskStatus> = GetTasks: GET "/longtask" paged Start
        needs granular ["read:content.metadata:confluence"]
    {
        /// Only work of this kind.
        key: String,
    }

    /// Returns the progress of a long-running task.
    fn get(id: LongTaskId) -> LongTaskStatus = GetTask: GET "/longtask/{id}"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-space.summary"]
}
