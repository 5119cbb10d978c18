//! Data Center, below `/rest/api`, with the download servlet and the short links beside it.

use std::sync::LazyLock;

use super::rest::{
    children, content, files, jobs, labels, people, properties, restrictions, search, spaces, versions,
    watches,
};
use super::route::{Routes, Row};

/// The operations served.
pub(crate) fn routes() -> &'static Routes {
    static ROUTES: LazyLock<Routes> = LazyLock::new(|| Routes::default().with(CONTENT).with(AROUND));
    &ROUTES
}

const CONTENT: &[Row] = &[
    ("GET /x/{code}", "shortLink", content::short_link),
    ("GET /download/attachments/{id}/{name}", "downloadServlet", files::servlet),
    ("GET /content", "getContent", content::find),
    ("POST /content", "createContent", content::create),
    ("GET /content/search", "search", search::search_content),
    ("GET /content/scan", "scanContent", content::scan),
    ("GET /content/{id}", "getContentById", content::get),
    ("PUT /content/{id}", "update_2", content::update),
    ("DELETE /content/{id}", "delete_3", content::delete),
    ("GET /content/{id}/history", "getHistory", versions::history),
    ("DELETE /content/{id}/version/{versionNumber}", "deleteContentHistory", versions::delete),
    ("GET /content/{id}/child", "children", children::all),
    ("GET /content/{id}/child/attachment", "getAttachments", children::attachments),
    ("POST /content/{id}/child/attachment", "createAttachments", files::upload),
    ("PUT /content/{id}/child/attachment/{attachmentId}", "update", files::update),
    ("DELETE /content/{id}/child/attachment/{attachmentId}", "removeAttachment", files::delete),
    (
        "DELETE /content/{id}/child/attachment/{attachmentId}/version/{version}",
        "removeAttachmentVersion",
        files::delete,
    ),
    ("POST /content/{id}/child/attachment/{attachmentId}/data", "updateData", files::replace),
    ("POST /content/{id}/child/attachment/{attachmentId}/move", "move", files::relocate),
    ("GET /content/{id}/child/comment", "commentsOfContent", children::comments),
    ("GET /content/{id}/child/{type}", "childrenOfType", children::of_type),
    ("GET /content/{id}/descendant/{type}", "descendantsOfType", children::descendants),
    ("GET /content/{id}/label", "labels", labels::of_content),
    ("POST /content/{id}/label", "addLabels", labels::add_to_content),
    ("DELETE /content/{id}/label", "deleteLabelWithQueryParam", labels::remove_from_content),
    ("DELETE /content/{id}/label/{label}", "deleteLabel", labels::remove_from_content),
    ("GET /content/{id}/property", "findAll", properties::all),
    ("POST /content/{id}/property", "create_1", properties::create),
    ("GET /content/{id}/property/{key}", "findByKey", properties::get),
    ("PUT /content/{id}/property/{key}", "update_1", properties::update),
    ("POST /content/{id}/property/{key}", "create_2", properties::create),
    ("DELETE /content/{id}/property/{key}", "delete_2", properties::delete),
    ("GET /content/{id}/restriction/byOperation", "byOperation", restrictions::get_by_operation),
    ("GET /content/{id}/restriction/byOperation/{operationKey}", "forOperation", restrictions::get_one),
    (
        "GET /content/{id}/restriction/relevantViewRestrictions",
        "relevantViewRestrictions",
        restrictions::relevant,
    ),
    ("PUT /content/{id}/restriction", "updateRestrictions", restrictions::set),
    ("GET /content/{id}/watchers", "index", watches::of_content),
];

const AROUND: &[Row] = &[
    ("GET /search", "search_1", search::search),
    ("GET /accessmode", "getAccessModeStatus", people::access_mode),
    ("GET /server-information", "index_2", people::server_information),
    ("GET /longtask", "getTasks", jobs::tasks),
    ("GET /longtask/{id}", "getTask", jobs::task),
    ("GET /space", "spaces", spaces::find),
    ("POST /space", "createSpace", spaces::create),
    ("POST /space/_private", "createPrivateSpace", spaces::create),
    ("GET /space/{spaceKey}", "space", spaces::get),
    ("PUT /space/{spaceKey}", "update_4", spaces::update),
    ("DELETE /space/{spaceKey}", "delete_5", jobs::delete_space),
    ("PUT /space/{spaceKey}/archive", "archive", spaces::archive),
    ("PUT /space/{spaceKey}/restore", "restore", spaces::archive),
    ("GET /space/{spaceKey}/content", "contents", spaces::contents),
    ("GET /space/{spaceKey}/content/{type}", "contentsWithType_1", content::in_space),
    ("GET /space/{spaceKey}/trash", "contentsWithType", spaces::trash),
    ("DELETE /space/{spaceKey}/trash", "trash", spaces::empty_trash),
    ("GET /space/{spaceKey}/labels", "index_3", labels::of_space),
    ("GET /space/{spaceKey}/property", "get_1", properties::all),
    ("POST /space/{spaceKey}/property", "create_3", properties::create),
    ("GET /space/{spaceKey}/property/{key}", "get", properties::get),
    ("PUT /space/{spaceKey}/property/{key}", "update_3", properties::update),
    ("POST /space/{spaceKey}/property/{key}", "create_4", properties::create),
    ("DELETE /space/{spaceKey}/property/{key}", "delete_4", properties::delete),
    ("GET /space/{spaceKey}/watchers", "index_4", watches::of_space),
    ("GET /user", "getUser", people::get),
    ("GET /user/current", "getCurrent", people::current),
    ("GET /user/anonymous", "getAnonymous", people::anonymous),
    ("GET /user/list", "getUsers", people::all),
    ("GET /user/memberof", "getGroups_1", people::memberships),
    ("PUT /user/{username}/group/{groupName}", "update_5", people::membership),
    ("DELETE /user/{username}/group/{groupName}", "delete_6", people::membership),
    ("GET /user/watch/content/{contentId}", "isWatchingContent", watches::watch),
    ("POST /user/watch/content/{contentId}", "addContentWatcher", watches::watch),
    ("DELETE /user/watch/content/{contentId}", "removeContentWatcher", watches::watch),
    ("GET /user/watch/space/{spaceKey}", "isWatchingSpace", watches::watch),
    ("POST /user/watch/space/{spaceKey}", "addSpaceWatch", watches::watch),
    ("DELETE /user/watch/space/{spaceKey}", "removeSpaceWatch", watches::watch),
    ("GET /group", "getGroups", people::groups),
    ("GET /group/{groupName}", "getGroup", people::get_group),
    ("GET /group/{groupName}/member", "getMembers", people::members),
    ("POST /admin/group", "create", people::create_group),
    ("DELETE /admin/group/{groupName}", "delete", people::delete_group),
];
