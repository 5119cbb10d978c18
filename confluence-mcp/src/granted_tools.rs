//! Which tools the scopes of a grant on Cloud allow: what cannot work is not offered.

use confluence_client::wiki::missing_scopes;

/// The operations of Cloud without which a tool does nothing, by their operationIds; what else it asks adds to its answer.
const OPERATIONS: &[(&str, &[&str])] = &[
    ("confluence_search", &["searchByCQL"]),
    ("confluence_list_spaces", &["getSpaces"]),
    ("confluence_get_page", &["getPageById"]),
    ("confluence_get_page_children", &["getPageDirectChildren"]),
    ("confluence_create_page", &["createPage", "getSpaces"]),
    ("confluence_edit_page", &["getPageById", "updatePage"]),
    ("confluence_update_page", &["getPageById", "updatePage"]),
    ("confluence_move_page", &["movePage"]),
    ("confluence_copy_page", &["copyPage"]),
    ("confluence_delete_page", &["deletePage"]),
    ("confluence_save_file", &["getPageById"]),
    ("confluence_get_comments", &["getPageFooterComments"]),
    ("confluence_add_comment", &["createFooterComment"]),
    ("confluence_update_comment", &["updateFooterComment"]),
    ("confluence_delete_comment", &["deleteFooterComment"]),
    ("confluence_get_attachments", &["getPageAttachments"]),
    ("confluence_download_attachment", &["getAttachmentById", "downloadAttatchment"]),
    ("confluence_upload_attachment", &["createOrUpdateAttachments"]),
    ("confluence_delete_attachment", &["deleteAttachment"]),
    ("confluence_get_labels", &["getPageLabels"]),
    ("confluence_add_label", &["addLabelsToContent"]),
    ("confluence_remove_label", &["removeLabelFromContentUsingQueryParameter"]),
    ("confluence_get_page_history", &["getPageVersions"]),
    ("confluence_get_page_diff", &["getPageById"]),
    ("confluence_get_page_views", &["getPageLikeUsers"]),
    ("confluence_restore_page", &["updatePage"]),
    ("confluence_search_user", &["searchUser"]),
    ("confluence_get_user", &["getCurrentUser"]),
    ("confluence_get_watchers", &["getWatchesForPage"]),
    ("confluence_watch_page", &["addContentWatcher"]),
    ("confluence_get_tasks", &["getTasks"]),
    ("confluence_update_task", &["updateTask"]),
    ("confluence_create_space", &["createSpace"]),
    ("confluence_list_page_templates", &["getContentTemplates"]),
    ("confluence_get_page_restrictions", &["getRestrictionsByOperation"]),
    ("confluence_set_page_restrictions", &["updateRestrictions"]),
    ("confluence_check_content_permissions", &["getPageOperations"]),
    ("confluence_get_properties", &["getPageContentProperties"]),
    ("confluence_set_property", &["createPageProperty"]),
];

/// The scopes that a tool needs and a grant lacks. A tool that is not listed needs none.
pub(crate) fn missing(tool: &str, granted: &[String]) -> Vec<&'static str> {
    let operations = OPERATIONS.iter().find(|(name, _)| *name == tool).map(|(_, operations)| *operations);
    operations.map(|operations| missing_scopes(operations, granted)).unwrap_or_default()
}

/// The tools that a grant of these scopes on Cloud does not allow, each with the scopes that it lacks.
#[doc(hidden)]
#[must_use]
pub fn unavailable_tools(granted: &[String]) -> Vec<(&'static str, Vec<&'static str>)> {
    let lacking = OPERATIONS.iter().map(|(tool, _)| (*tool, missing(tool, granted)));
    lacking.filter(|(_, scopes)| !scopes.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use confluence_client::wiki::scopes;

    use super::*;
    use crate::toolset::Toolset;

    #[test]
    fn every_tool_says_what_it_needs() {
        for toolset in Toolset::ALL {
            for route in toolset.routes() {
                let row = OPERATIONS.iter().find(|(name, _)| *name == route.name);
                let (_, operations) = row.unwrap_or_else(|| panic!("no row for {}", route.name));
                assert!(
                    !missing_scopes(operations, &[""; 0]).is_empty(),
                    "{}: unknown operations",
                    route.name
                );
            }
        }
    }

    #[test]
    fn a_login_that_grants_all_allows_all() {
        let all: Vec<String> = scopes(false).into_iter().map(str::to_owned).collect();
        assert_eq!(unavailable_tools(&all), []);
        let reading: Vec<String> = scopes(true).into_iter().map(str::to_owned).collect();
        let lacking = unavailable_tools(&reading);
        assert!(lacking.iter().any(|(tool, _)| *tool == "confluence_edit_page"), "{lacking:?}");
        assert!(!lacking.iter().any(|(tool, _)| *tool == "confluence_search"), "{lacking:?}");
    }
}
