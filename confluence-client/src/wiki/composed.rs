//! Moving and copying pages where the deployment does neither at once: put together from what it does.

use futures_util::TryStreamExt as _;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::offload::offload;
use crate::wiki::Wiki;
use crate::wiki::copied_links::with_space;
use crate::wiki::copied_restrictions::Brought;
use crate::wiki::driver::{data_center, unsupported};
use crate::wiki::lost_answer::after;
use crate::wiki::model::attachments::Upload;
use crate::wiki::model::content::Page;
use crate::wiki::model::moving::{Destination, Move, PageCopy, Position};
use crate::wiki::model::publishing::{NewPage, PageUpdate};
use crate::wiki::model::restrictions::Restrictions;
use crate::wiki::moving::is_movable;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

/// The refusal of the service, which tells of a parent that does not exist.
fn between_spaces(page: &Page, to: &SpaceKey, error: Error) -> Error {
    let said = format!(
        "this site refuses to move the page {} to the space {to}: the REST API of Data Center moves a page within its space; \
         copy it there, or move it in the browser",
        page.id
    );
    unsupported("move_page", said).with_source(error)
}

impl Wiki {
    /// Moves a page by an update that names its new parent.
    pub(super) async fn move_by_update(&self, moved: &ClearedWrite<Move>) -> Result<Page> {
        let Position::Below(parent) = &moved.to else {
            return Err(unsupported(
                "move_page",
                "the REST API of Data Center does not order siblings: move the page below its parent, or order it in \
                 the browser",
            ));
        };
        let page = self.page_again(&moved.page, moved).await?;
        is_movable(&page)?;
        let above = self.page_to_write(parent, "move_page").await?;
        let space = above.space.key.clone().filter(|key| page.space.key.as_ref() != Some(key));
        let elsewhere = space.clone();
        let update = PageUpdate { parent: Some(parent.clone()), space, ..PageUpdate::of(&page) };
        self.update_once(&moved.by_update(update)?).await.map_err(|error| match elsewhere {
            Some(space) if error.kind() == ErrorKind::Invalid => between_spaces(&page, &space, error),
            _ => error,
        })
    }

    /// Copies a page by creating another with its body, and adding its labels and files.
    pub(super) async fn copy_by_parts(
        &self,
        id: &ClearedRead<ContentId>,
        copy: &ClearedWrite<PageCopy>,
        brought: Option<Brought>,
    ) -> Result<Page> {
        if copy.properties {
            return Err(unsupported(
                "copy_page",
                "Data Center copies body, labels and files: set properties on the copy afterwards",
            ));
        }
        let source = deployed!(self => pages::get(id, None).await).of(id)?;
        let title = copy.title.clone().unwrap_or_else(|| format!("Copy of {}", source.title));
        let new = match &copy.to {
            Destination::Space(space) => NewPage::new(space, title),
            Destination::Below(parent) => {
                let above = self.page_to_write(parent, "copy_page").await?;
                NewPage::new(above.space.key.clone().unwrap_or_else(|| "".into()), title).parent(parent)
            }
        };
        let new = if source.kind == ContentType::BlogPost { new.blog_post() } else { new };
        new.check()?;
        let storage = source.storage.ok_or_else(|| {
            Error::new(ErrorKind::Decode, "copy_page")
                .with_message("the service answers the page without its body")
        })?;
        let storage = match source.space.key {
            Some(space) if space != new.space => {
                let title = new.title.clone();
                offload(storage.len(), move || with_space(storage, &space, &title)).await
            }
            _ => storage,
        };
        let made = match brought {
            None => self.create_once(&copy.by_creation(new.storage(storage))?).await?,
            Some(brought) => self.create_restricted(copy, new, storage, &brought.all).await?,
        };
        let done = |what: &str| format!("the copy is the page {}, so far without its {what}", made.id);
        let to = copy.made(&made).id();
        if copy.labels {
            let labels = self.copy_labels(id, &to).await;
            labels.map_err(|error| after(done("labels and files"), error))?;
        }
        if copy.attachments {
            self.copy_files(id, &to).await.map_err(|error| after(done("files"), error))?;
        }
        Ok(made)
    }

    /// Creates a page that nobody reads who may not: it is empty until its restrictions are set.
    async fn create_restricted(
        &self,
        copy: &ClearedWrite<PageCopy>,
        new: NewPage,
        storage: String,
        restrictions: &Restrictions,
    ) -> Result<Page> {
        let made = self.create_once(&copy.by_creation(new.storage(""))?).await?;
        let done = |what: &str| format!("the copy is the page {}, which is empty so far{what}", made.id);
        let to = copy.made(&made);
        let set = data_center::restrictions::set(&self.backend, &to.id(), restrictions).await;
        set.map_err(|error| after(done(", and without its restrictions"), error))?;
        let filled = to.updated(PageUpdate::of(&made).storage(storage))?;
        self.update_once(&filled).await.map_err(|error| after(done(""), error))
    }

    async fn copy_labels(&self, from: &ClearedRead<ContentId>, to: &ClearedWrite<ContentId>) -> Result<()> {
        let labels: Vec<_> = deployed!(self => labels::list(from.clone())).stream().try_collect().await?;
        data_center::labels::copy(&self.backend, to, labels).await
    }

    async fn copy_files(&self, from: &ClearedRead<ContentId>, to: &ClearedWrite<ContentId>) -> Result<()> {
        let mut files = deployed!(self => attachments::list(from.clone(), None)).stream();
        while let Some(file) = files.try_next().await? {
            let bytes = self.download(file.id).await?.into_stream().map_err(std::io::Error::other);
            let mut upload = Upload::stream(file.name, file.size, bytes).minor();
            if let Some(media_type) = file.media_type {
                upload = upload.media_type(media_type);
            }
            deployed!(self => attachments::attach(to, upload.body, ContentStatus::Current).await)?;
        }
        Ok(())
    }
}
