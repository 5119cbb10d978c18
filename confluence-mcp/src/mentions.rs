//! Mentions by name: `[@Ada Lovelace](user:)` in text that is written becomes a mention of the one person of this name,
//! and `[@me](user:me)` one of the account that writes, so that nobody has to look up an id first. Ids that the site does
//! not know are told.

use std::collections::{BTreeSet, HashMap};

use confluence_client::wiki::Person;

use crate::advice::Failure;
use crate::call::Call;
use crate::person::{Called, called};

/// What stands between the name and the end of a mention that has no id yet.
const OPEN_ENDS: [&str; 2] = ["](user:)", "](user:me)"];

/// Puts ids into the mentions that have none.
///
/// # Errors
/// Nobody has the name, or several people have it, who are listed.
pub(crate) async fn resolve(call: &Call<'_>, markdown: String) -> Result<String, Failure> {
    let markdown = named(call, markdown).await?;
    tell_unknown(call, &markdown).await;
    Ok(markdown)
}

/// How many people are asked for who are mentioned by their ids: one request on either deployment.
const MOST_ASKED: usize = 50;

/// Tells of ids that belong to nobody: the page would show a mention without a name.
async fn tell_unknown(call: &Call<'_>, markdown: &str) {
    let ids: Vec<String> = ids_of(markdown).into_iter().take(MOST_ASKED).collect();
    if ids.is_empty() {
        return;
    }
    match call.wiki.people(ids).await {
        Ok(people) => {
            for Person { id, .. } in people.into_iter().filter(|person| person.name.is_none()) {
                call.note(format!(
                    "the mention (user:{id}) is of an unknown user, and shows no name; [@Name](user:) looks the id up"
                ));
            }
        }
        Err(error) => tracing::debug!(%error, "it is not known who is mentioned"),
    }
}

/// The ids in mentions that are not in code.
fn ids_of(text: &str) -> BTreeSet<String> {
    let mut code = Code { text, at: 0, fences: 0, line: 0, ticks: 0 };
    let mut ids = BTreeSet::new();
    for (at, opening) in text.match_indices("](user:") {
        let rest = text.get(at + opening.len()..).unwrap_or_default();
        let near = rest.get(..rest.floor_char_boundary(LONGEST_NAME)).unwrap_or_default();
        let Some((id, _)) = near.split_once(')') else { continue };
        let is_id = !id.is_empty() && id.chars().all(|sign| sign.is_alphanumeric() || ":-_.@".contains(sign));
        if is_id && id != "me" && !code.is_at(at) {
            ids.insert(id.to_owned());
        }
    }
    ids
}

/// The text with ids in the mentions that have none.
async fn named(call: &Call<'_>, markdown: String) -> Result<String, Failure> {
    if !OPEN_ENDS.iter().any(|end| markdown.contains(end)) {
        return Ok(markdown);
    }
    let mut resolved = String::with_capacity(markdown.len());
    let mut known: HashMap<&str, Person> = HashMap::new();
    let mut done = 0;
    for Mention { start, name, end, behind } in open_mentions(&markdown) {
        let person = match known.get(name).filter(|_| end != "](user:me)") {
            Some(person) => person.clone(),
            None if end == "](user:me)" => call.wiki.current_user().await?,
            None => found(call, name).await?,
        };
        if end != "](user:me)" {
            known.insert(name, person.clone());
        }
        let shown = person.name.as_deref().unwrap_or(name).replace(['[', ']'], " ");
        resolved.push_str(markdown.get(done..start).unwrap_or_default());
        resolved.push_str(&format!("[@{shown}](user:{})", person.id));
        done = behind;
    }
    resolved.push_str(markdown.get(done..).unwrap_or_default());
    Ok(resolved)
}

/// The longest name that is looked for in front of the end of a mention.
const LONGEST_NAME: usize = 200;

/// A mention without an id.
#[derive(Debug, PartialEq)]
struct Mention<'t> {
    start: usize,
    name: &'t str,
    end: &'static str,
    behind: usize,
}

