//! What was probably meant by a title or a key that nothing has: so that the second call is right.

mod arguments;

pub(crate) use arguments::explained;

use std::borrow::Cow;
use std::fmt;

use confluence_client::cql::{Condition, SPACE, TITLE, TYPE};
use confluence_client::ids::ContentId;
use confluence_client::wiki::{Hit, Space, Wiki};
use confluence_client::{Deployment, Error, ErrorKind, Quoted};

use crate::advice::Failure;

/// How many pages and spaces are named: enough to find the one that is meant.
const MAX_NAMED: usize = 8;
/// How many spaces are looked through for a name, and pages in a trash for a title, in one request.
const MAX_SPACES: u32 = 250;
/// How pages are named.
const NAMED: &str = "Give a page by id or URL: confluence_search finds them.";
/// How many words of a title are looked for one by one where all of them together are found nowhere.
const MAX_WORDS: usize = 5;
/// What has fewer digits is a year, or a number in a title.
pub(crate) const SHORTEST_ID: usize = 5;
/// Shorter words stand in too many titles.
const SHORTEST_WORD: usize = 4;

/// Which spaces the connection leaves out, as it stands behind what was looked for; nothing where it leaves out none.
pub(crate) fn limit(wiki: &Wiki) -> String {
    wiki.policy().reading_limit().map(|limit| format!(" ({limit})")).unwrap_or_default()
}

/// Pages as they are listed in a sentence: kind, id, title, space.
struct Listed<'h>(&'h [Hit]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, hit) in self.0.iter().take(MAX_NAMED).enumerate() {
            let id = hit.id.as_ref().map(ContentId::as_str).unwrap_or_default();
            let space = hit.space.as_ref().map(|key| format!(" in {}", key.as_str())).unwrap_or_default();
            let kind = if hit.kind == "page" { String::new() } else { format!("{} ", hit.kind) };
            write!(
                formatter,
                "{}{kind}{id} ({}{space})",
                if at == 0 { "" } else { ", " },
                Quoted(&hit.title)
            )?;
        }
        Ok(())
    }
}

/// What names a page in a link of our Markdown, `page:DOCS/Title` or `content:98765`, without its sign; an id as models
/// write one, `page_id=98765`, `98765.0`, and a path that lacks its first slash; any other text without quotation marks
/// around it.
pub(crate) fn without_notation(text: &str) -> Cow<'_, str> {
    const PATHS: [&str; 6] = ["pages/", "spaces/", "x/", "wiki/", "display/", "rest/api/"];

    let text = text.trim().trim_matches('"').trim();
    if let Some(id) = named_id(text) {
        return id.into();
    }
    let text = ["page:", "content:"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text).trim();
    match PATHS.iter().any(|path| text.starts_with(path)) {
        true => format!("/{text}").into(),
        false => text.into(),
    }
}

/// The id in `page_id=98765`, `pageId: 98765`, `id:98765` and `98765.0`.
fn named_id(text: &str) -> Option<&str> {
    const NAMES: [&str; 3] = ["pageid", "contentid", "id"];

    let named = text.split_once(['=', ':']).and_then(|(name, id)| {
        let name = name.trim().to_ascii_lowercase().replace(['_', '-', ' '], "");
        NAMES.contains(&&*name).then(|| id.trim().trim_matches(['"', '\'']))
    });
    let id = named.unwrap_or(text);
    let id = id.strip_suffix(".0").filter(|whole| whole.len() >= SHORTEST_ID).unwrap_or(id);
    is_number(id).then_some(id)
}

/// The id of the only page of this title, where it was given in place of an id; `SPACE/Title` is one of that space.
///
/// # Errors
/// There is none, or there are several, which are listed. One that is to be changed has to be named by its id.
pub(crate) async fn page(wiki: &Wiki, text: &str, reads: bool) -> Result<ContentId, Failure> {
    let text = text.trim();
    // A look that failed says nothing of what is there.
    let unknown = |error: Error| {
        Failure::from(error)
            .of(format!("{} is no id, and looking for a page of this title failed", Quoted(text)))
    };
    let mut exact = sought(wiki, text, None).await.map_err(unknown)?;
    if exact.is_empty()
        && let Some((space, title)) = text.split_once('/')
    {
        // A link may lead to a heading of it.
        let title = title.split('#').next().unwrap_or(title);
        exact = sought(wiki, title, Some(space)).await.map_err(unknown)?;
        // As it stands in an address.
        if exact.is_empty() && title.contains('+') {
            exact = sought(wiki, &title.replace('+', " "), Some(space)).await.map_err(unknown)?;
        }
    }
    match exact.as_slice() {
        [Hit { id: Some(id), .. }] if reads => Ok(id.clone()),
        [] => {
            let near = match near(wiki, text, None).await.as_slice() {
                [] => String::new(),
                near => format!("; pages with these words in their titles are {}", Listed(near)),
            };
            Err(Failure::new(
                format!("{} is not the id, the URL or the title of a page{near}", Quoted(text)),
                NAMED,
            )
            .missing())
        }
        several => Err(Failure::new(
            format!("{} is not an id; pages with this title: {}", Quoted(text), Listed(several)),
            "Call again with the id of the one that is meant.",
        )),
    }
}

