//! A change of one page, and what is told of it.

use confluence_client::Error;
use confluence_client::content::{AllowLoss, Edit, Loss, LossKind, Note};
use confluence_client::ids::ContentId;
use confluence_client::wiki::{EditedPage, Page, PageEdit, Preview};
use serde::Serialize;

use crate::advice::Failure;
use crate::arguments::{Id, Words};
use crate::call::Call;
use crate::chunk::truncated;
use crate::output::ToolOutput;
use crate::people_names::in_markdown;

/// A diff is to show what happens, not to repeat the page.
const MAX_DIFF: usize = 8_000;
/// How many losses an answer names: a page may have thousands of the same kind.
const MAX_LOSSES: usize = 40;

/// A change of one page, and how careful to be.
pub(super) struct Change {
    pub(super) page: Id,
    pub(super) version: Option<u64>,
    pub(super) title: Option<String>,
    pub(super) dry_run: bool,
    pub(super) allow_loss: Words,
    pub(super) message: Option<String>,
}

impl Change {
    /// Writes it, or shows what it would write.
    pub(super) async fn apply(self, call: &Call<'_>, edits: Vec<Edit>) -> Result<ToolOutput, Failure> {
        match self.dry_run {
            true => self.preview(call, edits).await,
            false => Ok(edited_output(call, self.send(call, edits).await?).await),
        }
    }

    pub(super) async fn preview(self, call: &Call<'_>, edits: Vec<Edit>) -> Result<ToolOutput, Failure> {
        let (edit, id, version) = self.prepared(call, edits).await?;
        checked(call, &id, version, preview(call, &edit).await).await
    }

    pub(super) async fn send(self, call: &Call<'_>, edits: Vec<Edit>) -> Result<EditedPage, Failure> {
        let (edit, id, version) = self.prepared(call, edits).await?;
        checked(call, &id, version, edit.send().await).await
    }

    /// The edit, with the page and the version that it is of.
    async fn prepared(
        self,
        call: &Call<'_>,
        edits: Vec<Edit>,
    ) -> Result<(PageEdit, ContentId, Option<u64>), Failure> {
        let allow = allowed(&self.allow_loss)?;
        let id = call.id_of(&self.page).await?;
        let mut edit = call.wiki.edit(id.clone()).changes(edits).allow(allow);
        if let Some(version) = self.version {
            edit = edit.at_version(version);
        }
        if let Some(title) = self.title {
            edit = edit.title(title);
        }
        if let Some(message) = self.message {
            edit = edit.message(message);
        }
        Ok((edit, id, self.version))
    }
}

/// What was done; of a version that there is not, which the newest one is.
async fn checked<T>(
    call: &Call<'_>,
    id: &ContentId,
    version: Option<u64>,
    done: Result<T, Error>,
) -> Result<T, Failure> {
    match (done, version) {
        (Err(error), Some(version)) => Err(call.without_version(id, &[version], error).await),
        (done, _) => Ok(done?),
    }
}

pub(super) fn allowed(kinds: &Words) -> Result<AllowLoss, Failure> {
    let kinds: Result<Vec<LossKind>, _> = kinds.0.iter().map(|kind| kind.trim().parse()).collect();
    Ok(AllowLoss::kinds(kinds.map_err(|error| Failure::argument("allow_loss", error))?))
}

async fn preview(call: &Call<'_>, edit: &PageEdit) -> Result<ToolOutput, Error> {
    #[derive(Serialize)]
    struct Facts {
        dry_run: bool,
        version: u64,
        /// The version of somebody else with which the edit would be merged.
        #[serde(skip_serializing_if = "Option::is_none")]
        merged_with: Option<u64>,
        /// The title that the page would get.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        would_lose: Vec<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<String>,
    }

    let Preview { version, merged_with, title, losses, notes, diff, .. } = edit.dry_run().await?;
    let (would_lose, mut notes) = (named(&losses), said(&notes));
    if diff.is_empty() && title.is_none() {
        notes.push("nothing would change".to_owned());
    }
    let facts = Facts { dry_run: true, version, merged_with, title, would_lose, notes };
    Ok(ToolOutput::of(&facts).untrusted("changes", &shown(call, &diff).await))
}

/// The answer to an edit that was sent.
pub(super) async fn edited_output(call: &Call<'_>, edited: EditedPage) -> ToolOutput {
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
        /// What of the text was not understood, or not stored as it was written.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<String>,
    }

    let EditedPage { page, changed, merged_with, dropped, notes, diff, .. } = edited;
    let (dropped, notes) = (named(&dropped), said(&notes));
    let facts = Facts { page: without_body(page), changed, merged_with, dropped, notes };
    ToolOutput::of(&facts).untrusted("changes", &shown(call, &diff).await)
}

/// The first of the changed places, with the names of those who are mentioned there.
async fn shown(call: &Call<'_>, diff: &str) -> String {
    in_markdown(&call.wiki, truncated(diff, MAX_DIFF)).await
}

/// The first losses, and how many more there are.
fn named(losses: &[Loss]) -> Vec<String> {
    let shown = losses.iter().take(MAX_LOSSES).map(|loss| format!("{}: {loss}", loss.kind));
    let more = losses.len().saturating_sub(MAX_LOSSES);
    shown.chain((more > 0).then(|| format!("and {more} more"))).collect()
}

/// The notes, in the words of the tools: of a mention it is said that its id need not be known here, and of a new text
/// which argument it is.
pub(super) fn said(notes: &[Note]) -> Vec<String> {
    let said = |note: &Note| {
        note.to_string()
            .replace("(user:ACCOUNT_ID)", "(user:)")
            .replace("`Edit::markdown` writes it", "give it as `content` in place of `replace` to write it")
    };
    notes.iter().map(said).collect()
}

/// What is told of something that was written, with what of its text was not understood.
#[derive(Serialize)]
pub(super) struct Written<T> {
    #[serde(flatten)]
    pub(super) what: T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<String>,
}

/// What is told of a page that was written: not its text, which the caller knows.
pub(super) fn written(page: Page, notes: Vec<String>) -> ToolOutput {
    ToolOutput::of(&Written { what: without_body(page), notes })
}

pub(super) fn without_body(mut page: Page) -> Page {
    page.storage = None;
    page
}
