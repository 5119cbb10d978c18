//! The content tree: everything below a page or folder, and everything above it.

use futures_core::stream::BoxStream;
use serde::Serialize;

use super::{Node, Wiki};
use crate::error::Result;
use crate::ids::ContentId;

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    pub(super) fn new(node: Node, parent: Option<ContentId>, depth: u32) -> Self {
        Self { node, parent, depth }
    }
}

impl Wiki {
    /// Walks everything below a page, on Cloud below a folder and through folders as well, down to this many levels,
    /// or to the ground.
    ///
    /// A parent comes before what is below it. The stream asks for more as it is polled, a few requests at a time, and
    /// stops asking when it is dropped.
    ///
    /// # Errors
    /// In the stream: `NotFound`; `Policy`.
    pub fn tree(
        &self,
        root: impl Into<ContentId>,
        levels: Option<u32>,
    ) -> BoxStream<'static, Result<Branch>> {
        deployed!(self => tree::walk(root.into(), levels.unwrap_or(u32::MAX)))
    }

    /// Returns what a page lies under, from the root of its space down.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn ancestors(&self, id: impl Into<ContentId>) -> Result<Vec<Node>> {
        let id = id.into();
        self.may_read(&id, "ancestors").await?;
        deployed!(self => tree::ancestors(&id).await)
    }
}