/// The id of the only blog post, folder or the like of this title in a space.
pub(crate) async fn other_titled(wiki: &Wiki, space: &str, title: &str) -> Option<ContentId> {
    match called(wiki, title, Some(space)).await.as_slice() {
        [Hit { id: Some(id), .. }] => Some(id.clone()),
        _ => None,
    }
}

/// Says where the page of a title is that is not among those of its space: in the trash, or under a title like it.
pub(crate) async fn near_title(wiki: &Wiki, space: &str, title: &str, failure: Failure) -> Failure {
    if failure.kind() != Some(ErrorKind::NotFound) {
        return failure;
    }
    let mut elsewhere = called(wiki, title, None).await;
    elsewhere.retain(|hit| hit.space.as_ref().is_some_and(|key| !key.as_str().eq_ignore_ascii_case(space)));
    if !elsewhere.is_empty() {
        return failure.next(format!("Pages with this title: {}: another space.", Listed(&elsewhere)));
    }
    let near = near(wiki, title, Some(space)).await;
    if !near.is_empty() {
        return failure.next(format!("Pages with these words in their titles: {}.", Listed(&near)));
    }
    match trashed(wiki, space, title).await {
        Some(id) => failure.next(format!(
            "A page of this title, {id}, is in the trash of the space: confluence_restore_page takes it out."
        )),
        None => failure.next(
            "No published page has this title, as far as this account may see; a draft that was never published is found by \
             its id alone. confluence_search finds pages by words.",
        ),
    }
}

