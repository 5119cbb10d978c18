//! What was probably meant by a title or a key that nothing has: so that the second call is right.

use std::fmt;

use confluence_client::ErrorKind;
use confluence_client::cql::{Condition, SPACE, TITLE, TYPE};
use confluence_client::ids::ContentId;
use confluence_client::wiki::{Hit, Space, Wiki};
use serde_json::Value;

use crate::advice::Failure;

/// How many pages and spaces are named: enough to find the one that is meant.
const MAX_NAMED: usize = 8;
/// How many spaces are looked through for a name, in one request.
const MAX_SPACES: u32 = 250;
/// How pages are named.
const NAMED: &str = "Pages are named by id or address: confluence_search finds them.";
/// The arguments that hold the key of a space.
const KEYS: [&str; 2] = ["space_key", "target_space_key"];

/// Pages as they are listed in a sentence: id, title, space.
struct Listed<'h>(&'h [Hit]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, hit) in self.0.iter().take(MAX_NAMED).enumerate() {
            let id = hit.id.as_ref().map(ContentId::as_str).unwrap_or_default();
            let space = hit.space.as_ref().map(|key| format!(" in {}", key.as_str())).unwrap_or_default();
            write!(formatter, "{}{id} ({:?}{space})", if at == 0 { "" } else { ", " }, hit.title)?;
        }
        Ok(())
    }
}

/// The id of the only page of this title, where it was given in place of an id.
///
/// # Errors
/// There is none, or there are several, which are listed. One that is to be changed has to be named by its id.
pub(crate) async fn page(wiki: &Wiki, text: &str, reads: bool) -> Result<ContentId, Failure> {
    let same = |hit: &&Hit| hit.title.eq_ignore_ascii_case(text.trim());
    let found = titled(wiki, TITLE.is(text.trim())).await;
    let exact: Vec<Hit> = found.iter().filter(same).cloned().collect();
    match exact.as_slice() {
        [Hit { id: Some(id), .. }] if reads => Ok(id.clone()),
        [] => {
            let near = titled(wiki, like(text)).await;
            let near = match near.as_slice() {
                [] => String::new(),
                near => format!("; pages with these words in their titles are {}", Listed(near)),
            };
            Err(Failure::new(format!("{text:?} is no id, no address and no title of a page{near}"), NAMED))
        }
        several => Err(Failure::new(
            format!("{text:?} is no id; of this title there is {}", Listed(several)),
            "Call again with the id of the one that is meant.",
        )),
    }
}

/// Names the pages of a space whose titles are like one that no page has.
pub(crate) async fn near_title(wiki: &Wiki, space: &str, title: &str, failure: Failure) -> Failure {
    if failure.kind() != Some(ErrorKind::NotFound) {
        return failure;
    }
    match titled(wiki, like(title).and(SPACE.is(space))).await.as_slice() {
        [] => failure,
        near => failure.next(format!("Pages with these words in their titles: {}.", Listed(near))),
    }
}

/// Titles with these words, of which the last may be the beginning of one.
fn like(title: &str) -> Condition {
    let words = TITLE.contains(title);
    // Signs would be read as operators there.
    match title.trim().chars().all(|letter| letter.is_alphanumeric() || letter == ' ') {
        true => words.or(TITLE.matches(&format!("{}*", title.trim()))),
        false => words,
    }
}

async fn titled(wiki: &Wiki, condition: Condition) -> Vec<Hit> {
    let pages = TYPE.is_one_of(["page", "blogpost"]).and(condition);
    let most = u32::try_from(MAX_NAMED).unwrap_or(u32::MAX);
    // It is help with an error: where it fails, the error is told without it.
    wiki.search(&pages.into_cql()).limit(most).slice().await.map(|found| found.items).unwrap_or_default()
}

/// Says which key a space has whose name was given in place of it.
pub(crate) async fn space_of_arguments(wiki: &Wiki, arguments: &Value, failure: Failure) -> Failure {
    if failure.kind() != Some(ErrorKind::NotFound) {
        return failure;
    }
    let given = KEYS.iter().filter_map(|name| arguments.get(name)?.as_str());
    let keys: Vec<String> = given.map(str::to_owned).collect();
    match spaces(wiki, &keys).await {
        Some(hint) => failure.next(hint),
        None => failure,
    }
}

/// What keys there are, if one of these is none.
pub(crate) async fn spaces(wiki: &Wiki, keys: &[String]) -> Option<String> {
    if keys.is_empty() {
        return None;
    }
    let known = wiki.spaces().limit(MAX_SPACES).slice().await.ok()?;
    let has = |key: &String| known.items.iter().any(|space| space.key.as_str().eq_ignore_ascii_case(key));
    // Behind the first slice there may be a space of this key.
    let unknown = keys.iter().find(|key| !has(key) && known.next.is_none())?;
    let meant = |space: &&Space| space.name.to_lowercase().contains(&unknown.to_lowercase());
    let named: Vec<&Space> = known.items.iter().filter(meant).collect();
    let listed = |spaces: &[&Space]| {
        let one = |space: &&Space| format!("{} ({:?})", space.key.as_str(), space.name);
        spaces.iter().take(MAX_NAMED).map(one).collect::<Vec<_>>().join(", ")
    };
    Some(match named.as_slice() {
        [] => format!(
            "{unknown:?} is no key of a space that this account may see; keys are {}. confluence_list_spaces lists all.",
            listed(&known.items.iter().collect::<Vec<_>>())
        ),
        named => {
            format!("{unknown:?} is no key of a space, but stands in a name: give the key {}.", listed(named))
        }
    })
}
