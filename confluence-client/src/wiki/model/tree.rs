//! The content tree: everything below a page or folder, and everything above it.

use serde::{Deserialize, Serialize};

use crate::ids::ContentId;
use crate::wiki::model::content::Node;

/// A descendant in a content tree, with its parent and depth.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Branch {
    /// What stands there.
    #[serde(flatten)]
    pub node: Node,
    /// What it lies directly under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<ContentId>,
    /// How many levels below the root of the walk, from 1.
    pub depth: u32,
}

impl Branch {
    /// An entry under its parent, so many levels below the root of the walk (from 1).
    pub fn new(node: Node, parent: Option<ContentId>, depth: u32) -> Self {
        Self { node, parent, depth }
    }
}
