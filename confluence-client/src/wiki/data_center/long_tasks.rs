//! Long work of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::LongTaskId;
use crate::models::v1::LongTaskStatus;
use crate::wiki::Wiki;

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &LongTaskId) -> Result<LongTaskStatus> {
    wiki.client.send(dc::long_tasks::get(id)).await
}
