//! Content states of Data Center, which has none.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::content_states::ContentState;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn get(_: &Backend, _: &ClearedRead<ContentId>) -> Result<Option<ContentState>> {
    Err(unsupported("content_state", "Data Center has no content states: labels serve as such"))
}
