//! The Confluence Query Language, as far as tools use it.
//!
//! Clauses combine from left to right without precedence. Unknown fields, operators that a field does not
//! take and unquoted reserved words are refused, as the service refuses them.

#[path = "cql/evaluate.rs"]
mod evaluate;
#[path = "cql/lexer.rs"]
mod lexer;
#[path = "cql/parser.rs"]
mod parser;

pub(crate) use evaluate::{Context, Document, matches, order};
pub(crate) use parser::{Parsed, parse};
