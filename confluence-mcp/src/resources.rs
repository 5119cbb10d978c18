//! Pages, spaces and files as resources: what a person picks in their client, and what a prompt refers to.

mod address;
mod completion;
mod list_cursor;

use confluence_client::content::{Document, offload};
use confluence_client::wiki::{Node, Page, Space, Wiki};
use rmcp::model::{
    CacheScope, ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult, Resource,
    ResourceContents, ResourceTemplate,
};
use serde::Serialize;

use crate::advice::Failure;
use crate::attachment_content::{MAX_BYTES, base64, bytes, image_type, is_said_image, is_said_text, text};
use crate::bounded_json::fit;
use crate::chunk::chunk;
use crate::guesses::{explained, near_title};
use crate::output::{DATA, json};
use crate::people_names::name_with_mentions;
use crate::syntax::SYNTAX;
use crate::untrusted::{fenced, visible};

pub(crate) use address::{Address, Target};
pub(crate) use completion::{CompletionQuery, complete};
pub(crate) use list_cursor::ListCursor;

/// How long a client may keep what it read: people write meanwhile.
const READ_TTL_MS: u64 = 60_000;
/// The syntax changes only with the server.
const SYNTAX_TTL_MS: u64 = 3_600_000;
/// How many spaces a slice of the list holds.
const SPACES: u32 = 50;

/// How many pages below its home page are shown of a space.
const BELOW: u32 = 100;

/// What is said of an address that is none.
pub(crate) const NO_ADDRESS: &str = "there is no such resource: an address is confluence://pages/ID, \
    confluence://spaces/KEY, confluence://spaces/KEY/pages/TITLE, confluence://pages/ID/attachments/NAME or \
    confluence://syntax, with `%` escapes for what has a meaning in a URL";

/// The kinds of resources there are. Where there are several sites, an address says which one.
pub(crate) fn templates(sites: &[String]) -> ListResourceTemplatesResult {
    let of_site = if sites.len() > 1 { "{?site}" } else { "" };
    let template = |path: &str, name: &str, title: &str, says: &str| {
        ResourceTemplate::new(format!("{}{path}{of_site}", address::SCHEME), name)
            .with_title(title)
            .with_description(says)
    };
    ListResourceTemplatesResult::with_all_items(vec![
        template("pages/{page_id}", "page", "Page", "A page or blog post as Markdown, by its id.")
            .with_mime_type("text/markdown"),
        template(
            "spaces/{space_key}/pages/{title}",
            "page_by_title",
            "Page by title",
            "A page as Markdown, by its space and exact title.",
        )
        .with_mime_type("text/markdown"),
        template("spaces/{space_key}", "space", "Space", "A space, and what lies below its home page.")
            .with_mime_type("application/json"),
        template(
            "pages/{page_id}/attachments/{filename}",
            "attachment",
            "Attachment",
            "A file on a page, by its name.",
        ),
    ])
}

/// The spaces of one site after the other, as resources to pick.
pub(crate) async fn list(wiki: &Wiki, from: &ListCursor<'_>) -> Result<ListResourcesResult, Failure> {
    let spaces = wiki.spaces().limit(SPACES);
    let spaces = if let Some(cursor) = from.cursor() { spaces.after(cursor) } else { spaces };
    let spaces = spaces.slice().await?;
    let resource = |space: confluence_client::wiki::Space| {
        let what = Target::Space(space.key.as_str().to_owned());
        let address = Address { target: what, site: from.site().map(ToOwned::to_owned) };
        Resource::new(address.to_string(), visible(space.key.as_str()).0)
            .with_title(visible(&space.name).0)
            .with_mime_type("application/json")
    };
    let syntax = Resource::new(Address { target: Target::Syntax, site: None }.to_string(), "syntax")
        .with_title("How pages are written")
        .with_mime_type("text/markdown");
    let syntax = from.is_first().then_some(syntax);
    let resources = spaces.items.into_iter().map(resource).chain(syntax);
    let mut list = ListResourcesResult::with_all_items(resources.collect());
    list.next_cursor = from.next(spaces.next);
    list.ttl_ms = Some(READ_TTL_MS);
    list.cache_scope = Some(CacheScope::Private);
    Ok(list)
}

/// How pages are written.
pub(crate) fn syntax(uri: &str) -> ReadResourceResult {
    let contents = ResourceContents::text(SYNTAX, uri).with_mime_type("text/markdown");
    ReadResourceResult::new(vec![contents]).with_ttl_ms(SYNTAX_TTL_MS).with_cache_scope(CacheScope::Private)
}