async fn trashed(wiki: &Wiki, space: &str, title: &str) -> Option<ContentId> {
    let trash = wiki.trashed_pages(space).limit(MAX_SPACES).slice().await.ok()?;
    trash.items.into_iter().find(|page| is_same(&page.title, title)).map(|page| page.id)
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What has exactly this title, in all spaces or in one; nothing where that cannot be looked up, for help with an error.
async fn called(wiki: &Wiki, title: &str, space: Option<&str>) -> Vec<Hit> {
    sought(wiki, title, space).await.unwrap_or_default()
}

/// What has exactly this title, in all spaces or in one.
async fn sought(wiki: &Wiki, title: &str, space: Option<&str>) -> Result<Vec<Hit>, Error> {
    let mut found = match titled(wiki, TITLE.is(title.trim()), space).await {
        // A text that the service does not take is no title, and a space that is none has no page.
        Err(error) if error.kind() == ErrorKind::Invalid && error.status_code().is_some() => Vec::new(),
        found => found?,
    };
    found.retain(|hit| is_same(&hit.title, title));
    Ok(found)
}

/// Titles with these words, of which the last may be the beginning of one; where there are none, titles with one of them.
async fn near(wiki: &Wiki, title: &str, space: Option<&str>) -> Vec<Hit> {
    let words = TITLE.contains(title);
    // Signs would be read as operators there.
    let all = match title.trim().chars().all(|letter| letter.is_alphanumeric() || letter == ' ') {
        true => words.or(TITLE.matches(&format!("{}*", title.trim()))),
        false => words,
    };
    // It is help with an error: where it fails, the error is told without it.
    let found = titled(wiki, all, space).await.unwrap_or_default();
    let each = title.split(|letter: char| !letter.is_alphanumeric());
    let each = each.filter(|word| word.chars().count() >= SHORTEST_WORD).take(MAX_WORDS);
    match each.map(|word| TITLE.contains(word)).reduce(Condition::or) {
        Some(any) if found.is_empty() => titled(wiki, any, space).await.unwrap_or_default(),
        _ => found,
    }
}

async fn titled(wiki: &Wiki, condition: Condition, space: Option<&str>) -> Result<Vec<Hit>, Error> {
    // What has a title beside pages is on Cloud alone, and Data Center refuses words that it does not know.
    let kinds: &[&str] = match wiki.site().deployment() {
        Deployment::Cloud => &["page", "blogpost", "folder", "whiteboard", "database"],
        _ => &["page", "blogpost"],
    };
    let mut pages = TYPE.is_one_of(kinds.iter().copied()).and(condition);
    if let Some(space) = space {
        pages = pages.and(SPACE.is(space));
    }
    let most = u32::try_from(MAX_NAMED).unwrap_or(u32::MAX);
    Ok(wiki.search(&pages.into_cql()).limit(most).slice().await?.items)
}

/// Whether this is the id of a file, as Cloud has them.
pub(crate) fn is_file_id(text: &str) -> bool {
    text.strip_prefix("att").is_some_and(is_number)
}

/// What something is, as it stands in a sentence: `a page`, `an embed`.
pub(crate) fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// Whether a text is digits and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The space with this key or exactly this name, for help with an error.
pub(crate) async fn space_called(wiki: &Wiki, text: &str) -> Option<Space> {
    let known = wiki.spaces().limit(MAX_SPACES).slice().await.ok()?;
    let is_it =
        |space: &Space| space.key.as_str().eq_ignore_ascii_case(text.trim()) || is_same(&space.name, text);
    if let Some(found) = known.items.into_iter().find(is_it) {
        return Some(found);
    }
    // Behind the first slice there may be a space of this key.
    let may_be_key =
        known.next.is_some() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'~');
    if may_be_key { wiki.space(text).await.ok() } else { None }
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
    let named: Vec<&Space> = known.items.iter().filter(|space| is_name(unknown, &space.name)).collect();
    let listed = |spaces: &[&Space]| {
        let one = |space: &&Space| format!("{} ({})", space.key.as_str(), Quoted(&space.name));
        spaces.iter().take(MAX_NAMED).map(one).collect::<Vec<_>>().join(", ")
    };
    let all = listed(&known.items.iter().collect::<Vec<_>>());
    let more = if known.items.len() > MAX_NAMED { "; confluence_list_spaces lists all" } else { "" };
    let given = Quoted(unknown);
    let limit = limit(wiki);
    Some(match named.as_slice() {
        _ if ["me", "my", "personal"].contains(&unknown.trim().to_lowercase().as_str()) => format!(
            "{given} is not the key of a space: the key of a personal space begins with `~`; keys are {all}{more}."
        ),
        [] => format!(
            "{given} is not the key of a space that this account may see{limit}; keys are {all}{more}."
        ),
        [one] if one.name.trim().to_lowercase() == unknown.trim().to_lowercase() => {
            format!("{given} is the name of a space, not its key: give the key {}.", listed(named.as_slice()))
        }
        named => format!(
            "{given} is not the key of a space, but part of a name: give the key {}, if that is the one you mean; \
             keys are {all}.",
            listed(named)
        ),
    })
}

/// Whether a text is the name of a space, or some of its words as a whole. What is as short as most keys is taken for a
/// key with a slip: it would be found in the names of others.
fn is_name(text: &str, name: &str) -> bool {
    /// Keys such as `PROD`, and words such as `and`, are no longer.
    const SHORTEST: usize = 5;

    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (text, name) = (words(text), words(name));
    let is_long = text.iter().map(|word| word.chars().count()).sum::<usize>() >= SHORTEST;
    !text.is_empty() && (text == name || (is_long && name.windows(text.len()).any(|some| some == text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_out_of_what_stands_around_it() {
        for (written, meant) in [
            ("page_id=65543", "65543"),
            ("pageId: 65543", "65543"),
            ("id:65543", "65543"),
            ("\"65543\"", "65543"),
            ("65543.0", "65543"),
            ("page:DOCS/Plan", "DOCS/Plan"),
            ("content:65543", "65543"),
            ("pages/65543", "/pages/65543"),
            ("spaces/DOCS/pages/65543", "/spaces/DOCS/pages/65543"),
            ("x/BwAB", "/x/BwAB"),
            ("Release 2.0", "Release 2.0"),
            ("id: a title", "id: a title"),
            ("2.0", "2.0"),
        ] {
            assert_eq!(without_notation(written), meant, "{written}");
        }
    }
}
