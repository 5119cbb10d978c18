//! New pages, blog posts and folders.

use confluence_client::content::to_storage;
use confluence_client::ids::ContentId;
use confluence_client::wiki::{NewFolder, NewPage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::writing::{Notation, written};
use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Create a page, blog post or folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreatePage {
    /// Key of its space.
    space_key: String,
    /// Its title, unique in the space.
    title: String,
    /// Its text.
    content: Option<String>,
    /// Notation of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Page or folder to go under; otherwise the home page.
    parent_id: Option<Id>,
    /// Folders have no text (Cloud only).
    #[serde(default)]
    kind: Kind,
    /// Template to start from.
    template_id: Option<Id>,
    /// Leave it a draft.
    #[serde(default)]
    draft: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Kind {
    #[default]
    Page,
    #[serde(alias = "blog_post")]
    BlogPost,
    Folder,
}

impl Tool for CreatePage {
    const NAME: &'static str = "confluence_create_page";
    const TITLE: &'static str = "Create page";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let parent = match &self.parent_id {
            Some(parent) => Some(call.id_of(parent).await?),
            None => None,
        };
        if self.kind == Kind::Folder {
            return self.folder(call, parent).await;
        }
        let mut new = NewPage::new(self.space_key, self.title);
        if let Some(content) = self.content {
            new = new.storage(self.content_format.storage(content)?);
        }
        if let Some(parent) = parent {
            new = new.parent(parent);
        }
        if self.kind == Kind::BlogPost {
            new = new.blog_post();
        }
        if self.draft {
            new = new.draft();
        }
        Ok(written(match self.template_id {
            Some(template) => call.wiki.create_from_template(template.0.as_str(), new).await?,
            None => call.wiki.create_page(new).await?,
        }))
    }
}

impl CreatePage {
    async fn folder(self, call: &Call<'_>, parent: Option<ContentId>) -> Result<ToolOutput, Failure> {
        if self.content.is_some() || self.template_id.is_some() || self.draft {
            return Err(Failure::argument("kind", "a folder has no text, no template and no draft"));
        }
        let mut new = NewFolder::new(self.space_key, self.title);
        if let Some(parent) = parent {
            new = new.parent(parent);
        }
        Ok(ToolOutput::of(&call.wiki.create_folder(new).await?))
    }
}

impl Notation {
    pub(super) fn storage(self, text: String) -> Result<String, Failure> {
        match self {
            Self::Markdown => Ok(to_storage(&text)?),
            Self::Storage => Ok(text),
        }
    }
}
