//! Views of Data Center.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::views::{Counted, Views};
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) async fn count(
    _: &Backend,
    _: &ClearedRead<ContentId>,
    _: Option<&str>,
    _: Counted,
) -> Result<Views> {
    Err(unsupported(
        "views",
        "the REST API of Data Center does not count views: its analytics are in the browser; the versions of a page \
         show who works on it, its watchers who follows it",
    ))
}
