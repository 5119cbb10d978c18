//! The rows of a result, and how they are written.

mod csv;
mod json;
mod lines;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use serde::Serialize;

use super::engine::Flow;
use super::value::Value;
use crate::error::Result;

pub use lines::{Format, Written};

/// The result rows of a query, as a stream. Dropping them ends the query.
#[derive(Debug)]
pub struct Rows {
    flow: Flow,
    columns: Vec<String>,
    ready: std::vec::IntoIter<Vec<Value>>,
    held: Option<Vec<Value>>,
    read: u64,
}

/// The usage of a query so far: requests, rows, bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// How many rows were read of the result.
    pub rows: u64,
    /// How many requests the service was asked, those of a repetition included.
    pub requests: u64,
    /// The same by operation.
    pub operations: BTreeMap<&'static str, u64>,
}

impl Rows {
    pub(super) fn of(flow: Flow) -> Self {
        let columns = flow.heads.iter().map(|head| head.name.clone()).collect();
        Self { flow, columns, ready: Vec::new().into_iter(), held: None, read: 0 }
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The types of the columns, where a column is one of a table and not worked out.
    #[must_use]
    pub fn types(&self) -> Vec<Option<super::ColumnType>> {
        self.flow.heads.iter().map(|head| head.kind).collect()
    }

    /// The next row; nothing at the end. After an error there is none.
    pub async fn next(&mut self) -> Option<Result<Vec<Value>>> {
        if let Some(row) = self.held.take() {
            self.read += 1;
            return Some(Ok(row));
        }
        loop {
            if let Some(row) = self.ready.next() {
                self.read += 1;
                return Some(Ok(row));
            }
            match self.flow.rows.recv().await? {
                Ok(rows) => self.ready = rows.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Hands out a row once more.
    fn put_back(&mut self, row: Vec<Value>) {
        self.read -= 1;
        self.held = Some(row);
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// The first error among them.
    pub async fn all(mut self) -> Result<Vec<Vec<Value>>> {
        let mut all = Vec::new();
        while let Some(row) = self.next().await {
            all.push(row?);
        }
        Ok(all)
    }

    /// Whether the limits of rows or bytes ended the result before its end. It is known when there are no more rows.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.flow.cut.load(Ordering::Acquire)
    }

    /// What the query took so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let operations = self.flow.meter.asked();
        Usage { rows: self.read, requests: operations.values().sum(), operations }
    }

    /// What a reader should know beside the rows: ids that led nowhere, spaces that were left out.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.flow.notes.all()
    }

    /// What ends the query.
    #[cfg(test)]
    pub(super) fn stop(&self) -> std::sync::Arc<super::run::Stop> {
        std::sync::Arc::clone(&self.flow.stop)
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        self.flow.stop.give_up();
    }
}
