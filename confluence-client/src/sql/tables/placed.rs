//! What has a place in the tree beside pages: whiteboards, folders, databases. Cloud alone has them.

use super::failed;
use super::found::{query, rows, wanted};
use super::unknown_spaces::or_unknown_spaces;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Column, Definition, Reach, columns};
use crate::wiki::rows::{ContentRow, RowStream};

const COLUMNS: &[Column<ContentRow>] = columns! { ContentRow;
    Id: Text, "Its id.", |it| it.id.as_str(), .content_id().equal(Reach::One, "searchContentByCQL id", "").together(100).key();
    Title: Text, "Its title.", |it| it.title.as_str(), .equal(Reach::Few, "searchContentByCQL title", "");
    Type: Text, "whiteboard, folder or database.", |it| it.kind.as_str(), .any_case();
    Status: Text, "current.", |it| it.status.as_str(), .any_case();
    SpaceKey: Text, "The key of its space.", |it| it.space_key.as_ref().map(|key| key.as_str()),
        .any_case().equal(Reach::Many, "searchContentByCQL space", "").together(20);
    SpaceType: Text, "global, personal, ...", |it| it.space_kind.as_deref(), .any_case();
    ParentId: Text, "What it lies under.", |it| it.parent.as_ref().map(|id| id.as_str()),
        .content_id().equal(Reach::Few, "searchContentByCQL parent", "").together(50);
    Position: Integer, "Its place among its siblings.", |it| it.position.and_then(|at| u64::try_from(at).ok());
    CreatedDate: Timestamp, "When it was created, in UTC or the Timezone.", |it| it.created.as_ref(),
        .range("searchContentByCQL created", "").order("searchContentByCQL order by", "");
    CreatedByAccountId: Text, "Who created it.", |it| it.author.as_ref().map(|one| one.id.as_str()),
        .equal(Reach::Many, "searchContentByCQL creator", "");
    CreatedByUserPublicName: Text, "The name of who created it.", |it| it.author.as_ref().and_then(|one| one.name.as_deref());
    LastUpdatedDatetime: Timestamp, "When it was changed last, in UTC or the Timezone.", |it| it.version.at.as_ref(),
        .range("searchContentByCQL lastmodified", "").order("searchContentByCQL order by", "");
    LastUpdatedAccountId: Text, "Who changed it last.", |it| it.version.by.as_ref().map(|one| one.id.as_str());
    LastUpdatedMessage: Text, "What was said of the last change.", |it| it.version.message.as_deref();
    VersionNumber: Integer, "Its version.", |it| it.version.number;
    IsLatest: Boolean, "True.", |_| true;
    URL: Text, "Its URL for people.", |it| it.url.as_deref();
    LastUpdatedNumber: Integer, "Its version.", |it| it.version.number, .alias("VersionNumber");
    CreatedByUserName: Text, "The name of who created it.", |it| it.author.as_ref().and_then(|one| one.name.as_deref()),
        .alias("CreatedByUserPublicName");
    Label: Text, "Only what has this label.", |_| (), .filter().equal(Reach::Few, "searchContentByCQL label", "");
    AncestorId: Text, "Only what lies under this, at any depth.", |_| (), .filter().content_id().equal(Reach::Few, "searchContentByCQL ancestor", "");
    CQL: Text, "Only what this query of the search finds as well.", |_| (), .filter_of_one().equal(Reach::Few, "searchContentByCQL", "");
};

macro_rules! placed {
    ($NAME:ident, $name:literal, $kind:literal, $doc:literal) => {
        pub(in crate::sql) static $NAME: Definition<ContentRow> = Definition {
            name: $name,
            aliases: &[],
            doc: $doc,
            columns: COLUMNS,
            source: |context, scan| read(&context, &scan, $kind),
            rows: 1000.0,
            walk: 0.005,
            ordered: |scan, _| scan.equal("CQL").is_none(),
            only: Some(Deployment::Cloud),
        };
    };
}

placed!(WHITEBOARDS, "Whiteboards", "whiteboard", "Whiteboards; on Cloud.");
placed!(FOLDERS, "Folders", "folder", "Folders; on Cloud.");
placed!(DATABASES, "Databases", "database", "Databases in the content tree; on Cloud.");

fn read(context: &Context, scan: &Scan, kind: &str) -> RowStream<ContentRow> {
    match query(scan, &[kind]) {
        Ok(query) => {
            let found = context.wiki.contents_found(&query, wanted(scan), rows(scan));
            or_unknown_spaces(context, scan, found, |row| row.space_key.as_ref())
        }
        Err(error) => failed(error),
    }
}
