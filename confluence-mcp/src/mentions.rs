//! Mentions by name: `[@Ada Lovelace](user:)` in text that is written becomes a mention of the one person of this name,
//! and `[@me](user:)` one of the account that writes, so that nobody has to look up an id first. Ids that the site does
//! not know are told.

use std::collections::{BTreeSet, HashMap};

use confluence_client::Quoted;
use confluence_client::content::{Document, WrittenMention, offload, written_mentions};
use confluence_client::wiki::Person;

use crate::advice::{Failure, why};
use crate::arguments::Id;
use crate::call::Call;
use crate::person::{Called, called};

/// How many people are asked for who are mentioned by their ids: one request on either deployment.
const MOST_ASKED: usize = 50;
/// The id that stands for the account that writes.
const ME: &str = "me";

/// What a text is written into: whom it mentions already, of those nobody is told anything.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Nothing,
    Page(&'a Id),
    Comment(&'a Id),
}

impl Target<'_> {
    /// Whom it mentions, as far as that can be had.
    async fn mentioned(self, call: &Call<'_>) -> Vec<String> {
        let storage = match self {
            Self::Nothing => None,
            Self::Page(page) => match call.id_of(page).await {
                Ok(id) => call.page_or_draft(&id).await.ok().and_then(|page| page.storage),
                Err(_) => None,
            },
            Self::Comment(comment) => match call.comment(comment) {
                Ok(id) => call.wiki.comment(id).await.ok().and_then(|comment| comment.storage),
                Err(_) => None,
            },
        };
        let Some(storage) = storage else { return Vec::new() };
        let bytes = storage.len();
        let ids = move || Document::parse(&storage).map(|document| document.mentions()).unwrap_or_default();
        offload(bytes, ids).await
    }
}

/// Puts ids into the mentions that have none.
///
/// # Errors
/// Nobody has the name, or several people have it, who are listed.
pub(crate) async fn resolve(
    call: &Call<'_>,
    markdown: String,
    target: Target<'_>,
) -> Result<String, Failure> {
    if !markdown.contains("user:") {
        return Ok(markdown);
    }
    let (markdown, mentions) = mentions_of(markdown).await;
    // A page may have a mention of nobody, which is shown without name and id, and stays as it is.
    let mentions =
        mentions.into_iter().filter(|mention| !(mention.user.is_empty() && mention.name.trim().is_empty()));
    let (open, known): (Vec<_>, Vec<_>) =
        mentions.map(of_writer).partition(|mention| mention.user.is_empty() || mention.user == ME);
    tell_unknown(call, known, target).await;
    if open.is_empty() {
        return Ok(markdown);
    }
    named(call, &markdown, open).await
}

/// The text, and who is mentioned in it. What is wrong with a text is told, with its line, when it is stored.
async fn mentions_of(markdown: String) -> (String, Vec<WrittenMention>) {
    offload(markdown.len(), move || {
        let mentions = written_mentions(&markdown).unwrap_or_default();
        (markdown, mentions)
    })
    .await
}

/// `[@me](user:)` names the account that writes as `[@me](user:me)` does.
fn of_writer(mut mention: WrittenMention) -> WrittenMention {
    if mention.user.is_empty() && mention.name.eq_ignore_ascii_case(ME) {
        mention.user = ME.to_owned();
    }
    mention
}

/// Tells of ids that belong to nobody: the page would show a mention without a name. One that stood there before is no
/// doing of the author.
async fn tell_unknown(call: &Call<'_>, mentions: Vec<WrittenMention>, target: Target<'_>) {
    let ids: BTreeSet<String> = mentions.into_iter().map(|mention| mention.user).collect();
    if ids.is_empty() {
        return;
    }
    let not_asked = ids.len().saturating_sub(MOST_ASKED);
    let ids: Vec<String> = ids.into_iter().take(MOST_ASKED).collect();
    let asked = ids.len();
    if not_asked > 0 {
        call.note(format!("{not_asked} of the people who are mentioned by ids were not looked up"));
    }
    match call.wiki.people(ids).await {
        Ok(people) => {
            let mut unknown: Vec<Person> =
                people.into_iter().filter(|person| person.name.is_none()).collect();
            if !unknown.is_empty() {
                let before = target.mentioned(call).await;
                unknown.retain(|person| !before.contains(&person.id));
            }
            for Person { id, .. } in unknown {
                call.note(format!(
                    "the mention (user:{id}) is of an unknown user, and shows no name; [@Name](user:) looks the id up"
                ));
            }
        }
        Err(error) => {
            let why = why(&error);
            call.note(format!("whether the {asked} ids of mentions are known could not be looked up: {why}"));
        }
    }
}

/// The text with ids in the mentions that have none.
async fn named(call: &Call<'_>, markdown: &str, open: Vec<WrittenMention>) -> Result<String, Failure> {
    let mut resolved = String::with_capacity(markdown.len());
    let mut known: HashMap<String, Person> = HashMap::new();
    let mut done = 0;
    for WrittenMention { name, user, range, .. } in open {
        // Nobody is called by a text with this sign.
        let key = if user == ME { "\0".to_owned() } else { name.clone() };
        let person = match known.get(&key) {
            Some(person) => person.clone(),
            None if user == ME => call.wiki.current_user().await?,
            None => found(call, &name).await?,
        };
        let shown = person.name.as_deref().unwrap_or(&name).replace(['[', ']'], " ");
        let is_other = user != ME && shown.to_lowercase() != name.to_lowercase();
        if is_other && !known.contains_key(&key) {
            call.note(format!("[@{name}](user:) mentions {shown} ({})", person.id));
        }
        resolved.push_str(markdown.get(done..range.start).unwrap_or_default());
        resolved.push_str(&format!("[@{shown}](user:{})", person.id));
        done = range.end;
        known.insert(key, person);
    }
    resolved.push_str(markdown.get(done..).unwrap_or_default());
    Ok(resolved)
}

async fn found(call: &Call<'_>, name: &str) -> Result<Person, Failure> {
    match called(&call.wiki, name).await? {
        Called::One(person) => Ok(person),
        Called::Nobody => Err(Failure::new(
            format!("no user is named {}, so [@{name}](user:) mentions nobody", Quoted(name)),
            "Write the name as Confluence shows it, or leave the mention out.",
        )),
        Called::Several(candidates) => {
            let row = |person: &Person| {
                format!("[@{}](user:{})", person.name.as_deref().unwrap_or_default(), person.id)
            };
            let rows: Vec<String> = candidates.iter().map(row).collect();
            Err(Failure::new(
                format!("several users match {}: {}", Quoted(name), rows.join(", ")),
                "Write the one that is meant in this form.",
            ))
        }
    }
}
