//! What travels: how Rust values become parts of a request, and answers become values.

pub(crate) mod answer;
pub(crate) mod encoding;
pub(crate) mod endpoint;
pub(crate) mod field;
pub(crate) mod limits;
pub(crate) mod own_operation;
pub(crate) mod paging;
pub(crate) mod query;
pub(crate) mod timestamp;
pub(crate) mod values;

pub use values::{Arg, Body, Commas, IntoBody, PathArg, QueryValue, name};
