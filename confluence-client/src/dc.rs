//! REST API of Data Center 10.

use crate::describe::Operation;

/// All operations of Data Center that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    std::iter::empty()
}
