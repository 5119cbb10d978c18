//! Moving and copying pages.

use confluence_client::ids::ContentId;
use confluence_client::models::{ContentStatus, ContentType};
use confluence_client::wiki::{Page, PageCopy, Position, TreeContent, TreeCopy};
use confluence_client::{Error, ErrorKind, Reason};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::{without_body, written};
use super::place::{InTree, in_tree, lies_in, space_of};
use super::titles::{Instead, taken};
use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;
use crate::guesses::with_article;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Move a page and its tree (Data Center: in its space); confluence_update_page renames.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MovePage {
    /// Id or URL.
    page_id: Id,
    /// New parent, or sibling by `position`.
    target_parent_id: Option<Id>,
    /// Or space key: under its home page.
    target_space_key: Option<String>,
    /// `before`, `after` that sibling (Cloud only).
    #[serde(default)]
    position: Side,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Side {
    #[default]
    Append,
    Before,
    After,
}

impl Tool for MovePage {
    const NAME: &'static str = "confluence_move_page";
    const TITLE: &'static str = "Move page";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        let target = target(call, self.target_parent_id.as_ref(), self.target_space_key.as_deref()).await?;
        let target = target.ok_or_else(|| {
            Failure::argument("target_parent_id", "give either `target_parent_id` or `target_space_key`")
        })?;
        stand(call, &page, &target, Done::Moved).await?;
        let below = target.clone();
        let position = match self.position {
            Side::Append => Position::Below(target),
            Side::Before => Position::Before(target),
            Side::After => Position::After(target),
        };
        match call.wiki.move_page(page.clone(), position).await {
            Ok(moved) => Ok(written(moved, Vec::new())),
            Err(error) => Err(self.unmoved(call, &page, &below, error).await),
        }
    }
}

impl MovePage {
    /// What can be done where a page is refused at the place that it was to go to.
    async fn unmoved(&self, call: &Call<'_>, page: &ContentId, target: &ContentId, error: Error) -> Failure {
        let failure = Failure::from(error);
        match failure.kind() {
            // The order of siblings is what else is lacking there.
            Some(ErrorKind::Unsupported) if matches!(self.position, Side::Append) => failure.next(
                "confluence_copy_page makes a copy there, with a history of its own; or ask the user to move the page in the \
                 browser.",
            ),
            Some(ErrorKind::Invalid) => match (call.wiki.page(page.clone()).await, space_of(call, target).await) {
                (Ok(own), Ok(Some(space))) => {
                    taken(call, (space, &own.title), Some(page), failure, Instead::RenameOne).await
                }
                _ => failure,
            },
            _ => failure,
        }
    }
}

/// Copy a page with files and labels.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyPage {
    /// Id or URL.
    page_id: Id,
    /// Title; prefix with `include_children`.
    title: Option<String>,
    /// Parent page or folder.
    target_parent_id: Option<Id>,
    /// Or space key.
    target_space_key: Option<String>,
    /// Also its descendants (Cloud only).
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    include_children: bool,
    /// Copy or drop its restrictions.
    restrictions: Option<CopiedRestrictions>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum CopiedRestrictions {
    Copy,
    None,
}

impl Tool for CopyPage {
    const NAME: &'static str = "confluence_copy_page";
    const TITLE: &'static str = "Copy page";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        let target = target(call, self.target_parent_id.as_ref(), self.target_space_key.as_deref()).await?;
        let target = match target {
            Some(target) => {
                stand(call, &page, &target, Done::Copied).await?;
                target
            }
            None => beside(call, &page).await?,
        };
        let restrictions = self.restrictions.map(|said| said == CopiedRestrictions::Copy);
        if self.include_children {
            return copy_tree(call, page, target, self.title, restrictions).await;
        }
        let (below, title) = (target.clone(), self.title.clone());
        let copy = PageCopy::below(target);
        let copy = match self.title {
            Some(title) => copy.title(title),
            None => copy,
        };
        let copy = match restrictions {
            Some(restrictions) => copy.restrictions(restrictions),
            None => copy,
        };
        match call.wiki.copy_page(page, copy).await {
            Ok(made) => Ok(written(made, Vec::new())),
            Err(error) if is_of_restrictions(&error) => Err(undecided(error, restrictions)),
            Err(error) => match (title, space_of(call, &below).await) {
                (Some(title), Ok(Some(space))) => {
                    Err(taken(call, (space, &title), None, error.into(), Instead::ChangeThatOne).await)
                }
                // The title that a copy gets by itself may be that of a copy before it.
                (None, _) if error.kind() == ErrorKind::Invalid => Err(Failure::from(error)
                    .next("If it is of the title of the copy, give another one as `title`.")),
                _ => Err(error.into()),
            },
        }
    }
}

/// How to look what became of copies that are being made.
const LOOK: &str = "confluence_get_page_children of the target says whether the copies are there. A space has each title once: \
                    `title` puts other words before all of them.";

/// What a copy of one page is called that was given no title: with these words before that of the page.
const COPY_OF: &str = "Copy of ";

/// Copies a page with all that lies below it.
async fn copy_tree(
    call: &Call<'_>,
    page: ContentId,
    target: ContentId,
    prefix: Option<String>,
    restrictions: Option<bool>,
) -> Result<ToolOutput, Failure> {
    #[derive(Serialize)]
    struct Copied {
        #[serde(flatten)]
        page: Option<Page>,
        finished: bool,
    }

    let prefix = match prefix {
        Some(prefix) => Some(prefix),
        // All of the titles would be taken there.
        None if space_of(call, &page).await? == space_of(call, &target).await? => {
            call.note(format!(
                "the titles of the copies begin with \"{COPY_OF}\"; `title` puts other words there"
            ));
            Some(COPY_OF.to_owned())
        }
        None => None,
    };
    let copy = TreeCopy::below(target);
    let copy = match prefix {
        Some(prefix) => copy.prefix(prefix),
        None => copy,
    };
    let copy = match restrictions {
        Some(restrictions) => copy.restrictions(restrictions),
        None => copy,
    };
    let task = call.wiki.copy_tree(page, copy).await;
    let task = call.finished(task.map_err(|error| undecided(error, restrictions))?, LOOK).await?;
    // The copy of the topmost page; where it cannot be read, it was made all the same.
    let page = match task.made {
        Some(made) => call.wiki.page(made).await.ok().map(without_body),
        None => None,
    };
    Ok(ToolOutput::of(&Copied { page, finished: task.finished }))
}

