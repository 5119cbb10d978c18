//! Where content of Data Center lies.

use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::wiki::Wiki;

pub(in crate::wiki) async fn space_of(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceKey>> {
    let ask = dc::content::get(content).status(["any"]).expand(["space"]);
    let content = wiki.client.send(ask).await?;
    Ok(content.space.and_then(|space| space.key))
}
