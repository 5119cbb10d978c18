//! Views of Cloud.

use crate::error::Result;
use crate::ids::ContentId;
use crate::v1::analytics;
use crate::wiki::backend::Backend;
use crate::wiki::model::views::Views;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn count(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    since: Option<&str>,
) -> Result<Views> {
    let (mut views, mut viewers) = (analytics::views(content), analytics::viewers(content));
    if let Some(day) = since {
        (views, viewers) = (views.from_date(day), viewers.from_date(day));
    }
    let views = backend.client.send(views).await?.count;
    let viewers = backend.client.send(viewers).await?.count;
    Ok(Views::new(views.unwrap_or_default(), viewers.unwrap_or_default()))
}
