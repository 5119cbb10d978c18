//! The Confluence Query Language, as far as tools use it.
//!
//! Clauses combine from left to right without precedence. Unknown fields, operators that a field does not
//! take and unquoted reserved words are refused, as the service refuses them.

mod evaluate;
mod lexer;
mod parser;

pub(crate) use evaluate::{Context, Document, matches, order};
pub(crate) use parser::{Parsed, parse};
