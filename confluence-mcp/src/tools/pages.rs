//! Pages: reading, and what else there is to do with them.

use confluence_client::content::{Document, ReadOptions, view_markdown};
use confluence_client::wiki::{Locator, Page};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::creating::CreatePage;
use super::moving::{CopyPage, MovePage};
use super::saving::SaveFile;
use super::trash::DeletePage;
use super::tree::GetPageChildren;
use super::writing::{EditPage, UpdatePage};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::output::ToolOutput;
use crate::people_names::name_with_mentions;
use crate::server::Server;
use crate::syntax::SYNTAX;
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
        route::<SaveFile>(),
    ]
}

/// Read a page, blog post or draft: facts as JSON, then its text. Give `page_id`, or `title` and `space_key`.
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
    /// `view`: as rendered. `syntax`: how panels, macros, mentions are written.
    #[serde(default)]
    format: Format,
    /// Only this section, by heading or handle.
    section: Option<String>,
    /// An older version.
    version: Option<Count<0, { u32::MAX }>>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

/// How a page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Format {
    #[default]
    Markdown,
    Handles,
    Outline,
    Storage,
    Text,
    View,
    Syntax,
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
        let locator = self.locator(call)?;
        let reading = Reading { format: self.format, section: self.section, version: self.version };
        let (page, text, not_shown) = reading.read(call, &locator).await?;
        let from = match &self.cursor {
            Some(cursor) => reading.place(cursor, page.version.number)?,
            None => 0,
        };
        let chunk = chunk(&text, from, call.max_bytes());
        let next_cursor = chunk.next.map(|next| reading.cursor(page.version.number, next));
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

impl GetPage {
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
}

/// What of a page is read, and how.
pub(super) struct Reading {
    pub(super) format: Format,
    pub(super) section: Option<String>,
    pub(super) version: Option<Count<0, { u32::MAX }>>,
}

impl Reading {
    /// The page without its body, its text, and what that does not show.
    pub(super) async fn read(
        &self,
        call: &Call<'_>,
        locator: &Locator,
    ) -> Result<(Page, String, Vec<String>), Failure> {
        if self.section.is_some() && !matches!(self.format, Format::Markdown | Format::Handles) {
            return Err(Failure::argument("section", "it goes with format `markdown` or `handles`"));
        }
        if self.version.is_some() && self.format == Format::View {
            return Err(Failure::argument("version", "only the page as it is now is rendered"));
        }
        let mut page = self.find(call, locator).await?;
        let storage = page.storage.take().unwrap_or_default();
        let document = match self.format {
            Format::Storage | Format::View => None,
            _ => Some(Document::parse(&storage)?),
        };
        let mentioned = document.as_ref().map(Document::mentions).unwrap_or_default();
        let people = page.author.iter_mut().chain(page.version.by.iter_mut()).collect();
        let options = name_with_mentions(&call.wiki, people, mentioned, ReadOptions::new()).await;
        let (text, not_shown) = match &document {
            Some(document) => self.show(document, options)?,
            None if self.format == Format::View => self.view(call, &page).await?,
            None => (storage, Vec::new()),
        };
        Ok((page, text, not_shown))
    }

    async fn find(&self, call: &Call<'_>, locator: &Locator) -> Result<Page, Failure> {
        match (self.version, locator) {
            (None, Locator::Id(id)) => call.page_or_draft(id).await,
            (None, _) => Ok(call.wiki.located(locator).await?),
            (Some(version), Locator::Id(id)) => {
                Ok(call.wiki.page_version(id.clone(), version.0.into()).await?)
            }
            (Some(version), _) => {
                let page = call.wiki.located(locator).await?;
                Ok(call.wiki.page_version(page.id, version.0.into()).await?)
            }
        }
    }

    /// The text, and what it does not show.
    fn show(&self, document: &Document, options: ReadOptions) -> Result<(String, Vec<String>), Failure> {
        let options = match self.format {
            Format::Outline => return Ok((document.outline().to_string(), Vec::new())),
            Format::Text => return Ok((document.plain_text(), Vec::new())),
            Format::Handles => options.handles(true).comments(true),
            _ => options,
        };
        let rendered = match &self.section {
            Some(heading) => document.section_markdown(heading, &options)?,
            None => document.markdown(&options),
        };
        let hidden = rendered.lossy.iter().map(|hidden| format!("{} × {}", hidden.count, hidden.construct));
        Ok((rendered.text, hidden.collect()))
    }

    /// The page as Confluence renders it for an export.
    async fn view(&self, call: &Call<'_>, page: &Page) -> Result<(String, Vec<String>), Failure> {
        let html = call.wiki.rendered(page.id.clone()).await?;
        let rendered = view_markdown(&html)?;
        let failed = html.matches("class=\"error\"").count() + html.matches("unknown-macro").count();
        let not_shown = (failed > 0).then(|| format!("{failed} × a macro that could not be rendered"));
        Ok((rendered.text, not_shown.into_iter().collect()))
    }

    /// Where a cursor of this very reading goes on.
    fn place(&self, cursor: &str, version: u64) -> Result<usize, Failure> {
        let (of_version, rest) = cursor
            .trim()
            .strip_prefix('v')
            .and_then(|rest| rest.split_once('.'))
            .ok_or_else(Failure::cursor)?;
        let (key, next) = rest.split_once('+').ok_or_else(Failure::cursor)?;
        let (of_version, next): (u64, usize) =
            of_version.parse().ok().zip(next.parse().ok()).ok_or_else(Failure::cursor)?;
        if key != self.key() {
            return Err(Failure::argument(
                "cursor",
                "it belongs to another `format` or `section`: keep those of the answer that gave it",
            ));
        }
        match of_version == version {
            true => Ok(next),
            false => Err(Failure::argument(
                "cursor",
                format!(
                    "the page changed from version {of_version} to {version} meanwhile; read it from the start"
                ),
            )),
        }
    }

    /// A place in the text of one version, in this format.
    fn cursor(&self, version: u64, next: usize) -> String {
        format!("v{version}.{}+{next}", self.key())
    }

    /// Tells readings apart whose places are not the same: FNV-1a over format and section.
    fn key(&self) -> String {
        let text = format!("{:?} {}", self.format, self.section.as_deref().unwrap_or_default());
        let hash = text
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{hash:08x}")
    }
}
