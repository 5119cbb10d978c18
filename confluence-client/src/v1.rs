//! Cloud REST API v1: what v2 lacks.

pub mod search;

use crate::describe::Operation;

/// All operations of this interface that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [search::OPERATIONS].into_iter().flatten().flat_map(|family| family.iter().copied())
}
