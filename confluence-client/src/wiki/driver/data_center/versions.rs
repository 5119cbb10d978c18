//! Versions of Data Center, which lists none: they are asked for one by one, from the current one down.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::dc;
use crate::error::{ErrorKind, Result};
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::revision;
use crate::wiki::list::{List, Slice};
use crate::wiki::model::content::Revision;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

/// How many versions a slice has unless another limit is given, and how many are asked for at a time.
const SLICE: u32 = 25;
const AT_A_TIME: usize = 6;

pub(in crate::wiki) fn list(backend: &Backend, page: ClearedRead<ContentId>) -> List<Revision> {
    List::computed(backend, move |backend: Backend, start: u64, limit: Option<u32>| {
        let page = page.clone();
        async move { some(&backend, &page, start, limit.unwrap_or(SLICE)).await }
    })
}

async fn some(
    backend: &Backend,
    page: &ClearedRead<ContentId>,
    start: u64,
    limit: u32,
) -> Result<Slice<Revision>> {
    let now = super::pages::get(backend, page, None).await.of(page)?.version;
    let newest = now.number.saturating_sub(start);
    let oldest = newest.saturating_sub(u64::from(limit.max(1)));
    let numbers = (oldest + 1..=newest).rev().filter_map(|number| u32::try_from(number).ok());
    let found = stream::iter(numbers).map(|number| one(backend, page, number)).buffered(AT_A_TIME);
    let found: Vec<_> = found.try_collect().await?;
    let next = (oldest > 0).then(|| format!("start:{}", start.saturating_add(u64::from(limit.max(1)))));
    Ok(Slice { items: found.into_iter().flatten().collect(), next, total: Some(now.number) })
}

/// A version, unless it was deleted.
async fn one(backend: &Backend, page: &ContentId, number: u32) -> Result<Option<Revision>> {
    let ask = dc::content::get(page).version(number).status(["historical", "current"]).expand(["version"]);
    match backend.client.send(ask).await {
        Ok(content) => Ok(content.version.map(|version| revision(*version))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    version: u32,
) -> Result<()> {
    backend.client.send(dc::content_versions::delete(page, version)).await
}
