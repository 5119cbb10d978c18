//! What may be done with a wiki, and the proof that it was asked.
//!
//! A driver takes [`ClearedRead`] and [`ClearedWrite`], which only this module makes: a method of
//! [`Wiki`](crate::Wiki) that forgets to ask does not compile. What the service answers before its space is known is
//! [`Unchecked`], with whether there is such a thing at all, and only this module opens it.
//!
//! To add a method: make the thing that it touches [`Located`] (`wiki/model/`), clear it in `Wiki` with `read`,
//! `write` or one of their kind (`wiki/clearance.rs`), and let the driver take the cleared value.

mod clearing;
mod unbound;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::SpaceKey;

pub(in crate::wiki) use clearing::*;

/// The policy of a [`Wiki`](crate::Wiki): read-only, and which spaces may be read and written, whatever the way in: by id, URL, tree, search or SQL.
///
/// ```
/// use confluence_client::Policy;
///
/// let policy = Policy::new().spaces(["DOCS", "OPS"]).write_spaces(["DOCS"]);
/// assert!(policy.allows(&"ops".into()) && !policy.allows_write(&"OPS".into()));
/// assert!(!policy.allows(&"HR".into()));
/// // A list that is empty allows nothing, since it may have been computed; without a list every space is allowed.
/// assert!(!Policy::new().spaces(Vec::<&str>::new()).allows(&"DOCS".into()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Nothing is written.
    pub read_only: bool,
    /// Only these spaces are read and written: every space if there is no list, and none if it is empty. Keys compare
    /// without case.
    pub spaces: Option<Vec<SpaceKey>>,
    /// Only these spaces are written, of those that are read: all of them if there is no list, and none if it is empty.
    pub write_spaces: Option<Vec<SpaceKey>>,
    /// These spaces are neither read nor written, whatever else is said.
    pub blocked_spaces: Vec<SpaceKey>,
}

impl Policy {
    /// A policy that allows everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, for reading alone.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// The same, for these spaces alone; for none of them if there are none.
    #[must_use]
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceKey>>) -> Self {
        self.spaces = Some(spaces.into_iter().map(Into::into).collect());
        self
    }

    /// The same, writing in these spaces alone; in none of them if there are none.
    #[must_use]
    pub fn write_spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceKey>>) -> Self {
        self.write_spaces = Some(spaces.into_iter().map(Into::into).collect());
        self
    }

    /// The same, without these spaces.
    #[must_use]
    pub fn blocked_spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceKey>>) -> Self {
        self.blocked_spaces = spaces.into_iter().map(Into::into).collect();
        self
    }

    /// What both allow.
    ///
    /// ```
    /// use confluence_client::Policy;
    ///
    /// let site = Policy::new().spaces(["DOCS", "OPS"]).read_only(true);
    /// let both = site.and(Policy::new().spaces(["ops", "HR"]));
    /// assert!(both.allows(&"OPS".into()) && !both.allows(&"DOCS".into()) && !both.allows(&"HR".into()));
    /// assert!(both.read_only);
    /// ```
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.read_only |= other.read_only;
        self.spaces = in_both(self.spaces, other.spaces);
        self.write_spaces = in_both(self.write_spaces, other.write_spaces);
        self.blocked_spaces.extend(other.blocked_spaces);
        self
    }

    /// Whether a space may be read.
    #[must_use]
    pub fn allows(&self, space: &SpaceKey) -> bool {
        let listed = self.spaces.as_ref().is_none_or(|spaces| lists(spaces, space));
        listed && !lists(&self.blocked_spaces, space)
    }

    /// What may not be read, in words for whoever looks for it: nothing where every space may be. A space that is blocked is
    /// not named: it may be none of their business.
    ///
    /// ```
    /// use confluence_client::Policy;
    ///
    /// let limit = Policy::new().spaces(["DOCS", "OPS"]).reading_limit();
    /// assert_eq!(limit.unwrap(), "this connection is limited to the spaces DOCS, OPS");
    /// assert_eq!(Policy::new().read_only(true).reading_limit(), None);
    /// ```
    #[must_use]
    pub fn reading_limit(&self) -> Option<String> {
        match self.spaces.as_deref() {
            Some([]) => Some("this connection may read no space".to_owned()),
            Some(spaces) => Some(format!("this connection is limited to the spaces {}", names(spaces))),
            None if self.blocked_spaces.is_empty() => None,
            None => Some("this connection leaves out some spaces".to_owned()),
        }
    }

    /// Whether a space may be written.
    #[must_use]
    pub fn allows_write(&self, space: &SpaceKey) -> bool {
        let listed = self.write_spaces.as_ref().is_none_or(|spaces| lists(spaces, space));
        !self.read_only && listed && self.allows(space)
    }

    /// Whether some space may not be read.
    pub(crate) fn restricts_spaces(&self) -> bool {
        self.spaces.is_some() || !self.blocked_spaces.is_empty()
    }

    /// Whether some space may not be written, of those that may be where anything is.
    pub(in crate::wiki) fn restricts_writes(&self) -> bool {
        self.restricts_spaces() || self.write_spaces.is_some()
    }

    pub(crate) fn check_write(&self, operation: &'static str) -> Result<()> {
        if self.read_only {
            return Err(Error::new(ErrorKind::Policy, operation).with_message("this connection is read-only"));
        }
        Ok(())
    }

    fn check_read_in(&self, space: Option<&SpaceKey>, operation: &'static str) -> Result<()> {
        match space {
            _ if !self.restricts_spaces() => Ok(()),
            Some(space) if self.allows(space) => Ok(()),
            _ => Err(self.outside(operation)),
        }
    }

    fn check_write_in(&self, space: Option<&SpaceKey>, operation: &'static str) -> Result<()> {
        self.check_read_in(space, operation)?;
        let Some(listed) = &self.write_spaces else { return Ok(()) };
        match space {
            Some(space) if lists(listed, space) => Ok(()),
            _ if listed.is_empty() => Err(Error::new(ErrorKind::Policy, operation)
                .with_message("this connection may write in no space")),
            _ => Err(Error::new(ErrorKind::Policy, operation)
                .with_message(format!("this connection may write in the spaces {} alone", names(listed)))),
        }
    }

    /// Makes what does not exist look like what is not allowed, where some spaces may not be read: whether there is
    /// something of an id in one of those is not to be found out.
    fn veiled<T>(&self, answered: Result<T>, operation: &'static str) -> Result<T> {
        match answered {
            Err(error) if error.kind() == ErrorKind::NotFound && self.restricts_spaces() => {
                Err(self.outside(operation))
            }
            answered => answered,
        }
    }

    /// Names the spaces that are allowed, and not the one that was asked for: it may be none of the caller's business.
    fn outside(&self, operation: &'static str) -> Error {
        let error = Error::new(ErrorKind::Policy, operation);
        match (self.spaces.as_deref(), self.reading_limit()) {
            (Some([]), Some(limit)) => error.with_message(limit),
            (Some(_), Some(limit)) => {
                error.with_message(format!("{limit}, and there is no such thing in them"))
            }
            _ => error.with_message(
                "there is no such thing, or this connection leaves out the space that it lies in",
            ),
        }
    }
}

