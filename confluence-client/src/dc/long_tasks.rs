//! Long-running tasks: their progress.

use crate::declare::endpoints;
use crate::ids::LongTaskId;
use crate::models::v1::LongTaskStatus;
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Returns the progress of a long-running task.
    fn get(id: LongTaskId) -> LongTaskStatus = GetLongTask("getTask"): GET "/longtask/{id}" {
        /// What more to answer.
        expand: Commas<String>,
    }

    /// Lists the long-running tasks.
    fn list() -> Paged<LongTaskStatus> = GetLongTasks("getTasks"): GET "/longtask" paged Start {
        /// What more to answer.
        expand: Commas<String>,
    }
}
