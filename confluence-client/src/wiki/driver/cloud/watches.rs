//! Watches of Cloud, all of it v1.

use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::ContentWatch;
use crate::v1::content_watches as watches;
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
        true => backend.client.send(watches::watch_content(content)).await,
        false => backend.client.send(watches::unwatch_content(content)).await,
    }
}

pub(in crate::wiki) fn watchers(backend: &Backend, content: ClearedRead<ContentId>) -> List<Person> {
    let ask = watches::of_page(&content);
    List::of(backend, ask, |_, watch: ContentWatch| person(watch.watcher?))
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
        true => backend.client.send(watches::watch_space(space)).await,
        false => backend.client.send(watches::unwatch_space(space)).await,
    }
}
