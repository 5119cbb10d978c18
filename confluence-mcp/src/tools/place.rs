//! Where content lies.

use confluence_client::ids::{ContentId, SpaceKey};
use confluence_client::wiki::{Page, TreeContent};
use confluence_client::{Error, ErrorKind};

use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;

/// What stands in the tree under an id.
pub(super) enum InTree {
    /// A page or blog post, or the draft of one.
    Page(Box<Page>),
    /// A folder or the like, which Cloud alone has.
    Other(TreeContent),
}

impl InTree {
    /// What it is called, and what it is.
    pub(super) fn named(&self) -> (&str, &str) {
        match self {
            Self::Page(page) => (&page.title, page.kind.as_str()),
            Self::Other(other) => (&other.title, &other.kind),
        }
    }
}

/// What stands in the tree under an id: whoever moves it, asks about it or tells of it looks here, lest one of them take it
/// for what it is not.
///
/// # Errors
/// Nothing does, as where it is the id of a comment; then what a look for a page says.
pub(super) async fn in_tree(call: &Call<'_>, id: &ContentId) -> Result<InTree, Failure> {
    match call.page_or_draft(id).await {
        Ok(page) => Ok(InTree::Page(Box::new(page))),
        // A policy on spaces hides that there is no page of this id, and is asked about a folder too.
        Err(missing) if matches!(missing.kind(), Some(ErrorKind::NotFound | ErrorKind::Policy)) => {
            let found = call.wiki.tree_content(id.clone()).await;
            found.map(InTree::Other).map_err(|error| missing_or(missing, error))
        }
        Err(failed) => Err(failed),
    }
}

/// What to tell where no page was found, and a look for something else failed too: a service that was not reached, or failed,
/// says nothing of what is there.
pub(super) fn missing_or(missing: Failure, error: Error) -> Failure {
    match error.kind() {
        ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Service | ErrorKind::RateLimited => {
            error.into()
        }
        _ => missing,
    }
}

/// The space in which a page or folder lies.
pub(super) async fn space_of(call: &Call<'_>, content: &ContentId) -> Result<Option<SpaceKey>, Failure> {
    match call.wiki.page(content.clone()).await {
        Ok(page) => Ok(page.space.key),
        // A policy on spaces hides that there is no page of this id, and is asked about the folder too.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Policy) => {
            let folder = call.wiki.folder(content.clone()).await;
            Ok(folder.map_err(|other| missing_or(error.into(), other))?.space)
        }
        Err(error) => Err(error.into()),
    }
}

/// The id of content that was named, and that has to lie in the space that was named beside it.
pub(super) async fn named_in(call: &Call<'_>, named: &Id, space: Option<&str>) -> Result<ContentId, Failure> {
    let content = call.id_of(named).await?;
    if let Some(space) = space {
        lies_in(call, "space_key", &content, call.space(space).await?.as_str()).await?;
    }
    Ok(content)
}

/// Refuses a space that is not the one in which content lies that was named beside it.
pub(super) async fn lies_in(
    call: &Call<'_>,
    argument: &str,
    content: &ContentId,
    space: &str,
) -> Result<(), Failure> {
    match space_of(call, content).await? {
        Some(key) if !key.as_str().eq_ignore_ascii_case(space) => Err(Failure::argument(
            argument,
            format!("{content} is in the space {key} and not in {space}: give one of the two"),
        )),
        _ => Ok(()),
    }
}
