//! What can be told of a change before it is made: whether what it names is there, and whether the service would take it.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt as _;

use crate::content::{Document, offload};
use crate::cql;
use crate::error::{Error, ErrorKind, Result};
use crate::models::ContentType;
use crate::sql::statement_error::fault;
use crate::wiki::rows::Wanted;
use crate::wiki::{CommentKind, Wiki};

/// The longest title that the service takes, in letters.
const LONGEST_TITLE: usize = 255;

/// Looks things up before a statement changes anything, each once.
#[derive(Debug)]
pub(super) struct Checks {
    pub(super) wiki: Wiki,
    there: HashSet<String>,
    /// Titles that the statement gives up, by their spaces.
    given_up: HashSet<(String, String)>,
    /// What the statement moves, and below what.
    moved: HashMap<String, String>,
}

impl Checks {
    pub(super) fn of(wiki: &Wiki) -> Self {
        Self { wiki: wiki.clone(), there: HashSet::new(), given_up: HashSet::new(), moved: HashMap::new() }
    }

    /// Refuses a space that is not there.
    pub(super) async fn space(&mut self, key: &str) -> Result<()> {
        if !self.there.insert(format!("space {key}")) {
            return Ok(());
        }
        let found = self.wiki.space(key).await;
        found
            .map(drop)
            .map_err(|error| named(error, format!("there is no space {key} that can be seen here")))
    }

    /// Refuses a space whose key is taken, or can be none.
    pub(super) async fn new_space(&mut self, key: &str) -> Result<()> {
        if key.is_empty() || key.len() > 255 || !key.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(fault(format!("Key is letters and digits alone, such as 'NOTES', not '{key}'")));
        }
        match self.wiki.space(key).await {
            Ok(_) => Err(fault(format!("Key is taken: there is a space {key}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Refuses a page or a blog post that is not there.
    pub(super) async fn page(&mut self, column: &str, id: &str) -> Result<()> {
        if !self.there.insert(format!("page {id}")) {
            return Ok(());
        }
        let found = self.wiki.page(id).await;
        found.map(drop).map_err(|error| named(error, format!("{column}: there is no page {id}")))
    }

    /// Refuses what is no page, and nothing else that holds pages or has labels.
    pub(super) async fn content(&mut self, column: &str, id: &str) -> Result<()> {
        match self.page(column, id).await {
            Err(error) if is_gone(&error) => {
                self.there.remove(&format!("page {id}"));
                let query = cql::ID.is(id).into_cql();
                let rows = self.wiki.contents_found(&query, Wanted::default(), 1);
                let found: Vec<Vec<_>> = match rows.try_collect().await {
                    Ok(found) => found,
                    // A service that cannot read the id says what is true as well: nothing has it.
                    Err(unread) if is_gone(&unread) => Vec::new(),
                    // What did not answer knows nothing of the id.
                    Err(unread) => return Err(unread),
                };
                if found.iter().all(Vec::is_empty) { Err(error) } else { Ok(()) }
            }
            looked_up => looked_up,
        }
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
        let page = self.wiki.page(id).await?;
        // Blog posts may have the titles of others.
        let Some(space) = page.space.key.filter(|_| page.kind == ContentType::Page) else { return Ok(()) };
        self.free(space.as_str(), title, Some(id)).await?;
        if page.title.to_lowercase() != title.to_lowercase() {
            self.given_up.insert((space.as_str().to_lowercase(), page.title.to_lowercase()));
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
        match self.wiki.page_titled(space, title).await {
            Ok(page) if Some(page.id.as_str()) == own => Ok(()),
            Ok(_) => Err(taken()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Refuses to put a page below itself, or below what lies below it once the rows before are moved.
    pub(super) async fn below(&mut self, id: &str, parent: &str) -> Result<()> {
        self.content("ParentId", parent).await?;
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

/// A title that the service takes.
pub(super) fn title(title: &str) -> Result<()> {
    match title.chars().count() {
        _ if title.trim().is_empty() => Err(fault("Title is empty")),
        count if count > LONGEST_TITLE => {
            Err(fault(format!("Title has {count} letters, and {LONGEST_TITLE} are the most")))
        }
        _ => Ok(()),
    }
}

/// A body in the storage format that can be read.
pub(super) async fn storage(body: &str) -> Result<()> {
    let (bytes, body) = (body.len(), body.to_owned());
    let read = offload(bytes, move || Document::parse(&body).map(drop)).await;
    read.map_err(|error| fault(format!("Storage: {error}")).source(error))
}

/// What is not there by the name that the statement has for it.
fn named(error: Error, said: String) -> Error {
    if is_gone(&error) { Error::new(error.kind(), "sql").said(said).source(error) } else { error }
}
