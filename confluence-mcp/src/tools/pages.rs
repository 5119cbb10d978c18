//! Pages: reading, and what else there is to do with them.

use confluence_client::content::{Document, ReadOptions};
use confluence_client::wiki::{Locator, Page};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::creating::CreatePage;
use super::moving::{CopyPage, MovePage};
use super::trash::DeletePage;
use super::tree::GetPageChildren;
use super::writing::{EditPage, UpdatePage};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::output::ToolOutput;
use crate::people_names::named;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![
        route::<GetPage>(),
        route::<GetPageChildren>(),
        route::<CreatePage>(),
        route::<EditPage>(),
        route::<UpdatePage>(),
        route::<MovePage>(),
        route::<CopyPage>(),
        route::<DeletePage>(),
    ]
}

/// Read a page or blog post: facts as JSON, then its text. Give `page_id`, or `title` and `space_key`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetPage {
    /// Id, browser address or short link (`https://.../wiki/x/zYEB`).
    page_id: Option<Id>,
    /// Exact title; needs `space_key`.
    title: Option<String>,
    /// Key of the space of `title`.
    space_key: Option<String>,
    /// `handles`: Markdown with a name for each block, for edits. `outline`: headings and sizes. `storage`: source.
    #[serde(default)]
    format: Format,
    /// Only this section, by heading or handle.
    section: Option<String>,
    /// An older version.
    version: Option<Count<0, { u32::MAX }>>,
    /// `next_cursor` of the answer before; keep the other arguments.
    cursor: Option<String>,
}

/// How a page is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Format {
    #[default]
    Markdown,
    Handles,
    Outline,
    Storage,
    Text,
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
        if self.section.is_some() && !matches!(self.format, Format::Markdown | Format::Handles) {
            return Err(Failure::argument("section", "it goes with format `markdown` or `handles`"));
        }
        let mut page = self.find(call).await?;
        let storage = page.storage.take().unwrap_or_default();
        let (text, not_shown) = self.show(call, storage).await?;
        let from = self.from(page.version.number)?;
        let chunk = chunk(&text, from, call.max_bytes());
        let next_cursor = chunk.next.map(|next| Cursor { version: page.version.number, next }.to_string());
        let facts = Facts { page: &page, format: self.format, bytes: text.len(), not_shown, next_cursor };
        Ok(ToolOutput::of(&facts).untrusted("page", chunk.text))
    }
}

impl GetPage {
    async fn find(&self, call: &Call<'_>) -> Result<Page, Failure> {
        let locator = self.locator(call)?;
        match (self.version, &locator) {
            (None, _) => Ok(call.wiki.located(&locator).await?),
            (Some(version), Locator::Id(id)) => {
                Ok(call.wiki.page_version(id.clone(), version.0.into()).await?)
            }
            (Some(version), _) => {
                let page = call.wiki.located(&locator).await?;
                Ok(call.wiki.page_version(page.id, version.0.into()).await?)
            }
        }
    }

    fn locator(&self, call: &Call<'_>) -> Result<Locator, Failure> {
        match (&self.page_id, &self.title, &self.space_key) {
            (Some(id), None, None) => Ok(Locator::parse(&id.0, call.wiki.site())?),
            (None, Some(title), Some(space)) => {
                Ok(Locator::Title { space: space.as_str().into(), title: title.clone() })
            }
            (None, None, _) => {
                Err(Failure::argument("page_id", "it is missing; or give `title` and `space_key`"))
            }
            (None, Some(_), None) => Err(Failure::argument("space_key", "it is missing beside `title`")),
            (Some(_), _, _) => {
                Err(Failure::argument("page_id", "give it alone, or `title` and `space_key` alone"))
            }
        }
    }

    /// The text, and what it does not show.
    async fn show(&self, call: &Call<'_>, storage: String) -> Result<(String, Vec<String>), Failure> {
        if matches!(self.format, Format::Storage) {
            return Ok((storage, Vec::new()));
        }
        let document = Document::parse(&storage)?;
        let options = match self.format {
            Format::Outline => return Ok((document.outline().to_string(), Vec::new())),
            Format::Text => return Ok((document.plain_text(), Vec::new())),
            Format::Handles => ReadOptions::new().handles(true).comments(true),
            Format::Markdown | Format::Storage => ReadOptions::new(),
        };
        let options = named(&call.wiki, &document, options).await;
        let rendered = match &self.section {
            Some(heading) => document.section_markdown(heading, &options)?,
            None => document.markdown(&options),
        };
        let hidden = rendered.lossy.iter().map(|hidden| format!("{} × {}", hidden.count, hidden.construct));
        Ok((rendered.text, hidden.collect()))
    }

    fn from(&self, version: u64) -> Result<usize, Failure> {
        let Some(cursor) = &self.cursor else { return Ok(0) };
        let cursor = Cursor::parse(cursor).ok_or_else(Failure::cursor)?;
        match cursor.version == version {
            true => Ok(cursor.next),
            false => Err(Failure::argument(
                "cursor",
                format!(
                    "the page changed from version {} to {version} meanwhile; read it from the start",
                    cursor.version
                ),
            )),
        }
    }
}

/// A place in the text of one version of a page.
struct Cursor {
    version: u64,
    next: usize,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (version, next) = text.trim().strip_prefix('v')?.split_once('+')?;
        Some(Self { version: version.parse().ok()?, next: next.parse().ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "v{}+{}", self.version, self.next)
    }
}
