//! The OAuth scopes that the neutral face needs on Cloud, from the declarations of the operations that it uses.

use std::collections::BTreeSet;

use crate::operation::describe::Operation;
use crate::{v1, v2};

/// The scopes to ask for in a login on Cloud, in alphabetical order: those of the operations that [`Wiki`](super::Wiki)
/// uses, for reading alone or for writing as well.
///
/// Operations of v2 know granular scopes alone; for those of v1 the classic ones are taken, where there are any.
#[must_use]
pub fn scopes(read_only: bool) -> Vec<&'static str> {
    let mut scopes = BTreeSet::new();
    let mut add = |operations: &[&'static Operation]| {
        for operation in operations {
            let classic = operation.classic_scopes;
            scopes.extend(if classic.is_empty() { operation.granular_scopes } else { classic });
        }
    };
    add(&named(v2::operations(), READ_BY_V2));
    add(&named(v1::operations(), READ_BY_V1));
    if !read_only {
        add(&named(v2::operations(), WRITTEN_BY_V2));
        add(&named(v1::operations(), WRITTEN_BY_V1));
    }
    scopes.into_iter().collect()
}

fn named(operations: impl Iterator<Item = &'static Operation>, ids: &[&str]) -> Vec<&'static Operation> {
    operations.filter(|operation| ids.iter().any(|id| is(operation, id))).collect()
}

/// Declarations write the first letter of an operationId in either case.
fn is(operation: &Operation, id: &str) -> bool {
    operation.id.eq_ignore_ascii_case(id)
}

const READ_BY_V2: &[&str] = &[
    "convertContentIdsToContentTypes",
    "createBulkUserLookup",
    "getAttachmentById",
    "getAttachmentContentProperties",
    "getAttachmentLabels",
    "getBlogPostById",
    "getBlogPostFooterComments",
    "getBlogPostInlineComments",
    "getBlogPostLabels",
    "getBlogPostOperations",
    "getBlogPostVersions",
    "getBlogPosts",
    "getBlogPostsInSpace",
    "getBlogpostAttachments",
    "getBlogpostContentProperties",
    "getCommentContentProperties",
    "getDatabaseById",
    "getFolderAncestors",
    "getFolderById",
    "getFolderContentProperties",
    "getFolderDescendants",
    "getFolderDirectChildren",
    "getFooterCommentById",
    "getFooterCommentChildren",
    "getInlineCommentById",
    "getInlineCommentChildren",
    "getPageAncestors",
    "getPageAttachments",
    "getPageById",
    "getPageContentProperties",
    "getPageDescendants",
    "getPageDirectChildren",
    "getPageFooterComments",
    "getPageInlineComments",
    "getPageLabels",
    "getPageOperations",
    "getPageVersions",
    "getPages",
    "getPagesInSpace",
    "getSmartLinkById",
    "getSpaceById",
    "getSpaceLabels",
    "getSpacePermissionsAssignments",
    "getSpaceProperties",
    "getSpaces",
    "getTaskById",
    "getTasks",
    "getWhiteboardById",
];

const WRITTEN_BY_V2: &[&str] = &[
    "createAttachmentProperty",
    "createBlogPost",
    "createBlogpostProperty",
    "createCommentProperty",
    "createFolder",
    "createFolderProperty",
    "createFooterComment",
    "createInlineComment",
    "createPage",
    "createPageProperty",
    "createSpaceProperty",
    "deleteAttachment",
    "deleteBlogPost",
    "deleteFolder",
    "deleteFooterComment",
    "deleteInlineComment",
    "deletePage",
    "deletePagePropertyById",
    "deleteSpacePropertyById",
    "updateBlogPost",
    "updateFooterComment",
    "updateInlineComment",
    "updatePage",
    "updatePagePropertyById",
    "updatePageTitle",
    "updateSpacePropertyById",
    "updateTask",
];

const READ_BY_V1: &[&str] = &[
    "checkContentPermission",
    "downloadAttatchment",
    "getContentTemplate",
    "getContentTemplates",
    "getContentWatchStatus",
    "getCurrentUser",
    "getGroupMembersByGroupId",
    "getGroupMembershipsForUser",
    "getGroups",
    "getRestrictionsByOperation",
    "getTask",
    "getViewers",
    "getViews",
    "getWatchesForPage",
    "isWatchingSpace",
    "searchByCQL",
    "searchContentByCQL",
    "searchGroups",
    "searchUser",
];

const WRITTEN_BY_V1: &[&str] = &[
    "addContentWatcher",
    "addLabelsToContent",
    "addSpaceWatcher",
    "archivePages",
    "copyPage",
    "copyPageHierarchy",
    "createOrUpdateAttachments",
    "createPrivateSpace",
    "createSpace",
    "deleteContentVersion",
    "deletePageTree",
    "deleteSpace",
    "movePage",
    "removeContentWatcher",
    "removeLabelFromContentUsingQueryParameter",
    "removeSpaceWatch",
    "updateAttachmentData",
    "updateRestrictions",
    "updateSpace",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_operation_is_declared() {
        let (two, one) = (v2::operations().collect::<Vec<_>>(), v1::operations().collect::<Vec<_>>());
        for (operations, ids) in
            [(&two, [READ_BY_V2, WRITTEN_BY_V2].concat()), (&one, [READ_BY_V1, WRITTEN_BY_V1].concat())]
        {
            let missing: Vec<_> =
                ids.iter().filter(|id| !operations.iter().any(|operation| is(operation, id))).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    #[test]
    fn a_login_may_ask_for_all_of_them() {
        let all = scopes(false);
        assert!(all.len() < 50, "{}", all.len());
        assert!(all.contains(&"write:page:confluence") && all.contains(&"search:confluence"));
        let reading = scopes(true);
        assert!(
            !reading.iter().any(|scope| scope.starts_with("write:") || scope.starts_with("delete:")),
            "{reading:?}"
        );
        assert!(reading.iter().all(|scope| all.contains(scope)));
    }
}
