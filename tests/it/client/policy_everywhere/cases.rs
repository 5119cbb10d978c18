//! The table of policy cases: what each public method of `Wiki`, and each sender of its builders, is tried with.
//!
//! A case is a pair of a name and a call. The name begins with the method, or with `Type::method` for a builder's;
//! `cargo xtask tidy` fails for a method without a case, and for a case that does not call its method.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, UNIX_EPOCH};

use confluence_client::content::{AllowLoss, Edit};
use confluence_client::cql::Cql;
use confluence_client::ids::{AttachmentId, CommentId, ContentId, SpaceKey};
use confluence_client::wiki::{
    DiffOf, List, Locator, LongTask, NewFolder, NewPage as Create, NewSpace, PageCopy, PageUpdate, Passage,
    Position, Restrictions, SpaceUpdate, TaskQuery, TreeCopy, Upload,
};
use confluence_client::{Error, Wiki};
use futures_util::{FutureExt as _, TryStreamExt as _};
use serde_json::json;
use tests::sandbox::{Person, Sandbox};

use super::things::Things;
use crate::client::open;

pub(super) type Outcome = Pin<Box<dyn Future<Output = Option<Error>> + Send>>;
pub(super) type Attempts = Vec<(&'static str, Outcome)>;
/// What a list over several spaces gave: the space of each row, or of the page of each row.
pub(super) type Spaces = Pin<Box<dyn Future<Output = Result<Vec<String>, Error>> + Send>>;

/// How long the work of a test may take.
const WITHIN: Duration = Duration::from_secs(10);

/// Runs a call on a clone of the wiki and keeps its error.
fn call<T, F>(wiki: &Wiki, run: impl FnOnce(Wiki) -> F) -> Outcome
where
    T: Debug + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    run(wiki.clone()).map(Result::err).boxed()
}

/// Asks for a list both ways, which have to agree.
fn list<T: Send + 'static>(wiki: &Wiki, make: impl Fn(&Wiki) -> List<T> + Send + 'static) -> Outcome {
    let wiki = wiki.clone();
    let asked = async move {
        let (slice, stream) = (make(&wiki).slice(), make(&wiki).stream());
        let one = slice.await.err();
        let all = stream.try_collect::<Vec<_>>().await.err();
        assert_eq!(one.as_ref().map(Error::kind), all.as_ref().map(Error::kind), "a slice and the stream");
        all
    };
    asked.boxed()
}

