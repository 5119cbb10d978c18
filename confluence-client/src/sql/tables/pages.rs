//! Pages and blog posts: listed by the service where ids, spaces and titles lead to them, and found by its search where
//! anything else does.

use crate::cql::Cql;
use crate::error::Result;
use crate::models::{ContentStatus, ContentType};
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::{Operator, Scan};
use crate::sql::statement_error::fault;
use crate::sql::table::{Column, Definition, Reach, columns, needs};
use crate::wiki::rows::{ContentRow, Listing, RowStream};

use super::found::{is_empty_search, query, rows, wanted};
use super::numbered::placed;
use super::unknown_spaces::or_unknown_spaces;
use super::{failed, nothing, written};

/// Where pages stand in their lives, as far as they are listed.
const STATUSES: &[&str] = &["current", "archived", "trashed"];

/// How many rows a request of a list gives.
const ROWS: u32 = 250;

macro_rules! content_columns {
    ($listed:literal, $kind:literal) => {
        columns! { ContentRow;
            Id: Text, "Its id.", |it| it.id.as_str(),
                .content_id().equal(Reach::One, concat!($listed, " id"), "getContent ids").together(250).key();
            Title: Text, "Its title.", |it| it.title.as_str(),
                .equal(Reach::One, concat!($listed, " title"), "getContent title")
                .matching("searchContentByCQL title ~", "search title ~");
            Type: Text, concat!($kind, "."), |it| it.kind.as_str(), .words(&[$kind]);
            Status: Text, "current; archived and trashed ones are listed only where Status is asked for.",
                |it| it.status.as_str(),
                .words(STATUSES).usual("current").equal(Reach::Many, concat!($listed, " status"), "getContent status");
            SpaceKey: Text, "The key of its space.", |it| it.space_key.as_ref().map(|key| key.as_str()),
                .any_case().needs(needs::SPACE)
                .equal(Reach::Many, concat!($listed, "InSpace"), "getContent spaceKey").together(20);
            SpaceId: Text, "The number of its space.", |it| it.space_id.as_ref().map(|id| id.as_str()),
                .equal(Reach::Many, concat!($listed, "InSpace"), "getContent spaceKey").together(20);
            SpaceType: Text, "global, personal, ...", |it| it.space_kind.as_deref(), .any_case().needs(needs::SPACE_KIND);
            ParentId: Text, "What it lies under; nothing at the root of its space.",
                |it| it.parent.as_ref().map(|id| id.as_str()),
                .content_id().equal(Reach::Few, "searchContentByCQL parent", "search parent").together(50);
            Position: Integer, "Its place among its siblings.", |it| it.position.and_then(|at| u64::try_from(at).ok());
            OwnerId: Text, "Who owns it, on Cloud.", |it| it.owner.as_ref().map(|one| one.id.as_str()),
                .needs(needs::OWNER).only(Deployment::Cloud);
            CreatedDate: Timestamp, "When it was created, in UTC or the Timezone.", |it| it.created.as_ref(),
                .range("searchContentByCQL created", "search created")
                .order(concat!($listed, "InSpace sort"), "search order by");
            CreatedByAccountId: Text, "Who created it: the account id on Cloud, the user key on Data Center.",
                |it| it.author.as_ref().map(|one| one.id.as_str()),
                .equal(Reach::Many, "searchContentByCQL creator", "search creator");
            CreatedByUserPublicName: Text, "The name of who created it.",
                |it| it.author.as_ref().and_then(|one| one.name.as_deref()), .needs(needs::NAMES);
            LastUpdatedDatetime: Timestamp, "When it was changed last, in UTC or the Timezone.", |it| it.version.at.as_ref(),
                .range("searchContentByCQL lastmodified", "search lastmodified")
                .order(concat!($listed, "InSpace sort"), "search order by");
            LastUpdatedAccountId: Text, "Who changed it last.", |it| it.version.by.as_ref().map(|one| one.id.as_str());
            LastUpdatedUserPublicName: Text, "The name of who changed it last.",
                |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()), .needs(needs::NAMES);
            LastUpdatedMessage: Text, "What was said of the last change.", |it| it.version.message.as_deref();
            VersionNumber: Integer, "Its version.", |it| it.version.number;
            IsLatest: Boolean, "True: older versions are in PageVersions.", |_| true;
            URL: Text, "Its URL for people.", |it| it.url.as_deref();
            LinksWebui: Text, "The same without the site.", |it| it.webui.as_deref();
            LinksTinyui: Text, "Its short URL, without the site.", |it| it.tinyui.as_deref();
            Storage: Text, "Its body in the storage format (XHTML).", |it| it.storage.as_deref(),
                .named().needs(needs::BODY);
            Markdown: Text, "Its body as Markdown.", |it| written::markdown(it.storage.as_deref()),
                .named().needs(needs::BODY);
            Text: Text, "Its body as plain text.", |it| written::text(it.storage.as_deref()),
                .named().needs(needs::BODY).matching("searchContentByCQL text ~", "search text ~");
            Excerpt: Text, "The first 300 characters of its text.", |it| written::excerpt(it.storage.as_deref()),
                .named().needs(needs::BODY);
            AtlasDocFormat: Text, "Its body as a document of the editor (JSON), on Cloud.", |it| it.adf.as_deref(),
                .named().needs(needs::ADF).only(Deployment::Cloud);
            PreviousVersionNumber: Integer, "The version before.", |it| it.previous.as_ref().map(|it| it.number),
                .named().needs(needs::PREVIOUS);
            PreviousVersionDatetime: Timestamp, "When that was made.", |it| it.previous.as_ref().and_then(|it| it.at.as_ref()),
                .named().needs(needs::PREVIOUS);
            PreviousVersionMessage: Text, "What was said of it.", |it| it.previous.as_ref().and_then(|it| it.message.as_deref()),
                .named().needs(needs::PREVIOUS);
            PreviousVersionUserAccountId: Text, "Who made it.",
                |it| it.previous.as_ref().and_then(|it| it.by.as_ref()).map(|one| one.id.as_str()),
                .named().needs(needs::PREVIOUS);
            PreviousVersionUserPublicName: Text, "The name of who made it.",
                |it| it.previous.as_ref().and_then(|it| it.by.as_ref()?.name.as_deref()),
                .named().needs(needs::PREVIOUS | needs::NAMES);
            ItemURL: Text, "Its URL for people.", |it| it.url.as_deref(), .alias("URL");
            LastUpdatedNumber: Integer, "Its version.", |it| it.version.number, .alias("VersionNumber");
            VersionDatetime: Timestamp, "When it was changed last.", |it| it.version.at.as_ref(), .alias("LastUpdatedDatetime");
            VersionMessage: Text, "What was said of the last change.", |it| it.version.message.as_deref(),
                .alias("LastUpdatedMessage");
            VersionUserAccountId: Text, "Who changed it last.", |it| it.version.by.as_ref().map(|one| one.id.as_str()),
                .alias("LastUpdatedAccountId");
            VersionUserPublicName: Text, "The name of who changed it last.",
                |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()),
                .alias("LastUpdatedUserPublicName").needs(needs::NAMES);
            VersionUserName: Text, "The name of who changed it last.",
                |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()),
                .alias("LastUpdatedUserPublicName").needs(needs::NAMES);
            LastUpdatedUserName: Text, "The name of who changed it last.",
                |it| it.version.by.as_ref().and_then(|one| one.name.as_deref()),
                .alias("LastUpdatedUserPublicName").needs(needs::NAMES);
            CreatedByUserName: Text, "The name of who created it.",
                |it| it.author.as_ref().and_then(|one| one.name.as_deref()),
                .alias("CreatedByUserPublicName").needs(needs::NAMES);
            PreviousVersionUserName: Text, "The name of who made the version before.",
                |it| it.previous.as_ref().and_then(|it| it.by.as_ref()?.name.as_deref()),
                .alias("PreviousVersionUserPublicName").needs(needs::PREVIOUS | needs::NAMES);
            AncestorId: Text, "Only what lies under this, at any depth.", |_| (),
                .filter().content_id().equal(Reach::Few, "searchContentByCQL ancestor", "search ancestor");
            Label: Text, "Only what has this label.", |_| (),
                .filter().label().equal(Reach::Few, "searchContentByCQL label", "search label");
            Macro: Text, "Only what uses this macro.", |_| (),
                .filter().equal(Reach::Few, "searchContentByCQL macro", "search macro");
            Mention: Text, "Only what mentions this person.", |_| (),
                .filter().equal(Reach::Few, "searchContentByCQL mention", "search mention");
            Contributor: Text, "Only what this person created or changed.", |_| (),
                .filter().equal(Reach::Many, "searchContentByCQL contributor", "search contributor");
            CQL: Text, "Only what this query of the search finds as well.", |_| (),
                .filter_of_one().equal(Reach::Few, "searchContentByCQL", "search");
        }
    };
}

