//! Changing pages.

use confluence_client::content::{Document, Edit, offload};
use confluence_client::ids::ContentId;
use confluence_client::wiki::{ContentState, EditedPage, Page};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, allowed, edited_output, written};
use super::edits::{Step, gather};
use super::parts::refuse_part;
use super::titles::{Instead, fits, is_free, taken_by_other};
use crate::advice::Failure;
use crate::arguments::{Count, Id, Text, Words, lenient_list};
use crate::call::Call;
use crate::mentions::{Target, resolve};
use crate::output::ToolOutput;
use crate::people_names::name_with_mentions;
use crate::tool::{Effect, Tool};

/// How the text of a page is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Notation {
    #[default]
    Markdown,
    Storage,
}

/// Change parts of a page or draft; the rest stays byte for byte. Read it with format `handles` for handles (`#b12`).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditPage {
    /// Id or URL.
    page_id: Id,
    /// Version read, needed with handles; merges later changes.
    version: Option<Count<0, { u32::MAX }>>,
    /// Changes, all to the page as read.
    #[serde(deserialize_with = "lenient_list")]
    steps: Vec<Step>,
    /// Show what would change.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    dry_run: bool,
    /// Losses to allow, as in the refusal.
    #[serde(default)]
    allow_loss: Words,
    /// Version comment.
    message: Option<String>,
}

impl Tool for EditPage {
    const NAME: &'static str = "confluence_edit_page";
    const TITLE: &'static str = "Edit page";
    const EFFECT: Effect = Effect::Changes;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        gather(arguments);
        Vec::new()
    }

    async fn run(mut self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if self.steps.is_empty() {
            return Err(Failure::argument("steps", "there are none"));
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            step.check().map_err(|failure| failure.of(format!("steps[{at}]")))?;
        }
        if self.version.is_none() && self.steps.iter().any(Step::uses_handles) {
            return Err(Failure::argument(
                "version",
                "handles belong to one version: name the one that you read",
            ));
        }
        let mut version = self.version.map(|version| u64::from(version.0));
        if self.steps.iter().any(Step::names_headings) {
            version = Some(self.resolve(call, version).await?);
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            let completed = step.complete(call, &self.page_id).await;
            completed.map_err(|failure| failure.of(format!("steps[{at}]")))?;
        }
        let steps = self.steps.into_iter().enumerate();
        let steps = steps.map(|(at, step)| step.edit().map_err(|failure| failure.of(format!("steps[{at}]"))));
        let steps = steps.collect::<Result<_, _>>()?;
        let change = Change {
            page: self.page_id,
            version,
            title: None,
            dry_run: self.dry_run,
            allow_loss: self.allow_loss,
            message: self.message,
        };
        change.apply(call, steps).await.map_err(Failure::of_step)
    }
}

impl EditPage {
    /// Puts handles in the place of headings, and says of which version they are.
    async fn resolve(&mut self, call: &Call<'_>, version: Option<u64>) -> Result<u64, Failure> {
        let id = call.id_of(&self.page_id).await?;
        let page = match version {
            Some(version) => call.page_version(&id, version).await?,
            None => call.page_or_draft(&id).await?,
        };
        let storage = page.storage.unwrap_or_default();
        let bytes = storage.len();
        let document = offload(bytes, move || Document::parse(&storage)).await?;
        let mentioned =
            if self.steps.iter().any(Step::names_people) { document.mentions() } else { Vec::new() };
        let names = name_with_mentions(&call.wiki, Vec::new(), mentioned).await;
        let document = document.named(&names);
        let mut steps = std::mem::take(&mut self.steps);
        let resolved = move || {
            let outline = document.outline();
            for (at, step) in steps.iter_mut().enumerate() {
                step.resolve(&document, &outline).map_err(|failure| failure.of(format!("steps[{at}]")))?;
            }
            Ok::<_, Failure>(steps)
        };
        self.steps = offload(bytes, resolved).await?;
        Ok(page.version.number)
    }
}

