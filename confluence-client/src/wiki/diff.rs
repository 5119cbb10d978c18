//! What became different between two versions.

use std::time::Duration;

use futures_util::future;

use crate::content::line_diff::LineDiff;
use crate::content::{Document, ReadOptions, offload};
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
    /// where they are the same.
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
            Ok(unified((&before, &after), (from, to)))
        })
        .await
    }
}

fn unified((before, after): (&str, &str), (from, to): (u64, u64)) -> String {
    if before == after {
        return String::new();
    }
    let names = (format!("version {from}"), format!("version {to}"));
    LineDiff::new(before, after, PATIENCE).unified(3, (&names.0, &names.1))
}

fn text(page: &Page, of: DiffOf) -> Result<String> {
    let storage = page.storage.as_deref().unwrap_or_default();
    let body = match of {
        DiffOf::Markdown => markdown(storage)?,
        DiffOf::Storage => storage.replace("><", ">\n<"),
    };
    let end = if body.ends_with('\n') { "" } else { "\n" };
    Ok(format!("# {}\n\n{body}{end}", page.title))
}

fn markdown(storage: &str) -> Result<String> {
    let unreadable = |error: crate::content::ContentError| Error::told_by(ErrorKind::Decode, "diff", error);
    let document = Document::parse(storage).map_err(unreadable)?;
    Ok(document.markdown(&ReadOptions::new()).text)
}
