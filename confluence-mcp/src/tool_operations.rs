//! Which operations of Cloud each tool uses. What a login asks for, which tools a grant allows, and what `doctor` finds
//! missing all come from this one table.

/// The operations of Cloud that one tool uses, by their operationIds.
pub(crate) struct Uses {
    pub(crate) tool: &'static str,
    /// Without these the tool does nothing, so that it is not offered.
    pub(crate) needs: &'static [&'static str],
    /// Without these some of its arguments are refused, or its answer has less in it.
    pub(crate) also: &'static [&'static str],
}

/// What every tool uses: pages and spaces are found by whatever names them, and people are told by their names.
pub(crate) const EVERY: &[&str] = &[
    "convertContentIdsToContentTypes",
    "createBulkUserLookup",
    "getCurrentUser",
    "getFolderById",
    "getPageById",
    "getSpaces",
];

pub(crate) const TOOLS: &[Uses] = &[
    uses("confluence_search", &["searchByCQL"], &["searchUser"]),
    uses("confluence_list_spaces", &["getSpaces"], &["getSpaceLabels"]),
    uses(
        "confluence_get_page",
        &["getPageById"],
        &["getPageAttachments", "getDatabaseById", "getSmartLinkById", "getWhiteboardById"],
    ),
    uses("confluence_get_page_children", &["getPageDirectChildren"], &["getPageDescendants", "searchByCQL"]),
    uses(
        "confluence_create_page",
        &["createPage", "getSpaces"],
        &["createFolder", "getContentTemplate", "searchUser"],
    ),
    uses("confluence_edit_page", &["getPageById", "updatePage"], &["addLabelsToContent", "searchUser"]),
    uses(
        "confluence_update_page",
        &["getPageById", "updatePage"],
        &["getAvailableContentStates", "removeContentState", "searchUser", "setContentState"],
    ),
    uses("confluence_move_page", &["movePage"], &["getTask"]),
    uses(
        "confluence_copy_page",
        &["copyPage"],
        &[
            "copyPageHierarchy",
            "getPageAncestors",
            "getRestrictionsByOperation",
            "getTask",
            "updateRestrictions",
        ],
    ),
    uses(
        "confluence_delete_page",
        &["deletePage"],
        &["archivePages", "deleteFolder", "deletePageTree", "getTask"],
    ),
    uses("confluence_save_file", &["getPageById"], &["downloadAttatchment", "getAttachmentById"]),
    uses(
        "confluence_get_comments",
        &["getPageFooterComments"],
        &[
            "getFooterCommentVersionDetails",
            "getInlineCommentChildren",
            "getInlineCommentVersionDetails",
            "getPageInlineComments",
            "searchUser",
        ],
    ),
    uses("confluence_add_comment", &["createFooterComment"], &["createInlineComment", "searchUser"]),
    uses("confluence_update_comment", &["updateFooterComment"], &["updateInlineComment", "searchUser"]),
    uses("confluence_delete_comment", &["deleteFooterComment"], &["deleteInlineComment"]),
    uses("confluence_get_attachments", &["getPageAttachments"], &["getAttachmentById"]),
    uses("confluence_download_attachment", &["downloadAttatchment", "getAttachmentById"], &[]),
    uses("confluence_upload_attachment", &["createOrUpdateAttachments"], &["updateAttachmentData"]),
    uses("confluence_delete_attachment", &["deleteAttachment"], &["getAttachmentById"]),
    uses("confluence_get_labels", &["getPageLabels"], &["getAttachmentLabels"]),
    uses("confluence_add_label", &["addLabelsToContent"], &[]),
    uses("confluence_remove_label", &["removeLabelFromContentUsingQueryParameter"], &[]),
    uses("confluence_get_page_history", &["getPageVersions"], &[]),
    uses("confluence_get_page_diff", &["getPageById"], &["getPageVersions"]),
    uses("confluence_get_page_views", &["getPageLikeUsers"], &["getViewers", "getViews"]),
    uses("confluence_restore_page", &["updatePage"], &["deletePage", "getPageVersions"]),
    uses("confluence_search_user", &["searchUser"], &["searchGroups"]),
    uses("confluence_get_user", &["getCurrentUser"], &["getGroupMembershipsForUser", "searchUser"]),
    uses("confluence_get_watchers", &["getWatchesForPage"], &["getContentWatchStatus"]),
    uses("confluence_watch_page", &["addContentWatcher"], &["removeContentWatcher"]),
    uses("confluence_get_tasks", &["getTasks"], &["getTaskById", "searchUser"]),
    uses("confluence_update_task", &["updateTask"], &["getTasks"]),
    uses("confluence_create_space", &["createSpace"], &["createPrivateSpace"]),
    uses("confluence_list_page_templates", &["getContentTemplates"], &["getContentTemplate"]),
    uses("confluence_get_page_restrictions", &["getRestrictionsByOperation"], &["getPageAncestors"]),
    uses(
        "confluence_set_page_restrictions",
        &["updateRestrictions"],
        &["getGroups", "getRestrictionsByOperation", "searchGroups", "searchUser"],
    ),
    uses(
        "confluence_check_content_permissions",
        &["getPageOperations"],
        &["checkContentPermission", "searchUser"],
    ),
    uses(
        "confluence_get_properties",
        &["getPageContentProperties"],
        &[
            "getAttachmentContentProperties",
            "getCommentContentProperties",
            "getFolderContentProperties",
            "getSpaceProperties",
        ],
    ),
    uses(
        "confluence_set_property",
        &["createPageProperty"],
        &[
            "createAttachmentProperty",
            "createCommentProperty",
            "createFolderProperty",
            "createSpaceProperty",
            "deletePagePropertyById",
            "updatePagePropertyById",
        ],
    ),
];

const fn uses(tool: &'static str, needs: &'static [&'static str], also: &'static [&'static str]) -> Uses {
    Uses { tool, needs, also }
}

/// The row of a tool. What has none, as a tool of the embedding program, or one of SQL that needs what its query does,
/// is held to nothing.
pub(crate) fn of(tool: &str) -> Option<&'static Uses> {
    TOOLS.iter().find(|row| row.tool == tool)
}

#[cfg(test)]
mod tests {
    use confluence_client::wiki::missing_scopes;

    use super::*;
    use crate::toolset::Toolset;

    #[test]
    fn every_tool_has_a_row_of_known_operations() {
        for toolset in Toolset::ALL {
            for route in toolset.routes() {
                let row = of(route.name).unwrap_or_else(|| panic!("no row for {}", route.name));
                for operation in row.needs.iter().chain(row.also).chain(EVERY) {
                    let missing = missing_scopes(&[operation], &[""; 0]);
                    assert!(!missing.is_empty(), "{}: `wiki` uses no {operation}", row.tool);
                }
            }
        }
        for row in TOOLS {
            let offered = Toolset::ALL.iter().flat_map(|toolset| toolset.routes());
            assert!(offered.into_iter().any(|route| route.name == row.tool), "{}: no such tool", row.tool);
        }
    }
}