/// Reads of what is in a space.
pub(super) fn reads(wiki: &Wiki, of: &Things) -> Attempts {
    let space = of.space;
    macro_rules! with {
        ($thing:ident, $wiki:ident => $call:expr) => {{
            let $thing = of.$thing.clone();
            call(wiki, |$wiki| async move { $call.await })
        }};
    }
    macro_rules! rows {
        ($thing:ident, $wiki:ident => $list:expr) => {{
            let $thing = of.$thing.clone();
            list(wiki, move |$wiki| $list)
        }};
    }
    vec![
        ("rendered", with!(page, wiki => wiki.rendered(page))),
        ("page", with!(page, wiki => wiki.page(page))),
        ("page_version", with!(page, wiki => wiki.page_version(page, 1))),
        ("pages", with!(page, wiki => wiki.pages([page]).try_collect::<Vec<_>>())),
        ("draft", with!(draft, wiki => wiki.draft(draft))),
        ("page_or_draft", with!(page, wiki => wiki.page_or_draft(page))),
        ("page_or_draft of a draft", with!(draft, wiki => wiki.page_or_draft(draft))),
        ("page_by_title", call(wiki, |wiki| async move { wiki.page_by_title(space, "Page").await })),
        ("page_by_locator by id", {
            let by_id = Locator::Id(of.page.as_str().into());
            call(wiki, |wiki| async move { wiki.page_by_locator(&by_id).await })
        }),
        ("page_by_locator by title", {
            let by_title = Locator::Title { space: space.into(), title: "Page".to_owned() };
            call(wiki, |wiki| async move { wiki.page_by_locator(&by_title).await })
        }),
        ("children", rows!(page, wiki => wiki.children(page.as_str()))),
        ("tree", with!(page, wiki => wiki.tree(page, None).try_collect::<Vec<_>>())),
        (
            "space_tree",
            call(wiki, |wiki| async move { wiki.space_tree(space, None).try_collect::<Vec<_>>().await }),
        ),
        ("ancestors", with!(page, wiki => wiki.ancestors(page))),
        ("versions", rows!(page, wiki => wiki.versions(page.as_str()))),
        ("diff", with!(page, wiki => wiki.diff(page, 1, 2, DiffOf::Storage))),
        ("labels", rows!(page, wiki => wiki.labels(page.as_str()))),
        ("likes", rows!(page, wiki => wiki.likes(page.as_str()))),
        ("footer_comments", rows!(page, wiki => wiki.footer_comments(page.as_str()))),
        ("inline_comments", rows!(page, wiki => wiki.inline_comments(page.as_str()))),
        ("replies", rows!(comment, wiki => wiki.replies(comment.as_str()))),
        ("comment", with!(comment, wiki => wiki.comment(comment))),
        ("attachments", rows!(page, wiki => wiki.attachments(page.as_str()))),
        ("attachment_by_name", with!(page, wiki => wiki.attachment_by_name(page, "a.txt"))),
        ("attachment", with!(file, wiki => wiki.attachment(file))),
        ("download", with!(file, wiki => wiki.download(file))),
        ("download_from", with!(file, wiki => wiki.download_from(file, 1))),
        ("properties", rows!(page, wiki => wiki.properties(page.as_str()))),
        ("property", with!(page, wiki => wiki.property(page, "key"))),
        ("restrictions", with!(page, wiki => wiki.restrictions(page))),
        ("restrictions_above", with!(page, wiki => wiki.restrictions_above(page))),
        ("permitted_operations", with!(page, wiki => wiki.permitted_operations(page))),
        ("is_watching", with!(page, wiki => wiki.is_watching(page))),
        ("watchers", rows!(page, wiki => wiki.watchers(page.as_str()))),
        ("tasks of a page", rows!(page, wiki => wiki.tasks(TaskQuery::new().on(page.as_str())))),
        (
            "tasks of a space",
            rows!(page, wiki => wiki.tasks(TaskQuery::new().in_space(space).on(page.as_str()))),
        ),
        ("trashed_pages", list(wiki, move |wiki| wiki.trashed_pages(space))),
        ("space_pages", list(wiki, move |wiki| wiki.space_pages(space))),
        ("root_pages", list(wiki, move |wiki| wiki.root_pages(space))),
        ("changed_since", list(wiki, move |wiki| wiki.changed_since(space, UNIX_EPOCH))),
        ("space_attachments", list(wiki, move |wiki| wiki.space_attachments(space))),
        ("blog_posts", list(wiki, move |wiki| wiki.blog_posts(space))),
        ("space_labels", list(wiki, move |wiki| wiki.space_labels(space))),
        ("space_permissions", list(wiki, move |wiki| wiki.space_permissions(space))),
        ("space_properties", list(wiki, move |wiki| wiki.space_properties(space))),
        ("space_property", call(wiki, |wiki| async move { wiki.space_property(space, "key").await })),
        ("space", call(wiki, |wiki| async move { wiki.space(space).await })),
        ("is_watching_space", call(wiki, |wiki| async move { wiki.is_watching_space(space).await })),
        ("PageEdit::dry_run", with!(page, wiki => wiki.edit(page).append("x").dry_run())),
    ]
}

/// Reads that only Cloud has an answer to.
pub(super) fn cloud_reads(wiki: &Wiki, of: &Things) -> Attempts {
    let space = of.space;
    macro_rules! with {
        ($thing:ident, $wiki:ident => $call:expr) => {{
            let $thing = of.$thing.clone();
            call(wiki, |$wiki| async move { $call.await })
        }};
    }
    vec![
        ("views", with!(page, wiki => wiki.views(page, None))),
        ("has_permission", with!(page, wiki => wiki.has_permission(page, Person::GRACE.account_id, "read"))),
        ("folder", with!(folder, wiki => wiki.folder(folder))),
        ("content_state", with!(page, wiki => wiki.content_state(page))),
        ("tree_content", with!(folder, wiki => wiki.tree_content(folder))),
        ("template", with!(template, wiki => wiki.template(template))),
        ("templates", list(wiki, move |wiki| wiki.templates(Some(&space.into())))),
    ]
}