/// The mentions without an id that are not in code, in one walk over the text.
fn open_mentions(text: &str) -> Vec<Mention<'_>> {
    let mut code = Code { text, at: 0, fences: 0, line: 0, ticks: 0 };
    let mut found: Vec<Mention<'_>> = Vec::new();
    for (at, _) in text.match_indices("](user:") {
        let tail = text.get(at..).unwrap_or_default();
        let Some(&end) = OPEN_ENDS.iter().find(|end| tail.starts_with(**end)) else { continue };
        let from = text.ceil_char_boundary(at.saturating_sub(LONGEST_NAME));
        let from = from.max(found.last().map_or(0, |last| last.behind));
        let Some(start) = text.get(from..at).and_then(|near| near.rfind("[@")).map(|start| from + start)
        else {
            continue;
        };
        if !code.is_at(start) {
            let name = text.get(start + 2..at).unwrap_or_default();
            found.push(Mention { start, name, end, behind: at + end.len() });
        }
    }
    found
}

/// Walks over a text to tell what is inside of a fence, or of code within a line.
struct Code<'t> {
    text: &'t str,
    at: usize,
    fences: usize,
    /// Where the line begins, and how many backticks it has so far.
    line: usize,
    ticks: usize,
}

impl Code<'_> {
    fn is_at(&mut self, to: usize) -> bool {
        for (offset, byte) in self.text.get(self.at..to).unwrap_or_default().bytes().enumerate() {
            match byte {
                b'\n' => {
                    self.fences += usize::from(self.is_fence());
                    (self.line, self.ticks) = (self.at + offset + 1, 0);
                }
                b'`' => self.ticks += 1,
                _ => {}
            }
        }
        self.at = self.at.max(to);
        (self.fences + usize::from(self.is_fence() && self.at > self.line)) % 2 == 1 || self.ticks % 2 == 1
    }

    fn is_fence(&self) -> bool {
        let line = self.text.get(self.line..).unwrap_or_default();
        let start = line.get(..line.floor_char_boundary(LONGEST_NAME)).unwrap_or_default();
        start.trim_start_matches([' ', '\t', '>']).starts_with("```")
    }
}

async fn found(call: &Call<'_>, name: &str) -> Result<Person, Failure> {
    match called(&call.wiki, name).await? {
        Called::One(person) => Ok(person),
        Called::Nobody => Err(Failure::new(
            format!("nobody is called {name:?}, so that [@{name}](user:) mentions nobody"),
            "Write the name as Confluence shows it, or leave the mention out.",
        )),
        Called::Several(candidates) => {
            let row = |person: &Person| {
                format!("[@{}](user:{})", person.name.as_deref().unwrap_or_default(), person.id)
            };
            let rows: Vec<String> = candidates.iter().map(row).collect();
            Err(Failure::new(
                format!("several people may be meant by {name:?}: {}", rows.join(", ")),
                "Write the one that is meant in this form.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_without_an_id_are_found_one_after_the_other() {
        let text = "a [@Ada L](user:) b [@Grace](user:1) c [@me](user:me) d";
        let found = open_mentions(text);
        let found: Vec<_> = found.iter().map(|one| (one.name, one.end, text.get(one.behind..))).collect();
        assert_eq!(
            found,
            [
                ("Ada L", "](user:)", Some(" b [@Grace](user:1) c [@me](user:me) d")),
                ("me", "](user:me)", Some(" d"))
            ]
        );
        assert!(open_mentions("](user:) alone").is_empty());
    }

    #[test]
    fn ids_are_found_once_each_and_not_in_code() {
        let text = "[@A](user:5570:a-1) [@B](user:bob) [@A](user:5570:a-1) `[@C](user:c)` [@me](user:me) [@D](user:)";
        assert_eq!(ids_of(text), BTreeSet::from(["5570:a-1".to_owned(), "bob".to_owned()]));
    }

    #[test]
    fn code_is_left_alone() {
        let count = |before: &str| open_mentions(&format!("{before}[@a](user:)")).len();
        assert_eq!(["```\ntext ", "a `b ", "> ```\n> x "].map(count), [0; 3]);
        assert_eq!(["```\nx\n```\n", "a `b` ", "`a\n"].map(count), [1; 3]);
        let many = "[@a](user:) ](user:)\n```\n".repeat(50_000);
        assert_eq!(open_mentions(&many).len(), 25_000);
    }
}
