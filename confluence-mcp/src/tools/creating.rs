//! New pages, blog posts and folders.

use confluence_client::content::{Converted, Document, Edit, WriteOptions, offload, to_storage};
use confluence_client::ids::{ContentId, SpaceKey, TemplateId};
use confluence_client::wiki::{NewFolder, NewPage};
use confluence_client::{ErrorKind, Quoted};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::{said, written};
use super::place::{lies_in, space_of};
use super::templates;
use super::titles::{Instead, taken};
use super::writing::{Notation, is_current, read_status};
use crate::advice::Failure;
use crate::arguments::{Id, Text};
use crate::call::Call;
use crate::mentions::{Target, resolve};
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Create a page, blog post or folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreatePage {
    /// Space key; default: that of `parent_id`.
    space_key: Option<String>,
    /// Unique in the space.
    title: Text,
    /// Body of the page.
    content: Option<String>,
    /// File with the body.
    body_file: Option<String>,
    /// Format of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Parent page or folder; default: home page.
    parent_id: Option<Id>,
    /// `folder`: without body, Cloud only.
    #[serde(default)]
    kind: Kind,
    /// Template id.
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

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        read_status(arguments, "draft", |status| match status {
            "draft" => Some(true),
            status => is_current(status).then_some(false),
        });
        Vec::new()
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let parent = match &self.parent_id {
            Some(parent) => Some(call.id_of(parent).await?),
            None => None,
        };
        let space = self.space(call, parent.as_ref()).await?;
        if self.kind == Kind::Folder {
            return self.folder(call, space, parent).await;
        }
        let has_text = self.content.is_some() || self.body_file.is_some();
        if let Some(template) = self.template_id.as_ref().filter(|_| has_text) {
            call.note(format!(
                "the page has the text that was given; of the template {} it has the labels alone",
                Quoted(&template.0)
            ));
        }
        let content = call.body(self.content, self.body_file.as_deref()).await?;
        let title = self.title.0;
        let mut new = NewPage::new(space.clone(), title.as_str());
        let mut notes = Vec::new();
        if let Some(content) = content {
            self.content_format.look_at(call, &content, Some(&title))?;
            let content = match self.content_format {
                Notation::Markdown => resolve(call, content, Target::Nothing).await?,
                Notation::Storage => content,
            };
            let storage;
            (storage, notes) = self.content_format.storage(call, content, Made::Page).await?;
            new = new.storage(storage);
        }
        if let Some(parent) = &parent {
            new = new.parent(parent);
        }
        if self.kind == Kind::BlogPost {
            new = new.blog_post();
        }
        if self.draft {
            new = new.draft();
        }
        let template = match &self.template_id {
            Some(template) => Some(templates::id_of(call, &template.0, Some(&space)).await?),
            None => None,
        };
        let made = match template.clone() {
            Some(template) => call.wiki.create_from_template(template, new).await,
            None => call.wiki.create_page(new).await,
        };
        match made {
            Ok(page) => Ok(written(page, notes)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err(without_template(call, template, error).await)
            }
            Err(error) => {
                let failure = elsewhere(call, parent.as_ref(), &space, error.into()).await;
                Err(taken(call, (space, &title), None, failure, Instead::ChangeThatOne).await)
            }
        }
    }
}

/// Says of a parent that it lies in another space than the one that was named beside it, where that may be why nothing was
/// made.
async fn elsewhere(
    call: &Call<'_>,
    parent: Option<&ContentId>,
    space: &SpaceKey,
    failure: Failure,
) -> Failure {
    match parent {
        Some(parent) if failure.kind() == Some(ErrorKind::Invalid) => {
            let lies = lies_in(call, "space_key", parent, space.as_str()).await;
            // What cannot be looked up says nothing of the refusal.
            lies.err().filter(|found| found.kind().is_none()).unwrap_or(failure)
        }
        _ => failure,
    }
}

