//! Operations of the Confluence Data Center 10 REST API, by resource, grouped as Atlassian publishes them.
//!
//! Where Atlassian's operationId is only numbered, such as `create_1`, the function has a better name; its documentation
//! has the id, so that a search finds it.
//!
#![doc = include_str!("dc/index.md")]

pub mod access_mode;
pub mod admin_groups;
pub mod admin_spaces;
pub mod admin_users;
pub mod attachments;
pub mod audit;
pub mod backups;
pub mod categories;
pub mod child_content;
pub mod cluster;
pub mod color_schemes;
pub mod content;
pub mod content_blueprints;
pub mod content_body;
pub mod content_labels;
pub mod content_properties;
pub mod content_restrictions;
pub mod content_versions;
pub mod content_watchers;
pub mod descendants;
pub mod global_permissions;
pub mod groups;
pub mod instance_metrics;
pub mod labels;
pub mod long_tasks;
pub mod search;
pub mod server_information;
pub mod space_color_schemes;
pub mod space_labels;
pub mod space_permissions;
pub mod space_properties;
pub mod space_watchers;
pub mod spaces;
pub mod user_groups;
pub mod user_watches;
pub mod users;
pub mod webhooks;

use crate::declare::groups;

groups![
    access_mode,
    admin_groups,
    admin_spaces,
    admin_users,
    attachments,
    audit,
    backups,
    categories,
    child_content,
    cluster,
    color_schemes,
    content,
    content_blueprints,
    content_body,
    content_labels,
    content_properties,
    content_restrictions,
    content_versions,
    content_watchers,
    descendants,
    global_permissions,
    groups,
    instance_metrics,
    labels,
    long_tasks,
    search,
    server_information,
    space_color_schemes,
    space_labels,
    space_permissions,
    space_properties,
    space_watchers,
    spaces,
    user_groups,
    user_watches,
    users,
    webhooks,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::dc::OperationRef;
    use crate::models::v1::{AncestorRef, ContentUpdate, NewBodies, NewContent, NewVersion, SpaceRef};
    use crate::models::{ContentStatus, ContentType};
    use crate::operation::describe::{Api, Paging, Verb};
    use crate::wire::endpoint::Endpoint;
    use crate::wire::values::Body;

    fn asked(endpoint: &impl Endpoint) -> Vec<String> {
        endpoint.query().pairs().map(|(name, value)| format!("{name}={value}")).collect()
    }

    fn sent(endpoint: &impl Endpoint) -> String {
        let Body::Json(text) = endpoint.body() else { panic!("no JSON") };
        String::from_utf8(text.to_vec()).unwrap()
    }

    #[test]
    fn every_operation_has_its_row() {
        assert_eq!(operations().count(), 166);
        assert!(operations().all(|operation| operation.api == Api::DataCenter));
    }

    #[test]
    fn names_of_our_own_keep_the_published_id() {
        let update = content::update(7, ContentUpdate::new(ContentType::Page, NewVersion::new(2)));
        assert_eq!((update.operation().id, update.operation().verb), ("update_2", Verb::PUT));
        assert_eq!(search::by_cql("text ~ a").operation().id, "search_1");
    }

    #[test]
    fn a_page_is_found_by_space_and_title() {
        let ask = content::list().kind("page").space_key("DOCS").title("A & B").expand(["version", "space"]);
        assert_eq!(ask.path(), "/content");
        assert_eq!(asked(&ask), ["type=page", "spaceKey=DOCS", "title=A & B", "expand=version,space"]);
        assert_eq!(ask.operation().paging, Paging::Start);
    }

    #[test]
    fn statuses_are_repeated() {
        let ask = content::get(7).status([ContentStatus::Current, ContentStatus::Draft]);
        assert_eq!(asked(&ask), ["status=current", "status=draft"]);
    }

    #[test]
    fn a_page_is_created_and_updated_without_nulls() {
        let new = NewContent::new(ContentType::Page)
            .title("Notes")
            .space(SpaceRef::new("DOCS"))
            .ancestors([AncestorRef::new(65)])
            .body(NewBodies::of_storage("<p/>"));
        assert_eq!(
            sent(&content::create(new)),
            r#"{"type":"page","title":"Notes","space":{"key":"DOCS"},"body":{"storage":{"representation":"storage","value":"<p/>"}},"ancestors":[{"id":"65"}]}"#
        );
        let version = NewVersion::new(8).minor_edit(true);
        let update = content::update(7, ContentUpdate::new(ContentType::Page, version).title("Notes"));
        assert_eq!(update.path(), "/content/7");
        assert_eq!(
            sent(&update),
            r#"{"type":"page","version":{"number":8,"minorEdit":true},"title":"Notes"}"#
        );
    }

    #[test]
    fn permissions_are_granted_as_a_list() {
        let grant =
            space_permissions::grant_to_group("DOCS", "team a", [OperationRef::new("page", "create")]);
        assert_eq!(grant.path(), "/space/DOCS/permissions/group/team%20a/grant");
        assert_eq!(sent(&grant), r#"[{"targetType":"page","operationKey":"create"}]"#);
    }
}
