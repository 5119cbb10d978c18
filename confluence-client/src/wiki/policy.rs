//! What may be done with a wiki.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::SpaceKey;

/// What may be done with a [`Wiki`](crate::Wiki), whatever the way in: by id, address, tree or search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Nothing is written.
    pub read_only: bool,
    /// Only these spaces are read and written; every space if empty. Keys compare without case.
    pub spaces: Vec<SpaceKey>,
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

    /// The same, for these spaces alone.
    #[must_use]
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceKey>>) -> Self {
        self.spaces = spaces.into_iter().map(Into::into).collect();
        self
    }

    /// Whether a space may be touched.
    #[must_use]
    pub fn allows(&self, space: &SpaceKey) -> bool {
        self.spaces.is_empty() || self.spaces.iter().any(|allowed| same(allowed, space))
    }

    pub(crate) fn restricts_spaces(&self) -> bool {
        !self.spaces.is_empty()
    }

    pub(crate) fn check_write(&self, operation: &'static str) -> Result<()> {
        if self.read_only {
            return Err(Error::new(ErrorKind::Policy, operation).said("this connection is read-only"));
        }
        Ok(())
    }

    pub(crate) fn check_space(&self, space: Option<&SpaceKey>, operation: &'static str) -> Result<()> {
        match space {
            _ if !self.restricts_spaces() => Ok(()),
            Some(space) if self.allows(space) => Ok(()),
            _ => Err(self.outside(operation)),
        }
    }

    /// Names the spaces that are allowed, and not the one that was asked for: it may be none of the caller's business.
    fn outside(&self, operation: &'static str) -> Error {
        let allowed: Vec<&str> = self.spaces.iter().map(SpaceKey::as_str).collect();
        Error::new(ErrorKind::Policy, operation)
            .said(format!("this connection is limited to the spaces {}", allowed.join(", ")))
    }
}

fn same(one: &SpaceKey, two: &SpaceKey) -> bool {
    one.as_str().eq_ignore_ascii_case(two.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_compare_without_case() {
        let policy = Policy::new().spaces(["DOCS", "~me"]);
        assert!(policy.allows(&"docs".into()));
        assert!(!policy.allows(&"OPS".into()));
        let error = policy.check_space(Some(&"OPS".into()), "page").unwrap_err();
        assert!(error.to_string().contains("DOCS, ~me") && !error.to_string().contains("OPS"), "{error}");
        assert!(policy.check_space(None, "page").is_err());
    }

    #[test]
    fn reading_alone() {
        assert!(Policy::new().read_only(true).check_write("create_page").is_err());
        assert!(Policy::new().check_write("create_page").is_ok());
    }
}
