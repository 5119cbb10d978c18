//! Who may do what in a space, who may read and change a page, and what the audit log says of it.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::failed;
use super::found::day;
use super::numbered::placed;
use super::owners::{Hanging, Walked, of_each};
use crate::error::ErrorKind;
use crate::ids::SpaceKey;
use crate::sql::run::Context;
use crate::sql::scan::{Operator, Scan};
use crate::sql::table::unmatched::no_space;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::sql::time::Zone;
use crate::wiki::rows::{AuditRow, AuditWanted};
use crate::wiki::rows::{GrantRow, SpaceRow, SpacesWanted};
use crate::wiki::rows::{RowStream, one_by_one};
use crate::wiki::{Allowed, Restrictions};
use crate::wire::timestamp::Timestamp;

/// How many spaces are asked about at a time.
const AT_A_TIME: usize = 6;

pub(in crate::sql) static SPACE_PERMISSIONS: Definition<GrantRow> = Definition {
    name: "SpacePermissions",
    aliases: &[],
    doc: "Who may do what in a space (SpaceKey or SpaceId); without one, in each space.",
    columns: columns! { GrantRow;
        Id: Text, "Its id, on Cloud.", |it| it.id.as_deref();
        SpaceKey: Text, "The space, by key.", |it| it.space_key.as_str(),
            .any_case().equal(Reach::Few, "getSpacePermissionsAssignments", "getAllSpacePermissions").key();
        SpaceId: Text, "The space, by number.", |it| it.space_id.as_ref().map(|id| id.as_str()),
            .equal(Reach::Few, "getSpacePermissionsAssignments", "getAllSpacePermissions");
        OperationKey: Text, "What: read, create, administer, ...", |it| it.operation.as_str(), .any_case().key();
        OperationTargetType: Text, "With what: space, page, comment, ...", |it| it.target.as_str(), .any_case().key();
        PrincipalType: Text, "user, group or role.", |it| it.principal_kind.as_deref(), .any_case();
        PrincipalId: Text, "Who, by id, on Cloud.", |it| it.principal_id.as_deref(), .key();
        PrincipalName: Text, "Who, by name, on Data Center.", |it| it.principal_name.as_deref(), .key();
    },
    source: |context, scan| placed(context, scan, permissions),
    rows: 5000.0,
    walk: 0.04,
    ordered: |_, _| false,
    only: None,
};

fn permissions(context: &Context, scan: &Scan) -> RowStream<GrantRow> {
    let context = context.clone();
    let spaces: RowStream<SpaceKey> = match scan.equal("SpaceKey") {
        Some(keys) => stream::iter([Ok(keys.into_iter().map(SpaceKey::from).collect())]).boxed(),
        None => {
            let all = context.wiki.space_rows(SpacesWanted { limit: 250, ..SpacesWanted::default() });
            all.map_ok(|rows: Vec<SpaceRow>| rows.into_iter().map(|row| row.key).collect()).boxed()
        }
    };
    one_by_one(spaces)
        .map_ok(move |key: SpaceKey| {
            let context = context.clone();
            async move {
                match context.wiki.grants(key.clone()).await {
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        context.notes.add(no_space(key));
                        Ok(Vec::new())
                    }
                    answered => answered,
                }
            }
        })
        .try_buffered(AT_A_TIME)
        .boxed()
}

/// What is restricted.
const OPERATIONS: &[&str] = &["read", "update"];

/// Somebody who is left in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sql) struct LetIn {
    operation: &'static str,
    id: String,
    name: Option<String>,
}

