//! Completion of an argument that a person has begun to write.

use std::collections::HashMap;

use confluence_client::cql::{SPACE, TITLE, TYPE};
use confluence_client::wiki::Wiki;
use rmcp::model::CompletionInfo;

use crate::advice::Failure;
use crate::untrusted::visible;

/// The argument, what is written of it, and the arguments that are settled.
pub(crate) struct CompletionQuery<'a> {
    pub(crate) argument: &'a str,
    pub(crate) written: &'a str,
    pub(crate) settled: HashMap<String, String>,
    pub(crate) sites: &'a [String],
}

/// What the argument might be.
pub(crate) async fn complete(wiki: &Wiki, wanted: &CompletionQuery<'_>) -> Result<CompletionInfo, Failure> {
    let found = match wanted.argument {
        "site" => wanted.sites.to_vec(),
        "space_key" => keys(wiki, wanted.written).await?,
        "title" => titles(wiki, wanted).await?,
        "filename" => names(wiki, wanted).await?,
        _ => Vec::new(),
    };
    let written = wanted.written.to_lowercase();
    let fits = |text: &String| match wanted.argument {
        "site" | "filename" => text.to_lowercase().starts_with(&written),
        _ => true,
    };
    // What nobody sees would be sent back as it is shown, and name something else.
    let shown = |text: &String| visible(text).1 == 0;
    let mut values: Vec<String> = found.into_iter().filter(fits).filter(shown).collect();
    let more = values.len() > CompletionInfo::MAX_VALUES;
    values.truncate(CompletionInfo::MAX_VALUES);
    CompletionInfo::with_pagination(values, None, more).map_err(|error| Failure::new(error, ""))
}

/// Keys of the spaces whose key or name begins like this.
async fn keys(wiki: &Wiki, written: &str) -> Result<Vec<String>, Failure> {
    let begins = |text: &str| text.to_lowercase().starts_with(&written.to_lowercase());
    let spaces = wiki.spaces().limit(250).slice().await?.items.into_iter();
    let spaces = spaces.filter(|space| begins(space.key.as_str()) || begins(&space.name));
    Ok(spaces.map(|space| space.key.as_str().to_owned()).collect())
}

/// Titles of pages in the settled space with a word that begins like the last one.
async fn titles(wiki: &Wiki, wanted: &CompletionQuery<'_>) -> Result<Vec<String>, Failure> {
    let Some(space) = wanted.settled.get("space_key") else { return Ok(Vec::new()) };
    let pages = TYPE.is("page").and(SPACE.is(space.as_str()));
    let words = wanted.written.trim();
    let pages = if words.is_empty() {
        pages
    } else {
        pages.and(TITLE.contains(words).or(TITLE.matches(&format!("{words}*"))))
    };
    let found = wiki.search(&pages.into_cql()).limit(50).slice().await?;
    Ok(found.items.into_iter().map(|hit| hit.title).collect())
}

/// Names of the files on the settled page.
async fn names(wiki: &Wiki, wanted: &CompletionQuery<'_>) -> Result<Vec<String>, Failure> {
    let Some(page) = wanted.settled.get("page_id") else { return Ok(Vec::new()) };
    let files = wiki.attachments(page.as_str()).limit(100).slice().await?;
    Ok(files.items.into_iter().map(|file| file.name).collect())
}