fn names(keys: &[SpaceKey]) -> String {
    let keys: Vec<&str> = keys.iter().map(SpaceKey::as_str).collect();
    keys.join(", ")
}

fn in_both(one: Option<Vec<SpaceKey>>, other: Option<Vec<SpaceKey>>) -> Option<Vec<SpaceKey>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.into_iter().filter(|key| lists(&other, key)).collect()),
        (one, other) => one.or(other),
    }
}

fn lists(keys: &[SpaceKey], space: &SpaceKey) -> bool {
    keys.iter().any(|key| key.as_str().eq_ignore_ascii_case(space.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cql::Cql;

    #[test]
    fn spaces_compare_without_case() {
        let policy = Policy::new().spaces(["DOCS", "~me"]);
        assert!(policy.allows(&"docs".into()));
        assert!(!policy.allows(&"OPS".into()));
        let error = policy.check_read_in(Some(&"OPS".into()), "page").unwrap_err();
        assert!(error.to_string().contains("DOCS, ~me") && !error.to_string().contains("OPS"), "{error}");
        assert!(policy.check_read_in(None, "page").is_err());
    }

    #[test]
    fn no_space_in_a_list_is_none_and_not_all() {
        let none = Policy::new().spaces(Vec::<SpaceKey>::new());
        assert!(!none.allows(&"DOCS".into()) && !none.allows_write(&"DOCS".into()));
        let said = none.scope("spaces").unwrap_err().to_string();
        assert!(said.contains("may read no space"), "{said}");
        assert!(none.search(&Cql::raw("type = page")).is_err());
        let reading = Policy::new().write_spaces(Vec::<SpaceKey>::new());
        assert!(reading.allows(&"DOCS".into()));
        let said = reading.write_space("DOCS".into(), "create_page").unwrap_err().to_string();
        assert!(said.contains("may write in no space"), "{said}");
        // Two lists that have nothing in common.
        assert!(!Policy::new().spaces(["A"]).and(Policy::new().spaces(["B"])).allows(&"A".into()));
    }

    #[test]
    fn reading_alone() {
        let policy = Policy::new().read_only(true);
        assert!(policy.check_write("create_page").is_err() && !policy.allows_write(&"DOCS".into()));
        assert!(Policy::new().check_write("create_page").is_ok());
    }

    #[test]
    fn some_spaces_are_for_reading_alone() {
        let policy = Policy::new().spaces(["DOCS", "OPS"]).write_spaces(["docs"]);
        assert!(policy.write_space("DOCS".into(), "create_page").is_ok());
        let error = policy.write_space("OPS".into(), "create_page").unwrap_err();
        assert!(error.to_string().contains("may write in the spaces docs alone"), "{error}");
        assert!(policy.read_space("OPS".into(), "page").is_ok());
        // What is written is read: a space that is not listed for reading is not written either.
        assert!(
            Policy::new().spaces(["A"]).write_spaces(["B"]).write_space("B".into(), "create_page").is_err()
        );
    }

    #[test]
    fn a_blocked_space_is_left_out_whatever_else_is_said() {
        let policy = Policy::new().spaces(["DOCS", "HR"]).blocked_spaces(["hr"]);
        assert!(policy.allows(&"DOCS".into()) && !policy.allows(&"HR".into()));
        let all_but_one = Policy::new().blocked_spaces(["HR"]);
        assert!(all_but_one.allows(&"DOCS".into()));
        let error = all_but_one.read_space("HR".into(), "space").unwrap_err();
        assert!(!error.to_string().contains("HR"), "{error}");
        assert!(
            all_but_one.check_read_in(None, "page").is_err(),
            "a space that is not known may be the blocked one"
        );
    }
}
