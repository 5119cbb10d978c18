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
) -> ReadOptions {
    ReadOptions::new().names(names(wiki, people, mentioned).await)
}

/// Plain text with the name of a person who is mentioned in it by their id.
pub(crate) fn in_plain_text(text: &str, id: &str, name: &str) -> String {
    let mention = format!("@{id}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(&mention) {
        out.push_str(before);
        // Another id may begin like this one.
        match behind.starts_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | ':')) {
            true => out.push_str(&mention),
            false => out.extend(["@", name]),
        }
        rest = behind;
    }
    out + rest
}

/// Markdown that was made without the names of those whom it mentions, with them: one request for all of them.
pub(crate) async fn in_markdown(wiki: &Wiki, mut markdown: String) -> String {
    let ids = mentioned(&markdown);
    for (id, name) in names(wiki, Vec::new(), ids).await {
        let name = name.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        markdown = markdown.replace(&format!("[@{id}]({USER}"), &format!("[@{name}]({USER}"));
    }
    markdown
}

/// What the address of a mention begins with.
const USER: &str = "user:";

/// Whom some Markdown mentions, by their ids.
fn mentioned(markdown: &str) -> Vec<String> {
    let mentions = markdown.split("[@").skip(1);
    let ids = mentions.filter_map(|mention| {
        let (label, rest) = mention.split_once("](")?;
        rest.strip_prefix(USER).map(|_| label.to_owned())
    });
    ids.filter(|id| !id.is_empty() && !id.contains(char::is_whitespace)).collect()
}

/// Gives those their names who wrote a page, and tells the names of those who are mentioned on it, by their ids.
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
            tracing::debug!(%error, "names of users cannot be looked up");
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_mentions() {
        let markdown = "- see [@5b10](user:5b10) and [@Ada L](user:77)\n+ [@a](https://x) [@712020:ab-c](user:712020:ab-c)";
        assert_eq!(mentioned(markdown), ["5b10", "712020:ab-c"]);
        assert_eq!(in_plain_text("@5b10, @5b102 and @5b10", "5b10", "Ada"), "@Ada, @5b102 and @Ada");
    }
}
