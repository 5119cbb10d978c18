//! Comments, with replies to them.

use super::found::{query, rows, wanted};
use super::unknown_spaces::or_unknown_spaces;
use super::{failed, written};
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Column, Definition, Reach, columns, needs};
use crate::wiki::rows::{ContentRow, RowStream};

/// One that was opened again is open.
fn resolution(told: &str) -> &str {
    if told == "reopened" { "open" } else { told }
}

const COLUMNS: &[Column<ContentRow>] = columns! { ContentRow;
    Id: Text, "Its id.", |it| it.id.as_str(), .content_id().equal(Reach::One, "searchContentByCQL id", "search id").together(100).key();
    Title: Text, "Re: and the title of what it is on.", |it| it.title.as_str();
    Status: Text, "current.", |it| it.status.as_str(), .words(&["current"]);
    ContainerId: Text, "What it is on.", |it| it.container.as_ref().map(|id| id.as_str()),
        .content_id().equal(Reach::Few, "searchContentByCQL container", "search container").together(50);
    ContainerType: Text, "page, blogpost or attachment.", |it| it.container_kind.as_ref().map(|kind| kind.as_str()), .any_case();
    ReplyToId: Text, "The comment it answers.", |it| it.parent.as_ref().map(|id| id.as_str());
    Location: Text, "footer, or inline on a passage of the text.", |it| it.location.as_deref(), .words(&["footer", "inline"]);
    Resolution: Text, "open, resolved or dangling, of an inline comment.", |it| it.resolution.as_deref().map(resolution),
        .words(&["open", "resolved", "dangling"]);
    Passage: Text, "The passage that an inline comment is about.", |it| it.passage.as_deref();
    SpaceKey: Text, "The key of its space.", |it| it.space_key.as_ref().map(|key| key.as_str()),
        .any_case().equal(Reach::Many, "searchContentByCQL space", "search space").together(20);
    SpaceType: Text, "global, personal, ...", |it| it.space_kind.as_deref(), .any_case();
    CreatedDate: Timestamp, "When it was written, in UTC or the Timezone.", |it| it.created.as_ref(),
        .range("searchContentByCQL created", "search created").order("searchContentByCQL order by", "search order by");
    CreatedByAccountId: Text, "Who wrote it: the account id on Cloud, the user key on Data Center.",
        |it| it.author.as_ref().map(|one| one.id.as_str()),
        .equal(Reach::Many, "searchContentByCQL creator", "search creator");
    CreatedByUserPublicName: Text, "The name of who wrote it.", |it| it.author.as_ref().and_then(|one| one.name.as_deref());
    LastUpdatedDatetime: Timestamp, "When it was changed last, in UTC or the Timezone.", |it| it.version.at.as_ref(),
        .range("searchContentByCQL lastmodified", "search lastmodified")
        .order("searchContentByCQL order by", "search order by");
    LastUpdatedAccountId: Text, "Who changed it last.", |it| it.version.by.as_ref().map(|one| one.id.as_str());
    LastUpdatedUserPublicName: Text, "The name of who changed it last.",
        |it| it.version.by.as_ref().and_then(|one| one.name.as_deref());
    LastUpdatedMessage: Text, "What was said of the last change.", |it| it.version.message.as_deref();
    VersionNumber: Integer, "Its version.", |it| it.version.number;
    URL: Text, "Its URL for people.", |it| it.url.as_deref();
    Storage: Text, "What it says, in the storage format (XHTML).", |it| it.storage.as_deref(), .named().needs(needs::BODY);
    Markdown: Text, "What it says, as Markdown.", |it| written::markdown(it.storage.as_deref()), .named().needs(needs::BODY);
    Text: Text, "What it says, as plain text.", |it| written::text(it.storage.as_deref()),
        .named().needs(needs::BODY).matching("searchContentByCQL text ~", "search text ~");
    Excerpt: Text, "The first 300 characters of it.", |it| written::excerpt(it.storage.as_deref()), .named().needs(needs::BODY);
    AtlasDocFormat: Text, "What it says, as a document of the editor (JSON), on Cloud.", |it| it.adf.as_deref(),
        .named().needs(needs::ADF).only(Deployment::Cloud);
    PageId: Text, "What it is on.", |it| it.container.as_ref().map(|id| id.as_str()),
        .alias("ContainerId").equal(Reach::Few, "searchContentByCQL container", "search container").together(50);
    StorageBody: Text, "What it says, in the storage format.", |it| it.storage.as_deref(), .alias("Storage").needs(needs::BODY);
    AtlasDocFormatBody: Text, "What it says, as a document of the editor.", |it| it.adf.as_deref(),
        .alias("AtlasDocFormat").needs(needs::ADF).only(Deployment::Cloud);
    CreatedByUserName: Text, "The name of who wrote it.", |it| it.author.as_ref().and_then(|one| one.name.as_deref()),
        .alias("CreatedByUserPublicName");
    LastUpdatedUserName: Text, "The name of who changed it last.",
        |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()), .alias("LastUpdatedUserPublicName");
    PreviousVersionUserName: Text, "The name of who made the version before.",
        |it| it.previous.as_ref().and_then(|it| it.by.as_ref()?.name.as_deref()), .named().needs(needs::PREVIOUS | needs::NAMES);
    CQL: Text, "Only what this query of the search finds as well.", |_| (),
        .filter_of_one().equal(Reach::Few, "searchContentByCQL", "search");
};

pub(in crate::sql) static COMMENTS: Definition<ContentRow> = Definition {
    name: "Comments",
    aliases: &[],
    doc: "Comments on pages, blog posts and attachments, with the replies to them.",
    columns: COLUMNS,
    source: read,
    rows: 10_000.0,
    walk: 0.005,
    ordered: |scan, _| scan.equal("CQL").is_none(),
    only: None,
};

pub(in crate::sql) static PAGE_COMMENTS: Definition<ContentRow> = Definition {
    name: "PageComments",
    aliases: &[],
    doc: "The same as Comments.",
    columns: COLUMNS,
    source: read,
    rows: 10_000.0,
    walk: 0.005,
    ordered: |scan, _| scan.equal("CQL").is_none(),
    only: None,
};

fn read(context: Context, scan: Scan) -> RowStream<ContentRow> {
    if super::found::is_empty_search(&scan) {
        return super::nothing();
    }
    match query(&paged(&scan), &["comment"]) {
        Ok(query) => {
            let found = context.wiki.contents_found(&query, wanted(&scan), rows(&scan));
            or_unknown_spaces(&context, &scan, found, |row| row.space_key.as_ref())
        }
        Err(error) => failed(error),
    }
}

/// The page is what holds the comment.
fn paged(scan: &Scan) -> Scan {
    let mut scan = scan.clone();
    for filter in &mut scan.filters {
        if filter.column == "PageId" {
            filter.column = "ContainerId";
        }
    }
    scan
}
