//! Content states of Cloud.

use crate::error::Result;
use crate::ids::ContentId;
use crate::v1;
use crate::wiki::backend::Backend;
use crate::wiki::model::content_states::ContentState;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<Option<ContentState>> {
    let found = backend.client.send(v1::content_states::get(content)).await?;
    Ok(found.content_state.and_then(|state| Some(ContentState::new(state.name?, state.color))))
}
