//! Content states of Data Center, which has none.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::content_states::ContentState;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) async fn get(_: &Backend, _: &ClearedRead<ContentId>) -> Result<Option<ContentState>> {
    Err(unsupported("content_state", NONE))
}

pub(in crate::wiki) async fn set(
    _: &Backend,
    _: &ClearedWrite<ContentId>,
    _: Option<&str>,
) -> Result<Option<ContentState>> {
    Err(unsupported("set_content_state", NONE))
}

const NONE: &str = "Data Center has no content states: labels serve as such";
