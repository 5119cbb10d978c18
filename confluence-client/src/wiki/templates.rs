//! Templates.

use futures_util::TryStreamExt as _;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SpaceKey, TemplateId};
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::lost_answer::after;
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::NewPage;
use crate::wiki::model::templates::Template;

impl Wiki {
    /// Lists the content templates of a space, or those of the whole site, without bodies.
    pub fn templates(&self, space: Option<&SpaceKey>) -> List<Template> {
        let (wiki, space) = (self.clone(), space.cloned());
        List::later(&self.backend, async move |_| {
            let space = wiki.read(space, "templates").await?;
            Ok(deployed!(wiki => templates::list(&space)))
        })
    }

    /// Returns a content template with its body.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` on Data Center; `Policy` for one of a space that the policy leaves out.
    pub async fn template(&self, id: impl Into<TemplateId>) -> Result<Template> {
        let id = id.into();
        let template = deployed!(self => templates::get(&id).await);
        if !self.policy.restricts_spaces() || !template.lies_nowhere() {
            return Ok(self.admit(template, "template").await?.into_inner());
        }
        // Of a template without a space only the list says whether it is the site's or an unnamed space's.
        let mut of_site = self.templates(None).stream();
        while let Some(listed) = of_site.try_next().await? {
            if listed.id == id {
                let missing =
                    || Error::new(ErrorKind::NotFound, "template").with_message("there is no such template");
                return template.shown_as(&listed).ok_or_else(missing);
            }
        }
        Ok(self.admit(template, "template").await?.into_inner())
    }

    /// Creates a page from a template: with its body, unless the new page has one, and its labels.
    ///
    /// # Errors
    /// As [`Wiki::template`] and [`Wiki::create_page`].
    pub async fn create_from_template(&self, id: impl Into<TemplateId>, new: NewPage) -> Result<Page> {
        let _space = self.policy.write_space(new.space.clone(), "create_from_template")?;
        let template = self.template(id).await?;
        let body = template.storage.ok_or_else(|| {
            Error::new(ErrorKind::Invalid, "create_from_template")
                .with_message("the template has no body: blueprints make pages in the browser alone")
        })?;
        let new = if new.storage.is_empty() { new.storage(body) } else { new };
        let page = self.create_page(new).await?;
        let labelled = self.add_labels(page.id.clone(), template.labels).await;
        let done = || format!("the page {} was created, so far without the template's labels", page.id);
        labelled.map_err(|error| after(done(), error))?;
        Ok(page)
    }
}
