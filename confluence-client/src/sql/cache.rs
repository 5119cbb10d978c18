//! What a query has read already: the same look-up of an inner table is made once.

use std::collections::HashMap;
use std::sync::Arc;

use super::chunk::Chunk;
use super::scan::Scan;

/// Whole answers to scans.
#[derive(Default)]
pub(super) struct Cache {
    scans: HashMap<String, Arc<[Arc<dyn Chunk>]>>,
    rows: usize,
}

/// How many rows are kept for a query: those of a large space, which take some tens of megabytes without bodies.
const MOST_ROWS: usize = 50_000;

/// How many scans, which may all be empty.
const MOST_SCANS: usize = 100_000;

impl Cache {
    /// The rows of a scan that was read to its end.
    pub(super) fn get(&self, key: &str) -> Option<Arc<[Arc<dyn Chunk>]>> {
        self.scans.get(key).cloned()
    }

    /// How many rows may still be kept.
    pub(super) fn room(&self) -> usize {
        if self.scans.len() < MOST_SCANS { MOST_ROWS.saturating_sub(self.rows) } else { 0 }
    }

    /// Keeps the rows of a scan, if there is room.
    pub(super) fn put(&mut self, key: String, chunks: Vec<Arc<dyn Chunk>>) {
        let rows: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        if self.scans.len() < MOST_SCANS && rows <= self.room() && !self.scans.contains_key(&key) {
            self.rows += rows;
            self.scans.insert(key, chunks.into());
        }
    }
}

/// What tells one scan from another.
pub(super) fn key(table: &str, scan: &Scan) -> String {
    format!("{table}{scan:?}")
}

/// Some rows of a chunk.
pub(super) struct Picked {
    pub(super) of: Arc<dyn Chunk>,
    pub(super) rows: Vec<usize>,
}

impl Chunk for Picked {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, column: usize) -> super::value::Cell<'_> {
        match self.rows.get(row) {
            Some(row) => self.of.cell(*row, column),
            None => super::value::Cell::Null,
        }
    }
}