/// Writes to what is in a space, and writes from or to it where the other end is in a space of one's own.
pub(super) fn writes(wiki: &Wiki, of: &Things, mine: &Things) -> Attempts {
    let space = of.space;
    macro_rules! with {
        ($thing:ident, $wiki:ident => $call:expr) => {{
            let $thing = of.$thing.clone();
            call(wiki, |$wiki| async move { $call.await })
        }};
    }
    let (theirs, own) = (of.page.clone(), mine.page.clone());
    vec![
        ("create_page", call(wiki, |wiki| async move { wiki.create_page(Create::new(space, "New")).await })),
        ("create_page below", {
            let new = Create::new(mine.space, "New").parent(theirs.as_str());
            call(wiki, |wiki| async move { wiki.create_page(new).await })
        }),
        ("update_page", with!(page, wiki => wiki.update_page(PageUpdate::new(page, 2, "Page", "<p/>")))),
        ("rename_page", with!(page, wiki => wiki.rename_page(page, "Other"))),
        ("PageEdit::send", with!(page, wiki => wiki.edit(page).change(Edit::append("x")).send())),
        ("publish_draft", with!(draft, wiki => wiki.publish_draft(draft))),
        ("discard_draft", with!(draft, wiki => wiki.discard_draft(draft))),
        ("trash_page", with!(page, wiki => wiki.trash_page(page))),
        ("restore_page", with!(trashed, wiki => wiki.restore_page(trashed))),
        ("purge_page", with!(trashed, wiki => wiki.purge_page(trashed))),
        ("move_page", with!(page, wiki => wiki.move_page(page, Position::Below(own.into())))),
        ("move_page into", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.move_page(own, Position::Below(theirs.into())).await })
        }),
        (
            "copy_page",
            with!(page, wiki => wiki.copy_page(page, PageCopy::into_space("OPEN").title("Stolen"))),
        ),
        ("copy_page into", {
            let own = mine.page.clone();
            call(wiki, |wiki| async move { wiki.copy_page(own, PageCopy::into_space(space)).await })
        }),
        ("copy_page below", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.copy_page(own, PageCopy::below(theirs)).await })
        }),
        ("copy_tree", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.copy_tree(theirs, TreeCopy::below(own)).await })
        }),
        ("copy_tree into", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.copy_tree(own, TreeCopy::below(theirs)).await })
        }),
        ("archive_pages", with!(page, wiki => wiki.archive_pages([page]))),
        ("archive_pages among one's own", {
            let pages = [mine.page.clone(), theirs.clone()];
            call(wiki, |wiki| async move { wiki.archive_pages(pages).await })
        }),
        ("trash_tree", with!(page, wiki => wiki.trash_tree(page))),
        ("add_comment", with!(page, wiki => wiki.add_comment(page, "<p/>"))),
        (
            "add_inline_comment",
            with!(page, wiki => {
                async move { wiki.add_inline_comment(page, &Passage::new("walrus"), "<p/>").await }
            }),
        ),
        ("reply", with!(comment, wiki => wiki.reply(comment, "<p/>"))),
        ("update_comment", with!(comment, wiki => wiki.update_comment(comment, "<p/>"))),
        (
            "edit_comment",
            with!(comment, wiki => {
                async move { wiki.edit_comment(comment, [Edit::append("x")], &AllowLoss::none()).await }
            }),
        ),
        ("resolve_comment", with!(comment, wiki => wiki.resolve_comment(comment, true))),
        ("delete_comment", with!(comment, wiki => wiki.delete_comment(comment))),
        ("attach", with!(page, wiki => wiki.attach(page, Upload::bytes("b", "x")))),
        ("replace_attachment", with!(file, wiki => wiki.replace_attachment(file, Upload::bytes("b", "x")))),
        ("delete_attachment", with!(file, wiki => wiki.delete_attachment(file))),
        ("purge_attachment", with!(file, wiki => wiki.purge_attachment(file))),
        ("add_labels", with!(page, wiki => wiki.add_labels(page, ["x"]))),
        ("remove_label", with!(page, wiki => wiki.remove_label(page, "label"))),
        ("restore_version", with!(page, wiki => wiki.restore_version(page, 1))),
        ("delete_version", with!(page, wiki => wiki.delete_version(page, 1))),
        ("set_property", with!(page, wiki => wiki.set_property(page, "key", json!(2)))),
        ("delete_property", with!(page, wiki => wiki.delete_property(page, "key"))),
        ("restrict", with!(page, wiki => async move { wiki.restrict(page, &Restrictions::new()).await })),
        ("check_write", with!(page, wiki => async move { wiki.check_write(ContentId::from(page)).await })),
        ("check_write of a comment", {
            with!(comment, wiki => async move { wiki.check_write(CommentId::from(comment)).await })
        }),
        ("check_write of a file", {
            with!(file, wiki => async move { wiki.check_write(AttachmentId::from(file)).await })
        }),
        (
            "check_restrictions",
            with!(page, wiki => async move { wiki.check_restrictions(page, &Restrictions::new()).await }),
        ),
        ("watch", with!(page, wiki => wiki.watch(page, true))),
        ("complete_task", with!(task, wiki => wiki.complete_task(task, true))),
        ("watch_space", call(wiki, |wiki| async move { wiki.watch_space(space, true).await })),
        (
            "create_folder",
            call(wiki, |wiki| async move { wiki.create_folder(NewFolder::new(space, "F")).await }),
        ),
        ("create_folder below", {
            let new = NewFolder::new(mine.space, "F").parent(theirs.as_str());
            call(wiki, |wiki| async move { wiki.create_folder(new).await })
        }),
        (
            "create_space",
            call(wiki, |wiki| async move { wiki.create_space(NewSpace::new("FRESH", "New")).await }),
        ),
        (
            "update_space",
            call(wiki, |wiki| async move { wiki.update_space(space, SpaceUpdate::new().name("x")).await }),
        ),
        (
            "set_space_property",
            call(wiki, |wiki| async move { wiki.set_space_property(space, "key", json!(2)).await }),
        ),
        (
            "delete_space_property",
            call(wiki, |wiki| async move { wiki.delete_space_property(space, "key").await }),
        ),
        (
            "create_from_template into",
            with!(template, wiki => wiki.create_from_template(template, Create::new(space, "Made"))),
        ),
        ("delete_space", call(wiki, |wiki| async move { wiki.delete_space(space).await })),
    ]
}

