//! Attachments: what is known of files; their bytes are had by a procedure.

use super::failed;
use super::found::{query, rows, wanted};
use super::unknown_spaces::or_unknown_spaces;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::wiki::rows::{ContentRow, RowStream};

pub(in crate::sql) static ATTACHMENTS: Definition<ContentRow> = Definition {
    name: "Attachments",
    aliases: &[],
    doc: "Files on pages and blog posts.",
    columns: columns! { ContentRow;
        Id: Text, "Its id, such as att123.", |it| it.id.as_str(),
            .content_id().equal(Reach::One, "searchContentByCQL id", "search id").together(100).key();
        Title: Text, "Its file name.", |it| it.title.as_str(), .equal(Reach::Few, "searchContentByCQL title", "search title");
        Type: Text, "attachment.", |it| it.kind.as_str(), .any_case();
        Status: Text, "current.", |it| it.status.as_str(), .any_case();
        MediaType: Text, "What its bytes are, such as image/png.", |it| it.media_type.as_deref();
        FileSize: Integer, "How many bytes it has.", |it| it.file_size;
        Comment: Text, "What was said of it.", |it| it.comment.as_deref();
        ContainerId: Text, "The page or blog post it is on.", |it| it.container.as_ref().map(|id| id.as_str()),
            .content_id().equal(Reach::Few, "searchContentByCQL container", "search container").together(50);
        ContainerType: Text, "page or blogpost.", |it| it.container_kind.as_ref().map(|kind| kind.as_str()), .any_case();
        SpaceKey: Text, "The key of its space.", |it| it.space_key.as_ref().map(|key| key.as_str()),
            .any_case().equal(Reach::Many, "searchContentByCQL space", "search space").together(20);
        SpaceType: Text, "global, personal, ...", |it| it.space_kind.as_deref(), .any_case();
        CreatedDate: Timestamp, "When it was attached first, in UTC or the Timezone.", |it| it.created.as_ref(),
            .range("searchContentByCQL created", "search created").order("searchContentByCQL order by", "search order by");
        CreatedByAccountId: Text, "Who attached it first.", |it| it.author.as_ref().map(|one| one.id.as_str()),
            .equal(Reach::Many, "searchContentByCQL creator", "search creator");
        CreatedByUserPublicName: Text, "The name of who attached it first.",
            |it| it.author.as_ref().and_then(|one| one.name.as_deref());
        LastUpdatedDatetime: Timestamp, "When its latest version came, in UTC or the Timezone.", |it| it.version.at.as_ref(),
            .range("searchContentByCQL lastmodified", "search lastmodified")
            .order("searchContentByCQL order by", "search order by");
        LastUpdatedAccountId: Text, "Who attached its latest version.", |it| it.version.by.as_ref().map(|one| one.id.as_str());
        LastUpdatedUserPublicName: Text, "The name of who did.",
            |it| it.version.by.as_ref().and_then(|one| one.name.as_deref());
        VersionNumber: Integer, "Its version.", |it| it.version.number;
        URL: Text, "Its URL for people.", |it| it.url.as_deref();
        DownloadLink: Text, "The URL of its bytes, which needs a login.", |it| it.download.as_deref();
        PageId: Text, "The page or blog post it is on.", |it| it.container.as_ref().map(|id| id.as_str()),
            .alias("ContainerId");
        CreatedByUserName: Text, "The name of who attached it first.",
            |it| it.author.as_ref().and_then(|one| one.name.as_deref()), .alias("CreatedByUserPublicName");
        LastUpdatedUserName: Text, "The name of who attached its latest version.",
            |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()), .alias("LastUpdatedUserPublicName");
        PreviousVersionUserName: Text, "The name of who made the version before.",
            |it| it.previous.as_ref().and_then(|it| it.by.as_ref()?.name.as_deref()), .named().needs(needs::PREVIOUS | needs::NAMES);
        Label: Text, "Only what has this label.", |_| (), .filter().equal(Reach::Few, "searchContentByCQL label", "search label");
        CQL: Text, "Only what this query of the search finds as well.", |_| (),
            .filter_of_one().equal(Reach::Few, "searchContentByCQL", "search");
    },
    source: read,
    rows: 10_000.0,
    walk: 0.005,
    ordered: |scan, _| scan.equal("CQL").is_none(),
    only: None,
};

fn read(context: Context, scan: Scan) -> RowStream<ContentRow> {
    match query(&scan, &["attachment"]) {
        Ok(query) => {
            let found = context.wiki.contents_found(&query, wanted(&scan), rows(&scan));
            or_unknown_spaces(&context, &scan, found, |row| row.space_key.as_ref())
        }
        Err(error) => failed(error),
    }
}
