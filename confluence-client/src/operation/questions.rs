//! Which operations change nothing, whatever their method.

use super::describe::Operation;

/// What is asked by POST because the question has a body.
const BY_POST: [&str; 5] = [
    "checkAccessByEmail",
    "checkContentPermission",
    "convert",
    "convertContentIdsToContentTypes",
    "createBulkUserLookup",
];

impl Operation {
    /// Whether it changes nothing: then it may be sent twice.
    pub(crate) fn only_reads(&self) -> bool {
        self.verb.is_read() || BY_POST.iter().any(|id| self.id.eq_ignore_ascii_case(id))
    }
}

#[cfg(all(test, feature = "wiki"))]
mod tests {
    use super::*;
    use crate::{dc, v1, v2};

    #[test]
    fn a_question_may_be_asked_twice_and_a_change_may_not() {
        let published: Vec<&Operation> =
            v2::operations().chain(v1::operations()).chain(dc::operations()).collect();
        let of = |id: &'static str| {
            published.iter().filter(move |operation| operation.id.eq_ignore_ascii_case(id))
        };
        for id in BY_POST {
            assert!(of(id).count() > 0 && of(id).all(|operation| operation.only_reads()), "{id}");
        }
        for id in ["getPageById", "search"] {
            assert!(of(id).all(|operation| operation.only_reads()), "{id}");
        }
        for id in ["createPage", "updatePage", "deletePage", "addUserToGroupByGroupId"] {
            assert!(of(id).count() > 0 && !of(id).any(|operation| operation.only_reads()), "{id}");
        }
    }
}
