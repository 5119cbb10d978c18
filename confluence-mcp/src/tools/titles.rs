//! Titles that another page has already: the service refuses two of one title in a space, and does not say which has it.

use confluence_client::ErrorKind;
use confluence_client::ids::{ContentId, SpaceKey};
use confluence_client::models::{ContentStatus, ContentType};
use confluence_client::wiki::Page;

use crate::advice::Failure;
use crate::call::Call;

/// The longest title that the service takes, in letters.
const LONGEST: usize = 255;

/// What can be done about it.
#[derive(Clone, Copy)]
pub(super) enum Instead {
    /// The page was to be new.
    ChangeThatOne,
    /// The call names the title.
    AnotherTitle,
    /// The page has the title, and the call names none.
    RenameOne,
}

impl Instead {
    fn advice(self, other: &ContentId) -> String {
        match self {
            Self::ChangeThatOne => format!(
                "The page {other} has this title: change it with confluence_edit_page or confluence_update_page, or choose \
                 another title."
            ),
            Self::AnotherTitle => format!(
                "The page {other} of the space has this title: choose another one, or rename that page first with \
                 confluence_update_page."
            ),
            Self::RenameOne => format!(
                "The page {other} of the space has the same title, and two cannot: rename it first with \
                 confluence_update_page, then call again."
            ),
        }
    }
}

/// Names the page that has a title already, where that may be why something was refused.
pub(super) async fn taken(
    call: &Call<'_>,
    (space, title): (SpaceKey, &str),
    own: Option<&ContentId>,
    failure: Failure,
    instead: Instead,
) -> Failure {
    if failure.kind() != Some(ErrorKind::Invalid) {
        return failure;
    }
    match call.wiki.page_by_title(space, title).await {
        Ok(page) if Some(&page.id) != own => failure.next(instead.advice(&page.id)),
        _ => failure,
    }
}

/// The same for a page that is there, and has the title or is to get it.
pub(super) async fn taken_by_other(
    call: &Call<'_>,
    id: &ContentId,
    title: Option<&str>,
    failure: Failure,
    instead: Instead,
) -> Failure {
    if failure.kind() != Some(ErrorKind::Invalid) {
        return failure;
    }
    let Ok(page) = call.page_or_draft(id).await else { return failure };
    let Some(space) = page.space.key.clone() else { return failure };
    let title = title.unwrap_or(&page.title);
    taken(call, (space, title), Some(id), failure, instead).await
}

/// Refuses a title that the service would refuse, before it is asked.
pub(super) fn fits(title: &str) -> Result<(), Failure> {
    match title.chars().count() {
        count if count > LONGEST => Err(Failure::argument(
            "title",
            format!("it has {count} characters, and the maximum is {LONGEST}"),
        )),
        _ => Ok(()),
    }
}

/// Refuses a title that another page has, for who only looks at what a change would make. Blog posts may have the titles of
/// others, and so may drafts as long as they are not published.
pub(super) async fn is_free(
    call: &Call<'_>,
    page: &Page,
    title: &str,
    publishes: bool,
) -> Result<(), Failure> {
    let may_be_twice =
        page.kind == ContentType::BlogPost || (page.status == ContentStatus::Draft && !publishes);
    let Some(space) = page.space.key.clone().filter(|_| !may_be_twice) else { return Ok(()) };
    match call.wiki.page_by_title(space, title).await {
        Ok(other) if other.id != page.id => {
            let failure = Failure::argument("title", "another page of the space has it");
            Err(failure.next(Instead::AnotherTitle.advice(&other.id)))
        }
        // What cannot be looked up is told when it is written.
        _ => Ok(()),
    }
}
