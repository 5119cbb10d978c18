//! REST API of Data Center 10.

pub mod content;
pub mod search;
pub mod spaces;

use crate::declare::groups;

groups![content, search, spaces];
