//! Long work of Cloud.

use crate::error::Result;
use crate::ids::LongTaskId;
use crate::models::v1::LongTaskStatus;
use crate::v1;
use crate::wiki::Wiki;

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &LongTaskId) -> Result<LongTaskStatus> {
    wiki.client.send(v1::long_running_tasks::get(id)).await
}