/// What is at an address, at most so many bytes of text.
pub(crate) async fn read(
    wiki: &Wiki,
    uri: &str,
    target: &Target,
    most: usize,
) -> Result<ReadResourceResult, Failure> {
    let contents = match target {
        Target::Syntax => return Ok(syntax(uri)),
        Target::Page(id) => match wiki.page_or_draft(id.as_str()).await {
            Ok(found) => page(wiki, found, uri, most).await?,
            // What else has the id is told as what it is.
            Err(error) => {
                let named = serde_json::json!({"page_id": id});
                return Err(explained(wiki, &named, error.into()).await);
            }
        },
        Target::Title { space, title } => match wiki.page_by_title(space.as_str(), title).await {
            Ok(found) => page(wiki, found, uri, most).await?,
            Err(error) => return Err(near_title(wiki, space, title, error.into()).await),
        },
        Target::Space(key) => space(wiki, key, uri, most).await?,
        Target::Attachment { page, name } => attachment(wiki, page, name, uri, most).await?,
    };
    let result = ReadResourceResult::new(vec![contents]);
    Ok(result.with_ttl_ms(READ_TTL_MS).with_cache_scope(CacheScope::Private))
}

async fn page(wiki: &Wiki, page: Page, uri: &str, most: usize) -> Result<ResourceContents, Failure> {
    let storage = page.storage.unwrap_or_default();
    let bytes = storage.len();
    let document = offload(bytes, move || Document::parse(&storage)).await?;
    let options = name_with_mentions(wiki, Vec::new(), document.mentions()).await;
    let markdown = offload(bytes, move || document.markdown(&options).text).await;
    let text = format!("# {}\n\n{markdown}", page.title);
    let rest = format!("Use confluence_get_page with page_id {} for the rest.", page.id);
    Ok(text_contents(&text, "page", uri, most, &rest).with_mime_type("text/markdown"))
}

/// What is told of a space.
#[derive(Serialize)]
struct SpaceFacts<'a> {
    note: &'static str,
    space: &'a Space,
    #[serde(skip_serializing_if = "Option::is_none")]
    below_home_page: Option<&'a [Node]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<&'static str>,
}

async fn space(wiki: &Wiki, key: &str, uri: &str, most: usize) -> Result<ResourceContents, Failure> {
    let space = wiki.space(key).await?;
    let below = match &space.homepage {
        Some(home) => Some(wiki.children(home.clone()).limit(BELOW).slice().await?),
        None => None,
    };
    let more = below.as_ref().is_some_and(|below| below.next.is_some());
    let facts = SpaceFacts {
        note: DATA,
        space: &space,
        below_home_page: below.as_ref().map(|below| below.items.as_slice()),
        rest: more.then_some("confluence_get_page_children with this space_key lists all"),
    };
    let mut facts = json(&facts);
    fit(&mut facts, most);
    Ok(ResourceContents::text(visible(&facts).0, uri).with_mime_type("application/json"))
}

async fn attachment(
    wiki: &Wiki,
    page: &str,
    name: &str,
    uri: &str,
    most: usize,
) -> Result<ResourceContents, Failure> {
    let attachment = wiki.attachment_by_name(page, name).await?;
    let media_type = attachment.media_type.clone().unwrap_or_default();
    let bytes = bytes(wiki.download(attachment.id.clone()).await?, MAX_BYTES).await?;
    let blob = |media_type: &str| ResourceContents::blob(base64(&bytes), uri).with_mime_type(media_type);
    if let Some(image) = image_type(&bytes) {
        return Ok(blob(image));
    }
    let said_image = is_said_image(&media_type);
    match text(&bytes, is_said_text(&media_type)) {
        Some(read) => {
            let media_type = if said_image { "text/plain" } else { &media_type };
            let rest = "The rest is not shown.";
            Ok(text_contents(&read.text, "attachment", uri, most, rest).with_mime_type(media_type))
        }
        // What is no image must not be handed to a model as one.
        None => Ok(blob(if said_image { "application/octet-stream" } else { &media_type })),
    }
}

/// Text that other people wrote, between marks, and what to do about what is left out.
fn text_contents(text: &str, what: &str, uri: &str, most: usize, rest: &str) -> ResourceContents {
    let chunk = chunk(text, 0, most);
    let mut shown = fenced(&visible(chunk.text).0, what);
    if chunk.next.is_some() {
        shown.push_str(&format!("\nThe first {} of {} bytes. {rest}", chunk.text.len(), text.len()));
    }
    ResourceContents::text(shown, uri)
}
