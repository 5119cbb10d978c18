//! What hangs on a page: its versions, who worked on it, its properties, who follows it, how often it is read.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;

use super::failed;
use super::found::day;
use super::owners::{Hanging, Walked, of_each};
use crate::ids::ContentId;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::sql::time::Zone;
use crate::wiki::rows::RowStream;
use crate::wiki::{Counted, Person, Property, Revision, Views, Wiki};

/// How many versions a request lists.
const ROWS: u32 = 200;

pub(in crate::sql) static PAGE_VERSIONS: Definition<Hanging<Revision>> = Definition {
    name: "PageVersions",
    aliases: &[],
    doc: "The versions of a page or blog post, the newest first; without a PageId, of all of them.",
    columns: columns! { Hanging<Revision>;
        PageId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getPageVersions", "getContentById version").key();
        VersionNumber: Integer, "Its number, from 1.", |it| it.it.number, .key();
        VersionDatetime: Timestamp, "When it was made, in UTC or the Timezone.", |it| it.it.at.as_ref();
        VersionUserAccountId: Text, "Who made it.", |it| it.it.by.as_ref().map(|one| one.id.as_str());
        VersionUserPublicName: Text, "The name of who made it.", |it| it.it.by.as_ref().and_then(|one| one.name.as_deref()),
            .needs(needs::NAMES);
        VersionMessage: Text, "What was said of it.", |it| it.it.message.as_deref();
        IsMinor: Boolean, "Whether watchers were not notified.", |it| it.it.minor;
        ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .alias("PageId").equal(Reach::Few, "getPageVersions", "getContentById version");
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: versions,
    rows: 100_000.0,
    walk: 0.2,
    ordered: |_, _| false,
    only: None,
};

fn versions(context: Context, scan: Scan) -> RowStream<Hanging<Revision>> {
    let named = scan.needs(needs::NAMES);
    of_each(context, &paged(&scan), "PageId", Walked::PagesAndPosts, move |wiki, id| {
        revisions(wiki, id, named)
    })
}

/// Other names of the column that says what is meant.
fn paged(scan: &Scan) -> Scan {
    let mut scan = scan.clone();
    for filter in &mut scan.filters {
        if filter.column == "ContentId" {
            filter.column = "PageId";
        }
    }
    scan
}

async fn revisions(wiki: Wiki, id: ContentId, named: bool) -> crate::error::Result<Vec<Revision>> {
    let mut found: Vec<Revision> = wiki.versions(id).limit(ROWS).stream().try_collect().await?;
    if named {
        let mut people: Vec<&mut Person> =
            found.iter_mut().filter_map(|one| one.by.as_mut()).filter(|one| one.name.is_none()).collect();
        let known = wiki.people(people.iter().map(|one| one.id.clone()).collect::<Vec<_>>()).await?;
        for (person, known) in people.iter_mut().zip(known) {
            person.name = known.name;
        }
    }
    Ok(found)
}

/// What somebody did for a page.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sql) struct Contribution {
    by: Person,
    versions: u64,
    first: Revision,
    last: Revision,
}

