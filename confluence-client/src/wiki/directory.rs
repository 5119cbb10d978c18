//! People and groups as rows, with all that the deployment tells of them; and what the audit log says of what they did.

use super::Wiki;
use super::model::rows::{AuditRow, AuditWanted, RowStream, UserRow};
use crate::error::{Error, ErrorKind};
use futures_util::{StreamExt as _, stream};

impl Wiki {
    /// Looks up people by their ids; those who are not known have no row.
    pub(crate) fn user_rows(&self, ids: Vec<String>) -> RowStream<UserRow> {
        deployed!(self => directory::by_ids(self.policy.read_site(), ids))
    }

    /// Finds people by words of their names, or lists all.
    pub(crate) fn users_found(&self, name: Option<&str>) -> RowStream<UserRow> {
        deployed!(self => directory::found(self.policy.read_site(), name))
    }

    /// Lists who belongs to a group.
    pub(crate) fn member_rows(&self, group: &str) -> RowStream<UserRow> {
        deployed!(self => directory::members(self.policy.read_site(), group))
    }

    /// Lists what happened on the site; under a policy with spaces nothing, because a record does not say where it was.
    pub(crate) fn audit_rows(&self, wanted: AuditWanted) -> RowStream<AuditRow> {
        if self.policy.restricts_spaces() {
            let refused = Error::new(ErrorKind::Policy, "audit_records").with_message(
                "a record does not say in which space it was, and this connection may not read all of them",
            );
            return stream::iter([Err(refused)]).boxed();
        }
        deployed!(self => directory::audit(self.policy.read_site(), wanted))
    }
}
