//! What the rows of one statement do to each other: a comment goes with another, a label is there twice.

use super::{ChangedRow, Checks, Deed};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::dialect::Verb;
use crate::sql::statement_error::fault;
use crate::wiki::{Wiki, check_label};

impl Deed {
    /// Whether a deletion failed since what it is about went with a row before it: a comment takes its replies along. It is
    /// looked for, since some answer 404 to those who may not delete a comment that is there.
    pub(in crate::sql::change) async fn went_with_another(&self, error: &Error, wiki: &Wiki) -> bool {
        let of_comment = self.verb == Verb::Delete && self.of.table == "Comments";
        if !of_comment || error.kind() != ErrorKind::NotFound {
            return false;
        }
        let id = self.of.key(0);
        wiki.comment(id).await.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    }

    /// What is told of such a row.
    pub(in crate::sql::change) fn gone(&self) -> ChangedRow {
        self.row(None, format!("{} (it went with the comment that it answers)", self.name()), true)
    }

    /// Whether it adds a label that its content has, or gets by a row before it.
    pub(super) async fn is_label_there(&self, checks: &mut Checks) -> Result<bool> {
        match (self.of.table, self.get("ContentId"), self.get("LabelName")) {
            ("Labels", Some(content), Some(label)) => {
                check_label(label).map_err(|why| fault(format!("LabelName: {why}")))?;
                checks.labelled("ContentId", content).await?;
                checks.is_label_there(content, label).await
            }
            _ => Ok(false),
        }
    }
}
