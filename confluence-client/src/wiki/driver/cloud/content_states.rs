//! Content states of Cloud.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::ContentStatus;
use crate::models::v1::{self as models, NewState};
use crate::v1;
use crate::wiki::backend::Backend;
use crate::wiki::model::content_states::ContentState;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<Option<ContentState>> {
    let found = backend.client.send(v1::content_states::get(content)).await?;
    Ok(carried(found))
}

pub(in crate::wiki) async fn set(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    name: Option<&str>,
) -> Result<Option<ContentState>> {
    let Some(name) = name else {
        let removed = v1::content_states::remove(content).status(ContentStatus::Current);
        return Ok(carried(backend.client.send(removed).await?));
    };
    let state = named(backend, content, name).await?;
    let set = v1::content_states::set(content, ContentStatus::Current, state);
    Ok(carried(backend.client.send(set).await?))
}

/// The state of this name that the content may get.
async fn named(backend: &Backend, content: &ContentId, name: &str) -> Result<NewState> {
    let available = backend.client.send(v1::content_states::available(content)).await?;
    let states: Vec<_> =
        available.space_content_states.into_iter().chain(available.custom_content_states).collect();
    let is_named = |known: &&models::ContentState| {
        known.name.as_ref().is_some_and(|known| known.trim().eq_ignore_ascii_case(name.trim()))
    };
    match states.iter().find(is_named) {
        // What is only suggested has no number yet.
        Some(models::ContentState { id: Some(id), .. }) if *id != 0 => Ok(NewState::new().id(*id)),
        Some(state) => {
            let suggested = NewState::new().name(state.name.clone().unwrap_or_default());
            Ok(match &state.color {
                Some(color) => suggested.color(color.as_str()),
                None => suggested,
            })
        }
        None => {
            let names: Vec<String> = states.into_iter().filter_map(|state| state.name).collect();
            let there_are = match names.is_empty() {
                true => "the space has none".to_owned(),
                false => format!("there are {}", names.join(", ")),
            };
            let message = format!("there is no content state `{name}` for it; {there_are}");
            Err(Error::new(ErrorKind::Invalid, "set_content_state").with_message(message))
        }
    }
}

fn carried(found: models::CurrentState) -> Option<ContentState> {
    found.content_state.and_then(|state| Some(ContentState::new(state.name?, state.color)))
}
