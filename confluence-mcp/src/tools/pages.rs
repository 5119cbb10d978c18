//! Pages: reading, and what else there is to do with them.

use confluence_client::ids::SpaceKey;
use confluence_client::models::ContentStatus;
use confluence_client::wiki::{Locator, Page, TreeContent};
use confluence_client::{ErrorKind, Quoted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::creating::CreatePage;
use super::moving::{CopyPage, MovePage};
use super::place::missing_or;
use super::reading::{Format, Reading};
use super::saving::SaveFile;
use super::trash::DeletePage;
use super::tree::GetPageChildren;
use super::writing::{EditPage, UpdatePage};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::guesses::{near_title, other_titled, without_notation};
use crate::output::ToolOutput;
use crate::syntax::SYNTAX;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        route::<GetPage>(),
        route::<GetPageChildren>(),
        route::<CreatePage>(),
        route::<EditPage>(),
        route::<UpdatePage>(),
        route::<MovePage>(),
        route::<CopyPage>(),
        route::<DeletePage>(),
        route::<SaveFile>(),
    ]
}

/// Read a page, blog post or draft: metadata as JSON, then its text. Give `page_id`, or `title` and `space_key`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetPage {
    /// Id, URL or short link (`https://.../wiki/x/zYEB`).
    page_id: Option<Id>,
    /// Exact title.
    title: Option<String>,
    /// Space key, with `title`.
    space_key: Option<String>,
    /// `handles`: Markdown with block handles, for edits. `outline`: headings and sizes. `storage`: source. `view`:
    /// as rendered. `syntax`: how to write panels, macros, mentions.
    #[serde(default)]
    format: Format,
    /// Only this section, by heading or handle.
    section: Option<String>,
    /// An older version.
    version: Option<Count<0, { u32::MAX }>>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// What is told of a page besides its text.
#[derive(Serialize)]
struct Facts<'a> {
    #[serde(flatten)]
    page: &'a Page,
    format: Format,
    /// The size of the whole text in this format.
    bytes: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_shown: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Tool for GetPage {
    const NAME: &'static str = "confluence_get_page";
    const TITLE: &'static str = "Read page";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if self.format == Format::Syntax {
            return Ok(ToolOutput::default().text(SYNTAX));
        }
        let locator = self.locator(call).await?;
        let reading = Reading { format: self.format, section: self.section, version: self.version };
        let (reading, mut locator) = reading.of(locator)?;
        let mut read = reading.read(call, &locator).await;
        if let (Err(failure), Locator::Title { space, title }) = (&read, &locator)
            && failure.kind() == Some(ErrorKind::NotFound)
            && let Some(id) = other_titled(&call.wiki, space.as_str(), title).await
        {
            locator = Locator::Id(id);
            read = reading.read(call, &locator).await;
        }
        let (page, text, not_shown) = match read {
            Ok(read) => read,
            Err(failure) => return other_than_page(call, &locator, failure).await,
        };
        call.is_about(&page.id);
        if self.page_id.is_some() {
            let space = match &self.space_key {
                Some(space) => Some(call.space(space).await?),
                None => None,
            };
            is_the_page(&page, self.title.as_deref(), space.as_ref().map(SpaceKey::as_str))?;
        }
        let whole = reading.whole(&page);
        let from = whole.place(self.cursor.as_deref(), text.len())?;
        let chunk = chunk(&text, from, call.max_bytes());
        let next_cursor = chunk.next.map(|next| whole.cursor(next));
        let facts = Facts {
            page: &page,
            format: self.format,
            bytes: text.len(),
            not_shown,
            next_cursor: next_cursor.clone(),
        };
        Ok(ToolOutput::of(&facts).untrusted("page", chunk.text).next_cursor(next_cursor))
    }
}

/// Refuses a page that was named by its id and has another title, or lies in another space, than was given beside it.
fn is_the_page(page: &Page, title: Option<&str>, space: Option<&str>) -> Result<(), Failure> {
    if let Some(title) = title.filter(|title| title.to_lowercase() != page.title.to_lowercase()) {
        let said = format!(
            "the page {} is called {} and not {}: give one of the two",
            page.id,
            Quoted(&page.title),
            Quoted(title)
        );
        return Err(Failure::argument("title", said));
    }
    let Some(key) = page.space.key.as_ref() else { return Ok(()) };
    let is = |space: &str| {
        key.as_str().eq_ignore_ascii_case(space)
            || page.space.id.as_ref().is_some_and(|id| id.as_str() == space)
    };
    match space.filter(|space| !is(space)) {
        None => Ok(()),
        Some(space) => {
            let said = format!(
                "the page {} is in the space {key} and not in {}: leave it out",
                page.id,
                Quoted(space)
            );
            Err(Failure::argument("space_key", said))
        }
    }
}

impl GetPage {
    async fn locator(&self, call: &Call<'_>) -> Result<Locator, Failure> {
        let titled = |space: SpaceKey, title: &str| Locator::Title { space, title: title.to_owned() };
        match (&self.page_id, &self.title, &self.space_key) {
            // The id says more than the title and the space of the page, which may be given beside it.
            (Some(id), title, Some(space)) => {
                match Locator::parse(&without_notation(&id.0), call.wiki.site()) {
                    Err(_) if title.is_none() && !id.0.contains(['/', ':']) => {
                        Ok(titled(call.space(space).await?, &id.0))
                    }
                    Err(_) => call.locate(id).await,
                    Ok(parsed) => Ok(parsed),
                }
            }
            (Some(id), _, None) => call.locate(id).await,
            (None, Some(title), Some(space)) => Ok(titled(call.space(space).await?, title)),
            (None, Some(title), None) => call.locate(&Id(title.clone())).await,
            (None, None, _) => {
                Err(Failure::argument("page_id", "it is missing; or give `title` and `space_key`"))
            }
        }
    }
}

/// What else has the id, where no page has it: a whiteboard is told as what it is. Otherwise what to try.
async fn other_than_page(
    call: &Call<'_>,
    locator: &Locator,
    failure: Failure,
) -> Result<ToolOutput, Failure> {
    /// What is told of it.
    #[derive(Serialize)]
    struct Other {
        #[serde(flatten)]
        found: TreeContent,
        note: String,
    }

    match locator {
        Locator::Title { space, title } => Err(near_title(&call.wiki, space.as_str(), title, failure).await),
        Locator::Id(id) if matches!(failure.kind(), Some(ErrorKind::NotFound | ErrorKind::Policy)) => {
            let found = call.wiki.tree_content(id.clone()).await;
            let found = found.map_err(|error| missing_or(failure, error))?;
            let note = match found.kind.as_str() {
                "folder" => "a folder has no text: confluence_get_page_children lists what lies in it",
                "embed" => "a smart link has no text: it leads to `embed_url`",
                _ => "what is on it is not in the public API: give the user its url",
            };
            let note = match found.status {
                ContentStatus::Trashed => format!("it is in the trash; {note}"),
                _ => note.to_owned(),
            };
            Ok(ToolOutput::of(&Other { found, note }))
        }
        _ => Err(failure),
    }
}
