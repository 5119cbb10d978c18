//! What can be told of a change before it is made: whether what it names is there, and whether the service would take it.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt as _;

use crate::content::{Document, offload};
use crate::error::{Error, ErrorKind, Result};
use crate::models::LabelPrefix;
use crate::models::{ContentStatus, ContentType};
use crate::sql::statement_error::fault;
use crate::sql::table::unmatched::no_space;
use crate::sql::tables::owners::of_id;
use crate::wiki::rows::Wanted;
use crate::wiki::{CommentKind, LONGEST_TITLE, Label, Wiki};

/// Content that a statement names.
#[derive(Clone, Debug)]
struct Found {
    kind: ContentType,
    title: String,
    space: Option<String>,
    trashed: bool,
}

/// Looks things up before a statement changes anything, each once.
#[derive(Debug)]
pub(super) struct Checks {
    pub(super) wiki: Wiki,
    there: HashSet<String>,
    /// The keys of spaces, by what the statement calls them.
    spaces: HashMap<String, String>,
    contents: HashMap<String, Found>,
    /// Titles that the statement gives up, by their spaces.
    given_up: HashSet<(String, String)>,
    /// The labels of content, in small letters, with those that the statement adds.
    labels: HashMap<String, HashSet<String>>,
    /// What the statement moves, and below what.
    moved: HashMap<String, String>,
}

impl Checks {
    pub(super) fn of(wiki: &Wiki) -> Self {
        Self {
            wiki: wiki.clone(),
            there: HashSet::new(),
            spaces: HashMap::new(),
            contents: HashMap::new(),
            given_up: HashSet::new(),
            labels: HashMap::new(),
            moved: HashMap::new(),
        }
    }

    /// The key of a space, which has to be there; a statement may call it by its alias.
    pub(super) async fn space(&mut self, key: &str) -> Result<String> {
        if let Some(known) = self.spaces.get(key) {
            return Ok(known.clone());
        }
        let found = self.wiki.space(key).await;
        let found = found.map_err(|error| named(error, no_space(key)))?;
        self.spaces.insert(key.to_owned(), found.key.to_string());
        Ok(found.key.to_string())
    }

