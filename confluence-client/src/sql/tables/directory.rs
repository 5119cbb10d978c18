//! People and groups.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::failed;
use super::owners::is_gone;
use crate::error::Result;
use crate::site::Deployment;
use crate::sql::run::Context;
use crate::sql::scan::{Operator, Scan};
use crate::sql::statement_error::fault;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::wiki::Group;
use crate::wiki::rows::UserRow;
use crate::wiki::rows::{RowStream, chunked, one_by_one};

pub(in crate::sql) static USERS: Definition<UserRow> = Definition {
    name: "Users",
    aliases: &[],
    doc: "People and apps. By AccountId, or by the beginning of a name (PublicName LIKE 'ada%'); otherwise all are read.",
    columns: columns! { UserRow;
        AccountId: Text, "The account id on Cloud, the user key on Data Center.", |it| it.id.as_str(),
            .equal(Reach::One, "createBulkUserLookup", "getUser").together(100).key();
        PublicName: Text, "The name that everyone may see.", |it| it.public_name.as_deref().or(it.display_name.as_deref()),
            .equal(Reach::Few, "searchUser user.fullname ~", "search user.fullname ~")
            .like(Reach::Few, "searchUser user.fullname ~", "search user.fullname ~");
        DisplayName: Text, "The name to show.", |it| it.display_name.as_deref(),
            .equal(Reach::Few, "searchUser user.fullname ~", "search user.fullname ~")
            .like(Reach::Few, "searchUser user.fullname ~", "search user.fullname ~");
        Email: Text, "The e-mail address, where the caller may see it.", |it| it.email.as_deref();
        AccountType: Text, "atlassian, app or customer, on Cloud.", |it| it.account_type.as_deref(),
            .any_case().only(Deployment::Cloud);
        Type: Text, "known, unknown, ...", |it| it.kind.as_deref(), .any_case();
        TimeZone: Text, "The time zone, where the caller may see it.", |it| it.time_zone.as_deref();
        UserName: Text, "The name to log in with, on Data Center.", |it| it.user_name.as_deref(),
            .only(Deployment::DataCenter);
        ProfilePicturePath: Text, "The URL of the picture, without the site.", |it| it.picture_path.as_deref();
        UserKey: Text, "The user key.", |it| it.id.as_str(),
            .alias("AccountId");
    },
    source: users,
    rows: 5000.0,
    walk: 0.01,
    ordered: |_, _| false,
    only: None,
};

fn users(context: Context, scan: Scan) -> RowStream<UserRow> {
    if let Some(ids) = scan.equal("AccountId") {
        return context.wiki.user_rows(ids);
    }
    let named = |column| scan.one(column).or_else(|| scan.compared(column, Operator::Like));
    match named("PublicName").or_else(|| named("DisplayName")).as_deref().and_then(searchable) {
        Some(words) => context.wiki.users_found(Some(&words)),
        None => context.wiki.users_found(None),
    }
}

/// The words that the index can be asked for, if the pattern leaves a whole beginning of one: `ada%` and `ada l%`, and
/// not `%da%`, which may begin in the middle of a word.
fn searchable(pattern: &str) -> Option<String> {
    let words = pattern.strip_suffix('%').unwrap_or(pattern);
    let plain = !words.is_empty() && !words.contains(['%', '_']) && words.chars().any(char::is_alphanumeric);
    plain.then(|| words.to_owned())
}

pub(in crate::sql) static ALL_USERS: Definition<UserRow> = Definition {
    name: "AllUsers",
    aliases: &[],
    doc: "Everybody on the site; on Data Center.",
    columns: columns! { UserRow;
        UserKey: Text, "The user key.", |it| it.id.as_str(), .equal(Reach::One, "", "getUser").key();
        UserName: Text, "The name to log in with.", |it| it.user_name.as_deref();
        DisplayName: Text, "The name to show.", |it| it.display_name.as_deref();
        Type: Text, "known, unknown, ...", |it| it.kind.as_deref(), .any_case();
        ProfilePicturePath: Text, "The URL of the picture, without the site.", |it| it.picture_path.as_deref();
        ProfilePictureWidth: Integer, "Its width in pixels.", |it| it.picture_width;
        ProfilePictureHeight: Integer, "Its height in pixels.", |it| it.picture_height;
        IsDefaultPicture: Boolean, "Whether it is the one that everybody starts with.", |it| it.picture_default;
        AccountId: Text, "The user key.", |it| it.id.as_str(), .alias("UserKey");
    },
    source: |context, scan| match scan.equal("UserKey") {
        Some(ids) => context.wiki.user_rows(ids),
        None => context.wiki.users_found(None),
    },
    rows: 5000.0,
    walk: 0.01,
    ordered: |_, _| false,
    only: Some(Deployment::DataCenter),
};

pub(in crate::sql) static GROUPS: Definition<Group> = Definition {
    name: "Groups",
    aliases: &[],
    doc: "Groups of the site.",
    columns: columns! { Group;
        Id: Text, "Its id on Cloud, its name on Data Center: what GroupMembers takes as GroupId.", |it| it.id.as_str(), .key();
        Name: Text, "Its name.", |it| it.name.as_str(),
            .equal(Reach::One, "searchGroups", "getGroups")
            .like(Reach::Few, "searchGroups", "getGroups");
        GroupId: Text, "Its id.", |it| it.id.as_str(), .alias("Id");
    },
    source: groups,
    rows: 100.0,
    walk: 0.02,
    ordered: |_, _| false,
    only: None,
};

