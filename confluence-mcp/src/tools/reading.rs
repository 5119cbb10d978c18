//! Reading a page in one of its formats, for whoever answers with it or saves it.

use confluence_client::content::{ContentError, Document, ReadOptions, Rendered, offload, view_markdown};
use confluence_client::wiki::{Locator, Page};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::cursor::Whole;
use crate::people_names::name_with_mentions;

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

/// What of a page is read, and how.
pub(super) struct Reading {
    pub(super) format: Format,
    pub(super) section: Option<String>,
    pub(super) version: Option<Count<0, { u32::MAX }>>,
}

impl Reading {
    /// What is read of a page as it was named; the address of a version says which one.
    ///
    /// # Errors
    /// Another version was given beside it.
    pub(super) fn of(self, locator: Locator) -> Result<(Self, Locator), Failure> {
        let Locator::Version { id, version } = locator else { return Ok((self, locator)) };
        let number = u32::try_from(version).unwrap_or(u32::MAX);
        match self.version {
            Some(given) if given.0 != number => Err(Failure::argument(
                "version",
                format!("it is {}, and the address is of version {version}: give one of the two", given.0),
            )),
            _ => Ok((Self { version: Some(Count(number)), ..self }, Locator::Id(id))),
        }
    }

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
        let bytes = storage.len();
        let (document, storage) = match self.format {
            Format::Storage | Format::View => (None, storage),
            _ => (Some(offload(bytes, move || Document::parse(&storage)).await?), String::new()),
        };
        let mentioned = document.as_ref().map(Document::mentions).unwrap_or_default();
        let people = page.author.iter_mut().chain(page.version.by.iter_mut()).collect();
        let options = name_with_mentions(&call.wiki, people, mentioned).await;
        let (text, not_shown) = match document {
            Some(document) => {
                let (format, section) = (self.format, self.section.clone());
                let document = document.named(&options);
                offload(bytes, move || show(&document, format, section.as_deref(), options)).await?
            }
            None if self.format == Format::View => self.view(call, &page).await?,
            None => (storage, Vec::new()),
        };
        Ok((page, text, not_shown))
    }

    async fn find(&self, call: &Call<'_>, locator: &Locator) -> Result<Page, Failure> {
        match (self.version, locator) {
            (None, Locator::Id(id)) => call.page_or_draft(id).await,
            (None, _) => Ok(call.wiki.page_by_locator(locator).await?),
            (Some(version), Locator::Id(id)) => call.page_version(id, version.0.into()).await,
            (Some(version), _) => {
                let page = call.wiki.page_by_locator(locator).await?;
                call.page_version(&page.id, version.0.into()).await
            }
        }
    }

    /// The page as Confluence renders it for an export.
    async fn view(&self, call: &Call<'_>, page: &Page) -> Result<(String, Vec<String>), Failure> {
        let html = call.wiki.rendered(page.id.clone()).await?;
        let failed = html.matches("class=\"error\"").count() + html.matches("unknown-macro").count();
        let rendered = offload(html.len(), move || view_markdown(&html)).await?;
        let not_shown = (failed > 0).then(|| format!("{failed} × a macro that could not be rendered"));
        Ok((rendered.text, not_shown.into_iter().collect()))
    }

    /// What comes in pieces of a page.
    pub(super) fn whole(&self, page: &Page) -> Whole {
        let format = format!("{:?}", self.format);
        let section = self.section.as_deref().unwrap_or_default();
        Whole::new(
            "page",
            "page, `format` or `section`",
            &[page.id.as_str(), &format, section],
            page.version.number,
        )
    }
}

/// The text, and what it does not show.
fn show(
    document: &Document,
    format: Format,
    section: Option<&str>,
    options: ReadOptions,
) -> Result<(String, Vec<String>), ContentError> {
    let options = match format {
        Format::Outline => return Ok((document.outline().to_string(), Vec::new())),
        Format::Text => return Ok((document.plain_text(), Vec::new())),
        Format::Handles => options.handles(true).comments(true),
        _ => options,
    };
    let rendered = match section {
        Some(heading) => document.section_markdown(heading, &options)?,
        None => document.markdown(&options),
    };
    let not_shown = not_shown(&rendered);
    Ok((rendered.text, not_shown))
}

/// What Markdown does not show of a text, and how often.
pub(super) fn not_shown(rendered: &Rendered) -> Vec<String> {
    let hidden = rendered.lossy.iter().map(|hidden| format!("{} × {}", hidden.count, hidden.construct));
    hidden.collect()
}
