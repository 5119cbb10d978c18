//! Labels, a row for each on each piece of content. They come with the content that carries them, so that all labels of
//! a space are a few requests.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::failed;
use super::found::query;
use super::owners::{Hanging, Walked, of_each};
use super::unknown_spaces::or_unknown_spaces;
use crate::ids::SpaceKey;
use crate::models::ContentType;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns};
use crate::sql::value::Value;
use crate::wiki::Label;
use crate::wiki::rows::{ContentRow, RowStream, Wanted};

/// A label on something.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sql) struct Labelled {
    id: String,
    kind: ContentType,
    title: Option<String>,
    space: Option<SpaceKey>,
    label: Label,
}

/// What carries labels.
const KINDS: &[&str] = &["page", "blogpost", "attachment"];

/// How many labels come with a piece of content.
const WITH_CONTENT: usize = 200;

/// How many rows a request gives.
const ROWS: u32 = 200;

pub(in crate::sql) static LABELS: Definition<Labelled> = Definition {
    name: "Labels",
    aliases: &[],
    doc: "Labels of pages, blog posts and attachments: a row for each label on each.",
    columns: columns! { Labelled;
        ContentId: Text, "What carries it.", |it| it.id.as_str(),
            .content_id().equal(Reach::Few, "searchContentByCQL id", "search id").together(100).key();
        ContentType: Text, "page, blogpost or attachment.", |it| it.kind.as_str(),
            .any_case().equal(Reach::Many, "searchContentByCQL type", "search type");
        ContentTitle: Text, "The title of what carries it.", |it| it.title.as_deref();
        SpaceKey: Text, "The key of the space that it lies in.", |it| it.space.as_ref().map(|key| key.as_str()),
            .any_case().equal(Reach::Many, "searchContentByCQL space", "search space").together(20);
        LabelName: Text, "The label, in lower case.", |it| it.label.name.as_str(),
            .any_case().label().equal(Reach::Few, "searchContentByCQL label", "search label").together(20).key();
        LabelPrefix: Text, "global, my or team.", |it| it.label.prefix.as_str(), .any_case().key();
        Label: Text, "The label.", |it| it.label.name.as_str(),
            .alias("LabelName").any_case().label().equal(Reach::Few, "searchContentByCQL label", "search label").together(20);
    },
    source: read,
    rows: 20_000.0,
    walk: 0.005,
    ordered: |_, _| false,
    only: None,
};

fn read(context: Context, scan: Scan) -> RowStream<Labelled> {
    let named = scan.equal("ContentId").unwrap_or_default();
    let (files, others): (Vec<String>, Vec<String>) = named.into_iter().partition(|id| id.starts_with("att"));
    if !files.is_empty() {
        let of = |ids: Vec<String>| scan.with_equal("ContentId", ids.into_iter().map(Value::from).collect());
        let of_files = one_by_one(context.clone(), &of(files));
        return if others.is_empty() { of_files } else { of_files.chain(read(context, of(others))).boxed() };
    }
    let kinds: Vec<&str> = match scan.equal("ContentType") {
        Some(asked) => KINDS
            .iter()
            .copied()
            .filter(|kind| asked.iter().any(|it| it.eq_ignore_ascii_case(kind)))
            .collect(),
        None => KINDS.to_vec(),
    };
    if kinds.is_empty() {
        return super::nothing();
    }
    let asked = renamed(&scan);
    let query = match query(&asked, &kinds) {
        Ok(query) => query,
        Err(error) => return failed(error),
    };
    let wanted = Wanted { labels: true, ..Wanted::default() };
    let rest = context.clone();
    let found = context.wiki.contents_found(&query, wanted, ROWS);
    let found = or_unknown_spaces(&context, &scan, found, |row| row.space_key.as_ref());
    found.and_then(move |rows| labels(rest.clone(), rows)).boxed()
}

/// The search calls what carries the label by its id.
fn renamed(scan: &Scan) -> Scan {
    let mut scan = scan.clone();
    for filter in &mut scan.filters {
        if filter.column == "ContentId" {
            filter.column = "Id";
        }
    }
    scan.filters.retain(|filter| filter.column != "ContentType");
    scan
}

/// A row for each label; where there may be more than came along, they are asked for.
async fn labels(context: Context, rows: Vec<ContentRow>) -> crate::error::Result<Vec<Labelled>> {
    let mut all = Vec::new();
    for row in rows {
        let labels = match row.labels.len() {
            WITH_CONTENT.. => context.wiki.labels(row.id.clone()).stream().try_collect().await?,
            _ => row.labels,
        };
        all.extend(labels.into_iter().map(|label| Labelled {
            id: row.id.as_str().to_owned(),
            kind: row.kind.clone(),
            title: Some(row.title.clone()),
            space: row.space_key.clone(),
            label,
        }));
    }
    Ok(all)
}

/// Files have ids that the search does not know.
fn one_by_one(context: Context, scan: &Scan) -> RowStream<Labelled> {
    let labels = of_each(context, scan, "ContentId", Walked::PagesAndPosts, |wiki, id| {
        wiki.labels(id).stream().try_collect()
    });
    labels
        .map_ok(|rows: Vec<Hanging<Label>>| {
            let labelled = |row: Hanging<Label>| {
                let (id, kind) = (row.on.id.as_str().to_owned(), ContentType::Attachment);
                Labelled { id, kind, title: None, space: None, label: row.it }
            };
            rows.into_iter().map(labelled).collect()
        })
        .boxed()
}