fn groups(context: Context, scan: Scan) -> RowStream<Group> {
    let part = scan.one("Name").or_else(|| {
        let pattern = scan.compared("Name", Operator::Like)?;
        let part = pattern.trim_matches('%').to_owned();
        (!part.is_empty() && !part.contains(['%', '_'])).then_some(part)
    });
    chunked(context.wiki.groups(part.as_deref()).stream())
}

/// Somebody in a group.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sql) struct Member {
    group: String,
    /// Its name, where that was looked up.
    name: Option<String>,
    user: UserRow,
}

pub(in crate::sql) static GROUP_MEMBERS: Definition<Member> = Definition {
    name: "GroupMembers",
    aliases: &[],
    doc: "Who belongs to a group (GroupId or Name); without one, to each group.",
    columns: columns! { Member;
        GroupId: Text, "The group: its id on Cloud, its name on Data Center.", |it| it.group.as_str(),
            .equal(Reach::Few, "getGroupMembersByGroupId", "getMembers").key();
        Name: Text, "The name of the group.", |it| it.name.as_deref(),
            .needs(needs::NAMES).equal(Reach::Few, "searchGroups, getGroupMembersByGroupId", "getMembers");
        AccountId: Text, "Who: the account id on Cloud, the user key on Data Center.", |it| it.user.id.as_str(), .key();
        DisplayName: Text, "Their name.", |it| it.user.display_name.as_deref();
        PublicName: Text, "The name that everyone may see.", |it| it.user.public_name.as_deref().or(it.user.display_name.as_deref());
        Email: Text, "Their e-mail address, where the caller may see it.", |it| it.user.email.as_deref();
        AccountType: Text, "atlassian, app or customer, on Cloud.", |it| it.user.account_type.as_deref(), .any_case();
        Type: Text, "known, unknown, ...", |it| it.user.kind.as_deref(), .any_case();
        ProfilePicturePath: Text, "The URL of their picture, without the site.", |it| it.user.picture_path.as_deref();
        ProfilePictureWidth: Integer, "Its width in pixels.", |it| it.user.picture_width;
        ProfilePictureHeight: Integer, "Its height in pixels.", |it| it.user.picture_height;
        ProfilePictureIsDefault: Boolean, "Whether it is the one that everybody starts with.", |it| it.user.picture_default;
    },
    source: members,
    rows: 2000.0,
    walk: 0.1,
    ordered: |_, _| false,
    only: None,
};

fn members(context: Context, scan: Scan) -> RowStream<Member> {
    if scan.equal("GroupId").is_some_and(|ids| ids.iter().any(String::is_empty)) {
        return failed(fault("GroupId is empty: take it from Groups"));
    }
    let groups: RowStream<(String, Option<String>)> = match (scan.equal("GroupId"), scan.one("Name")) {
        (Some(ids), _) => {
            let (context, names) = (context.clone(), scan.needs(needs::NAMES));
            stream::once(async move { named(&context, ids, names).await }).boxed()
        }
        (None, Some(name)) => {
            let found = chunked(context.wiki.groups(Some(&name)).stream());
            let wanted = move |groups: Vec<Group>| {
                groups.into_iter().filter(|group| group.name == name).map(pair).collect()
            };
            found.map_ok(wanted).boxed()
        }
        (None, None) => {
            let all = chunked(context.wiki.groups(None).stream());
            all.map_ok(|groups: Vec<Group>| groups.into_iter().map(pair).collect()).boxed()
        }
    };
    let of_group = move |(group, name): (String, Option<String>)| {
        let (rows, notes) = (context.wiki.member_rows(&group), Arc::clone(&context.notes));
        rows.map(move |users: Result<Vec<UserRow>>| {
            let member = |user| Member { group: group.clone(), name: name.clone(), user };
            match users {
                Err(error) if is_gone(&error) => {
                    notes.add(format!("there is no group {group} that can be seen here: Groups has all"));
                    Ok(Vec::new())
                }
                users => users.map(|users| users.into_iter().map(member).collect()),
            }
        })
    };
    one_by_one(groups).map_ok(of_group).try_flatten().boxed()
}

fn pair(group: Group) -> (String, Option<String>) {
    (group.id, Some(group.name))
}

/// Groups by their ids, with their names where these are needed. On Data Center the name is the id; on Cloud a query lists
/// the groups once.
async fn named(context: &Context, ids: Vec<String>, names: bool) -> Result<Vec<(String, Option<String>)>> {
    let cloud = context.wiki.site().deployment() == Deployment::Cloud;
    if !cloud || !names {
        return Ok(ids.into_iter().map(|id| (id.clone(), Some(id).filter(|_| !cloud))).collect());
    }
    let listed = async || {
        let groups = context.wiki.groups(None).stream().map_ok(|group: Group| (group.id, group.name));
        groups.try_collect::<HashMap<_, _>>().await
    };
    let all = context.known.groups.get_or_try_init(listed).await?;
    Ok(ids.into_iter().map(|id| (id.clone(), all.get(&id).cloned())).collect())
}

#[cfg(test)]
mod tests {
    use super::searchable;

    #[test]
    fn the_index_is_asked_for_beginnings_of_words_alone() {
        assert_eq!(searchable("ada%").as_deref(), Some("ada"));
        assert_eq!(searchable("Ada Lovelace").as_deref(), Some("Ada Lovelace"));
        for other in ["%ada%", "%", "a_a%", "", "--%"] {
            assert_eq!(searchable(other), None, "{other}");
        }
    }
}
