//! What the arguments of a call name, where it was not found or was refused.

use confluence_client::ids::ContentId;
use confluence_client::models::{ContentStatus, ContentType};
use confluence_client::wiki::{Attachment, Locator, Space, Wiki};
use confluence_client::{Deployment, ErrorKind, Quoted};
use serde_json::Value;

use super::{Listed, MAX_SPACES, called, is_file_id, is_number, spaces, with_article, without_notation};
use crate::advice::Failure;
use crate::call_subject::{PAGES, SPACES};

/// Says of what was not found or was refused what it may be all the same: what the arguments name is a space by its name,
/// or in the trash, a draft, or something else than was wanted.
pub(crate) async fn explained(wiki: &Wiki, arguments: &Value, failure: Failure) -> Failure {
    let hint = match failure.kind() {
        Some(ErrorKind::NotFound) => not_found(wiki, arguments).await,
        // A name is no key, which is told without a request.
        Some(ErrorKind::Invalid) if is_name_of_space(arguments) => space_of_arguments(wiki, arguments).await,
        // The service does not say so of what is in the trash, and who said more knows better.
        Some(ErrorKind::Invalid) if failure.says_no_more() => refused(wiki, arguments).await,
        _ => None,
    };
    match hint {
        Some(hint) => failure.next(hint),
        None => failure,
    }
}

async fn not_found(wiki: &Wiki, arguments: &Value) -> Option<String> {
    if let Some(hint) = space_of_arguments(wiki, arguments).await {
        return Some(hint);
    }
    match part_of_arguments(wiki, arguments).await {
        Some(hint) => Some(hint),
        None => content_of_arguments(wiki, arguments).await,
    }
}

async fn refused(wiki: &Wiki, arguments: &Value) -> Option<String> {
    for (_, id) in ids(wiki, arguments) {
        match wiki.page(id.clone()).await {
            Ok(page) if page.status == ContentStatus::Trashed => return Some(in_the_trash(&id)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if let Some(told) = below_a_page(wiki, &id).await {
                    return Some(told);
                }
            }
            _ => {}
        }
    }
    part_of_arguments(wiki, arguments).await
}

fn in_the_trash(id: &ContentId) -> String {
    format!("{id} is in the trash: confluence_restore_page takes it out.")
}

