//! Where content lies.

use confluence_client::ErrorKind;
use confluence_client::ids::{ContentId, SpaceKey};

use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;

/// The space in which a page or folder lies.
pub(super) async fn space_of(call: &Call<'_>, content: &ContentId) -> Result<Option<SpaceKey>, Failure> {
    match call.wiki.page(content.clone()).await {
        Ok(page) => Ok(page.space.key),
        // A policy on spaces hides that there is no page of this id, and is asked about the folder too.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Policy) => {
            Ok(call.wiki.folder(content.clone()).await.map_err(|_| error)?.space)
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