/// Whether nothing was copied because of the restrictions.
fn is_of_restrictions(error: &Error) -> bool {
    error.reason() == Some(Reason::Restrictions)
}

/// Says how a restriction is decided on, where nobody said what becomes of it.
fn undecided(error: Error, said: Option<bool>) -> Failure {
    let is_undecided = said.is_none() && is_of_restrictions(&error);
    let failure = Failure::from(error);
    match is_undecided {
        true => failure.next(
            "Ask the user, unless they said it: `restrictions` set to `copy` lets the same people read and change the copy, \
             and set to `none` all who may read the place that it goes to.",
        ),
        false => failure,
    }
}

async fn target(
    call: &Call<'_>,
    parent: Option<&Id>,
    space: Option<&str>,
) -> Result<Option<ContentId>, Failure> {
    match (parent, space) {
        (Some(parent), None) => call.id_of(parent).await.map(Some),
        (None, Some(space)) => call.home_of(space).await.map(Some),
        (None, None) => Ok(None),
        // The parent says more, and the space that was given with it has to be its own.
        (Some(parent), Some(space)) => {
            let parent = call.id_of(parent).await?;
            lies_in(call, "target_space_key", &parent, call.space(space).await?.as_str()).await?;
            Ok(Some(parent))
        }
    }
}

/// What is done with a page.
#[derive(Clone, Copy)]
enum Done {
    Moved,
    Copied,
}

/// Whether both have a place in the tree where people see them: the documents of the service do not say what becomes of a
/// page that is moved in the trash, or of one that is put below something there, and a blog post has no place in it.
async fn stand(call: &Call<'_>, page: &ContentId, target: &ContentId, done: Done) -> Result<(), Failure> {
    let (page, target) = futures_util::join!(
        in_the_tree(call, "page_id", page, done),
        in_the_tree(call, "target_parent_id", target, done)
    );
    page.and(target)
}

/// What cannot be read here is told by the call itself.
async fn in_the_tree(call: &Call<'_>, argument: &str, id: &ContentId, done: Done) -> Result<(), Failure> {
    match in_tree(call, id).await {
        Ok(InTree::Page(page)) if page.status == ContentStatus::Trashed => Err(in_the_trash(argument, id)),
        // A draft that was never published has no place there, and is told as a draft.
        Ok(InTree::Page(page)) if page.status == ContentStatus::Draft => {
            call.wiki.page(id.clone()).await.map(drop).map_err(Failure::from)
        }
        Ok(InTree::Page(page)) if page.kind == ContentType::BlogPost => Err(blog_post(argument, id, done)),
        Ok(InTree::Other(other)) if other.status == ContentStatus::Trashed => {
            let what = with_article(&other.kind);
            let said = format!("{id} is {what} in the trash, and nothing was changed");
            Err(Failure::argument(argument, said).next("Ask the user to take it out in the browser."))
        }
        // Folders and the like stand in the tree too, and nothing copies one.
        Ok(InTree::Other(other)) if matches!(done, Done::Copied) && argument == "page_id" => {
            Err(no_copy(&other))
        }
        // A comment does not, and the service would say that it was moved.
        Err(failure) if failure.kind() == Some(ErrorKind::NotFound) => Err(failure),
        _ => Ok(()),
    }
}

/// What no API copies.
fn no_copy(what: &TreeContent) -> Failure {
    let said =
        format!("{} is {}, and the API of Confluence copies pages alone", what.id, with_article(&what.kind));
    Failure::argument("page_id", said).next(
        "confluence_create_page with `kind` set to `folder` makes a folder, and each page is copied into it; or ask the \
         user to copy it in the browser.",
    )
}

fn blog_post(argument: &str, id: &ContentId, done: Done) -> Failure {
    let said = format!("{id} is a blog post: it lies under no page, and nothing lies under it");
    let failure = Failure::argument(argument, said);
    match done {
        Done::Copied if argument == "page_id" => failure.next(
            "A copy is made by hand: confluence_get_page with `format` set to `storage` has its text, and \
             confluence_create_page with `kind` set to `blogpost` makes the new one.",
        ),
        _ => failure,
    }
}

fn in_the_trash(argument: &str, id: &ContentId) -> Failure {
    Failure::argument(argument, format!("{id} is in the trash, and nothing was changed"))
        .next("confluence_restore_page takes it out.")
}

/// What a page lies under, or the home page that it is.
async fn beside(call: &Call<'_>, page: &ContentId) -> Result<ContentId, Failure> {
    let page = match in_tree(call, page).await? {
        InTree::Page(page) if page.status == ContentStatus::Draft => call.wiki.page(page.id).await?,
        InTree::Page(page) => *page,
        InTree::Other(other) => return Err(no_copy(&other)),
    };
    match page.status {
        ContentStatus::Trashed => Err(in_the_trash("page_id", &page.id)),
        _ if page.kind == ContentType::BlogPost => Err(blog_post("page_id", &page.id, Done::Copied)),
        _ => Ok(page.parent.unwrap_or(page.id)),
    }
}
