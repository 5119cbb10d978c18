//! Templates for pages.

use confluence_client::content::{Document, offload};
use confluence_client::ids::{SpaceKey, TemplateId};
use confluence_client::wiki::Template;
use confluence_client::{Deployment, Quoted};
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
        // Without a request where there are none: what is named beside it is then not to be corrected.
        let space = match &self.space_key {
            Some(space) if has_templates(call) => Some(call.space(space).await?),
            _ => None,
        };
        let Some(named) = self.template_id else {
            return call.rows(call.wiki.templates(space.as_ref()), self.limit.0, self.cursor).await;
        };
        let id = id_of(call, &named.0, space.as_ref()).await?;
        let mut template = call.wiki.template(id.as_str()).await?;
        let storage = template.storage.take().unwrap_or_default();
        let bytes = storage.len();
        let document = offload(bytes, move || Document::parse(&storage)).await?;
        let options = name_with_mentions(&call.wiki, Vec::new(), document.mentions()).await;
        let text = offload(bytes, move || document.markdown(&options).text).await;
        // A template has no version: what it says tells one from the next.
        let whole = Whole::new("template", "template, or to what it was before", &[id.as_str(), &text], 1);
        let chunk = chunk(&text, whole.place(self.cursor.as_deref(), text.len())?, call.max_bytes());
        let next_cursor = chunk.next.map(|next| whole.cursor(next));
        let facts = Read { template, next_cursor: next_cursor.clone() };
        Ok(ToolOutput::of(&facts).untrusted("template", chunk.text).next_cursor(next_cursor))
    }
}

/// How many templates of a space, and of the site, are looked through for a name.
const MAX_LOOKED_AT: u32 = 200;
/// How many are named where none has it.
const MAX_NAMED: usize = 10;

/// Whether the deployment has templates in its REST API.
fn has_templates(call: &Call<'_>) -> bool {
    call.wiki.site().deployment() == Deployment::Cloud
}

/// The id of a template that was named by it, or by its name: one of the space, or of the site.
///
/// # Errors
/// None has the name, or several have it, which are listed.
pub(super) async fn id_of(
    call: &Call<'_>,
    named: &str,
    space: Option<&SpaceKey>,
) -> Result<TemplateId, Failure> {
    let named = named.trim();
    // Ids are numbers, and those of blueprints hexadecimal with dashes.
    let of_id = |sign: char| sign.is_ascii_hexdigit() || sign == '-';
    if !has_templates(call)
        || (named.chars().all(of_id) && named.contains(|sign: char| sign.is_ascii_digit()))
    {
        return Ok(named.into());
    }
    let mut all: Vec<Template> = Vec::new();
    for of in space.map(Some).into_iter().chain([None]) {
        let found = call.wiki.templates(of).limit(MAX_LOOKED_AT).slice().await?.items;
        all.extend(
            found.into_iter().filter(|one| all.iter().all(|other| other.id != one.id)).collect::<Vec<_>>(),
        );
    }
    let listed = |templates: &[&Template]| {
        let one = |template: &&Template| format!("{} ({})", template.id.as_str(), Quoted(&template.name));
        templates.iter().take(MAX_NAMED).map(one).collect::<Vec<_>>().join(", ")
    };
    let same: Vec<&Template> =
        all.iter().filter(|one| one.name.trim().to_lowercase() == named.to_lowercase()).collect();
    let refused = |said: String| Failure::argument("template_id", said).missing();
    match same.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => {
            let there = match all.as_slice() {
                [] => String::new(),
                all => format!("; there are {}", listed(&all.iter().collect::<Vec<_>>())),
            };
            let said = format!(
                "{} is the id or the name of no template that this account may see{there}",
                Quoted(named)
            );
            Err(refused(said).next(
                "confluence_list_page_templates lists those of a space, and of the site, with their ids.",
            ))
        }
        several => {
            let said = format!("{} is the name of several templates: {}", Quoted(named), listed(several));
            Err(refused(said).next("Give the id of the one that is meant."))
        }
    }
}
