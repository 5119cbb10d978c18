//! Query parameters, path arguments, request bodies, paging and responses.

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
