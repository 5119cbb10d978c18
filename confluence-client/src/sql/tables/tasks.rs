//! Tasks in pages and blog posts.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::owners::{Hanging, Walked, listed, of_each};
use super::unknown_spaces::or_unknown_spaces;
use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentType;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::wiki::rows::{ContentRow, RowStream, TaskRow, TasksWanted, Wanted};
use crate::wiki::{TaskQuery, Wiki};
use crate::wire::timestamp::Timestamp;

/// How many rows a request gives.
const ROWS: u32 = 250;

pub(in crate::sql) static TASKS: Definition<TaskRow> = Definition {
    name: "Tasks",
    aliases: &[],
    doc: "Tasks in pages and blog posts. On Data Center they are read from the bodies of pages: give a PageId.",
    columns: columns! { TaskRow;
        Id: Text, "Its id.", |it| it.id.as_str(), .key();
        PageId: Text, "The page it is in.", |it| it.page.as_ref().map(|id| id.as_str()),
            .content_id().equal(Reach::Few, "getTasks page-id", "getContentById body").together(100);
        BlogPostId: Text, "The blog post it is in.", |it| it.blog_post.as_ref().map(|id| id.as_str());
        SpaceKey: Text, "The key of its space.", |it| it.space.as_ref().map(|key| key.as_str()),
            .any_case().equal(Reach::Many, "getTasks space-id", "getContent spaceKey").together(20);
        Status: Text, "complete or incomplete.", |it| if it.done { "complete" } else { "incomplete" },
            .words(&["complete", "incomplete"]).equal(Reach::Many, "getTasks status", "");
        Text: Text, "What is to be done.", |it| it.text.as_str();
        AssignedTo: Text, "Who is to do it.", |it| it.assignee.as_deref(),
            .equal(Reach::Few, "getTasks assigned-to", "").together(100);
        CreatedBy: Text, "Who wrote it, on Cloud.", |it| it.author.as_deref(), .only(Deployment::Cloud);
        CompletedBy: Text, "Who did it, on Cloud.", |it| it.completer.as_deref(), .only(Deployment::Cloud);
        CreatedAt: Timestamp, "When it was written, on Cloud.", |it| it.created.as_ref(), .only(Deployment::Cloud);
        UpdatedAt: Timestamp, "When it was changed, on Cloud.", |it| it.updated.as_ref(), .only(Deployment::Cloud);
        DueAt: Timestamp, "The day on which it is due, as its midnight.", |it| due(it.due.as_deref());
        CompletedAt: Timestamp, "When it was done, on Cloud.", |it| it.completed.as_ref(), .only(Deployment::Cloud);
        Storage: Text, "What is to be done, in the storage format, on Cloud.", |it| it.storage.as_deref(),
            .named().only(Deployment::Cloud);
        Body: Text, "What is to be done.", |it| it.text.as_str(), .alias("Text");
    },
    source: read,
    rows: 5000.0,
    walk: 0.005,
    ordered: |_, _| false,
    only: None,
};

/// A day, which Cloud tells as its midnight in UTC: it is the same day in every time zone.
fn due(text: Option<&str>) -> Option<Timestamp> {
    text.map(|text| Timestamp::from(text.split(['T', ' ']).next().unwrap_or(text)))
}

fn read(context: Context, scan: Scan) -> RowStream<TaskRow> {
    if context.wiki.site().deployment() == Deployment::DataCenter {
        if scan.equal("PageId").is_none() {
            return in_bodies(context, &scan);
        }
        // The search tells where each lies, and which is a blog post.
        let placed = Scan { needs: scan.needs | needs::SPACE, ..scan };
        let tasks = of_each(context, &placed, "PageId", Walked::PagesAndPosts, |wiki, id| async move {
            let found = wiki.tasks(TaskQuery::new().on(id)).stream().map_ok(TaskRow::from);
            found.try_collect::<Vec<_>>().await
        });
        let row = |row: Hanging<TaskRow>| {
            let is_post = row.on.kind == Some(ContentType::BlogPost);
            TaskRow { space: row.on.space, ..on(row.on.id, is_post, row.it) }
        };
        return tasks.map_ok(move |rows| rows.into_iter().map(row).collect()).boxed();
    }
    let statuses = scan.equal("Status");
    let done = match statuses.as_deref() {
        Some([only]) if only.eq_ignore_ascii_case("complete") => Some(true),
        Some([only]) if only.eq_ignore_ascii_case("incomplete") => Some(false),
        _ => None,
    };
    let rows = context.wiki.task_rows(TasksWanted {
        pages: scan.equal("PageId").map(|ids| ids.into_iter().map(Into::into).collect()),
        spaces: scan.equal("SpaceKey").map(|keys| keys.into_iter().map(SpaceKey::from).collect()),
        assignees: scan.equal("AssignedTo"),
        done,
        limit: scan.page(ROWS),
    });
    or_unknown_spaces(&context, &scan, rows, |row| row.space.as_ref())
}

/// The same task on this page or blog post.
fn on(id: ContentId, is_post: bool, task: TaskRow) -> TaskRow {
    let (page, blog_post) = if is_post { (None, Some(id)) } else { (Some(id), None) };
    TaskRow { page, blog_post, ..task }
}

/// The tasks of Data Center are in the bodies of its pages, of which one request gives many.
fn in_bodies(context: Context, scan: &Scan) -> RowStream<TaskRow> {
    let wanted = Wanted { storage: true, space: true, ..Wanted::default() };
    let listed = listed(&context, scan, Walked::PagesAndPosts, wanted);
    let of_page = move |row: ContentRow| -> Vec<TaskRow> {
        match Wiki::tasks_in(&row.id, row.storage.as_deref().unwrap_or_default()) {
            Ok(tasks) => {
                let is_post = row.kind == ContentType::BlogPost;
                let placed =
                    |task| TaskRow { space: row.space_key.clone(), ..on(row.id.clone(), is_post, task) };
                tasks.into_iter().map(placed).collect()
            }
            Err(error) => {
                context.notes.add(format!("the body of {} cannot be read: {error}", row.id));
                Vec::new()
            }
        }
    };
    listed.map_ok(move |rows| rows.into_iter().flat_map(&of_page).collect()).boxed()
}
