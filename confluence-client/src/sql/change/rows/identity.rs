//! What a change of a row is: to be told from others, and for the policy.

use super::Deed;
use crate::sql::change::ChangedRow;
use crate::sql::dialect::Verb;
use crate::wiki::WriteTarget;

impl Deed {
    /// All that it is made of: what it is about, as it is now, and what it becomes.
    pub(in crate::sql::change) fn parts(&self) -> impl Iterator<Item = Option<&str>> {
        let verb = match self.verb {
            Verb::Insert => "insert",
            Verb::Update => "update",
            Verb::Delete => "delete",
        };
        let fixed = [Some(verb), Some(self.of.table), self.called.as_deref(), self.status.as_deref()];
        let keys = self.of.keys.iter().map(|key| Some(key.as_str()));
        let values = self.values.iter().flat_map(|(name, value)| [Some(*name), value.as_deref()]);
        fixed.into_iter().chain(keys).chain(values)
    }

    /// What is told of it: of what is new some ids are known before it is made.
    pub(super) fn row(&self, id: Option<String>, what: String, done: bool) -> ChangedRow {
        let given = match self.of.table {
            "Labels" => self.get("ContentId"),
            "Spaces" => self.get("Key"),
            _ => None,
        };
        let known = self.of.keys.first().cloned().or_else(|| given.map(str::to_owned));
        ChangedRow { id: id.or(known), what, done }
    }

    /// What the policy is asked about before it is written.
    pub(super) fn target(&self) -> Option<WriteTarget> {
        let is_new = self.verb == Verb::Insert;
        let named =
            |column: &str| if is_new { self.get(column) } else { self.of.keys.first().map(String::as_str) };
        Some(match self.of.table {
            "Comments" => match self.get("ReplyToId").filter(|_| is_new) {
                Some(above) => WriteTarget::Comment(above.into()),
                None if is_new => WriteTarget::Content(named("ContainerId")?.into()),
                None => WriteTarget::Comment(named("Id")?.into()),
            },
            "Labels" => WriteTarget::Content(named("ContentId")?.into()),
            "Attachments" => WriteTarget::Attachment(named("Id")?.into()),
            "Spaces" => WriteTarget::Space(named("Key")?.into()),
            _ if is_new => WriteTarget::Space(named("SpaceKey")?.into()),
            _ => WriteTarget::Content(named("Id")?.into()),
        })
    }
}