const PAGE_COLUMNS: &[Column<ContentRow>] = content_columns!("getPages", "page");
const POST_COLUMNS: &[Column<ContentRow>] = content_columns!("getBlogPosts", "blogpost");

pub(in crate::sql) static PAGES: Definition<ContentRow> = Definition {
    name: "Pages",
    aliases: &[],
    doc: "Pages, each in its latest version.",
    columns: PAGE_COLUMNS,
    source: |context, scan| placed(context, scan, |context, scan| read(context, scan, ContentType::Page)),
    rows: 10_000.0,
    walk: 0.004,
    ordered: is_ordered,
    only: None,
};

pub(in crate::sql) static BLOGPOSTS: Definition<ContentRow> = Definition {
    name: "Blogposts",
    aliases: &[],
    doc: "Blog posts, each in its latest version.",
    columns: POST_COLUMNS,
    source: |context, scan| placed(context, scan, |context, scan| read(context, scan, ContentType::BlogPost)),
    rows: 1000.0,
    walk: 0.004,
    ordered: is_ordered,
    only: None,
};

/// How a scan is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    Listed(Listing),
    Found(Cql),
    Nothing,
}

pub(super) fn read(context: &Context, scan: &Scan, kind: ContentType) -> RowStream<ContentRow> {
    let found = match request(scan, kind, context.wiki.site().deployment()) {
        Ok(Request::Listed(listing)) => context.wiki.contents_listed(listing, wanted(scan)),
        Ok(Request::Found(query)) => context.wiki.contents_found(&query, wanted(scan), rows(scan)),
        Ok(Request::Nothing) => return nothing(),
        Err(error) => return failed(error),
    };
    // Of pages that are named by their ids, a space without a row says nothing.
    let by_id = scan.equal("Id").is_some();
    if by_id { found } else { or_unknown_spaces(context, scan, found, |row| row.space_key.as_ref()) }
}