/// Writes that only Cloud has, and whose place is looked up there alone.
pub(super) fn cloud_writes(wiki: &Wiki, of: &Things, mine: &Things) -> Attempts {
    let (folder, template, page) = (of.folder.clone(), of.template.clone(), of.page.clone());
    let new = Create::new(mine.space, "Made");
    vec![
        (
            "set_content_state",
            call(wiki, |wiki| async move { wiki.set_content_state(page, Some("Rough draft")).await }),
        ),
        ("delete_folder", call(wiki, |wiki| async move { wiki.delete_folder(folder).await })),
        (
            "create_from_template",
            call(wiki, |wiki| async move { wiki.create_from_template(template, new).await }),
        ),
    ]
}

/// Lists over all spaces that a caller may see: a policy leaves rows out of them.
pub(super) fn bounded(wiki: &Wiki, mine: &Things) -> Vec<(&'static str, Spaces)> {
    let (own, space) = (mine.page.clone(), mine.space);
    let of_page = move |page: Option<ContentId>| match page {
        Some(page) if page.as_str() == own => space.to_owned(),
        other => format!("not {space}: {other:?}"),
    };
    let of_hit = |space: Option<SpaceKey>| space.map_or_else(|| "none".to_owned(), |key| key.to_string());
    let walrus = Cql::raw(r#"text ~ "walrus" or space = CLOSED"#);
    vec![
        ("search", spaces(wiki.search(&walrus), move |hit| of_hit(hit.space))),
        ("search_with_archived", spaces(wiki.search_with_archived(&walrus), move |hit| of_hit(hit.space))),
        ("spaces", spaces(wiki.spaces(), |space| space.key.to_string())),
        ("tasks", spaces(wiki.tasks(TaskQuery::new()), move |task| of_page(task.page))),
    ]
}

fn spaces<T: Send + 'static>(list: List<T>, of: impl Fn(T) -> String + Send + 'static) -> Spaces {
    list.stream().map_ok(of).try_collect().boxed()
}

/// What lies in no space: people, groups, and work under way.
pub(super) struct Site {
    person: String,
    group: String,
    work: LongTask,
}

pub(super) async fn site(sandbox: &Sandbox) -> Site {
    let wiki = open(sandbox).await;
    sandbox.add_space("SCRATCH", "Scratch");
    Site {
        person: wiki.current_user().await.unwrap().id,
        group: wiki.groups(Some("users")).slice().await.unwrap().items.remove(0).id,
        work: wiki.delete_space("SCRATCH").await.unwrap(),
    }
}

/// Reads that no policy over spaces can be held against, so that every policy lets them through.
pub(super) fn of_no_space(wiki: &Wiki, of: &Site) -> Attempts {
    let (person, work, watched) = (of.person.clone(), of.work.clone(), of.work.clone());
    let (group, member, id) = (of.group.clone(), of.person.clone(), of.work.id.clone());
    vec![
        ("current_user", call(wiki, |wiki| async move { wiki.current_user().await })),
        ("account_time_zone", call(wiki, |wiki| async move { wiki.account_time_zone().await })),
        ("people", call(wiki, |wiki| async move { wiki.people([person]).await })),
        ("search_people", list(wiki, |wiki| wiki.search_people("Ada"))),
        ("groups", list(wiki, |wiki| wiki.groups(None))),
        ("members", list(wiki, move |wiki| wiki.members(&group))),
        ("groups_of", list(wiki, move |wiki| wiki.groups_of(&member))),
        ("long_task", call(wiki, |wiki| async move { wiki.long_task(id).await })),
        ("wait_for_task", call(wiki, |wiki| async move { wiki.wait_for_task(work, WITHIN).await })),
        (
            "progress",
            call(wiki, |wiki| async move { wiki.progress(watched, WITHIN).try_collect::<Vec<_>>().await }),
        ),
    ]
}
