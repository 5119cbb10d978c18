//! New pages, blog posts and folders.

use confluence_client::ErrorKind;
use confluence_client::content::{Converted, WriteOptions, offload, to_storage};
use confluence_client::ids::{ContentId, SpaceKey};
use confluence_client::wiki::{NewFolder, NewPage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::writing::{Notation, said, written};
use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;
use crate::mentions::resolve;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Create a page, blog post or folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreatePage {
    /// Key of its space; else that of `parent_id`.
    space_key: Option<String>,
    /// Unique in the space.
    title: String,
    /// Its text.
    content: Option<String>,
    /// File with its text.
    body_file: Option<String>,
    /// Its notation.
    #[serde(default)]
    content_format: Notation,
    /// Parent page or folder; else the home page.
    parent_id: Option<Id>,
    /// Folders: no text, Cloud only.
    #[serde(default)]
    kind: Kind,
    /// To start from.
    template_id: Option<Id>,
    /// Do not publish.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    draft: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Kind {
    #[default]
    Page,
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
        let space = self.space(call, parent.as_ref()).await?;
        if self.kind == Kind::Folder {
            return self.folder(call, space, parent).await;
        }
        let content = call.body(self.content, self.body_file.as_deref())?;
        let mut new = NewPage::new(space, self.title);
        let mut notes = Vec::new();
        if let Some(content) = content {
            let content = match self.content_format {
                Notation::Markdown => resolve(call, content).await?,
                Notation::Storage => content,
            };
            let storage;
            (storage, notes) = self.content_format.storage(call, content).await?;
            new = new.storage(storage);
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
        let page = match self.template_id {
            Some(template) => call.wiki.create_from_template(template.0.as_str(), new).await?,
            None => call.wiki.create_page(new).await?,
        };
        Ok(written(page, notes))
    }
}

impl CreatePage {
    /// The space that was named, or the one in which the parent lies.
    async fn space(&self, call: &Call<'_>, parent: Option<&ContentId>) -> Result<SpaceKey, Failure> {
        let missing = || Failure::argument("space_key", "it is missing; or give `parent_id`");
        match (&self.space_key, parent) {
            (Some(key), _) => Ok(key.as_str().into()),
            (None, None) => Err(missing()),
            (None, Some(parent)) => match call.wiki.page(parent.clone()).await {
                Ok(page) => page.space.key.ok_or_else(missing),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let folder = call.wiki.folder(parent.clone()).await.map_err(|_| error)?;
                    folder.space.ok_or_else(missing)
                }
                Err(error) => Err(error.into()),
            },
        }
    }

    async fn folder(
        self,
        call: &Call<'_>,
        space: SpaceKey,
        parent: Option<ContentId>,
    ) -> Result<ToolOutput, Failure> {
        if self.content.is_some() || self.body_file.is_some() || self.template_id.is_some() || self.draft {
            return Err(Failure::argument("kind", "a folder has no text, no template and no draft"));
        }
        let mut new = NewFolder::new(space, self.title);
        if let Some(parent) = parent {
            new = new.parent(parent);
        }
        Ok(ToolOutput::of(&call.wiki.create_folder(new).await?))
    }
}

impl Notation {
    /// The text in storage format, and what of it was not understood.
    pub(super) async fn storage(
        self,
        call: &Call<'_>,
        text: String,
    ) -> Result<(String, Vec<String>), Failure> {
        match self {
            Self::Markdown => {
                let options = target(call);
                let converted = offload(text.len(), move || to_storage(&text, &options)).await?;
                let notes = noted(&converted);
                Ok((converted.storage, notes))
            }
            Self::Storage => Ok((text, Vec::new())),
        }
    }
}

/// Markdown is written for the deployment that it goes to.
fn target(call: &Call<'_>) -> WriteOptions {
    WriteOptions::new().target(call.wiki.site().deployment())
}

/// What the caller is told of Markdown that was converted.
fn noted(converted: &Converted) -> Vec<String> {
    let mut notes = said(&converted.notes);
    if let Some(title) = &converted.title {
        notes.push(format!("the title \"{title}\" of the front matter was left out; `title` counts"));
    }
    if !converted.labels.is_empty() {
        let labels = converted.labels.join(", ");
        notes.push(format!(
            "the labels of the front matter were not set; add them with confluence_add_label: {labels}"
        ));
    }
    notes
}