/// What only the search answers.
const SEARCHED: &[&str] =
    &["ParentId", "CreatedByAccountId", "AncestorId", "Label", "Macro", "Mention", "Contributor", "CQL"];

/// Works out what to ask for.
pub(super) fn request(scan: &Scan, kind: ContentType, deployment: Deployment) -> Result<Request> {
    let statuses = statuses(scan)?;
    if statuses.is_empty() || is_empty_search(scan) {
        return Ok(Request::Nothing);
    }
    let compared = [Operator::Less, Operator::AtMost, Operator::Greater, Operator::AtLeast];
    let timed = ["CreatedDate", "LastUpdatedDatetime"]
        .iter()
        .any(|column| compared.iter().any(|operator| scan.compared(column, *operator).is_some()));
    let searched = timed
        || SEARCHED.iter().any(|column| scan.equal(column).is_some())
        || ["Title", "Text"].iter().any(|column| scan.compared(column, Operator::Match).is_some());
    let both_bodies = scan.needs(needs::BODY) && scan.needs(needs::ADF);
    let lists_tell = !(both_bodies || scan.needs(needs::PREVIOUS));
    let in_order = scan.order.is_none()
        || (deployment == Deployment::Cloud
            && ["SpaceKey", "Title"]
                .iter()
                .all(|column| scan.equal(column).is_none_or(|keys| keys.len() == 1)));
    let current = statuses == [ContentStatus::Current];
    let by_id = scan.equal("Id").is_some();
    // Conditions that are nothing else have to be answered, or they would have no effect.
    let must_search = SEARCHED.iter().skip(2).find(|column| scan.equal(column).is_some());
    if let Some(column) = must_search.filter(|_| !current) {
        return Err(fault(format!(
            "{column} is answered by the search, which finds what is current alone: write Status = 'current' beside it, with \
             AND and without a function; rows of another Status are found by SpaceKey, Title or Id"
        )));
    }
    if must_search.is_some()
        || (current && !by_id && (searched || !in_order))
        || (current && deployment == Deployment::Cloud && !lists_tell)
    {
        return query(scan, &[kind.as_str()]).map(Request::Found);
    }
    let order = scan.order.map(|(column, descending)| {
        (if column == "CreatedDate" { "created-date" } else { "modified-date" }, descending)
    });
    let keys = |column: &str| scan.equal(column);
    // Some lists one after the other have no order.
    let one_list = !by_id && keys("Title").is_none();
    Ok(Request::Listed(Listing {
        kind,
        ids: keys("Id").map(|ids| ids.into_iter().filter(|id| is_id(id)).map(Into::into).collect()),
        spaces: keys("SpaceKey").map(|keys| keys.into_iter().map(Into::into).collect()),
        titles: scan.equal("Title"),
        statuses,
        order: order.filter(|_| in_order && one_list),
        limit: scan.page(ROWS),
    }))
}

