//! Spaces by their numbers, where the service knows them by key.

use futures_util::{TryStreamExt as _, stream};

use super::nothing;
use crate::error::Result;
use crate::sql::run::Context;
use crate::sql::scan::{Filter, Operator, Scan};
use crate::sql::value::Value;
use crate::wiki::rows::{RowStream, SpaceRow, SpacesWanted};

/// How many spaces a request gives.
const ROWS: u32 = 250;

/// The rows of a scan whose SpaceId is put as the SpaceKey of the same spaces.
pub(super) fn placed<T: Send + 'static>(
    context: Context,
    scan: Scan,
    read: fn(&Context, &Scan) -> RowStream<T>,
) -> RowStream<T> {
    let Some(ids) = scan.equal("SpaceId") else { return read(&context, &scan) };
    if scan.equal("SpaceKey").is_some() {
        return read(&context, &scan);
    }
    let rows = async move {
        let keys = keys(&context, &ids).await?;
        if keys.is_empty() {
            return Ok(nothing());
        }
        let mut scan = scan;
        scan.filters.retain(|filter| filter.column != "SpaceId");
        scan.filters.push(Filter { column: "SpaceKey", operator: Operator::Equal, values: keys });
        Ok::<_, crate::error::Error>(read(&context, &scan))
    };
    Box::pin(stream::once(rows).try_flatten())
}

/// The keys of the spaces of these numbers. A query lists the spaces once.
async fn keys(context: &Context, ids: &[String]) -> Result<Vec<Value>> {
    let listed = async || {
        let wanted = SpacesWanted { limit: ROWS, ..SpacesWanted::default() };
        let rows: Vec<Vec<SpaceRow>> = context.wiki.space_rows(wanted).try_collect().await?;
        let pair = |row: SpaceRow| Some((row.id?.as_str().to_owned(), row.key.as_str().to_owned()));
        Ok::<_, crate::error::Error>(rows.into_iter().flatten().filter_map(pair).collect())
    };
    let all = context.known.spaces.get_or_try_init(listed).await?;
    let named = all.iter().filter(|(id, _)| ids.contains(id));
    Ok(named.map(|(_, key)| Value::from(key.as_str())).collect())
}
