//! Why this crate itself refused something, for programs that do something about it.

use super::Error;

/// What this crate found before anything was done, where [`ErrorKind`](crate::ErrorKind) tells less: programs decide by it,
/// since the words of a message change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A property of the connection is missing: [`Error::property`] names it.
    MissingProperty,
    /// A page was not copied because of its restrictions: who may read the copy has to be said.
    Restrictions,
    /// A statement is about more rows than it may change, and none was changed.
    TooManyRows,
}

impl Error {
    /// What this crate found, where it is one of these.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason
    }

    pub(crate) fn because(mut self, reason: Reason) -> Self {
        self.0.reason = Some(reason);
        self
    }
}
