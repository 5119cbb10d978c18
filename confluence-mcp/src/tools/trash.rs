//! Away, and back.

use confluence_client::cql::{ANCESTOR, TYPE};
use confluence_client::ids::ContentId;
use confluence_client::models::ContentStatus;
use confluence_client::wiki::{Page, WriteTarget};
use confluence_client::{Deployment, Error, ErrorKind, Quoted};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::change::written;
use super::titles::{Instead, taken_by_other};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::guesses::with_article;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Trash a page, blog post or folder, archive a page, discard a draft; the user is asked first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeletePage {
    /// Id or URL.
    page_id: Id,
    /// Also its descendants, which move up otherwise (Cloud only).
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    include_children: bool,
    /// Archive, where it stays readable (Cloud only).
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    archive: bool,
}

impl Tool for DeletePage {
    const NAME: &'static str = "confluence_delete_page";
    const TITLE: &'static str = "Trash or archive page";
    const EFFECT: Effect = Effect::Destroys;

    async fn checked(&self, call: &Call<'_>) -> Result<(), Failure> {
        let on_cloud = call.wiki.site().deployment() == Deployment::Cloud;
        if !on_cloud && (self.archive || self.include_children) {
            // What is out of bounds is told as that first.
            self.named(call).await?;
        }
        match (self.archive, self.include_children) {
            (true, true) => {
                Err(Failure::argument("include_children", "archive page by page, from the leaves up"))
            }
            (true, false) if !on_cloud => Err(Failure::argument(
                "archive",
                "Data Center archives whole spaces alone: leave it out, or move the page below one for what is old",
            )),
            (false, true) if !on_cloud => Err(Failure::argument(
                "include_children",
                "Data Center trashes page by page: trash what lies below first, from the leaves up",
            )),
            _ => Ok(()),
        }
    }

