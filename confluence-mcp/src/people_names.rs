//! The names of people who are mentioned on a page.

use confluence_client::content::{Document, ReadOptions};
use confluence_client::wiki::Wiki;

/// The names of the people on a page, as far as they can be had: it is worth reading without them.
pub(crate) async fn named(wiki: &Wiki, document: &Document, options: ReadOptions) -> ReadOptions {
    let mentioned = document.mentions();
    if mentioned.is_empty() {
        return options;
    }
    let people = wiki.people(mentioned).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "the people on a page have no names");
        Vec::new()
    });
    options.names(people.into_iter().filter_map(|person| Some((person.id, person.name?))))
}
