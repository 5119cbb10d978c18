//! Cloud REST API v1: what v2 lacks.

use crate::describe::Operation;

/// All operations of v1 that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    std::iter::empty()
}
