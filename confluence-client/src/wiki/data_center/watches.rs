//! Watches of Data Center. What it answers to a new watch differs from version to version, and is not looked at.

use crate::dc;
use crate::dc::user_watches as watches;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::User;
use crate::wiki::shapes::person;
use crate::wiki::{List, Person, Wiki};

pub(in crate::wiki) async fn is_watching(wiki: &Wiki, content: &ContentId) -> Result<bool> {
    Ok(wiki.client.send(watches::is_watching_content(content)).await?.watching)
}

pub(in crate::wiki) async fn watch(wiki: &Wiki, content: &ContentId, watching: bool) -> Result<()> {
    match watching {
        true => wiki.client.send_as::<()>(watches::watch_content(content)).await,
        false => wiki.client.send(watches::unwatch_content(content)).await,
    }
}

pub(in crate::wiki) fn watchers(wiki: &Wiki, content: ContentId) -> List<Person> {
    let ask = dc::content_watchers::list(&content);
    List::below(wiki, content, ask, |_, watcher: User| person(watcher))
}

pub(in crate::wiki) async fn is_watching_space(wiki: &Wiki, space: &SpaceKey) -> Result<bool> {
    Ok(wiki.client.send(watches::is_watching_space(space)).await?.watching)
}

pub(in crate::wiki) async fn watch_space(wiki: &Wiki, space: &SpaceKey, watching: bool) -> Result<()> {
    match watching {
        true => wiki.client.send_as::<()>(watches::watch_space(space)).await,
        false => wiki.client.send(watches::unwatch_space(space)).await,
    }
}
