//! Views of Cloud.

use crate::error::{Error, Result};
use crate::ids::ContentId;
use crate::v1::analytics;
use crate::wiki::backend::Backend;
use crate::wiki::model::views::{Counted, Views};
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn count(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    since: Option<&str>,
    counted: Counted,
) -> Result<Views> {
    let (mut views, mut viewers) = (analytics::views(content), analytics::viewers(content));
    if let Some(day) = since {
        (views, viewers) = (views.from_date(day), viewers.from_date(day));
    }
    let views = async { Ok::<_, Error>(backend.client.send(views).await?.count) };
    let viewers = async { Ok::<_, Error>(backend.client.send(viewers).await?.count) };
    let (views, viewers) = match counted {
        #[cfg(feature = "sql")]
        Counted::Views => (views.await?, None),
        #[cfg(feature = "sql")]
        Counted::Viewers => (None, viewers.await?),
        Counted::Both => futures_util::future::try_join(views, viewers).await?,
    };
    Ok(Views::new(views.unwrap_or_default(), viewers.unwrap_or_default()))
}
