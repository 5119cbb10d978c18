//! Who may read and change a copy: what counts for the page that is copied, and would not for its copy by itself.

use crate::error::{Error, ErrorKind, Reason, Result};
use crate::ids::ContentId;
use crate::quoted::Quoted;
use crate::wiki::Wiki;
use crate::wiki::model::content::{Node, Person};
use crate::wiki::model::people::Group;
use crate::wiki::model::restrictions::{Allowed, Restrictions};
use crate::wiki::policy::ClearedRead;

/// The restrictions that a copy takes over.
pub(super) struct Brought {
    /// All of them, as they have to be set on the copy.
    pub(super) all: Restrictions,
    /// Whether they are those of the page itself, and none that only pages above it have.
    pub(super) are_own: bool,
}

/// What restricts a page.
struct Restricting {
    own: Restrictions,
    /// What lies above the page and not above its copy, and restricts reading.
    above: Vec<(Node, Allowed)>,
}

impl Wiki {
    /// What a copy takes over of the restrictions of a page: nothing where it has none, or is copied without them.
    ///
    /// # Errors
    /// `Invalid` where nobody said whether they come along, or they cannot be written as one list.
    pub(super) async fn brought_restrictions(
        &self,
        page: &ClearedRead<ContentId>,
        below: Option<&ContentId>,
        wanted: Option<bool>,
        operation: &'static str,
    ) -> Result<Option<Brought>> {
        if wanted == Some(false) {
            return Ok(None);
        }
        let restricting = self.restricting(page, below).await.map_err(|error| {
            let why = error.message().unwrap_or("no answer came").to_owned();
            // Nothing was sent of the copy itself, which may be tried again.
            let unsent = error.kind() != ErrorKind::Invalid;
            error.unsent(unsent).with_message(format!(
                "who may read and change the page {} is not known ({why}), and its copy would be open to all who may \
                 read the place that it goes to; nothing was copied: say that it goes without its `restrictions`, if it may be \
                 open",
                **page
            ))
            .because(Reason::Restrictions)
        })?;
        if restricting.is_nothing() {
            return Ok(None);
        }
        if wanted.is_none() {
            let said = restricting.described(page);
            let said = format!(
                "{said}, and nothing was copied: say whether the copy is to have these `restrictions`, or is to be open to \
                 all who may read the place that it goes to"
            );
            return Err(Error::new(ErrorKind::Invalid, operation)
                .with_message(said)
                .because(Reason::Restrictions));
        }
        let brought = restricting.brought(page, operation)?;
        self.keep_caller_in(&brought.all).await.map_err(|error| match error.kind() {
            ErrorKind::Invalid => error
                .with_message(format!(
                    "with the `restrictions` of the page {} the copy would lock you out, and nothing was copied: copy it \
                     without them, if it may be open to all who may read the place that it goes to",
                    **page
                ))
                .because(Reason::Restrictions),
            _ => error,
        })?;
        Ok(Some(brought))
    }

    async fn restricting(
        &self,
        page: &ClearedRead<ContentId>,
        below: Option<&ContentId>,
    ) -> Result<Restricting> {
        let own = self.all_restrictions(page).await?;
        let mut nodes = self.ancestors(ContentId::clone(page)).await?;
        match below {
            // What lies above a page lies above what is put beside it too.
            Some(parent) if nodes.last().is_some_and(|node| node.id == *parent) => nodes.clear(),
            Some(parent) if !nodes.is_empty() => {
                let shared = self.ancestors(parent.clone()).await?;
                nodes.retain(|node| node.id != *parent && !shared.iter().any(|one| one.id == node.id));
            }
            _ => {}
        }
        let mut above = Vec::new();
        for (node, found) in self.restrictions_of(nodes).await {
            let read = found?.read;
            if !read.is_everybody() {
                above.push((node, read));
            }
        }
        Ok(Restricting { own, above })
    }
}

impl Restricting {
    fn is_nothing(&self) -> bool {
        self.own.read.is_everybody() && self.own.update.is_everybody() && self.above.is_empty()
    }

    fn described(&self, page: &ContentId) -> String {
        let by = |node: &Node| format!("by the page {} ({}) above it", node.id, Quoted(&node.title));
        let own = (!self.own.read.is_everybody()).then(|| "by its own restrictions".to_owned());
        let reading: Vec<String> =
            own.into_iter().chain(self.above.iter().map(|(node, _)| by(node))).collect();
        match reading.as_slice() {
            [] => format!("only some may change the page {page}, by its own restrictions"),
            reading => format!("only some may read the page {page}, {}", reading.join(" and ")),
        }
    }

    /// Who is on all lists may read the page. That is one of the lists, or nobody here can tell who it is: who is in which
    /// group changes.
    fn brought(self, page: &ContentId, operation: &'static str) -> Result<Brought> {
        let Self { own, above } = self;
        let lists: Vec<&Allowed> = [&own.read]
            .into_iter()
            .filter(|own| !own.is_everybody())
            .chain(above.iter().map(|(_, read)| read))
            .collect();
        let narrowest = lists.iter().find(|list| lists.iter().all(|other| lies_within(list, other)));
        let read = match (narrowest, lists.is_empty()) {
            (_, true) => Allowed::default(),
            (Some(narrowest), _) => Allowed::clone(narrowest),
            (None, _) => {
                let said = format!(
                    "the page {page} and those above it are restricted to different people and groups, which no single \
                     page can be; nothing was copied: copy it to where the same restrictions hold, or without \
                     `restrictions` and below a page that only these may read"
                );
                return Err(Error::new(ErrorKind::Invalid, operation)
                    .with_message(said)
                    .because(Reason::Restrictions));
            }
        };
        let are_own = read == own.read;
        Ok(Brought { all: Restrictions { read, update: own.update }, are_own })
    }
}

/// Whether everybody on one list is on the other too.
fn lies_within(one: &Allowed, other: &Allowed) -> bool {
    let has_person = |person: &Person| other.people.iter().any(|known| known.id == person.id);
    let has_group = |group: &Group| other.groups.iter().any(|known| known.id == group.id);
    one.people.iter().all(has_person) && one.groups.iter().all(has_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(ids: &[&str]) -> Allowed {
        ids.iter().fold(Restrictions::new(), |all, id| all.reader(*id)).read
    }

    fn node() -> Node {
        serde_json::from_value(serde_json::json!({"id": "7", "title": "Above", "kind": "page"})).unwrap()
    }

    #[test]
    fn the_narrowest_list_is_brought_along() {
        let brought = |own: &[&str], above: &[&str]| {
            let own = Restrictions { read: people(own), update: Allowed::default() };
            let found = Restricting { own, above: vec![(node(), people(above))] };
            found.brought(&"1".into(), "copy_page").map(|brought| (brought.all.read, brought.are_own))
        };
        assert_eq!(brought(&["a"], &["a", "b"]).unwrap(), (people(&["a"]), true));
        assert_eq!(brought(&["a", "b"], &["b"]).unwrap(), (people(&["b"]), false));
        assert_eq!(brought(&[], &["b"]).unwrap(), (people(&["b"]), false));
        assert!(brought(&["a"], &["b"]).unwrap_err().to_string().contains("different people"));
    }
}