    async fn destroys(&self, call: &Call<'_>) -> Result<Option<WriteTarget>, Failure> {
        Ok(Some(call.id_of(&self.page_id).await?.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let what = self.named(call).await?;
        let below = match self.include_children {
            true => format!(" and all that lies below it{}", self.count(call).await),
            false => String::new(),
        };
        let to = if self.archive { "the archive" } else { "the trash" };
        Ok(match what {
            Named::Draft(title) => format!("Discard the draft {title} for good?"),
            Named::Content(what) => format!("Move {what}{below} to {to}?"),
        }
        .into())
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        let status = if self.archive {
            let task = call.finished(call.wiki.archive_pages([page.clone()]).await?, LOOK).await?;
            if task.finished { "archived" } else { "being archived" }
        } else if self.include_children {
            let task = call.finished(call.wiki.trash_tree(page.clone()).await?, LOOK).await?;
            if task.finished { "trashed" } else { "being trashed" }
        } else {
            trash(call, &page).await?
        };
        Ok(ToolOutput::of(&json!({"id": page, "status": status})))
    }
}

/// How to look what became of work that goes on.
const LOOK: &str = "confluence_get_page says whether the page is still where it was.";

/// What the user is asked about.
enum Named {
    Draft(String),
    Content(String),
}

impl DeletePage {
    async fn named(&self, call: &Call<'_>) -> Result<Named, Failure> {
        let id = call.id_of(&self.page_id).await?;
        let (kind, title, space) = match call.page_or_draft(&id).await {
            Ok(page) if page.status == ContentStatus::Draft => return Ok(Named::Draft(quoted(&page.title))),
            Ok(page) if page.status == ContentStatus::Trashed => {
                let said = format!("{} is in the trash already, and nothing was changed", page.id);
                let failure = Failure::argument("page_id", said);
                return Err(failure.next("confluence_restore_page takes it out."));
            }
            Ok(page) => (of_space(call, &page).await, page.title, page.space.key),
            Err(missing) if !missing.kind().is_some_and(says_none) => return Err(missing),
            Err(missing) => match call.wiki.folder(id.clone()).await {
                Ok(folder) => ("folder", folder.title, folder.space),
                Err(error) if is_none(&error) => return Err(untrashed(call, &id, missing).await),
                Err(error) => return Err(error.into()),
            },
        };
        let space = space.map(|key| format!(" in space {}", quoted(key.as_str()))).unwrap_or_default();
        Ok(Named::Content(format!("the {kind} {}{space}", quoted(&title))))
    }

    /// How many pages lie below, as far as a search tells it.
    async fn count(&self, call: &Call<'_>) -> String {
        let Ok(page) = call.id_of(&self.page_id).await else { return String::new() };
        let below = TYPE.is("page").and(ANCESTOR.is(page.as_str()));
        let found = call.wiki.search(&below.into_cql()).limit(1).slice().await;
        match found.ok().and_then(|found| found.total) {
            Some(1) => " (1 page)".to_owned(),
            Some(pages) if pages > 1 => format!(" ({pages} pages)"),
            _ => String::new(),
        }
    }
}

/// What a page is to its space: without its home page a space has no first page.
async fn of_space(call: &Call<'_>, page: &Page) -> &'static str {
    let Some(key) = &page.space.key else { return "page" };
    let home = call.wiki.space(key.as_str()).await.ok().and_then(|space| space.homepage);
    if home.as_ref() == Some(&page.id) { "home page" } else { "page" }
}

/// Whether an operation found nothing of its kind under the id, or there is nothing of its kind on this deployment; a policy
/// says the same of what it hides. Every other failure says nothing of what is there.
fn is_none(error: &Error) -> bool {
    says_none(error.kind())
}

fn says_none(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::Invalid | ErrorKind::Policy | ErrorKind::Unsupported)
}

/// A folder and a draft have operations of their own, and an id does not say that it is one.
async fn trash(call: &Call<'_>, id: &ContentId) -> Result<&'static str, Failure> {
    let error = match call.wiki.trash_page(id.clone()).await {
        Ok(()) => return Ok("trashed"),
        Err(error) if is_none(&error) => error,
        Err(error) => return Err(error.into()),
    };
    // A published page may have a draft too, whose unpublished changes nobody asked to lose.
    if !call.is_published(id).await? {
        match call.wiki.discard_draft(id.clone()).await {
            Ok(()) => return Ok("discarded"),
            Err(error) if is_none(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    match call.wiki.delete_folder(id.clone()).await {
        Ok(()) => Ok("trashed"),
        Err(failed) if is_none(&failed) => match call.wiki.folder(id.clone()).await {
            // It is one, and why it stays was just said.
            Ok(_) => Err(failed.into()),
            Err(_) => Err(untrashed(call, id, error.into()).await),
        },
        Err(failed) => Err(failed.into()),
    }
}

/// Says of a whiteboard and the like where it is trashed.
async fn untrashed(call: &Call<'_>, id: &ContentId, failure: Failure) -> Failure {
    match call.wiki.tree_content(id.clone()).await {
        Ok(found) if found.status != ContentStatus::Trashed => {
            let said = format!("{id} is {}, which this server does not trash", with_article(&found.kind));
            Failure::argument("page_id", said).next("Ask the user to do it in the browser.")
        }
        _ => failure,
    }
}

/// Restore a page or blog post from the trash, or an older version of it as the latest; the history keeps all
/// versions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestorePage {
    /// Id or URL.
    page_id: Id,
    /// Version to restore (confluence_get_page_history); default: restore from the trash.
    version: Option<Count<0, { u32::MAX }>>,
}

impl Tool for RestorePage {
    const NAME: &'static str = "confluence_restore_page";
    const TITLE: &'static str = "Restore page or version";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        Ok(written(
            match self.version {
                Some(version) => match call.wiki.restore_version(page.clone(), version.0.into()).await {
                    Ok(restored) => restored,
                    Err(error) => return Err(unrestored(call, &page, version.0.into(), error).await),
                },
                None => match call.wiki.restore_page(page.clone()).await {
                    Ok(restored) => {
                        tell_what_stays(call, &restored).await;
                        restored
                    }
                    Err(error) => {
                        let is_answer = error.status_code().is_some();
                        let failure =
                            taken_by_other(call, &page, None, error.into(), Instead::RenameOne).await;
                        return Err(match is_answer && failure.says_no_more() {
                            true => failure.next(IN_THE_BROWSER),
                            false => failure,
                        });
                    }
                },
            },
            Vec::new(),
        ))
    }
}

/// Says what else is in the trash of the space: what was trashed with the page is restored by itself, and the service does not
/// say of what is in the trash where it lay. On Data Center, what lies below a page that is trashed moves up.
async fn tell_what_stays(call: &Call<'_>, restored: &Page) {
    /// How many pages are named.
    const NAMED: usize = 10;

    let Some(key) = restored.space.key.clone() else { return };
    if call.wiki.site().deployment() != Deployment::Cloud {
        return;
    }
    let most = u32::try_from(NAMED + 1).unwrap_or(u32::MAX);
    let Ok(trash) = call.wiki.trashed_pages(key).limit(most).slice().await else { return };
    let others: Vec<&Page> = trash.items.iter().filter(|page| page.id != restored.id).collect();
    if others.is_empty() {
        return;
    }
    let one = |page: &&Page| format!("{} ({})", page.id, Quoted(&page.title));
    let named: Vec<String> = others.iter().take(NAMED).map(one).collect();
    let more = if others.len() > NAMED { ", and more" } else { "" };
    call.note(format!(
        "this page alone was taken out of the trash: what lay below it and was trashed with it is restored by itself. In the \
         trash of the space are also {}{more}",
        named.join(", ")
    ));
}

/// What is left where the service takes a page out of the trash for no reason that is known here.
const IN_THE_BROWSER: &str = "Tell the user, who may restore it from the trash of the space in the browser.";

/// Why an older version cannot be made the newest one: there is none, or its title has gone to another page.
async fn unrestored(call: &Call<'_>, page: &ContentId, version: u64, error: Error) -> Failure {
    if error.kind() != ErrorKind::Invalid {
        return call.without_version(page, &[version], error).await;
    }
    let failure = Failure::from(error);
    match call.wiki.page_version(page.clone(), version).await {
        Ok(old) => taken_by_other(call, page, Some(&old.title), failure, Instead::RenameOne).await,
        Err(_) => failure,
    }
}