/// Replace a page's text or title, publish a draft; for parts use confluence_edit_page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdatePage {
    /// Id or URL.
    page_id: Id,
    /// New title.
    title: Option<Text>,
    /// New body.
    content: Option<String>,
    /// File with the new body.
    body_file: Option<String>,
    /// Format of `content`.
    #[serde(default)]
    content_format: Notation,
    /// Publish the draft.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    publish: bool,
    /// Content state.
    // By the name of one of the space. Cloud alone has them.
    state: Option<String>,
    /// Version read; merges later changes.
    version: Option<Count<0, { u32::MAX }>>,
    /// Show what would change.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    dry_run: bool,
    /// Losses to allow, as in the refusal.
    #[serde(default)]
    allow_loss: Words,
    /// Version comment.
    message: Option<String>,
}

impl Tool for UpdatePage {
    const NAME: &'static str = "confluence_update_page";
    const TITLE: &'static str = "Replace page";
    const EFFECT: Effect = Effect::Changes;
    const EMPTY_MEANS: &'static [&'static str] = &["title", "content", "state"];

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        // Every update of a published page says so in the REST API, and that of a draft publishes it.
        read_status(arguments, "publish", |status| is_current(status).then_some(true));
        Vec::new()
    }

    async fn run(mut self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        self.refuse_empty(call)?;
        if let Some(title) = &self.title {
            fits(&title.0)?;
        }
        let edit = self.edit(call).await?;
        if self.state.is_some() && self.dry_run {
            return Err(Failure::argument("dry_run", "a content state changes no text that could be shown"));
        }
        if edit.is_none()
            && self.title.is_none()
            && !self.publish
            && let Some(state) = &self.state
        {
            let id = call.id_of(&self.page_id).await?;
            let content_state = set_state(call, &id, state).await?;
            return Ok(ToolOutput::of(&serde_json::json!({"id": id, "content_state": content_state})));
        }
        if edit.is_none() && self.title.is_none() {
            return match self.publish {
                true => self.publish_alone(call).await,
                false => Err(Failure::argument("content", "give `content`, `title`, `state` or `publish`")),
            };
        }
        let page = self.page_id.clone();
        let publish = self.publish && !call.is_published(&call.id_of(&page).await?).await?;
        let has_message = self.message.is_some();
        let change = Change {
            page: self.page_id,
            version: self.version.map(|version| version.0.into()),
            title: self.title.map(|title| title.0),
            dry_run: self.dry_run,
            allow_loss: self.allow_loss,
            message: self.message,
        };
        let edits = edit.into_iter().collect();
        if self.dry_run {
            return previewed(call, change, edits, publish).await;
        }
        let mut edited = sent(call, change, edits).await?;
        let id = edited.page.id.clone();
        if publish {
            edited.page = published(call, edited.page, has_message).await;
        }
        set_state_beside(call, &id, self.state.as_deref()).await;
        Ok(edited_output(call, edited).await)
    }
}

impl UpdatePage {
    /// The edit that the new text of the page is, if there is one.
    async fn edit(&mut self, call: &Call<'_>) -> Result<Option<Edit>, Failure> {
        let Some(content) = call.body(self.content.take(), self.body_file.as_deref()).await? else {
            return Ok(None);
        };
        let title = self.title.as_ref().map(|title| title.0.as_str());
        self.content_format.look_at(call, &content, title)?;
        Ok(Some(match self.content_format {
            Notation::Markdown => {
                let markdown = resolve(call, content, Target::Page(&self.page_id)).await?;
                refuse_part(call, (&self.page_id, self.version), &markdown, &self.allow_loss).await?;
                Edit::page_markdown(markdown)
            }
            Notation::Storage => Edit::page_storage(content),
        }))
    }
}

/// What a change would make of a page, if its title is still to be had.
async fn previewed(
    call: &Call<'_>,
    change: Change,
    edits: Vec<Edit>,
    publish: bool,
) -> Result<ToolOutput, Failure> {
    if publish {
        call.note("it is a draft, which `publish` would publish".to_owned());
    }
    let (page, title) = (change.page.clone(), change.title.clone());
    let shown = change.preview(call, edits).await?;
    if title.is_some() || publish {
        let now = call.page_or_draft(&call.id_of(&page).await?).await?;
        is_free(call, &now, title.as_deref().unwrap_or(&now.title), publish).await?;
    }
    Ok(shown)
}

/// Changes a page. Where its new title is taken, the page is named that has it.
async fn sent(call: &Call<'_>, change: Change, edits: Vec<Edit>) -> Result<EditedPage, Failure> {
    let (page, title) = (change.page.clone(), change.title.clone());
    match (change.send(call, edits).await, title) {
        (Err(failure), Some(title)) => {
            let id = call.id_of(&page).await?;
            Err(taken_by_other(call, &id, Some(&title), failure, Instead::AnotherTitle).await)
        }
        (sent, _) => sent,
    }
}

