//! What became different between two versions.

use std::time::Duration;

use futures_util::future;

use crate::content::changes::unseen_between;
use crate::content::line_diff::LineDiff;
use crate::content::{ContentError, Document, Edit, ReadOptions, offload};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::model::content::Page;

/// How long lines are compared: after that, what is the same is found no more, and the diff is coarser.
const PATIENCE: Duration = Duration::from_millis(500);

/// What of the versions is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiffOf {
    /// What readers see, as Markdown.
    #[default]
    Markdown,
    /// The storage format, a tag in each line.
    Storage,
}

impl Wiki {
    /// Compares two versions of a page or blog post, as a unified diff with three lines around each change; empty
    /// where they are the same. What readers of Markdown do not see of the difference (a colour, the width of an image, a
    /// setting) is shown as it is stored, behind a line that begins with `What Markdown does not show`.
    ///
    /// # Errors
    /// `NotFound` if there is no such version; `Decode` if a body cannot be read as Markdown; `Policy`.
    pub async fn diff(&self, page: impl Into<ContentId>, from: u64, to: u64, of: DiffOf) -> Result<String> {
        let page = page.into();
        let versions = future::try_join(self.page_version(page.clone(), from), self.page_version(page, to));
        let (old, new) = versions.await?;
        let bytes = [&old, &new].into_iter().filter_map(|page| page.storage.as_ref()).map(String::len).sum();
        offload(bytes, move || {
            let (before, after) = (text(&old, of)?, text(&new, of)?);
            let seen = unified((&before, &after), (from, to));
            Ok(match of {
                DiffOf::Markdown => unseen(seen, &old, &new)?,
                DiffOf::Storage => seen,
            })
        })
        .await
    }
}

/// Begins the line behind which a diff shows what is different and Markdown does not show. No line of a unified diff begins so.
const UNSEEN: &str = "What Markdown does not show is different";

/// A difference with what of it Markdown does not show.
fn unseen(seen: String, old: &Page, new: &Page) -> Result<String> {
    let (before, after) = (storage(old), storage(new));
    if before == after {
        return Ok(seen);
    }
    let parsed = Document::parse(before).and_then(|before| Ok((before, Document::parse(after)?)));
    let (before, after) = parsed.map_err(unreadable)?;
    if seen.is_empty() {
        let edited = before.edit(&[Edit::page_storage(after.storage())]).map_err(unreadable)?;
        return Ok(format!("{UNSEEN}, and nothing else, here as it is stored:\n{}", edited.diff));
    }
    let places = unseen_between(&before, &after).map_err(unreadable)?;
    Ok(match places.as_str() {
        "" => seen,
        places => format!("{seen}{UNSEEN} too, here as it is stored:\n{places}"),
    })
}

fn storage(page: &Page) -> &str {
    page.storage.as_deref().unwrap_or_default()
}

fn unified((before, after): (&str, &str), (from, to): (u64, u64)) -> String {
    if before == after {
        return String::new();
    }
    let names = (format!("version {from}"), format!("version {to}"));
    LineDiff::new(before, after, PATIENCE).unified(3, (&names.0, &names.1))
}

fn text(page: &Page, of: DiffOf) -> Result<String> {
    let body = match of {
        DiffOf::Markdown => markdown(storage(page))?,
        DiffOf::Storage => storage(page).replace("><", ">\n<"),
    };
    let end = if body.ends_with('\n') { "" } else { "\n" };
    Ok(format!("# {}\n\n{body}{end}", page.title))
}

fn markdown(storage: &str) -> Result<String> {
    let document = Document::parse(storage).map_err(unreadable)?;
    Ok(document.markdown(&ReadOptions::new()).text)
}

fn unreadable(error: ContentError) -> Error {
    Error::in_the_words_of(ErrorKind::Decode, "diff", error)
}