/// Says where templates are listed, where it is the template that was not found.
async fn without_template(
    call: &Call<'_>,
    template: Option<TemplateId>,
    error: confluence_client::Error,
) -> Failure {
    let Some(template) = template else { return error.into() };
    match call.wiki.template(template.as_str()).await {
        Err(missing) if missing.kind() == ErrorKind::NotFound => Failure::argument(
            "template_id",
            format!("{} is the id of no template that this account may see", Quoted(template.as_str())),
        )
        .next("confluence_list_page_templates lists the templates with their ids."),
        _ => error.into(),
    }
}

impl CreatePage {
    /// The space that was named, or the one in which the parent lies.
    async fn space(&self, call: &Call<'_>, parent: Option<&ContentId>) -> Result<SpaceKey, Failure> {
        let missing = || Failure::argument("space_key", "it is missing; or give `parent_id`");
        match (&self.space_key, parent) {
            (Some(space), _) => call.space(space).await,
            (None, None) => Err(missing()),
            (None, Some(parent)) => space_of(call, parent).await?.ok_or_else(missing),
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
        let mut new = NewFolder::new(space.clone(), self.title.0);
        if let Some(parent) = &parent {
            new = new.parent(parent);
        }
        match call.wiki.create_folder(new).await {
            Ok(made) => Ok(ToolOutput::of(&made)),
            Err(error) => Err(elsewhere(call, parent.as_ref(), &space, error.into()).await),
        }
    }
}

impl Notation {
    /// Refuses a text that is a value which was never filled in, and tells of a title that the text says once more.
    pub(super) fn look_at(self, call: &Call<'_>, text: &str, title: Option<&str>) -> Result<(), Failure> {
        if self == Self::Storage {
            return Ok(());
        }
        let text = text.trim();
        if matches!(text, "null" | "undefined" | "None" | "[object Object]" | "NaN") {
            return Err(Failure::argument(
                "content",
                format!(
                    "it is `{text}`, which looks like a value that was never filled in; a page that says nothing else is \
                     `<p>{text}</p>` with `content_format` \"storage\""
                ),
            ));
        }
        let heading = text.lines().next().and_then(|line| line.strip_prefix("# "));
        let heading = heading.map(|heading| heading.trim().trim_end_matches('#').trim_end());
        if heading.is_some_and(|heading| title.is_some_and(|title| title.trim() == heading)) {
            let message = "the text begins with its title as a heading, and the page shows it twice: Confluence shows the title \
                           above the text";
            call.note(message.to_owned());
        }
        Ok(())
    }

    /// The text in storage format, and what of it was not understood.
    pub(super) async fn storage(
        self,
        call: &Call<'_>,
        text: String,
        made: Made,
    ) -> Result<(String, Vec<String>), Failure> {
        match self {
            Self::Markdown => {
                let options = target(call);
                let converted = offload(text.len(), move || to_storage(&text, &options)).await?;
                let notes = noted(&converted, made);
                Ok((converted.storage, notes))
            }
            // What is not well-formed the service refuses; what it takes may be Markdown all the same.
            Self::Storage => {
                let storage = text.clone();
                let edits = [Edit::page_storage(storage)];
                let taken = offload(text.len(), move || Document::parse("")?.edit(&edits)).await;
                Ok((text, taken.map(|taken| said(&taken.notes)).unwrap_or_default()))
            }
        }
    }
}

/// Markdown is written for the deployment that it goes to.
pub(super) fn target(call: &Call<'_>) -> WriteOptions {
    WriteOptions::new().target(call.wiki.site().deployment())
}

/// What a text becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    Page,
    Comment,
}

/// What the caller is told of Markdown that was converted.
fn noted(converted: &Converted, made: Made) -> Vec<String> {
    let mut notes = said(&converted.notes);
    let (title, labels) = (&converted.title, converted.labels.join(", "));
    if made == Made::Comment {
        if title.is_some() || !labels.is_empty() {
            notes.push("the front matter was left out: a comment has neither a title nor labels".to_owned());
        }
        return notes;
    }
    if let Some(title) = title {
        notes.push(format!("the title \"{title}\" of the front matter was left out; `title` counts"));
    }
    if !labels.is_empty() {
        notes.push(format!(
            "the labels of the front matter were not set; add them with confluence_add_label: {labels}"
        ));
    }
    notes
}
