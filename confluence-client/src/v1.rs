//! Cloud REST API v1: what v2 lacks.

pub mod search;

use crate::declare::groups;

groups![search];
