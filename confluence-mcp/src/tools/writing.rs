//! Writing pages.

use confluence_client::content::{AllowLoss, Document, Edit, Edited, LossKind, to_storage};
use confluence_client::wiki::{NewPage, Page, PageUpdate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::edits::Step;
use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::{Count, Id};
use crate::bound::clipped;
use crate::call::Call;
use crate::tool::{Effect, Tool};

/// A diff is to show what happens, not to repeat the page.
const MOST_DIFF: usize = 8_000;

/// How the text of a page is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Notation {
    #[default]
    Markdown,
    Storage,
}

impl Notation {
    fn storage(self, text: String) -> Result<String, Failure> {
        match self {
            Self::Markdown => Ok(to_storage(&text)?),
            Self::Storage => Ok(text),
        }
    }
}

/// Create a page or blog post.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreatePage {
    /// Key of its space.
    space_key: String,
    /// Its title, which no other page of the space may have.
    title: String,
    /// Its text.
    #[serde(default)]
    content: String,
    /// Notation of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Page or folder that it goes under; the space's home page if left out.
    parent_id: Option<Id>,
    /// A blog post in place of a page.
    #[serde(default)]
    blog_post: bool,
    /// Leave it a draft that only its author sees.
    #[serde(default)]
    draft: bool,
}

impl Tool for CreatePage {
    const NAME: &'static str = "confluence_create_page";
    const TITLE: &'static str = "Create page";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let mut new =
            NewPage::new(self.space_key, self.title).storage(self.content_format.storage(self.content)?);
        if let Some(parent) = &self.parent_id {
            new = new.parent(call.id_of(parent).await?);
        }
        if self.blog_post {
            new = new.blog_post();
        }
        if self.draft {
            new = new.draft();
        }
        Ok(written(call.wiki.create_page(new).await?))
    }
}

/// Change parts of a page; all else keeps its bytes. Steps apply to one version. For handles read the page with
/// format `handles`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditPage {
    /// Id, browser address or short link.
    page_id: Id,
    /// Version that the steps are meant for; needed with handles.
    version: Option<Count<0, { u32::MAX }>>,
    /// The changes.
    steps: Vec<Step>,
    /// Show what would change, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Kinds of content that may get lost; a refusal names them.
    #[serde(default)]
    allow_loss: Vec<String>,
    /// What the history says of the change.
    message: Option<String>,
}

impl Tool for EditPage {
    const NAME: &'static str = "confluence_edit_page";
    const TITLE: &'static str = "Edit page";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        if self.steps.is_empty() {
            return Err(Failure::argument("steps", "there are none"));
        }
        if self.version.is_none() && self.steps.iter().any(Step::uses_handles) {
            return Err(Failure::argument(
                "version",
                "handles belong to one version: name the one that you read",
            ));
        }
        let steps: Vec<Edit> = self.steps.into_iter().map(Step::edit).collect::<Result<_, _>>()?;
        let change = Change {
            page: self.page_id,
            version: self.version,
            title: None,
            dry_run: self.dry_run,
            allow_loss: self.allow_loss,
            message: self.message,
        };
        change.apply(call, &steps).await
    }
}

/// Replace the text or the title of a page; for parts use confluence_edit_page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdatePage {
    /// Id, browser address or short link.
    page_id: Id,
    /// New title; it stays if left out.
    title: Option<String>,
    /// New text; it stays if left out.
    content: Option<String>,
    /// Notation of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Version that was read; if it is not the latest, nothing is changed.
    version: Option<Count<0, { u32::MAX }>>,
    /// Show what would change, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Kinds of content that may get lost; a refusal names them.
    #[serde(default)]
    allow_loss: Vec<String>,
    /// What the history says of the change.
    #[serde(alias = "version_comment")]
    message: Option<String>,
}

impl Tool for UpdatePage {
    const NAME: &'static str = "confluence_update_page";
    const TITLE: &'static str = "Replace page";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let edit = self.content.map(|content| match self.content_format {
            Notation::Markdown => Edit::page_markdown(content),
            Notation::Storage => Edit::page_storage(content),
        });
        if edit.is_none() && self.title.is_none() {
            return Err(Failure::argument("content", "give `content`, `title` or both"));
        }
        let change = Change {
            page: self.page_id,
            version: self.version,
            title: self.title,
            dry_run: self.dry_run,
            allow_loss: self.allow_loss,
            message: self.message,
        };
        change.apply(call, edit.as_slice()).await
    }
}

/// A change of one page, and how careful to be.
struct Change {
    page: Id,
    version: Option<Count<0, { u32::MAX }>>,
    title: Option<String>,
    dry_run: bool,
    allow_loss: Vec<String>,
    message: Option<String>,
}

impl Change {
    async fn apply(self, call: &Call<'_>, edits: &[Edit]) -> Result<Answer, Failure> {
        let allow = allowed(&self.allow_loss)?;
        let page = call.wiki.page(call.id_of(&self.page).await?).await?;
        if let Some(version) = self.version.filter(|version| u64::from(version.0) != page.version.number) {
            return Err(moved_on(&page, version.0));
        }
        let edited = Document::parse(page.storage.as_deref().unwrap_or_default())?.edit(edits)?;
        if self.dry_run {
            return Ok(preview(&page, &edited));
        }
        let diff = clipped(&edited.diff, MOST_DIFF);
        let mut update = PageUpdate::of(&page).storage(edited.into_storage(&allow)?);
        if let Some(title) = self.title {
            update = update.title(title);
        }
        if let Some(message) = self.message {
            update = update.message(message);
        }
        Ok(written(call.wiki.update_page(update).await?).untrusted("changes", &diff))
    }
}

fn allowed(kinds: &[String]) -> Result<AllowLoss, Failure> {
    let kinds: Result<Vec<LossKind>, _> = kinds.iter().map(|kind| kind.trim().parse()).collect();
    Ok(AllowLoss::kinds(kinds.map_err(|error| Failure::argument("allow_loss", error))?))
}

fn moved_on(page: &Page, version: u32) -> Failure {
    let by = page
        .version
        .by
        .as_ref()
        .map(|person| format!(" by {}", person.name.as_deref().unwrap_or(&person.id)));
    let now = page.version.number;
    Failure::new(
        format!(
            "not done: version {version} was read, and the page is at version {now}{}",
            by.unwrap_or_default()
        ),
        "Read the page again and redo the change on that version.",
    )
}

/// What is told of a change that was not made.
#[derive(Serialize)]
struct Preview<'a> {
    dry_run: bool,
    id: &'a str,
    title: &'a str,
    version: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    would_lose: Vec<String>,
}

fn preview(page: &Page, edited: &Edited) -> Answer {
    let would_lose = edited.losses.iter().map(|loss| format!("{}: {loss}", loss.kind)).collect();
    let preview = Preview {
        dry_run: true,
        id: page.id.as_str(),
        title: &page.title,
        version: page.version.number,
        would_lose,
    };
    Answer::of(&preview).untrusted("changes", &clipped(&edited.diff, MOST_DIFF))
}

/// What is told of a page that was written: not its text, which the caller knows.
pub(super) fn written(mut page: Page) -> Answer {
    page.storage = None;
    Answer::of(&page)
}