    /// Refuses a space whose key is taken, or can be none.
    pub(super) async fn new_space(&mut self, key: &str) -> Result<()> {
        if key.is_empty() || key.len() > 255 || !key.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(fault(format!("Key is letters and digits alone, such as 'NOTES', not '{key}'")));
        }
        if !self.there.insert(format!("space {}", key.to_lowercase())) {
            return Err(fault(format!("Key: the statement gives several spaces the key {key}")));
        }
        match self.wiki.space(key).await {
            Ok(_) => Err(fault(format!("Key is taken: there is a space {key}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A page or a blog post that is there, and not in the trash.
    async fn page(&mut self, column: &str, id: &str) -> Result<Found> {
        if let Some(found) = self.contents.get(id) {
            return Ok(found.clone());
        }
        let found = self.wiki.page(id).await;
        let page = found.map_err(|error| named(error, format!("{column}: there is no page {id}")))?;
        let found = Found {
            trashed: page.status == ContentStatus::Trashed,
            kind: page.kind,
            title: page.title,
            space: page.space.key.map(|key| key.to_string()),
        };
        self.contents.insert(id.to_owned(), found.clone());
        Ok(found)
    }

    /// What has this id, whatever it is.
    async fn content(&mut self, column: &str, id: &str) -> Result<Found> {
        // Files have ids that the search does not know.
        if id.starts_with("att") {
            let file = self.wiki.attachment(id).await;
            let file =
                file.map_err(|error| named(error, format!("{column}: there is no attachment {id}")))?;
            return Ok(Found {
                trashed: false,
                kind: ContentType::Attachment,
                title: file.name,
                space: None,
            });
        }
        if id.trim().is_empty() {
            return Err(fault(format!("{column} is empty: leave it out, or give the id of a page")));
        }
        let gone = match self.page(column, id).await {
            Err(error) if is_gone(&error) => error,
            looked_up => return looked_up,
        };
        let wanted = Wanted { space: true, ..Wanted::default() };
        let row = of_id(&self.wiki, id, wanted).await?.ok_or(gone)?;
        let found = Found {
            trashed: row.status == ContentStatus::Trashed,
            kind: row.kind,
            title: row.title,
            space: row.space_key.map(|key| key.to_string()),
        };
        self.contents.insert(id.to_owned(), found.clone());
        Ok(found)
    }

    /// Refuses what no comment can be written on.
    pub(super) async fn container(&mut self, column: &str, id: &str) -> Result<()> {
        let found = self.page(column, id).await?;
        kept(column, id, &found)
    }

    /// Refuses what carries no labels.
    pub(super) async fn labelled(&mut self, column: &str, id: &str) -> Result<()> {
        let found = self.content(column, id).await?;
        let carries = [ContentType::Page, ContentType::BlogPost, ContentType::Attachment];
        if !carries.contains(&found.kind) {
            let kind = &found.kind;
            return Err(fault(format!(
                "{column}: {id} is of the type {kind}, and pages, blog posts and attachments carry labels"
            )));
        }
        kept(column, id, &found)
    }

    /// Whether content has a label, or gets it by a row before this one.
    pub(super) async fn is_label_there(&mut self, id: &str, label: &str) -> Result<bool> {
        if !self.labels.contains_key(id) {
            let there: Vec<Label> = self.wiki.labels(id).stream().try_collect().await?;
            // What is added is global: a person's own label of that name is another one.
            let global = there.into_iter().filter(|it| it.prefix == LabelPrefix::Global);
            self.labels.insert(id.to_owned(), global.map(|it| it.name.to_lowercase()).collect());
        }
        Ok(!self.labels.entry(id.to_owned()).or_default().insert(label.to_lowercase()))
    }

    /// Refuses what no page of a space can lie under.
    pub(super) async fn parent(&mut self, column: &str, id: &str, space: &str) -> Result<()> {
        let found = self.content(column, id).await?;
        let none = [ContentType::BlogPost, ContentType::Attachment, ContentType::Comment];
        if none.contains(&found.kind) {
            let kind = &found.kind;
            return Err(fault(format!(
                "{column}: {id} is of the type {kind}, and pages lie under pages and folders"
            )));
        }
        kept(column, id, &found)?;
        in_space(column, id, &found, space)
    }

    /// Refuses what cannot be the home page of a space.
    pub(super) async fn homepage(&mut self, column: &str, id: &str, space: &str) -> Result<()> {
        let found = self.page(column, id).await?;
        if found.kind != ContentType::Page {
            return Err(fault(format!(
                "{column}: {id} is of the type {}, and a home page is a page",
                found.kind
            )));
        }
        kept(column, id, &found)?;
        in_space(column, id, &found, space)
    }

    /// Refuses a comment that is not there, and one that is not on the page that is named beside it: a reply goes where the
    /// comment is.
    pub(super) async fn replied_to(&mut self, id: &str, container: Option<&str>) -> Result<()> {
        let found = self.wiki.comment(id).await;
        let comment = found.map_err(|error| named(error, format!("ReplyToId: there is no comment {id}")))?;
        match (container, comment.page) {
            (Some(named), Some(on)) if named != on.as_str() => Err(fault(format!(
                "ContainerId: the comment {id} is on {on} and not on {named}: leave ContainerId out, a reply goes where the \
                 comment is"
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses to resolve a comment that stands below its page.
    pub(super) async fn resolvable(&mut self, id: &str) -> Result<()> {
        match self.wiki.comment(id).await?.kind {
            CommentKind::Inline => Ok(()),
            CommentKind::Footer => Err(fault(format!(
                "Resolution: {id} is a footer comment, and only inline comments are resolved: AND Location = 'inline'"
            ))),
        }
    }

    /// Refuses the title of a new page that another page of its space has, or that the statement gave to one.
    pub(super) async fn untaken(&mut self, space: &str, title: &str) -> Result<()> {
        self.free(space, title, None).await
    }

    /// The same for a page that has another title already, which others may have from then on.
    pub(super) async fn renamed(&mut self, id: &str, title: &str) -> Result<()> {
        let page = self.page("Id", id).await?;
        // Blog posts may have the titles of others.
        let Some(space) = page.space.filter(|_| page.kind == ContentType::Page) else { return Ok(()) };
        self.free(&space, title, Some(id)).await?;
        if page.title.to_lowercase() != title.to_lowercase() {
            self.given_up.insert((space.to_lowercase(), page.title.to_lowercase()));
        }
        Ok(())
    }

    async fn free(&mut self, space: &str, title: &str, own: Option<&str>) -> Result<()> {
        let known = (space.to_lowercase(), title.to_lowercase());
        let taken = || fault(format!("Title is taken: there is a page '{title}' in {space}"));
        if !self.there.insert(format!("title {}/{}", known.0, known.1)) {
            return Err(fault(format!(
                "Title: the statement gives several pages of {space} the title '{title}'"
            )));
        }
        if self.given_up.contains(&known) {
            return Ok(());
        }
        match self.wiki.page_by_title(space, title).await {
            Ok(page) if Some(page.id.as_str()) == own => Ok(()),
            Ok(_) => Err(taken()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Refuses to put a page below itself, or below what lies below it once the rows before are moved.
    pub(super) async fn below(&mut self, id: &str, parent: &str) -> Result<()> {
        match self.page("Id", id).await?.space {
            Some(space) => self.parent("ParentId", parent, &space).await?,
            None => drop(self.content("ParentId", parent).await?),
        }
        let (mut above, mut seen, mut known) = (vec![parent.to_owned()], HashSet::new(), false);
        while let Some(next) = above.pop() {
            if next == id {
                return Err(fault(match parent == id {
                    true => format!("ParentId: {id} cannot lie under itself"),
                    false => format!("ParentId: {parent} lies below {id}, which cannot lie under it"),
                }));
            }
            if !seen.insert(next.clone()) {
                continue;
            }
            if let Some(new) = self.moved.get(&next) {
                (above, known) = (vec![new.clone()], false);
            } else if !known {
                known = true;
                // From the root down, so that the nearest is taken first.
                above = match self.wiki.ancestors(next.as_str()).await {
                    Ok(nodes) => nodes.into_iter().map(|node| node.id.to_string()).collect(),
                    // What is no page has ancestors of which nothing is told.
                    Err(error) if is_gone(&error) || error.kind() == ErrorKind::Unsupported => Vec::new(),
                    Err(error) => return Err(error),
                };
            }
        }
        self.moved.insert(id.to_owned(), parent.to_owned());
        Ok(())
    }
}

/// Whether the service says that there is no such thing.
fn is_gone(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid)
}

/// Refuses what is in the trash: what is put there is not found again.
fn kept(column: &str, id: &str, found: &Found) -> Result<()> {
    match found.trashed {
        true => Err(fault(format!("{column}: {id} is in the trash: restore it from there first"))),
        false => Ok(()),
    }
}

/// Refuses what lies in another space.
fn in_space(column: &str, id: &str, found: &Found, space: &str) -> Result<()> {
    match &found.space {
        Some(other) if !other.eq_ignore_ascii_case(space) => Err(fault(format!(
            "{column}: {id} lies in the space {other} and not in {space}: a page lies below one of its own space"
        ))),
        _ => Ok(()),
    }
}

/// A title or a name that the service takes.
pub(super) fn title(column: &str, title: &str) -> Result<()> {
    match title.chars().count() {
        _ if title.trim().is_empty() => Err(fault(format!("{column} is empty"))),
        count if count > LONGEST_TITLE => {
            Err(fault(format!("{column} has {count} characters, and the maximum is {LONGEST_TITLE}")))
        }
        _ => Ok(()),
    }
}

/// Which of some words a value is, in any case.
pub(super) fn word(column: &str, value: &str, words: [&'static str; 2]) -> Result<&'static str> {
    let [one, other] = words;
    let found = words.into_iter().find(|word| word.eq_ignore_ascii_case(value.trim()));
    found.ok_or_else(|| fault(format!("{column} is {one} or {other}, not '{value}'")))
}

/// A body in the storage format that can be read.
pub(super) async fn storage(body: &str) -> Result<()> {
    let (bytes, body) = (body.len(), body.to_owned());
    let read = offload(bytes, move || Document::parse(&body).map(drop)).await;
    read.map_err(|error| fault(format!("Storage: {error}")).with_source(error))
}

/// What is not there by the name that the statement has for it.
fn named(error: Error, said: String) -> Error {
    if is_gone(&error) {
        Error::new(error.kind(), "sql").with_message(said).with_source(error)
    } else {
        error
    }
}
