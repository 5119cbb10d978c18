//! Templates.

use futures_util::TryStreamExt as _;
use serde::Serialize;

use super::settling::after;
use super::{List, NewPage, Page, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SpaceKey, TemplateId};

/// A template for pages.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The space that it belongs to; none where it belongs to the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// The labels that its pages get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Its body in the storage format, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
}

impl Wiki {
    /// Lists the templates of a space, or those of the site, without bodies.
    pub fn templates(&self, space: Option<&SpaceKey>) -> List<Template> {
        if let Some(space) = space
            && let Err(error) = self.policy.check_space(Some(space), "templates")
        {
            return List::refused(error);
        }
        deployed!(self => templates::list(space))
    }

    /// Returns a template with its body.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` on Data Center; `Policy` for one of a space that the policy leaves out.
    pub async fn template(&self, id: impl Into<TemplateId>) -> Result<Template> {
        let template = deployed!(self => templates::get(&id.into()).await)?;
        match &template.space {
            Some(space) => self.policy.check_space(Some(space), "template")?,
            None if self.policy.restricts_spaces() => self.check_is_of_site(&template).await?,
            None => {}
        }
        Ok(template)
    }

    /// A template that comes without a space may be one of the site, or have lost it on the way.
    async fn check_is_of_site(&self, template: &Template) -> Result<()> {
        let mut of_site = self.templates(None).stream();
        while let Some(listed) = of_site.try_next().await? {
            if listed.id == template.id {
                return Ok(());
            }
        }
        self.policy.check_space(None, "template")
    }

    /// Creates a page from a template: with its body, unless the new page has one, and its labels.
    ///
    /// # Errors
    /// As [`Wiki::template`] and [`Wiki::create_page`].
    pub async fn create_from_template(&self, id: impl Into<TemplateId>, new: NewPage) -> Result<Page> {
        self.may_write_in(&new.space, "create_from_template")?;
        let template = self.template(id).await?;
        let body = template.storage.ok_or_else(|| {
            Error::new(ErrorKind::Invalid, "create_from_template")
                .said("the template has no body: blueprints make pages in the browser alone")
        })?;
        let new = if new.storage.is_empty() { new.storage(body) } else { new };
        let page = self.create_page(new).await?;
        let labelled = self.add_labels(page.id.clone(), template.labels).await;
        let done = || format!("the page {} was created, so far without the template's labels", page.id);
        labelled.map_err(|error| after(done(), error))?;
        Ok(page)
    }
}
