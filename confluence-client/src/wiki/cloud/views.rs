//! Views of Cloud.

use crate::error::Result;
use crate::ids::ContentId;
use crate::v1::analytics;
use crate::wiki::Wiki;
use crate::wiki::views::Views;

pub(in crate::wiki) async fn count(wiki: &Wiki, content: &ContentId, since: Option<&str>) -> Result<Views> {
    let (mut views, mut viewers) = (analytics::views(content), analytics::viewers(content));
    if let Some(day) = since {
        (views, viewers) = (views.from_date(day), viewers.from_date(day));
    }
    let views = wiki.client.send(views).await?.count;
    let viewers = wiki.client.send(viewers).await?.count;
    Ok(Views::new(views.unwrap_or_default(), viewers.unwrap_or_default()))
}