pub(in crate::sql) static CONTRIBUTORS: Definition<Hanging<Contribution>> = Definition {
    name: "Contributors",
    aliases: &[],
    doc: "Who made versions of a page or blog post, and how many; without a ContentId, of all of them.",
    columns: columns! { Hanging<Contribution>;
        ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getPageVersions", "getContentById version").key();
        AccountId: Text, "Who: the account id on Cloud, the user key on Data Center.", |it| it.it.by.id.as_str(), .key();
        PublicName: Text, "Their name.", |it| it.it.by.name.as_deref(), .needs(needs::NAMES);
        Versions: Integer, "How many versions they made.", |it| it.it.versions;
        FirstContribution: Timestamp, "When they made their first, in UTC or the Timezone.", |it| it.it.first.at.as_ref();
        LastContribution: Timestamp, "When they made their latest, in UTC or the Timezone.", |it| it.it.last.at.as_ref();
        PageId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .alias("ContentId").equal(Reach::Few, "getPageVersions", "getContentById version");
        DisplayName: Text, "Their name.", |it| it.it.by.name.as_deref(), .alias("PublicName").needs(needs::NAMES);
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: contributors,
    rows: 50_000.0,
    walk: 0.4,
    ordered: |_, _| false,
    only: None,
};

fn contributors(context: Context, scan: Scan) -> RowStream<Hanging<Contribution>> {
    let named = scan.needs(needs::NAMES);
    of_each(context, &paged(&scan), "PageId", Walked::PagesAndPosts, move |wiki, id| async move {
        let versions = revisions(wiki, id, named).await?;
        let mut people: BTreeMap<String, Contribution> = BTreeMap::new();
        for version in versions {
            let Some(by) = version.by.clone() else { continue };
            people
                .entry(by.id.clone())
                .and_modify(|it| {
                    it.versions += 1;
                    it.first = version.clone();
                })
                .or_insert_with(|| Contribution { by, versions: 1, first: version.clone(), last: version });
        }
        Ok(people.into_values().collect())
    })
}

pub(in crate::sql) static PROPERTIES: Definition<Hanging<Property>> = Definition {
    name: "Properties",
    aliases: &["ContentProperties"],
    doc: "The properties of a page, blog post, comment or attachment: JSON under keys; without a ContentId, of each \
          page and blog post.",
    columns: columns! { Hanging<Property>;
        ContentId: Text, "What has it.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getPageContentProperties", "content property").key();
        Key: Text, "Its key.", |it| it.it.key.as_str(), .key();
        Value: Text, "Its value, as JSON.", |it| it.it.value.to_string();
        VersionNumber: Integer, "Its own version.", |it| it.it.version;
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: |context, scan| {
        of_each(context, &scan, "ContentId", Walked::PagesAndPosts, |wiki, id| {
            wiki.properties(id).stream().try_collect()
        })
    },
    rows: 20_000.0,
    walk: 1.0,
    ordered: |_, _| false,
    only: None,
};

pub(in crate::sql) static WATCHERS: Definition<Hanging<Person>> = Definition {
    name: "Watchers",
    aliases: &[],
    doc: "Who follows a page or blog post; without a ContentId, all of them.",
    columns: columns! { Hanging<Person>;
        ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getWatchesForPage", "content watchers").key();
        AccountId: Text, "Who: the account id on Cloud, the user key on Data Center.", |it| it.it.id.as_str(), .key();
        PublicName: Text, "Their name.", |it| it.it.name.as_deref();
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: |context, scan| {
        of_each(context, &scan, "ContentId", Walked::PagesAndPosts, |wiki, id| {
            wiki.watchers(id).stream().try_collect()
        })
    },
    rows: 20_000.0,
    walk: 1.0,
    ordered: |_, _| false,
    only: None,
};

macro_rules! analytics {
    ($NAME:ident, $name:literal, $count:ident, $field:ident, $counted:ident, $said:literal) => {
        pub(in crate::sql) static $NAME: Definition<Hanging<Views>> = Definition {
            name: $name,
            aliases: &[],
            doc: concat!($said, "; without a ContentId, all of them; on Cloud."),
            columns: columns! { Hanging<Views>;
                ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(), .content_id().equal(Reach::One, "getViews", "").key();
                $count: Integer, "How many.", |it| it.it.$field;
                FromDate: Text, "Only since this day, such as '2026-01-31'.", |_| (),
                    .filter_of_one().equal(Reach::Many, "getViews fromDate", "");
                SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
                    .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "");
            },
            source: |context, scan| views(context, scan, Counted::$counted),
            rows: 10_000.0,
            walk: 2.0,
            ordered: |_, _| false,
            only: Some(Deployment::Cloud),
        };
    };
}

analytics!(VIEWS, "ViewsAnalytics", NumberOfViews, views, Views, "How often a page or blog post was read");
analytics!(
    VIEWERS,
    "ViewersAnalytics",
    NumberOfViewers,
    viewers,
    Viewers,
    "By how many people a page or blog post was read"
);

fn views(context: Context, scan: Scan, counted: Counted) -> RowStream<Hanging<Views>> {
    let since = match day(&scan, "FromDate", &Zone::new(context.wiki.time_zone())) {
        Ok(day) => day.map(|day| day.date().to_string()),
        Err(error) => return failed(error),
    };
    of_each(context, &scan, "ContentId", Walked::PagesAndPosts, move |wiki, id| {
        let since = since.clone();
        async move { Ok(vec![wiki.counted_views(id, since.as_deref(), counted).await?]) }
    })
}
