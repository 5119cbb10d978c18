//! REST API of Data Center 10.

pub mod content;
pub mod search;
pub mod spaces;

use crate::describe::Operation;

/// All operations of this interface that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [content::OPERATIONS, search::OPERATIONS, spaces::OPERATIONS]
        .into_iter()
        .flatten()
        .flat_map(|family| family.iter().copied())
}
