//! Watches of Data Center. What it answers to a new watch differs from version to version, and is not looked at.

use crate::dc;
use crate::dc::user_watches as watches;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::User;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::person;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) async fn is_watching(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<bool> {
    Ok(backend.client.send(watches::is_watching_content(content)).await?.watching)
}

pub(in crate::wiki) async fn watch(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    watching: bool,
) -> Result<()> {
    match watching {
        true => backend.client.send_as::<()>(watches::watch_content(content)).await,
        false => backend.client.send(watches::unwatch_content(content)).await,
    }
}

pub(in crate::wiki) fn watchers(backend: &Backend, content: ClearedRead<ContentId>) -> List<Person> {
    let ask = dc::content_watchers::list(&content);
    List::of(backend, ask, |_, watcher: User| person(watcher))
}

pub(in crate::wiki) async fn is_watching_space(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
) -> Result<bool> {
    Ok(backend.client.send(watches::is_watching_space(space)).await?.watching)
}

pub(in crate::wiki) async fn watch_space(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    watching: bool,
) -> Result<()> {
    match watching {
        true => backend.client.send_as::<()>(watches::watch_space(space)).await,
        false => backend.client.send(watches::unwatch_space(space)).await,
    }
}
