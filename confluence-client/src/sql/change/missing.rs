//! Why a statement is about no row, where that can be told.

use crate::error::{ErrorKind, Result};
use crate::models::{ContentStatus, ContentType};
use crate::sql::dialect::Changing;
use crate::sql::parameter::is_same;
use crate::sql::value::Value;
use crate::sql::writable::Writable;
use crate::wiki::{Page, Wiki};

/// What is said of a draft that was never published.
const DRAFT: &str = "is a draft, of which SQL lists and changes none: the tools that take a page by its id read, \
                                        edit, publish and discard it";

/// Why there is no row: what is named by its id is looked up.
pub(super) async fn why_nothing(
    wiki: &Wiki,
    change: &Changing,
    writable: &Writable,
    parameters: &[(String, Value)],
) -> String {
    let given = |name: &str| parameters.iter().find(|(other, _)| is_same(other, name))?.1.to_key();
    let told = match change.value_wanted("Id", given) {
        Some(id) => of_id(wiki, writable.table, &id).await,
        None => None,
    };
    told.unwrap_or_else(|| "no row fits the statement".to_owned())
}

async fn of_id(wiki: &Wiki, table: &str, id: &str) -> Option<String> {
    let (what, found) = match table {
        "Pages" => ("page", wiki.page_or_draft(id).await.map(Some)),
        "Blogposts" => ("blog post", wiki.page_or_draft(id).await.map(Some)),
        "Comments" => ("comment", wiki.comment(id).await.map(|_| None)),
        "Attachments" => ("attachment", wiki.attachment(id).await.map(|_| None)),
        _ => return None,
    };
    why_left_out(table, what, id, found)
}

fn why_left_out(table: &str, what: &str, id: &str, found: Result<Option<Page>>) -> Option<String> {
    match found {
        Ok(Some(page)) if page.status == ContentStatus::Trashed => Some(format!(
            "{id} is in the trash, where nothing is changed or deleted by SQL: restore it from there first"
        )),
        Ok(Some(page)) if page.status == ContentStatus::Draft => Some(format!("{id} {DRAFT}")),
        Ok(Some(page)) if (page.kind == ContentType::BlogPost) != (table == "Blogposts") => {
            let other = if table == "Pages" {
                "a blog post, of the table Blogposts"
            } else {
                "a page, of the table Pages"
            };
            Some(format!("{id} is {other}"))
        }
        Ok(_) => Some(format!("the {what} {id} is there, and the other conditions leave it out")),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Policy) => {
            Some(format!("there is no {what} {id} that this connection may see"))
        }
        // It is help: where it cannot be had, the rest is told without it.
        Err(_) => None,
    }
}
