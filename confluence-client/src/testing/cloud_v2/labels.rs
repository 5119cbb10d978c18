//! Labels; writing them goes through v1.

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Label, Status};
use super::paging::{Limits, list};
use super::render;

pub(super) const ROWS: &[Row] = &[
    ("GET /labels", "getLabels", all),
    ("GET /pages/{id}/labels", "getPageLabels", of_content),
    ("GET /blogposts/{id}/labels", "getBlogPostLabels", of_content),
    ("GET /attachments/{id}/labels", "getAttachmentLabels", of_content),
    ("GET /custom-content/{id}/labels", "getCustomContentLabels", of_content),
    ("GET /spaces/{id}/labels", "getSpaceLabels", of_space),
    ("GET /spaces/{id}/content/labels", "getSpaceContentLabels", of_space_content),
    ("GET /labels/{id}/pages", "getLabelPages", labelled),
    ("GET /labels/{id}/blogposts", "getLabelBlogPosts", labelled),
    ("GET /labels/{id}/attachments", "getLabelAttachments", labelled),
];

fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let ids = call.query_ids("label-id", 250)?;
    let mut labels = store.labels_in_use();
    labels.retain(|label| ids.is_empty() || ids.contains(&label.id));
    rows(call, labels)
}

fn of_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let labels = store.seen_as(call.kind()?, call.id("id")?, &call.account)?.labels.clone();
    rows(call, labels)
}

fn of_space(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let labels = store.space(call.id("id")?, &call.account)?.labels.clone();
    rows(call, labels)
}

fn of_space_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let space = store.space(call.id("id")?, &call.account)?.id;
    let inside = store.contents.values().filter(|it| it.space == space);
    let mut labels: Vec<Label> = inside.flat_map(|it| it.labels.iter().cloned()).collect();
    labels.sort_by_key(|label| label.id);
    labels.dedup();
    rows(call, labels)
}

fn rows(call: &Call<'_>, mut labels: Vec<Label>) -> Result<Reply, Failure> {
    let prefixes = call.request.query_all("prefix");
    labels.retain(|label| prefixes.is_empty() || prefixes.contains(&label.prefix));
    match call.request.query("sort") {
        Some("name") => labels.sort_by(|a, b| a.name.cmp(&b.name)),
        Some("-name") => labels.sort_by(|a, b| b.name.cmp(&a.name)),
        _ => {}
    }
    list(call, Limits::LIST, &labels, |label| label.id, render::label)
}

fn labelled(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, spaces) = (call.id("id")?, call.query_ids("space-id", 100)?);
    let kind = call.segments.last().and_then(|last| Kind::of_collection(last)).unwrap_or(Kind::Page);
    let fits = |it: &&Content| {
        it.kind == kind
            && it.status == Status::Current
            && it.labels.iter().any(|label| label.id == id)
            && (spaces.is_empty() || spaces.contains(&it.space))
            && store.may_read(it, &call.account)
    };
    let found: Vec<&Content> = store.contents.values().filter(fits).collect();
    list(
        call,
        Limits::LIST,
        &found,
        |it| it.id,
        |it| match kind {
            Kind::Attachment => render::attachment(store, it),
            _ => render::content(store, call, it, it.latest()).unwrap_or_default(),
        },
    )
}
