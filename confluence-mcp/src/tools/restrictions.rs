//! Who may read and change a page.

use confluence_client::ids::{ContentId, SpaceKey};
use confluence_client::wiki::{Allowed, Group, Person, Restrictions, SpacePermission, WriteTarget};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::place::{in_tree, named_in};
use crate::advice::{Failure, why};
use crate::arguments::{Count, Id, Names};
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::group;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Get who may read and update a page: its own restrictions, and read restrictions inherited from its ancestors
/// (`inherited`). All apply; an empty list means everybody with access to the space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetRestrictions {
    /// Id or URL.
    page_id: Id,
}

impl Tool for GetRestrictions {
    const NAME: &'static str = "confluence_get_page_restrictions";
    const TITLE: &'static str = "Show restrictions";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        #[derive(Serialize)]
        struct Facts {
            #[serde(flatten)]
            own: Restrictions,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            inherited: Vec<Inherited>,
        }

        let page = call.id_of(&self.page_id).await?;
        // What has no restrictions of its own, such as a comment, is told as what it is. Folders have some.
        in_tree(call, &page).await?;
        let own = call.wiki.restrictions(page.clone()).await?;
        Ok(ToolOutput::of(&Facts { own, inherited: inherited(call, &page).await }))
    }
}

/// Who alone may read a page above, and so what lies below it.
#[derive(Serialize)]
struct Inherited {
    page: ContentId,
    title: String,
    read: Allowed,
}

/// What restricts reading above a page, from the root of its space down. What cannot be told is said in a note: nobody is
/// to take silence for everybody.
async fn inherited(call: &Call<'_>, page: &ContentId) -> Vec<Inherited> {
    let unknown = |of: &str, error: confluence_client::Error| {
        let why = why(&error);
        call.note(format!("who may read {of} is not known, and may be fewer than are listed: {why}"));
    };
    let found = match call.wiki.restrictions_above(page.clone()).await {
        Ok(found) => found,
        Err(error) => {
            unknown("the pages above it", error);
            return Vec::new();
        }
    };
    let mut inherited = Vec::new();
    for (node, found) in found {
        match found {
            Ok(found) if found.read.is_everybody() => {}
            Ok(found) => inherited.push(Inherited { page: node.id, title: node.title, read: found.read }),
            Err(error) => unknown(&format!("{} above it", node.id), error),
        }
    }
    inherited
}

/// Set who may read and update a page; the user is asked first. An omitted list stays as it is, an empty one removes
/// the restriction.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetRestrictions {
    /// Id or URL.
    page_id: Id,
    /// Only these users may read it: ids, names or `me`.
    read_users: Option<Names>,
    /// Only these groups may read it: names or ids.
    read_groups: Option<Names>,
    /// Only these users may update it.
    edit_users: Option<Names>,
    /// Only these groups may update it.
    edit_groups: Option<Names>,
}

impl SetRestrictions {
    /// What is to be set: of what was left out, what is set now.
    async fn wanted(&self, call: &Call<'_>, page: &ContentId) -> Result<Restrictions, Failure> {
        let given = [&self.read_users, &self.read_groups, &self.edit_users, &self.edit_groups];
        if given.iter().all(|list| list.is_none()) {
            return Err(Failure::argument(
                "read_users",
                "give it, `read_groups`, `edit_users` or `edit_groups`; an empty list lifts a restriction",
            ));
        }
        // What is out of bounds is told as that before any group is looked for.
        call.wiki.check_restrictions(page.clone(), &Restrictions::new()).await?;
        let mut wanted = match given.iter().all(|list| list.is_some()) {
            true => Restrictions::new(),
            false => call.wiki.restrictions(page.clone()).await?,
        };
        if let Some(Names(names)) = &self.read_users {
            wanted.read.people.clear();
            wanted = call.people(names.clone()).await?.iter().fold(wanted, |all, one| all.reader(one));
        }
        if let Some(Names(names)) = &self.read_groups {
            wanted.read.groups = groups(call, names).await?;
        }
        if let Some(Names(names)) = &self.edit_users {
            wanted.update.people.clear();
            wanted = call.people(names.clone()).await?.iter().fold(wanted, |all, one| all.editor(one));
        }
        if let Some(Names(names)) = &self.edit_groups {
            wanted.update.groups = groups(call, names).await?;
        }
        Ok(wanted)
    }
}

/// The groups that are meant by names or ids.
async fn groups(call: &Call<'_>, names: &[String]) -> Result<Vec<Group>, Failure> {
    let mut groups = Vec::with_capacity(names.len());
    for name in names {
        groups.push(group::named(&call.wiki, name).await?);
    }
    Ok(groups)
}

impl Tool for SetRestrictions {
    const NAME: &'static str = "confluence_set_page_restrictions";
    const TITLE: &'static str = "Set restrictions";
    const EFFECT: Effect = Effect::Destroys;

