//! People and groups as rows, with all that the deployment tells of them; and what the audit log says of what they did.

use super::Wiki;
use super::contents::RowStream;
use crate::error::Result;
use crate::models::v1;

/// A person or an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UserRow {
    /// The account id on Cloud, the user key on Data Center.
    pub(crate) id: String,
    pub(crate) account_type: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) public_name: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) picture_path: Option<String>,
    pub(crate) picture_width: Option<u32>,
    pub(crate) picture_height: Option<u32>,
    pub(crate) picture_default: Option<bool>,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditRow {
    pub(crate) object_name: Option<String>,
    pub(crate) object_kind: Option<String>,
    pub(crate) author_name: Option<String>,
    pub(crate) author_kind: Option<String>,
    pub(crate) author_id: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) at: Option<i64>,
    pub(crate) address: Option<String>,
}

/// Which part of the audit log. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditWanted {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    pub(crate) text: Option<String>,
}

impl Wiki {
    /// Looks up people by their ids; those who are not known have no row.
    pub(crate) fn user_rows(&self, ids: Vec<String>) -> RowStream<UserRow> {
        deployed!(self => directory::by_ids(ids))
    }

    /// Finds people by words of their names, or lists all.
    pub(crate) fn users_found(&self, name: Option<&str>) -> RowStream<UserRow> {
        deployed!(self => directory::found(name))
    }

    /// Lists who belongs to a group.
    pub(crate) fn member_rows(&self, group: &str) -> RowStream<UserRow> {
        deployed!(self => directory::members(group))
    }

    /// Lists what happened on the site; under a policy with spaces nothing, because a record does not say where it was.
    pub(crate) async fn audit_rows(&self, wanted: AuditWanted) -> Result<Vec<AuditRow>> {
        self.policy.check_space(None, "audit_records")?;
        deployed!(self => directory::audit(wanted).await)
    }
}

/// A person in the shape that v1 of Cloud and Data Center have in common.
pub(super) fn row(user: v1::User) -> Option<UserRow> {
    let account = user.account_id.map(|id| id.as_str().to_owned());
    let key = user.user_key.map(|key| key.as_str().to_owned());
    let picture = user.profile_picture;
    Some(UserRow {
        id: account.or(key).or_else(|| user.username.clone())?,
        account_type: user.account_type.map(|kind| kind.to_string()),
        kind: user.kind.map(|kind| kind.to_string()),
        display_name: user.display_name,
        public_name: user.public_name,
        user_name: user.username,
        email: user.email.filter(|email| !email.is_empty()),
        time_zone: user.time_zone,
        picture_path: picture.as_ref().and_then(|icon| icon.path.clone()),
        picture_width: picture.as_ref().and_then(|icon| icon.width),
        picture_height: picture.as_ref().and_then(|icon| icon.height),
        picture_default: picture.map(|icon| icon.is_default),
    })
}