/// The service refuses a request for what cannot be an id.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() < 20 && id.bytes().all(|digit| digit.is_ascii_digit())
}

/// Current ones, unless others are asked for.
///
/// # Errors
/// A draft is asked for, and there are no rows of those: no rows would say that there is none.
fn statuses(scan: &Scan) -> Result<Vec<ContentStatus>> {
    let known = STATUSES.iter().map(|status| ContentStatus::from(*status)).collect::<Vec<_>>();
    let Some(asked) = scan.equal("Status") else {
        let every = scan.needs(needs::EVERY_STATUS);
        return Ok(if every { known } else { vec![ContentStatus::Current] });
    };
    if asked.iter().any(|name| name.eq_ignore_ascii_case("draft")) {
        return Err(fault("the service lists no drafts: Status is current, archived or trashed"));
    }
    Ok(known
        .into_iter()
        .filter(|one| asked.iter().any(|name| one.as_str().eq_ignore_ascii_case(name)))
        .collect())
}

/// Whether what is asked for comes in the order of the scan, whatever the values of its conditions are.
fn is_ordered(scan: &Scan, deployment: Deployment) -> bool {
    // Of these it depends on the values.
    if ["Id", "Title", "Status"].iter().any(|column| scan.equal(column).is_some()) {
        return false;
    }
    match request(scan, ContentType::Page, deployment) {
        // A number of a space becomes its key before it is asked for, and several keys have no order but by a search.
        Ok(Request::Listed(listing)) => {
            let searchable = listing.statuses == [ContentStatus::Current];
            listing.order.is_some() && (searchable || scan.equal("SpaceId").is_none())
        }
        // The order of a query of the search is its own.
        Ok(Request::Found(_)) => scan.equal("CQL").is_none(),
        Ok(Request::Nothing) | Err(_) => false,
    }
}

#[cfg(test)]
mod tests;
