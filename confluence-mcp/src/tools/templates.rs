//! Templates for pages.

use confluence_client::content::{Document, offload};
use confluence_client::wiki::Template;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::cursor::Whole;
use crate::output::ToolOutput;
use crate::people_names::name_with_mentions;
use crate::tool::{Effect, Tool};

/// List the templates of a space or of the site, or read one; Cloud only. confluence_create_page creates pages from
/// them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListPageTemplates {
    /// Space key; default: templates of the site.
    space_key: Option<String>,
    /// Read this template, with its text as Markdown.
    template_id: Option<Id>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// What is told of a template besides its text.
#[derive(Serialize)]
struct Read {
    #[serde(flatten)]
    template: Template,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Tool for ListPageTemplates {
    const NAME: &'static str = "confluence_list_page_templates";
    const TITLE: &'static str = "List or read templates";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let Some(id) = self.template_id else {
            let space = match &self.space_key {
                Some(space) => Some(call.space(space).await?),
                None => None,
            };
            return call.rows(call.wiki.templates(space.as_ref()), self.limit.0, self.cursor).await;
        };
        let mut template = call.wiki.template(id.0.as_str()).await?;
        let storage = template.storage.take().unwrap_or_default();
        let bytes = storage.len();
        let document = offload(bytes, move || Document::parse(&storage)).await?;
        let options = name_with_mentions(&call.wiki, Vec::new(), document.mentions()).await;
        let text = offload(bytes, move || document.markdown(&options).text).await;
        // A template has no version: what it says tells one from the next.
        let whole = Whole::new("template", "template, or to what it was before", &[id.0.as_str(), &text], 1);
        let chunk = chunk(&text, whole.place(self.cursor.as_deref(), text.len())?, call.max_bytes());
        let next_cursor = chunk.next.map(|next| whole.cursor(next));
        let facts = Read { template, next_cursor: next_cursor.clone() };
        Ok(ToolOutput::of(&facts).untrusted("template", chunk.text).next_cursor(next_cursor))
    }
}
