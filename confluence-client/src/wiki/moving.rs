//! Moving, copying and archiving pages.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::ContentType;
use crate::site::Deployment;
use crate::wiki::Wiki;
use crate::wiki::driver::cloud;
use crate::wiki::lost_answer::{after, settled, unrecognised};
use crate::wiki::model::content::Page;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::moving::{Move, PageCopy, Position, TreeCopy};
use crate::wiki::policy::ClearedWrite;

/// What is to be looked at where nobody knows whether a page was moved.
const WHERE: &str = "see where the page is before it is moved again";

impl Wiki {
    /// Moves a page with all that lies below it, or on Cloud a folder and the like, which comes as a page without a body.
    /// Where it cannot be read afterwards, the error says that it was moved.
    ///
    /// # Errors
    /// `Unsupported` for a place among siblings on Data Center, which only moves below; `Invalid` for a place below
    /// itself, and for a blog post, which lies under no page; `Policy`.
    pub async fn move_page(&self, id: impl Into<ContentId>, to: Position) -> Result<Page> {
        let moved = self.write(Move { page: id.into(), to }, "move_page").await?;
        match self.site().deployment() {
            Deployment::Cloud => {
                let sent = cloud::moving::relocate(&self.backend, &moved).await;
                self.moved(&moved, sent).await
            }
            Deployment::DataCenter => self.move_by_update(&moved).await,
        }
    }

    /// The page where it is now. Where the answer to the move was lost, a page that lies below its new parent was moved
    /// there.
    async fn moved(&self, moved: &ClearedWrite<Move>, sent: Result<()>) -> Result<Page> {
        let folder = || cloud::tree_contents::as_page(&self.backend, &moved.page);
        let now =
            async { self.page_or_draft_of_id(&moved.page).await.or_if_missing(folder()).await.of(moved) };
        match (sent, &moved.to) {
            (Ok(()), _) => {
                let now =
                    now.await.map_err(|error| after(format!("the page {} was moved", moved.page), error))?;
                // Asked to move one, the service says that it did, and leaves it where it is.
                is_movable(&now)?;
                Ok(now)
            }
            (Err(failed), Position::Below(parent)) => {
                settled(Err(failed), now, |page| page.parent.as_ref() == Some(parent), WHERE).await
            }
            (Err(failed), Position::Before(_) | Position::After(_)) => unrecognised(Err(failed), WHERE),
        }
    }

    /// Copies a page, without what lies below it.
    ///
    /// Data Center has no operation for it, so that a page is created there, and then gets labels and files. What fails
    /// or is dropped on the way leaves the page without the rest; the error names it.
    ///
    /// # Errors
    /// `Invalid` for a page that not everybody may read and change, where the copy says nothing of its
    /// [`restrictions`](PageCopy::restrictions), if there is a page of the copy's title, and for a blog post that is copied
    /// below a page; `Unsupported` for a blog post on Cloud, and on Data Center for properties; `Policy`.
    pub async fn copy_page(&self, id: impl Into<ContentId>, copy: PageCopy) -> Result<Page> {
        self.policy.check_write("copy_page")?;
        let id = self.read(id.into(), "copy_page").await?;
        let copy = self.write(copy, "copy_page").await?;
        let brought = self.brought_restrictions(&id, copy.parent(), copy.restrictions, "copy_page").await?;
        match self.site().deployment() {
            Deployment::Cloud => {
                let made = cloud::moving::copy(&self.backend, &id, &copy, brought.is_some()).await?;
                if let Some(brought) = brought.filter(|brought| !brought.are_own) {
                    let set =
                        cloud::restrictions::set(&self.backend, &copy.made(&made).id(), &brought.all).await;
                    let done =
                        || format!("the copy is the page {}, so far without its restrictions", made.id);
                    set.map_err(|error| after(done(), error))?;
                }
                Ok(made)
            }
            Deployment::DataCenter => self.copy_by_parts(&id, &copy, brought).await,
        }
    }

    /// Copies a page with all pages below it, as a long-running task; [`Wiki::wait_for_task`] waits for its end.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Invalid` for a page that not everybody may read and change, where the copy says nothing
    /// of its [`restrictions`](TreeCopy::restrictions), or pages above it have some that the copy would not; `Policy`.
    pub async fn copy_tree(&self, id: impl Into<ContentId>, copy: TreeCopy) -> Result<LongTask> {
        self.policy.check_write("copy_tree")?;
        let id = self.read(id.into(), "copy_tree").await?;
        let copy = self.write(copy, "copy_tree").await?;
        if self.site().deployment() == Deployment::Cloud {
            let brought =
                self.brought_restrictions(&id, Some(&copy.below), copy.restrictions, "copy_tree").await?;
            if brought.is_some_and(|brought| !brought.are_own) {
                return Err(Error::new(ErrorKind::Invalid, "copy_tree").with_message(format!(
                    "only some may read the page {} by pages above it, and the service copies the restrictions of the \
                     copied pages alone; nothing was copied: copy it to where the same restrictions hold, or set them on \
                     the page itself before",
                    *id
                )));
            }
        }
        deployed!(self => moving::copy_tree(&id, &copy).await)
    }

    /// Archives pages, as a long-running task; [`Wiki::wait_for_task`] waits for its end.
    ///
    /// At most 300 pages at a time, on the cheaper plans one. Their titles stay taken.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Policy`.
    pub async fn archive_pages(
        &self,
        ids: impl IntoIterator<Item = impl Into<ContentId>>,
    ) -> Result<LongTask> {
        let ids: Vec<ContentId> = ids.into_iter().map(Into::into).collect();
        let ids = self.write(ids, "archive_pages").await?;
        deployed!(self => moving::archive(ids).await)
    }

    /// Moves a page with all pages below it to the trash, as a long-running task; [`Wiki::wait_for_task`] waits for its end.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Policy`.
    pub async fn trash_tree(&self, id: impl Into<ContentId>) -> Result<LongTask> {
        let id = self.write(id.into(), "trash_tree").await?;
        deployed!(self => moving::trash_tree(&id).await)
    }
}

/// Refuses what has no place in the tree.
pub(super) fn is_movable(page: &Page) -> Result<()> {
    match page.kind {
        ContentType::BlogPost => Err(Error::new(ErrorKind::Invalid, "move_page")
            .with_message("a blog post lies under no page, and stays where it is")),
        _ => Ok(()),
    }
}