/// The ids of pages and the like among the arguments, as they are written and as they are meant.
fn ids(wiki: &Wiki, arguments: &Value) -> Vec<(String, ContentId)> {
    let given = PAGES.iter().filter_map(|name| arguments.get(name));
    let read = given.filter_map(|value| {
        let named = without_notation(&text(value)).into_owned();
        match Locator::parse(&named, wiki.site()) {
            Ok(Locator::Id(id)) => Some((named, id)),
            Err(_) if is_file_id(&named) => Some((named.clone(), named.into())),
            _ => None,
        }
    });
    read.collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether the arguments name a part of the content, which may be what was not found.
fn names_a_part(arguments: &Value) -> bool {
    const PARTS: [&str; 5] = ["key", "label", "filename", "version", "user_identifier"];

    PARTS.iter().any(|part| arguments.get(part).is_some())
}

/// What the content is that is named and was not found as a page.
async fn content_of_arguments(wiki: &Wiki, arguments: &Value) -> Option<String> {
    for (named, id) in ids(wiki, arguments) {
        match wiki.page(id.clone()).await {
            Ok(page) if page.status == ContentStatus::Trashed => return Some(in_the_trash(&id)),
            Ok(page) if page.kind == ContentType::BlogPost && !names_a_part(arguments) => {
                return Some(format!("{id} is a blog post, not a page."));
            }
            Ok(_) => continue,
            Err(error) if error.kind() != ErrorKind::NotFound => return None,
            Err(_) => {}
        }
        if wiki.draft(id.clone()).await.is_ok() {
            return Some(format!(
                "{id} is a draft, with which this cannot be done: confluence_update_page with `publish` publishes it."
            ));
        }
        if let Ok(found) = wiki.tree_content(id.clone()).await {
            let kind = with_article(&found.kind);
            return Some(match found.status {
                ContentStatus::Trashed => format!(
                    "{id} is {kind} in the trash, which the API does not take out: ask the user to do that in the browser."
                ),
                _ if arguments.get("title").is_some() && arguments.get("page_id").is_some() => format!(
                    "{id} is {kind}, not a page, and the API renames none: ask the user to do that in the browser."
                ),
                _ => format!("{id} is {kind}, not a page."),
            });
        }
        if let Some(told) = below_a_page(wiki, &id).await {
            return Some(told);
        }
        // A year is a title rather than an id, and so may any other number be.
        if let Some(hit) = called(wiki, &named, None).await.first() {
            return Some(format!(
                "{} has the title {named}: give that as `title`, with `space_key`, or its id.",
                Listed(std::slice::from_ref(hit))
            ));
        }
        if let Some(told) = space_of_id(wiki, &id).await {
            return Some(told);
        }
    }
    None
}

/// The space that has this id, which is one of the same kind as those of pages.
async fn space_of_id(wiki: &Wiki, id: &ContentId) -> Option<String> {
    let spaces = wiki.spaces().limit(MAX_SPACES).slice().await.ok()?.items;
    let is_it = |space: &Space| space.id.as_ref().is_some_and(|space| space.as_str() == id.as_str());
    let space = spaces.into_iter().find(is_it)?;
    Some(format!(
        "{id} is the id of the space {}, and of no page: confluence_get_page_children with `space_key` {} lists its pages.",
        Quoted(&space.name),
        space.key.as_str()
    ))
}

/// What hangs on a page and has this id: a search finds such ids too.
async fn below_a_page(wiki: &Wiki, id: &ContentId) -> Option<String> {
    if let Ok(comment) = wiki.comment(id.as_str()).await {
        return Some(format!(
            "{id} is a comment{}: confluence_get_comments reads it as `comment_id`.",
            on(comment.page)
        ));
    }
    file(wiki, id.as_str()).await.map(|file| what_file(&file))
}

fn on(page: Option<ContentId>) -> String {
    page.map(|page| format!(" on the page {page}")).unwrap_or_default()
}

/// The file of this id, with or without the letters that it has on Cloud.
async fn file(wiki: &Wiki, id: &str) -> Option<Attachment> {
    let bare = id.strip_prefix("att").unwrap_or(id);
    let id = match wiki.site().deployment() {
        Deployment::Cloud => format!("att{bare}"),
        _ => id.to_owned(),
    };
    wiki.attachment(id).await.ok()
}

/// What a file is, and what can be done with it: no published operation takes one out of the trash.
fn what_file(file: &Attachment) -> String {
    let name = format!("{} is the file {}", file.id, Quoted(&file.name));
    match file.status {
        ContentStatus::Trashed => format!(
            "{name} in the trash, out of which the REST API takes no file: ask the user to restore it in the browser, or attach \
             it again with confluence_upload_attachment."
        ),
        _ => format!(
            "{name}{}: confluence_download_attachment reads it as `attachment_id`.",
            on(file.page.clone())
        ),
    }
}

/// What has the id that was given for a file or for a comment.
async fn part_of_arguments(wiki: &Wiki, arguments: &Value) -> Option<String> {
    let given = |name: &str| {
        let id = text(arguments.get(name)?).trim().to_owned();
        (is_number(&id) || is_file_id(&id)).then_some(id)
    };
    if let Some(id) = given("attachment_id") {
        if let Some(file) = file(wiki, &id).await.filter(|file| file.status == ContentStatus::Trashed) {
            return Some(what_file(&file));
        }
        if wiki.page(id.as_str()).await.is_ok() {
            return Some(format!(
                "{id} is a page and no file: confluence_get_attachments with it as `content_id` lists the files on it."
            ));
        }
        let comment = wiki.comment(id.as_str()).await.ok()?;
        return Some(format!(
            "{id} is a comment{} and no file: confluence_get_comments reads it as `comment_id`.",
            on(comment.page)
        ));
    }
    file(wiki, &given("comment_id")?).await.map(|file| what_file(&file))
}

/// Whether some words stand where the key of a space is wanted.
fn is_name_of_space(arguments: &Value) -> bool {
    let mut given = SPACES.iter().filter_map(|name| arguments.get(name)?.as_str());
    given.any(|text| text.trim().contains(char::is_whitespace))
}

/// Which key a space has whose name was given in place of it.
async fn space_of_arguments(wiki: &Wiki, arguments: &Value) -> Option<String> {
    let given = SPACES.iter().filter_map(|name| arguments.get(name)?.as_str());
    let keys: Vec<String> = given.map(str::to_owned).collect();
    spaces(wiki, &keys).await
}
