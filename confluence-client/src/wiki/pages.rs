//! Pages and blog posts: reading.

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::quoted::Quoted;
use crate::spellings::other_spellings;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::locator::Locator;
use crate::wiki::model::content::{Node, Page};
use crate::wiki::model::located::Located;
use crate::wiki::policy::{ClearedWrite, Unchecked};

/// How many pages one request of a bulk read asks for, and how many such requests run at a time.
const BATCH: usize = 250;
const AT_A_TIME: usize = 4;

impl Wiki {
    /// Returns a page or a blog post with its body in the storage format. A page is one request. What is in the trash or
    /// archived is returned too: [`Page::status`] says so.
    ///
    /// # Errors
    /// `NotFound` if there is none, or the caller may not see it; `Policy` if it lies in a space that the policy
    /// leaves out.
    pub async fn page(&self, id: impl Into<ContentId>) -> Result<Page> {
        let page = self.page_of_id(&id.into()).await;
        Ok(self.admit(page, "page").await?.into_inner())
    }

    /// Returns a page or a blog post, or the draft of one that was never published, with its body in the storage format. A
    /// page is one request.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_or_draft(&self, id: impl Into<ContentId>) -> Result<Page> {
        let page = self.page_or_draft_of_id(&id.into()).await;
        Ok(self.admit(page, "page_or_draft").await?.into_inner())
    }

    /// Returns an older version of a page or blog post.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_version(&self, id: impl Into<ContentId>, version: u64) -> Result<Page> {
        let (id, version) = (id.into(), numbered(version, "page_version")?);
        // Which versions there are is not told of a page in a space that the policy leaves out.
        let id = self.read(id, "page_version").await?;
        let page = deployed!(self => pages::get(&id, Some(version)).await).part_of(&id)?;
        Ok(self.admit(page, "page_version").await?.into_inner())
    }

    /// Returns the draft of a page or blog post: what was never published, or unpublished changes.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn draft(&self, id: impl Into<ContentId>) -> Result<Page> {
        let page = deployed!(self => pages::draft(&id.into()).await);
        Ok(self.admit(page, "draft").await?.into_inner())
    }

    /// Returns a page or blog post as Confluence renders it for an export: HTML, with what macros show.
    /// [`view_markdown`](crate::content::view_markdown) makes Markdown of it.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn rendered(&self, id: impl Into<ContentId>) -> Result<String> {
        let id = self.read(id.into(), "rendered").await?;
        deployed!(self => pages::rendered(&id).await)
    }

    /// Returns the page that has this title in a space: in any case, and in either spelling that Unicode has of its accents.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_by_title(&self, space: impl Into<SpaceKey>, title: &str) -> Result<Page> {
        let space = self.policy.read_space(space.into(), "page_by_title")?;
        let mut found = deployed!(self => pages::titled(&space, title).await)?;
        for title in other_spellings(title) {
            if found.is_none() {
                found = deployed!(self => pages::titled(&space, &title).await)?;
            }
        }
        let missing = || {
            Error::new(ErrorKind::NotFound, "page_by_title").with_message(format!(
                "no page has the title {} in {}; search for it",
                Quoted(title),
                *space
            ))
        };
        Ok(self.admit(found.ok_or_else(missing)?, "page_by_title").await?.into_inner())
    }

    /// Returns the page that a [`Locator`] names: by id, URL, short link, or space and title.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_by_locator(&self, locator: &Locator) -> Result<Page> {
        match locator {
            Locator::Id(id) => self.page(id.clone()).await,
            Locator::Title { space, title } => self.page_by_title(space, title).await,
            Locator::Version { id, version } => self.page_version(id.clone(), *version).await,
        }
    }

    /// Reads many pages and blog posts by id, with their bodies: 250 in a request, 50 on Data Center. Those that are not there
    /// are left out, and those in spaces that the policy leaves out alike; the order is the service's.
    ///
    /// # Errors
    /// In the stream, as [`Wiki::page`].
    pub fn pages(
        &self,
        ids: impl IntoIterator<Item = impl Into<ContentId>>,
    ) -> BoxStream<'static, Result<Page>> {
        let ids: Vec<ContentId> = ids.into_iter().map(Into::into).collect();
        let batches: Vec<_> = ids.chunks(BATCH).map(<[ContentId]>::to_vec).collect();
        let (wiki, checking) = (self.clone(), self.clone());
        stream::iter(batches)
            .map(move |batch| wiki.clone().batch(batch))
            .buffered(AT_A_TIME)
            .map_ok(|pages| stream::iter(pages.into_iter().map(Ok)))
            .try_flatten()
            .try_filter_map(move |page| {
                let wiki = checking.clone();
                async move {
                    match wiki.admit(page, "pages").await {
                        Ok(page) => Ok(Some(page.into_inner())),
                        Err(error) if error.kind() == ErrorKind::Policy => Ok(None),
                        Err(error) => Err(error),
                    }
                }
            })
            .boxed()
    }

    /// Lists the pages of a space without their bodies, wherever they lie.
    pub fn space_pages(&self, space: impl Into<SpaceKey>) -> List<Page> {
        self.list_in(space, "space_pages", |space| deployed!(self => pages::of_space(space)))
    }

    /// Lists the pages at the root of a space without their bodies: its home page, and those beside it, which
    /// [`Wiki::tree`] of the home page does not reach.
    pub fn root_pages(&self, space: impl Into<SpaceKey>) -> List<Page> {
        self.list_in(space, "root_pages", |space| deployed!(self => pages::at_root(space)))
    }

    /// Lists the blog posts of a space without their bodies.
    pub fn blog_posts(&self, space: impl Into<SpaceKey>) -> List<Page> {
        self.list_in(space, "blog_posts", |space| deployed!(self => pages::posts_of_space(space)))
    }

    /// Lists the children of a page: on Cloud with folders and whatever else has a place in the tree.
    pub fn children(&self, page: impl Into<ContentId>) -> List<Node> {
        self.list_of(page.into(), "children", |wiki, page| deployed!(wiki => pages::children(page)))
    }

    /// Reads some pages at once, and half of them at a time where all are more than the client accepts in an answer.
    fn batch(self, ids: Vec<ContentId>) -> BoxFuture<'static, Result<Vec<Unchecked<Page>>>> {
        let read = async move {
            let wiki = &self;
            match deployed!(wiki => pages::by_ids(&ids).await) {
                Err(error) if error.kind() == ErrorKind::TooLarge && ids.len() > 1 => {
                    let (one, other) = ids.split_at(ids.len() / 2);
                    let mut pages = self.clone().batch(one.to_vec()).await?;
                    pages.extend(self.batch(other.to_vec()).await?);
                    Ok(pages)
                }
                answered => answered,
            }
        };
        read.boxed()
    }

    /// What was cleared for writing, as the service has it now.
    pub(super) async fn page_again<T: Located>(
        &self,
        id: &ContentId,
        cleared: &ClearedWrite<T>,
    ) -> Result<Page> {
        deployed!(self => pages::get(id, None).await).of(cleared)
    }
}

/// The number as operations take it; the service has no version of a larger one.
pub(super) fn numbered(version: u64, operation: &'static str) -> Result<u32> {
    u32::try_from(version).map_err(|_| {
        Error::new(ErrorKind::NotFound, operation).with_message(format!("there is no version {version}"))
    })
}
