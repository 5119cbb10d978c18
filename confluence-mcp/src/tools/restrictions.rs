//! Who may read and change a page.

use confluence_client::wiki::{Person, Restrictions, SpacePermission};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::advice::Failure;
use crate::arguments::{Count, Id, Names};
use crate::call::Call;
use crate::confirmation::quoted;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Tell who may read and who may change a page, as set on itself; nobody listed means everybody whom the space lets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetRestrictions {
    /// Id or address.
    page_id: Id,
}

impl Tool for GetRestrictions {
    const NAME: &'static str = "confluence_get_page_restrictions";
    const TITLE: &'static str = "Show restrictions";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        Ok(ToolOutput::of(&call.wiki.restrictions(call.id_of(&self.page_id).await?).await?))
    }
}

/// Replace who may read and who may change a page; the user is asked first. Empty lists leave everybody in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetRestrictions {
    /// Id or address.
    page_id: Id,
    /// People who alone may read it: ids, names or `me`.
    #[serde(default)]
    read_users: Names,
    /// Ids of the groups that alone may read it.
    #[serde(default)]
    read_groups: Names,
    /// People who alone may change it.
    #[serde(default)]
    edit_users: Names,
    /// Ids of the groups that alone may change it.
    #[serde(default)]
    edit_groups: Names,
}

impl SetRestrictions {
    async fn wanted(&self, call: &Call<'_>) -> Result<Restrictions, Failure> {
        let readers = call.people(self.read_users.0.clone()).await?;
        let editors = call.people(self.edit_users.0.clone()).await?;
        let wanted = readers.iter().fold(Restrictions::new(), |all, one| all.reader(one));
        let wanted = self.read_groups.0.iter().fold(wanted, |all, one| all.reading_group(one));
        let wanted = editors.iter().fold(wanted, |all, one| all.editor(one));
        Ok(self.edit_groups.0.iter().fold(wanted, |all, one| all.editing_group(one)))
    }
}

impl Tool for SetRestrictions {
    const NAME: &'static str = "confluence_set_page_restrictions";
    const TITLE: &'static str = "Set restrictions";
    const EFFECT: Effect = Effect::Destroys;

    async fn question(&self, call: &Call<'_>) -> Result<String, Failure> {
        let page = call.wiki.page(call.id_of(&self.page_id).await?).await?;
        let reading = listed(call, &self.read_users.0, &self.read_groups.0).await;
        let changing = listed(call, &self.edit_users.0, &self.edit_groups.0).await;
        Ok(format!(
            "Set who may use the page {}? Reading: {reading}. Changing: {changing}.",
            quoted(&page.title)
        ))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        Ok(ToolOutput::of(&call.wiki.restrict(page, &self.wanted(call).await?).await?))
    }
}

/// The people by their names, as far as these can be had, and the groups.
async fn listed(call: &Call<'_>, people: &[String], groups: &[String]) -> String {
    if people.is_empty() && groups.is_empty() {
        return "everybody".to_owned();
    }
    let named = call.wiki.people(people).await.map(|named| {
        let shown = |person: Person| person.name.map_or(person.id, |name| quoted(&name));
        named.into_iter().map(shown).collect::<Vec<_>>()
    });
    let people = named.unwrap_or_else(|_| people.iter().map(|id| quoted(id)).collect());
    let groups = groups.iter().map(|group| format!("the group {}", quoted(group)));
    people.into_iter().chain(groups).collect::<Vec<_>>().join(", ")
}

/// Tell what this account may do with a page, whether somebody else may do one thing (Cloud only), or who may do what in
/// a space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckPermissions {
    /// Id or address.
    content_id: Option<Id>,
    /// Or a space, for all its permissions.
    space_key: Option<String>,
    /// Somebody else: id, name or `me`.
    user_identifier: Option<String>,
    /// What they might do.
    #[serde(default)]
    operation: Operation,
    /// Most rows.
    #[serde(default)]
    limit: Count<50, 250>,
    /// `next_cursor` from before.
    cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
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
            (Some(page), None) => call.id_of(page).await?,
            (None, Some(space)) if self.user_identifier.is_none() => {
                return in_space(call, &space, self.limit.0, self.cursor).await;
            }
            (None, Some(_)) => {
                return Err(Failure::argument(
                    "user_identifier",
                    "permissions in a space are listed for everybody; leave it out",
                ));
            }
            _ => return Err(Failure::argument("content_id", "give either `content_id` or `space_key`")),
        };
        let operation = self.operation.name();
        match self.user_identifier {
            None => Ok(ToolOutput::list(call.wiki.permitted(page).await?, None, None)),
            Some(person) => {
                let person = call.person(&person).await?;
                let permitted = call.wiki.may(page, &person, operation).await?;
                Ok(ToolOutput::of(&json!({"user": person, "operation": operation, "permitted": permitted})))
            }
        }
    }
}

/// Who may do what in a space, one row for each person or group.
async fn in_space(
    call: &Call<'_>,
    space: &str,
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
