//! What came in and went out, counted and, for the latest requests, listed.

use std::collections::{BTreeMap, VecDeque};

const KEPT: usize = 4096;

/// Request counters of an in-memory Confluence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// Requests received.
    pub requests: u64,
    /// Bytes of request bodies.
    pub bytes_in: u64,
    /// Bytes of response bodies.
    pub bytes_out: u64,
    /// Requests by operationId; `unknown` counts those that fit none.
    pub operations: BTreeMap<String, u64>,
}

impl Traffic {
    /// How often an operation was called.
    #[must_use]
    pub fn count(&self, operation: &str) -> u64 {
        self.operations.get(operation).copied().unwrap_or(0)
    }
}

/// A request that an in-memory Confluence received; no credential is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The listener: `site`, `gateway`, `authorization` or `media`.
    pub listener: &'static str,
    /// The HTTP method.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The decoded query.
    pub query: Vec<(String, String)>,
    /// The operationId, or `unknown`.
    pub operation: String,
    /// The scheme of the `Authorization` header, if there was one.
    pub authorization: Option<String>,
    /// The status of the answer, 0 when the connection was dropped.
    pub status: u16,
}

/// Counters and the latest requests, bounded.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) traffic: Traffic,
    pub(crate) latest: VecDeque<SeenRequest>,
}

impl Ledger {
    pub(crate) fn record(&mut self, seen: SeenRequest, bytes_in: usize, bytes_out: usize) {
        self.traffic.requests += 1;
        self.traffic.bytes_in += bytes_in as u64;
        self.traffic.bytes_out += bytes_out as u64;
        *self.traffic.operations.entry(seen.operation.clone()).or_default() += 1;
        if self.latest.len() == KEPT {
            self.latest.pop_front();
        }
        self.latest.push_back(seen);
    }
}
