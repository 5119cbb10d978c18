//! Who sent a request.

use std::collections::BTreeSet;

/// Who sent a request, and what the credential allows.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account: String,
    pub(crate) oauth: bool,
    pub(crate) scopes: Option<BTreeSet<String>>,
}
