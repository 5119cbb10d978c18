//! The OAuth scopes that [`Wiki`](super::Wiki) needs on Cloud, from the declarations of the operations that it uses.

use std::collections::BTreeSet;

use crate::operation::describe::Operation;
use crate::{v1, v2};

/// The scopes to ask for in a login on Cloud, in alphabetical order: those of the operations that [`Wiki`](super::Wiki)
/// uses, for reading alone or for writing as well.
///
/// Operations of v2 know granular scopes alone; for those of v1 the classic ones are taken, where there are any.
#[must_use]
pub fn scopes(read_only: bool) -> Vec<&'static str> {
    let written = [WRITTEN_BY_V2, WRITTEN_BY_V1].concat();
    let operations = [READ_BY_V2, READ_BY_V1, if read_only { &[] } else { written.as_slice() }].concat();
    needed_scopes(&operations)
}

/// The scopes to ask for in a login on Cloud, in alphabetical order, so that these operations can be sent. They are named
/// by their operationIds; those that [`Wiki`](super::Wiki) does not use are left out.
#[must_use]
pub fn needed_scopes(operations: &[&str]) -> Vec<&'static str> {
    missing_scopes(operations, &[""; 0])
}

/// The scopes that operations of Cloud, by their operationIds, need and a grant lacks, in alphabetical order: nothing if
/// each of them has what it needs, be it the granular scopes or the classic ones.
#[must_use]
pub fn missing_scopes(operations: &[&str], granted: &[impl AsRef<str>]) -> Vec<&'static str> {
    let has = |scope: &&str| granted.iter().any(|one| one.as_ref() == *scope);
    let mut missing = BTreeSet::new();
    for operation in in_use(operations) {
        let (granular, classic) = (operation.granular_scopes, operation.classic_scopes);
        let complete = |scopes: &[&str]| !scopes.is_empty() && scopes.iter().all(has);
        if complete(granular) || complete(classic) || (granular.is_empty() && classic.is_empty()) {
            continue;
        }
        // Those that a login here asks for.
        let asked = if classic.is_empty() { granular } else { classic };
        missing.extend(asked.iter().filter(|scope| !has(scope)));
    }
    missing.into_iter().collect()
}

/// The operations of these ids as [`Wiki`](super::Wiki) uses them: some ids are both of v1 and of v2, with other scopes.
fn in_use(ids: &[&str]) -> impl Iterator<Item = &'static Operation> {
    let among = |lists: [&[&'static str]; 2]| -> Vec<&'static str> {
        let used = lists.into_iter().flatten().copied();
        used.filter(|used| ids.iter().any(|id| id.eq_ignore_ascii_case(used))).collect()
    };
    let of_v2 = named(v2::operations(), &among([READ_BY_V2, WRITTEN_BY_V2]));
    let of_v1 = named(v1::operations(), &among([READ_BY_V1, WRITTEN_BY_V1]));
    of_v2.into_iter().chain(of_v1)
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
    "getBlogPostLikeUsers",
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
    "getFooterCommentVersionDetails",
    "getFooterLikeUsers",
    "getInlineCommentById",
    "getInlineCommentChildren",
    "getInlineCommentVersionDetails",
    "getInlineLikeUsers",
    "getPageAncestors",
    "getPageAttachments",
    "getPageById",
    "getPageContentProperties",
    "getPageDescendants",
    "getPageDirectChildren",
    "getPageFooterComments",
    "getPageInlineComments",
    "getPageLabels",
    "getPageLikeUsers",
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
    "deleteAttachmentPropertyById",
    "deleteBlogPost",
    "deleteBlogpostPropertyById",
    "deleteCommentPropertyById",
    "deleteFolder",
    "deleteFolderPropertyById",
    "deleteFooterComment",
    "deleteInlineComment",
    "deletePage",
    "deletePagePropertyById",
    "deleteSpacePropertyById",
    "updateAttachmentPropertyById",
    "updateBlogPost",
    "updateBlogpostPropertyById",
    "updateCommentPropertyById",
    "updateFolderPropertyById",
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
    "getContentState",
    "getContentTemplate",
    "getContentTemplates",
    "getContentWatchStatus",
    "getCurrentUser",
    "getGroupMembersByGroupId",
    "getGroupMembershipsForUser",
    "getGroups",
    "getRestrictionsByOperation",
    "getRestrictionsForOperation",
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
    "getAvailableContentStates",
    "movePage",
    "removeContentState",
    "removeContentWatcher",
    "removeLabelFromContentUsingQueryParameter",
    "removeSpaceWatch",
    "setContentState",
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
    fn what_a_grant_lacks_is_named() {
        assert!(missing_scopes(&["getPageById", "searchByCQL"], &scopes(true)).is_empty());
        assert_eq!(missing_scopes(&["getPageById"], &["read:page:confluence"]), Vec::<&str>::new());
        assert_eq!(
            missing_scopes(&["getPageById", "updatePage"], &["read:page:confluence"]),
            ["write:page:confluence"]
        );
        let granular = missing_scopes(&["searchByCQL"], &["read:content-details:confluence"]);
        assert_eq!(granular, Vec::<&str>::new(), "the granular scopes are enough");
        assert_eq!(missing_scopes(&["searchByCQL"], &["read:page:confluence"]), ["search:confluence"]);
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
