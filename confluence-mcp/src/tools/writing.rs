//! Changing pages.

use confluence_client::content::{AllowLoss, Edit, Loss, LossKind};
use confluence_client::wiki::{EditedPage, Page, PageEdit, Preview};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::edits::Step;
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::truncated;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// A diff is to show what happens, not to repeat the page.
const MOST_DIFF: usize = 8_000;

/// How the text of a page is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Notation {
    #[default]
    Markdown,
    Storage,
}

/// Change parts of a page; all else keeps its bytes. For handles (`#b12`) read it with format `handles`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditPage {
    /// Id or address.
    page_id: Id,
    /// Version that was read, needed with handles; later changes of others are merged.
    version: Option<Count<0, { u32::MAX }>>,
    /// The changes, all to the page as read.
    steps: Vec<Step>,
    /// Only show what would change.
    #[serde(default)]
    dry_run: bool,
    /// What may get lost, as a refusal names it.
    #[serde(default)]
    allow_loss: Vec<String>,
    /// Note for the history.
    message: Option<String>,
}

impl Tool for EditPage {
    const NAME: &'static str = "confluence_edit_page";
    const TITLE: &'static str = "Edit page";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if self.steps.is_empty() {
            return Err(Failure::argument("steps", "there are none"));
        }
        if self.version.is_none() && self.steps.iter().any(Step::uses_handles) {
            return Err(Failure::argument(
                "version",
                "handles belong to one version: name the one that you read",
            ));
        }
        let steps = self.steps.into_iter().enumerate();
        let steps = steps.map(|(at, step)| step.edit().map_err(|failure| failure.of(format!("steps[{at}]"))));
        let steps = steps.collect::<Result<_, _>>()?;
        let change = Change {
            page: self.page_id,
            version: self.version,
            title: None,
            dry_run: self.dry_run,
            allow_loss: self.allow_loss,
            message: self.message,
        };
        change.apply(call, steps).await
    }
}

/// Replace the text of a page, or rename it; for parts use confluence_edit_page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdatePage {
    /// Id or address.
    page_id: Id,
    /// New title.
    title: Option<String>,
    /// New text.
    content: Option<String>,
    /// Notation of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Version that was read; later changes of others are merged.
    version: Option<Count<0, { u32::MAX }>>,
    /// Only show what would change.
    #[serde(default)]
    dry_run: bool,
    /// What may get lost, as a refusal names it.
    #[serde(default)]
    allow_loss: Vec<String>,
    /// Note for the history.
    #[serde(alias = "version_comment")]
    message: Option<String>,
}

impl Tool for UpdatePage {
    const NAME: &'static str = "confluence_update_page";
    const TITLE: &'static str = "Replace page";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
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
        change.apply(call, edit.into_iter().collect()).await
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
    async fn apply(self, call: &Call<'_>, edits: Vec<Edit>) -> Result<ToolOutput, Failure> {
        let allow = allowed(&self.allow_loss)?;
        let mut edit = call.wiki.edit(call.id_of(&self.page).await?).changes(edits).allow(allow);
        if let Some(version) = self.version {
            edit = edit.at_version(version.0.into());
        }
        if let Some(title) = self.title {
            edit = edit.title(title);
        }
        if let Some(message) = self.message {
            edit = edit.message(message);
        }
        if self.dry_run { preview(&edit).await } else { Ok(told(edit.send().await?)) }
    }
}

fn allowed(kinds: &[String]) -> Result<AllowLoss, Failure> {
    let kinds: Result<Vec<LossKind>, _> = kinds.iter().map(|kind| kind.trim().parse()).collect();
    Ok(AllowLoss::kinds(kinds.map_err(|error| Failure::argument("allow_loss", error))?))
}

async fn preview(edit: &PageEdit) -> Result<ToolOutput, Failure> {
    #[derive(Serialize)]
    struct Facts {
        dry_run: bool,
        version: u64,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        would_lose: Vec<String>,
    }

    let Preview { version, losses, diff, .. } = edit.dry_run().await?;
    let facts = Facts { dry_run: true, version, would_lose: named(&losses) };
    Ok(ToolOutput::of(&facts).untrusted("changes", &truncated(&diff, MOST_DIFF)))
}

/// What is told of an edit that was sent.
fn told(edited: EditedPage) -> ToolOutput {
    #[derive(Serialize)]
    struct Facts {
        #[serde(flatten)]
        page: Page,
        changed: bool,
        /// The version of somebody else with which the edit was merged.
        #[serde(skip_serializing_if = "Option::is_none")]
        merged_with: Option<u64>,
        /// What the service did not store.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        dropped: Vec<String>,
    }

    let EditedPage { page, changed, merged_with, dropped, diff, .. } = edited;
    let facts = Facts { page: without_body(page), changed, merged_with, dropped: named(&dropped) };
    ToolOutput::of(&facts).untrusted("changes", &truncated(&diff, MOST_DIFF))
}

fn named(losses: &[Loss]) -> Vec<String> {
    losses.iter().map(|loss| format!("{}: {loss}", loss.kind)).collect()
}

/// What is told of a page that was written: not its text, which the caller knows.
pub(super) fn written(page: Page) -> ToolOutput {
    ToolOutput::of(&without_body(page))
}

fn without_body(mut page: Page) -> Page {
    page.storage = None;
    page
}
