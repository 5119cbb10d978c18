//! Where the rows of a scan come from, and what is kept of them.

use std::sync::Arc;

use crate::sql::chunk::{Chunk, Chunks};
use crate::sql::run::Run;

/// What came of a scan so far: its key, its rows, and for how many more there is room.
pub(super) type Kept = (String, Vec<Arc<dyn Chunk>>, usize);

/// Where the rows of a scan come from.
pub(super) enum Source {
    /// They were read before.
    Read(Arc<[Arc<dyn Chunk>]>, usize),
    /// The service is asked as they are wanted. What came is kept under a key as long as there is room.
    Asked(Chunks, Option<Kept>),
}

/// Keeps what came, and all of it when nothing more comes.
pub(super) fn remember(run: &Run, kept: &mut Option<Kept>, next: Option<&Arc<dyn Chunk>>) {
    match (kept.as_mut(), next) {
        (Some((_, chunks, room)), Some(chunk)) if chunk.len() <= *room => {
            *room -= chunk.len();
            chunks.push(Arc::clone(chunk));
        }
        (Some(_), Some(_)) => *kept = None,
        (Some(_), None) => {
            if let (Some((key, chunks, _)), Ok(mut cache)) = (kept.take(), run.cache.lock()) {
                cache.put(key, chunks);
            }
        }
        (None, _) => {}
    }
}
