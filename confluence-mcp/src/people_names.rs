//! The names of people: of those who wrote something, and of those who are mentioned in it.

use confluence_client::Deployment;
use confluence_client::content::ReadOptions;
use confluence_client::wiki::{Person, Wiki};

/// How many people one answer names: on Cloud one request names so many.
const MAX_NAMED: usize = 250;
/// The same on Data Center, where one search names so many; the others are shown by their keys.
const MAX_NAMED_BY_SEARCH: usize = 50;

/// Gives people their names, as far as they can be had: Cloud tells ids alone, and rows are worth reading with those.
pub(crate) async fn name(wiki: &Wiki, people: Vec<&mut Person>) {
    drop(names(wiki, people, Vec::new()).await);
}

/// Gives those who wrote a page their names, and says how those are called who are mentioned on it: one request for
/// all of them.
pub(crate) async fn name_with_mentions(
    wiki: &Wiki,
    people: Vec<&mut Person>,
    mentioned: Vec<String>,
    options: ReadOptions,
) -> ReadOptions {
    options.names(names(wiki, people, mentioned).await)
}

async fn names(wiki: &Wiki, people: Vec<&mut Person>, mentioned: Vec<String>) -> Vec<(String, String)> {
    let unnamed: Vec<_> = people.into_iter().filter(|person| person.name.is_none()).collect();
    let most = match wiki.site().deployment() {
        Deployment::Cloud => MAX_NAMED,
        _ => MAX_NAMED_BY_SEARCH,
    };
    let mut ids: Vec<String> = unnamed.iter().map(|person| person.id.clone()).chain(mentioned).collect();
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids.truncate(most);
    if ids.is_empty() {
        return Vec::new();
    }
    match wiki.people(ids).await {
        Ok(named) => {
            let named: Vec<(String, String)> =
                named.into_iter().filter_map(|person| Some((person.id, person.name?))).collect();
            for person in unnamed {
                person.name = named.iter().find(|(id, _)| *id == person.id).map(|(_, name)| name.clone());
            }
            named
        }
        Err(error) => {
            tracing::debug!(%error, "people have no names in an answer");
            Vec::new()
        }
    }
}
