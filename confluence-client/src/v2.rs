//! Cloud REST API v2, grouped as Atlassian publishes it.

pub mod children;
pub mod labels;
pub mod pages;
pub mod spaces;

use crate::describe::Operation;

/// All operations of v2 that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [children::OPERATIONS, labels::OPERATIONS, pages::OPERATIONS, spaces::OPERATIONS]
        .into_iter()
        .flatten()
        .flat_map(|family| family.iter().copied())
}
