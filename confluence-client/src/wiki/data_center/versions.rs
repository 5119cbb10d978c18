//! Versions of Data Center, which lists none: they are asked for one by one, from the current one down.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::dc;
use crate::error::{ErrorKind, Result};
use crate::ids::ContentId;
use crate::wiki::shapes::revision;
use crate::wiki::{List, Revision, Slice, Wiki};

/// How many versions a slice has unless another limit is given, and how many are asked for at a time.
const SLICE: u32 = 25;
const AT_A_TIME: usize = 6;

pub(in crate::wiki) fn list(wiki: &Wiki, page: ContentId) -> List<Revision> {
    List::computed(wiki, move |wiki: Wiki, start: u64, limit: Option<u32>| {
        let page = page.clone();
        async move { some(&wiki, &page, start, limit.unwrap_or(SLICE)).await }
    })
}

async fn some(wiki: &Wiki, page: &ContentId, start: u64, limit: u32) -> Result<Slice<Revision>> {
    wiki.may_read(page, "versions").await?;
    let now = super::pages::get(wiki, page, None).await?.version;
    let newest = now.number.saturating_sub(start);
    let oldest = newest.saturating_sub(u64::from(limit.max(1)));
    let numbers = (oldest + 1..=newest).rev().filter_map(|number| u32::try_from(number).ok());
    let found = stream::iter(numbers).map(|number| one(wiki, page, number)).buffered(AT_A_TIME);
    let found: Vec<_> = found.try_collect().await?;
    let next = (oldest > 0).then(|| format!("start:{}", start + u64::from(limit.max(1))));
    Ok(Slice { items: found.into_iter().flatten().collect(), next, total: Some(now.number) })
}

/// A version, unless it was deleted.
async fn one(wiki: &Wiki, page: &ContentId, number: u32) -> Result<Option<Revision>> {
    let ask = dc::content::get(page).version(number).status(["historical", "current"]).expand(["version"]);
    match wiki.client.send(ask).await {
        Ok(content) => Ok(content.version.map(|version| revision(*version))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, page: &ContentId, version: u32) -> Result<()> {
    wiki.client.send(dc::content_versions::delete(page, version)).await
}
