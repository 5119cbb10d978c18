//! The content tree: everything below a page or folder, and everything above it.

use std::future::ready;

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::wiki::Wiki;
use crate::wiki::model::content::{Node, Page};
use crate::wiki::model::tree::Branch;

impl Wiki {
    /// Lists all descendants of a page, down to this many levels or all of them. On Cloud the root may be a folder, and
    /// what lies in folders is listed as well.
    ///
    /// A parent comes before what is below it, and the order is the same each time. The stream asks for more as it is
    /// polled, a few requests at a time, and stops asking when it is dropped.
    ///
    /// # Errors
    /// In the stream: `NotFound`; `Policy`.
    pub fn tree(
        &self,
        root: impl Into<ContentId>,
        levels: Option<u32>,
    ) -> BoxStream<'static, Result<Branch>> {
        let (wiki, root) = (self.clone(), root.into());
        let walk = async move {
            let root = wiki.read(root, "tree").await?;
            Ok::<_, Error>(deployed!(wiki => tree::walk(root, levels.unwrap_or(u32::MAX))))
        };
        walk.into_stream().try_flatten().boxed()
    }

    /// Lists the page tree of a space: its home page, whose depth is 0, and what lies below it, as [`Wiki::tree`]; then
    /// the other pages at its root and, on Cloud, the folders, whiteboards and databases there, each with what lies below.
    ///
    /// # Errors
    /// In the stream: `NotFound`; `Policy`.
    pub fn space_tree(
        &self,
        space: impl Into<SpaceKey>,
        levels: Option<u32>,
    ) -> BoxStream<'static, Result<Branch>> {
        let (wiki, space) = (self.clone(), space.into());
        let walk = async move {
            let home = wiki.space(space.clone()).await?.homepage;
            let top = match &home {
                Some(home) => Some(Ok(Branch::new(node(wiki.page(home.clone()).await?), None, 0))),
                None => None,
            };
            if levels == Some(0) {
                return Ok(stream::iter(top).boxed());
            }
            let below = home.clone().map_or_else(|| stream::empty().boxed(), |home| wiki.tree(home, levels));
            let roots = wiki.root_pages(space.clone()).stream();
            let others = wiki.clone().others_at_root(space, levels)?;
            let beside = roots.try_filter(move |page| ready(home.as_ref() != Some(&page.id)));
            let beside = beside.map_ok(move |page| wiki.rooted(node(page), levels)).try_flatten();
            Ok::<_, Error>(stream::iter(top).chain(below).chain(beside).chain(others).boxed())
        };
        walk.into_stream().try_flatten().boxed()
    }

    /// What is no page and stands at the root of a space, with what lies below it.
    fn others_at_root(
        self,
        space: SpaceKey,
        levels: Option<u32>,
    ) -> Result<BoxStream<'static, Result<Branch>>> {
        let space = self.policy.read_space(space, "space_tree")?;
        let wiki = &self;
        let nodes = deployed!(wiki => tree::at_root(space));
        Ok(nodes.map_ok(move |node| self.rooted(node, levels)).try_flatten().boxed())
    }

    /// What stands at the root of its space, and what lies below it.
    fn rooted(&self, node: Node, levels: Option<u32>) -> BoxStream<'static, Result<Branch>> {
        let below = match levels.map(|levels| levels.saturating_sub(1)) {
            Some(0) => stream::empty().boxed(),
            deeper => self.tree(node.id.clone(), deeper),
        };
        let below = below.map_ok(|branch| Branch { depth: branch.depth.saturating_add(1), ..branch });
        let root = Branch::new(node, None, 1);
        stream::iter([Ok(root)]).chain(below).boxed()
    }

    /// Returns the ancestors of a page, from the root of its space down.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn ancestors(&self, id: impl Into<ContentId>) -> Result<Vec<Node>> {
        let id = self.read(id.into(), "ancestors").await?;
        deployed!(self => tree::ancestors(&id).await)
    }
}

fn node(page: Page) -> Node {
    let Page { id, title, kind, status, .. } = page;
    Node { id, title, kind: kind.to_string(), status }
}