/// Publishes a draft that was changed. What was changed is told whatever becomes of that.
async fn published(call: &Call<'_>, draft: Page, has_message: bool) -> Page {
    match call.wiki.publish_draft(draft.id.clone()).await {
        Ok(page) => {
            if has_message {
                call.note(MESSAGE_IS_LOST.to_owned());
            }
            page
        }
        Err(error) => {
            let failure = taken_by_other(call, &draft.id, None, error.into(), Instead::AnotherTitle).await;
            call.note(format!("the draft was changed, and not published: {}", failure.text()));
            draft
        }
    }
}

/// Publishing takes no note for the history.
const MESSAGE_IS_LOST: &str = "`message` is in no history: the service takes none where a draft is published";

impl UpdatePage {
    /// Publishes a draft as it is.
    async fn publish_alone(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if self.dry_run {
            return Err(Failure::argument("dry_run", "publishing changes no text that could be shown"));
        }
        allowed(&self.allow_loss)?;
        let id = call.id_of(&self.page_id).await?;
        if let Some(Count(read)) = self.version {
            let now = call.page_or_draft(&id).await?.version.number;
            if u64::from(read) != now {
                return Err(Failure::argument(
                    "version",
                    format!(
                        "it is {read}, and the draft is at version {now}: read it again, or leave it out"
                    ),
                ));
            }
        }
        let published = match call.wiki.publish_draft(id.clone()).await {
            Ok(published) => published,
            Err(error) => {
                return Err(taken_by_other(call, &id, None, error.into(), Instead::AnotherTitle).await);
            }
        };
        if self.message.is_some() {
            call.note(MESSAGE_IS_LOST.to_owned());
        }
        set_state_beside(call, &id, self.state.as_deref()).await;
        Ok(written(published, Vec::new()))
    }

    /// Refuses an empty title, and takes away text or state for one that stands alone: beside other changes it was filled
    /// in, and not meant.
    fn refuse_empty(&mut self, call: &Call<'_>) -> Result<(), Failure> {
        let is_empty = |text: &str| text.trim().is_empty();
        if self.title.as_ref().is_some_and(|title| is_empty(&title.0)) {
            return Err(Failure::argument("title", "it is empty; leave it out to keep the title"));
        }
        let has_more = self.title.is_some() || self.publish || self.body_file.is_some();
        if self.content.as_deref().is_some_and(is_empty) && (has_more || self.state.is_some()) {
            return Err(Failure::argument(
                "content",
                "it is empty; leave it out to keep the text, or give it alone to take the text away",
            ));
        }
        if (has_more || self.content.is_some()) && self.state.take_if(|state| is_empty(state)).is_some() {
            call.note("`state` is empty, and the content state was left as it is".to_owned());
        }
        Ok(())
    }
}

/// Takes `status`, as the REST API has it, for an argument that is true or false, where that was not given.
pub(super) fn read_status(arguments: &mut JsonObject, name: &str, meant: fn(&str) -> Option<bool>) {
    let status = arguments.get("status").and_then(Value::as_str).map(str::to_ascii_lowercase);
    if let Some(on) = status.and_then(|status| meant(&status))
        && !arguments.contains_key(name)
    {
        arguments.remove("status");
        arguments.insert(name.to_owned(), on.into());
    }
}

/// Whether this is the status of what is published.
pub(super) fn is_current(status: &str) -> bool {
    matches!(status, "current" | "published")
}

async fn set_state(call: &Call<'_>, id: &ContentId, name: &str) -> Result<Option<ContentState>, Failure> {
    let name = Some(name.trim()).filter(|name| !name.is_empty());
    Ok(call.wiki.set_content_state(id.clone(), name).await?)
}

/// Sets the state of a page whose text was changed; what came of it is told beside that.
async fn set_state_beside(call: &Call<'_>, id: &ContentId, name: Option<&str>) {
    let Some(name) = name else { return };
    match set_state(call, id, name).await {
        Ok(Some(state)) => call.note(format!("the content state is \"{}\" now", state.name)),
        Ok(None) => call.note("the page has no content state now".to_owned()),
        Err(failure) => {
            call.note(format!("the page was changed, and its content state was not: {}", failure.text()));
        }
    }
}