    async fn destroys(&self, call: &Call<'_>) -> Result<Option<WriteTarget>, Failure> {
        Ok(Some(call.id_of(&self.page_id).await?.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let id = call.id_of(&self.page_id).await?;
        let mut wanted = self.wanted(call, &id).await?;
        call.wiki.check_restrictions(id.clone(), &wanted).await?;
        let of_both = wanted.read.groups.iter_mut().chain(&mut wanted.update.groups);
        group::name_all(&call.wiki, &mut of_both.collect::<Vec<_>>()).await;
        let what = in_tree(call, &id).await?;
        let (title, kind) = what.named();
        let reading =
            listed(call, &wanted.read, self.read_users.is_none() && self.read_groups.is_none()).await;
        let changing =
            listed(call, &wanted.update, self.edit_users.is_none() && self.edit_groups.is_none()).await;
        Ok(format!("Set who may use the {kind} {}? Reading: {reading}. Changing: {changing}.", quoted(title))
            .into())
    }

    /// A list that was left out stays as it is when it is set, and not as it was when it was asked about.
    async fn is_still(&self, call: &Call<'_>, agreed: &str) -> Result<bool, Failure> {
        let whole = [&self.read_users, &self.read_groups, &self.edit_users, &self.edit_groups];
        if whole.iter().all(|list| list.is_some()) {
            return Ok(true);
        }
        Ok(self.question(call).await?.of() == agreed)
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        let wanted = self.wanted(call, &page).await?;
        Ok(ToolOutput::of(&call.wiki.restrict(page, &wanted).await?))
    }
}

/// The people by their names, as far as these can be had, and the groups; and whether that is how it is now.
async fn listed(call: &Call<'_>, allowed: &Allowed, stays: bool) -> String {
    let stays = if stays { "as now, " } else { "" };
    if allowed.is_everybody() {
        return format!("{stays}everybody");
    }
    let ids: Vec<&str> = allowed.people.iter().map(|person| person.id.as_str()).collect();
    let named = call.wiki.people(ids).await.map(|named| {
        let shown = |person: Person| person.name.map_or(person.id, |name| quoted(&name));
        named.into_iter().map(shown).collect::<Vec<_>>()
    });
    let people = named.unwrap_or_else(|_| allowed.people.iter().map(|person| quoted(&person.id)).collect());
    let groups = allowed.groups.iter().map(|group| format!("the group {}", quoted(&group.name)));
    format!("{stays}{}", people.into_iter().chain(groups).collect::<Vec<_>>().join(", "))
}

/// Check what this account may do with a page, whether another user may do one operation (Cloud only), or list all
/// permissions of a space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckPermissions {
    /// Id or URL.
    content_id: Option<Id>,
    /// Or a space key, for all its permissions.
    space_key: Option<String>,
    /// Another user: id, name or `me`.
    user_identifier: Option<String>,
    /// Operation to check for that user.
    #[serde(default)]
    operation: Operation,
    /// Max rows.
    #[serde(default)]
    limit: Count<50, 250>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Operation {
    #[default]
    Read,
    Update,
    Delete,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Tool for CheckPermissions {
    const NAME: &'static str = "confluence_check_content_permissions";
    const TITLE: &'static str = "Check permissions";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = match (&self.content_id, self.space_key) {
            (Some(page), space) => named_in(call, page, space.as_deref()).await?,
            (None, Some(_)) if self.user_identifier.is_some() => {
                return Err(Failure::argument(
                    "user_identifier",
                    "permissions in a space are listed for everybody; leave it out",
                ));
            }
            // `read` counts where it is left out, and is filled in.
            (None, Some(_)) if self.operation != Operation::Read => {
                return Err(Failure::argument(
                    "operation",
                    "permissions in a space are listed with all operations; leave it out",
                ));
            }
            (None, Some(space)) => {
                return in_space(call, call.space(&space).await?, self.limit.0, self.cursor).await;
            }
            (None, None) => {
                return Err(Failure::argument("content_id", "it is missing; or give `space_key`"));
            }
        };
        let operation = self.operation.name();
        match self.user_identifier {
            None => Ok(ToolOutput::list(call.wiki.permitted_operations(page).await?, None, None)),
            Some(person) => {
                let person = call.person(&person).await?;
                let permitted = call.wiki.has_permission(page, &person, operation).await?;
                Ok(ToolOutput::of(&json!({"user": person, "operation": operation, "permitted": permitted})))
            }
        }
    }
}

/// Who may do what in a space, one row for each person or group.
async fn in_space(
    call: &Call<'_>,
    space: SpaceKey,
    limit: u32,
    cursor: Option<String>,
) -> Result<ToolOutput, Failure> {
    #[derive(Serialize)]
    struct Row {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        may: Vec<String>,
    }

    let mut rows: Vec<Row> = Vec::new();
    let found = call.slice(call.wiki.space_permissions(space), limit, cursor).await?;
    for SpacePermission { operation, target, id, name, kind, .. } in found.items {
        let may = format!("{operation} {target}");
        match rows.iter_mut().find(|row| row.id == id && row.name == name && row.kind == kind) {
            Some(row) => row.may.push(may),
            None => rows.push(Row { id, name, kind, may: vec![may] }),
        }
    }
    let users = rows.iter().filter(|row| row.kind.as_deref() == Some("user") && row.name.is_none());
    let ids: Vec<String> = users.filter_map(|row| row.id.clone()).collect();
    if !ids.is_empty()
        && let Ok(people) = call.wiki.people(ids).await
    {
        for person in people {
            let of = rows.iter_mut().filter(|row| row.id.as_deref() == Some(person.id.as_str()));
            of.for_each(|row| row.name.clone_from(&person.name));
        }
    }
    Ok(ToolOutput::list(rows, None, found.next.as_deref()))
}
