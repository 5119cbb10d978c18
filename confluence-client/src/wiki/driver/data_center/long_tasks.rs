//! Long work of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::LongTaskId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::task_status;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn get(backend: &Backend, id: &ClearedRead<LongTaskId>) -> Result<LongTask> {
    Ok(task_status(id.clone().into_inner(), backend.client.send(dc::long_tasks::get(&**id)).await?))
}
