//! Rows as they come: some at a time.

use std::sync::Arc;

use futures_core::stream::BoxStream;

use super::value::Cell;
use crate::error::Result;

/// Some rows, as they came together.
pub(super) trait Chunk: Send + Sync {
    /// How many.
    fn len(&self) -> usize;
    /// The value of a column in a row.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
}

/// Rows as they come.
pub(super) type Chunks = BoxStream<'static, Result<Arc<dyn Chunk>>>;
