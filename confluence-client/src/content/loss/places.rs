//! Anchors that were written for a link of the page, and go with it.

use std::collections::BTreeSet;

use crate::content::document::Document;
use crate::content::emit::FOOTNOTE;
use crate::content::heading_links::targets;
use crate::content::said::is_given;
use crate::storage::tree::NodeId;

/// Where links of a page and of the result lead.
pub(super) struct Places {
    before: BTreeSet<String>,
    after: BTreeSet<String>,
}

impl Places {
    pub(super) fn of(base: &Document, result: &Document) -> Self {
        Self { before: targets(base), after: targets(result) }
    }

    /// Whether a node is an anchor that no author has written: that of a footnote that is gone, or one that a heading was
    /// given since a link led to it. A link that loses it is told.
    pub(super) fn is_needless(&self, base: &Document, node: NodeId) -> bool {
        let tree = &base.tree;
        let Some(name) = tree.anchor_name(node) else { return false };
        self.before.contains(&*name)
            && (is_given(tree, node) || name.starts_with(FOOTNOTE) && !self.after.contains(&*name))
    }
}
