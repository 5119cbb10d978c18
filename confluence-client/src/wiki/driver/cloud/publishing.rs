//! Creating and replacing pages and blog posts of Cloud.

use super::pages::{of_blog_post, of_page};
use super::place;
use crate::error::Result;
use crate::models::{
    BlogPostUpdate, BodyFormat, ContentType, NewBlogPost, NewBody, NewPage as NewPageBody, NewTitle,
    NewVersion, PageUpdate as PageUpdateBody,
};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::{NewPage, PageUpdate};
use crate::wiki::policy::ClearedWrite;

/// Looks up what a creation needs to know.
pub(in crate::wiki) async fn prepare(backend: &Backend, new: &ClearedWrite<NewPage>) -> Result<()> {
    place::space_id(backend, &new.space).await.map(drop)
}

pub(in crate::wiki) async fn create(backend: &Backend, new: &ClearedWrite<NewPage>) -> Result<Page> {
    let space = place::space_id(backend, &new.space).await?;
    let (title, body) = (new.title.as_str(), NewBody::storage(new.storage.as_str()));
    if new.kind == ContentType::BlogPost {
        let post = NewBlogPost::new(space).title(title).body(body).status(new.status());
        return Ok(of_blog_post(backend, backend.client.send(v2::blog_posts::create(post)).await?));
    }
    let mut page = NewPageBody::new(space).title(title).body(body).status(new.status());
    if let Some(parent) = &new.parent {
        page = page.parent_id(parent);
    }
    Ok(of_page(backend, backend.client.send(v2::pages::create(page)).await?))
}

/// The page under its new title, with its body if nobody changed it since it was read.
pub(in crate::wiki) async fn rename(
    backend: &Backend,
    page: &ClearedWrite<Page>,
    title: &str,
) -> Result<Page> {
    let ask = v2::pages::rename(page.id.as_str(), NewTitle::new(page.status.clone(), title));
    let renamed = of_page(backend, backend.client.send(ask).await?);
    let as_read =
        page.storage.clone().filter(|_| renamed.version.number == page.version.number.saturating_add(1));
    Ok(Page { storage: renamed.storage.or(as_read), ..renamed })
}

/// What has the title of this, in its space, with its text or without.
pub(in crate::wiki) async fn titled_as(
    backend: &Backend,
    new: &ClearedWrite<NewPage>,
    text: bool,
) -> Result<Vec<Page>> {
    let space = place::space_id(backend, &new.space).await?;
    if new.kind != ContentType::BlogPost {
        let mut ask = v2::pages::list().space_id([&space]).title(new.title.as_str());
        if text {
            ask = ask.body_format(BodyFormat::Storage);
        }
        let found = backend.client.send(ask).await?.results.into_iter();
        return Ok(found.filter(|page| page.title == new.title).map(|page| of_page(backend, page)).collect());
    }
    let mut ask = v2::blog_posts::list().space_id([&space]).title(new.title.as_str());
    if text {
        ask = ask.body_format(BodyFormat::Storage);
    }
    let found = backend.client.send(ask).await?;
    let named = found.results.into_iter().filter(|post| post.title == new.title);
    Ok(named.map(|post| of_blog_post(backend, post)).collect())
}

pub(in crate::wiki) async fn update(backend: &Backend, update: &ClearedWrite<PageUpdate>) -> Result<Page> {
    let kind = match &update.kind {
        Some(kind) => kind.clone(),
        None => place::kind(backend, &update.id).await?,
    };
    let (id, status, title) = (update.id.as_str(), update.to.clone(), update.title.as_str());
    let body = NewBody::storage(update.storage.as_deref().unwrap_or_default());
    let mut version = NewVersion::new(update.number());
    if let Some(message) = &update.message {
        version = version.message(message);
    }
    if kind == ContentType::BlogPost {
        let next = BlogPostUpdate::new(id, status, title, body, version);
        return Ok(of_blog_post(backend, backend.client.send(v2::blog_posts::update(id, next)).await?));
    }
    let next = PageUpdateBody::new(id, status, title, body, version);
    Ok(of_page(backend, backend.client.send(v2::pages::update(id, next)).await?))
}
