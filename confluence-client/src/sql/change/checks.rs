//! What can be told of a change before it is made: whether what it names is there, and whether the service would take it.

use std::collections::HashSet;

use futures_util::TryStreamExt as _;

use crate::content::{Document, offload};
use crate::cql;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::statement_error::fault;
use crate::wiki::Wiki;
use crate::wiki::rows::Wanted;

/// The longest title that the service takes, in letters.
const LONGEST_TITLE: usize = 255;

/// Looks things up before a statement changes anything, each once.
#[derive(Debug)]
pub(super) struct Checks {
    pub(super) wiki: Wiki,
    there: HashSet<String>,
}

impl Checks {
    pub(super) fn of(wiki: &Wiki) -> Self {
        Self { wiki: wiki.clone(), there: HashSet::new() }
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
            Err(error) if error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::Invalid => {
                self.there.remove(&format!("page {id}"));
                let query = cql::ID.is(id).into_cql();
                let rows = self.wiki.contents_found(&query, Wanted::default(), 1);
                // A service that cannot read the id says what is true as well: nothing has it.
                let found: Vec<Vec<_>> = rows.try_collect().await.unwrap_or_default();
                if found.iter().all(Vec::is_empty) { Err(error) } else { Ok(()) }
            }
            looked_up => looked_up,
        }
    }

    /// Refuses a comment that is not there.
    pub(super) async fn comment(&mut self, id: &str) -> Result<()> {
        let found = self.wiki.comment(id).await;
        found.map(drop).map_err(|error| named(error, format!("ReplyToId: there is no comment {id}")))
    }

    /// Refuses the title of a new page that another page of its space has.
    pub(super) async fn untaken(&mut self, space: &str, title: &str) -> Result<()> {
        let known = format!("title {}/{}", space.to_lowercase(), title.to_lowercase());
        let taken = || fault(format!("Title is taken: there is a page '{title}' in {space}"));
        if !self.there.insert(known) {
            return Err(taken());
        }
        match self.wiki.page_titled(space, title).await {
            Ok(_) => Err(taken()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
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
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::Invalid => Error::new(error.kind(), "sql").said(said).source(error),
        _ => error,
    }
}