pub(in crate::sql) static USERS_RESTRICTIONS: Definition<Hanging<LetIn>> = Definition {
    name: "UsersContentRestrictions",
    aliases: &[],
    doc: "People to whom reading or changing a page is restricted; without a ContentId, all pages and blog posts.",
    columns: columns! { Hanging<LetIn>;
        ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getRestrictionsByOperation", "byOperation").key();
        Operation: Text, "read or update.", |it| it.it.operation, .words(OPERATIONS).key();
        AccountId: Text, "Who: the account id on Cloud, the user key on Data Center.", |it| it.it.id.as_str(), .key();
        DisplayName: Text, "Their name.", |it| it.it.name.as_deref();
        Type: Text, "user.", |_| "user", .words(&["user"]);
        UserKey: Text, "Who.", |it| it.it.id.as_str(), .alias("AccountId");
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: |context, scan| restrictions(context, &scan, people),
    rows: 10_000.0,
    walk: 1.0,
    ordered: |_, _| false,
    only: None,
};

pub(in crate::sql) static GROUPS_RESTRICTIONS: Definition<Hanging<LetIn>> = Definition {
    name: "GroupsContentRestrictions",
    aliases: &[],
    doc: "Groups to which reading or changing a page is restricted; without a ContentId, all pages and blog posts.",
    columns: columns! { Hanging<LetIn>;
        ContentId: Text, "The page or blog post.", |it| it.on.id.as_str(),
            .content_id().equal(Reach::Few, "getRestrictionsByOperation", "byOperation").key();
        Operation: Text, "read or update.", |it| it.it.operation, .words(OPERATIONS).key();
        GroupId: Text, "The group: its id on Cloud, its name on Data Center.", |it| it.it.id.as_str(), .key();
        Name: Text, "The name of the group.", |it| it.it.name.as_deref();
        Type: Text, "group.", |_| "group", .words(&["group"]);
        SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
            .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
    },
    source: |context, scan| restrictions(context, &scan, groups),
    rows: 10_000.0,
    walk: 1.0,
    ordered: |_, _| false,
    only: None,
};

fn restrictions(
    context: Context,
    scan: &Scan,
    of: fn(&'static str, Allowed) -> Vec<LetIn>,
) -> RowStream<Hanging<LetIn>> {
    of_each(context, scan, "ContentId", Walked::PagesAndPosts, move |wiki, id| async move {
        let Restrictions { read, update } = wiki.restrictions(id).await?;
        Ok([of("read", read), of("update", update)].concat())
    })
}

fn people(operation: &'static str, to: Allowed) -> Vec<LetIn> {
    to.people.into_iter().map(|one| LetIn { operation, id: one.id, name: one.name }).collect()
}

fn groups(operation: &'static str, to: Allowed) -> Vec<LetIn> {
    to.groups.into_iter().map(|one| LetIn { operation, id: one.id, name: Some(one.name) }).collect()
}

pub(in crate::sql) static AUDIT_RECORDS: Definition<AuditRow> = Definition {
    name: "AuditRecords",
    aliases: &[],
    doc: "What happened on the site, for administrators.",
    columns: columns! { AuditRow;
        CreationDate: Timestamp, "When, in UTC or the Timezone.", |it| moment(it.at),
            .range("getAuditRecords startDate", "");
        Category: Text, "What kind of thing.", |it| it.category.as_deref(), .any_case();
        Summary: Text, "What, in short.", |it| it.summary.as_deref();
        Description: Text, "What, at length.", |it| it.description.as_deref();
        AffectedObjectName: Text, "To what it was done.", |it| it.object_name.as_deref();
        AffectedObjectType: Text, "What that is.", |it| it.object_kind.as_deref();
        AuthorDisplayName: Text, "Who did it.", |it| it.author_name.as_deref();
        AuthorType: Text, "What they are.", |it| it.author_kind.as_deref();
        AccountId: Text, "Who did it, by id.", |it| it.author_id.as_deref();
        UserName: Text, "Who did it, by the name to log in with.", |it| it.user_name.as_deref();
        RemoteAddress: Text, "From which address.", |it| it.address.as_deref();
        UserKey: Text, "Who did it, by id.", |it| it.author_id.as_deref(), .alias("AccountId");
        SearchString: Text, "Only what holds this text.", |_| (), .filter_of_one().equal(Reach::Few, "getAuditRecords searchString", "");
        StartDate: Text, "Only since this day, such as '2026-01-31'.", |_| (), .filter_of_one().equal(Reach::Many, "getAuditRecords startDate", "");
        EndDate: Text, "Only until the beginning of this day.", |_| (), .filter_of_one().equal(Reach::Many, "getAuditRecords endDate", "");
    },
    source: audit,
    rows: 10_000.0,
    walk: 0.01,
    ordered: |_, _| false,
    only: None,
};

fn moment(milliseconds: Option<i64>) -> Option<Timestamp> {
    let at = jiff::Timestamp::from_millisecond(milliseconds?).ok()?;
    Some(Timestamp::from(at.to_string().as_str()))
}

fn audit(context: Context, scan: Scan) -> RowStream<AuditRow> {
    let zone = Zone::new(context.wiki.time_zone());
    let milliseconds = |day| zone.instant(day).map_or(i64::MAX, jiff::Timestamp::as_millisecond);
    let at = |column| day(&scan, column, &zone).map(|day| day.map(milliseconds));
    let (from, to, text) = match (at("StartDate"), at("EndDate")) {
        (Ok(from), Ok(to)) => (from, to, scan.one("SearchString")),
        (Err(error), _) | (_, Err(error)) => return failed(error),
    };
    // A scan has points in time in UTC. What is more than the bound is looked at once more.
    let utc = Zone::new(None);
    let bound = |operator, more: i64| {
        let at = utc.instant(utc.read(&scan.compared("CreationDate", operator)?)?)?;
        at.as_millisecond().checked_add(more)
    };
    let since = bound(Operator::AtLeast, 0).max(bound(Operator::Greater, 0));
    let until = [bound(Operator::AtMost, 1000), bound(Operator::Less, 0)].into_iter().flatten().min();
    let (from, to) = (from.max(since), [to, until].into_iter().flatten().min());
    let wanted = AuditWanted { from, to, text: text.clone() };
    // What the service does not answer has to be done here, because the columns are conditions alone.
    let fits = move |row: &AuditRow| {
        let within =
            row.at.is_none_or(|at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to));
        within && text.as_ref().is_none_or(|text| holds(row, text))
    };
    let rows = context.wiki.audit_rows(wanted);
    rows.map_ok(move |rows| rows.into_iter().filter(&fits).collect()).boxed()
}

fn holds(row: &AuditRow, text: &str) -> bool {
    let fields = [&row.summary, &row.description, &row.category, &row.object_name, &row.author_name];
    let text = text.to_lowercase();
    fields.into_iter().flatten().any(|field| field.to_lowercase().contains(&text))
}
