//! Requests to addresses of Data Center that its own pages ask and that nobody documents.

use serde_json::Value;

use crate::operation::describe::Operation;
use crate::wire::endpoint::Endpoint;
use crate::wire::query::Query;
use crate::wire::values::Body;

/// A request to an undocumented address.
#[derive(Clone, Debug)]
pub(super) struct Undocumented {
    operation: &'static Operation,
    path: String,
    query: Query,
    body: Body,
}

impl Undocumented {
    pub(super) fn new(operation: &'static Operation, path: String, body: Body) -> Self {
        Self { operation, path, query: Query::default(), body }
    }
}

impl Endpoint for Undocumented {
    type Output = Value;

    fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn path(&self) -> String {
        self.path.clone()
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> &Body {
        &self.body
    }
}
