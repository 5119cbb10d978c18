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
    /// Walks everything below a page, on Cloud below a folder and through folders as well, down to this many levels,
    /// or to the ground.
    ///
    /// A parent comes before what is below it, and the order is the same each time. The stream asks for more as it is polled, a few requests at a time, and
    /// stops asking when it is dropped.
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

    /// Walks the pages of a space: what lies below its home page, as [`Wiki::tree`], then the other pages at its root,
    /// each with what lies below it.
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
            let below = home.clone().map_or_else(|| stream::empty().boxed(), |home| wiki.tree(home, levels));
            let roots = wiki.root_pages(space).stream();
            let beside = roots.try_filter(move |page| ready(home.as_ref() != Some(&page.id)));
            let beside = beside.map_ok(move |page| wiki.rooted(page, levels)).try_flatten();
            Ok::<_, Error>(below.chain(beside))
        };
        walk.into_stream().try_flatten().boxed()
    }

    /// A page at the root of its space, and what lies below it.
    fn rooted(&self, page: Page, levels: Option<u32>) -> BoxStream<'static, Result<Branch>> {
        let below = match levels.map(|levels| levels.saturating_sub(1)) {
            Some(0) => stream::empty().boxed(),
            deeper => self.tree(page.id.clone(), deeper),
        };
        let below = below.map_ok(|branch| Branch { depth: branch.depth + 1, ..branch });
        let Page { id, title, kind, status, .. } = page;
        let root = Branch::new(Node { id, title, kind: kind.to_string(), status }, None, 1);
        stream::iter([Ok(root)]).chain(below).boxed()
    }

    /// Returns what a page lies under, from the root of its space down.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn ancestors(&self, id: impl Into<ContentId>) -> Result<Vec<Node>> {
        let id = self.read(id.into(), "ancestors").await?;
        deployed!(self => tree::ancestors(&id).await)
    }
}
