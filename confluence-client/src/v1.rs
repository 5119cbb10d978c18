//! Operations of the Confluence Cloud REST API v1, by resource: what v2 lacks, such as search, the bytes of attachments, labels,
//! restrictions and watches.
//!
//! Three published operations are not here: those that register modules of a Connect app at run time take a token
//! that only such an app has. The group that Atlassian marks as experimental is here with the feature `unstable`.
//!
#![doc = include_str!("v1/index.md")]

pub mod analytics;
pub mod attachments;
pub mod audit;
pub mod children;
pub mod content;
pub mod content_body;
pub mod content_labels;
pub mod content_permissions;
pub mod content_restrictions;
pub mod content_states;
pub mod content_versions;
pub mod content_watches;
pub mod groups;
pub mod labels;
pub mod long_running_tasks;
pub mod macros;
pub mod page_trees;
pub mod relations;
pub mod search;
pub mod settings;
#[cfg(feature = "unstable")]
pub mod space_labels;
pub mod space_permissions;
pub mod space_settings;
pub mod spaces;
pub mod templates;
pub mod themes;
pub mod user_properties;
pub mod users;

use crate::declare::groups;

groups![
    analytics,
    attachments,
    audit,
    children,
    content,
    content_body,
    content_labels,
    content_permissions,
    content_restrictions,
    content_states,
    content_versions,
    content_watches,
    groups,
    labels,
    long_running_tasks,
    macros,
    page_trees,
    relations,
    search,
    settings,
    #[cfg(feature = "unstable")]
    space_labels,
    space_permissions,
    space_settings,
    spaces,
    templates,
    themes,
    user_properties,
    users,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ContentStatus;
    use crate::models::v1::{
        AttachmentUpload, MovePosition, NewLabel, NewRestrictedTo, NewState, RestrictionExpansion,
        RestrictionUpdate, UserRef,
    };
    use crate::operation::describe::{Api, Paging};
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
        let experimental = if cfg!(feature = "unstable") { 3 } else { 0 };
        assert_eq!(operations().count(), 124 + experimental);
        assert!(operations().all(|operation| operation.api == Api::V1));
        assert!(operations().all(|operation| !operation.path.starts_with("/wiki")));
    }

    #[test]
    fn a_search_asks_by_cursor_and_expands_with_commas() {
        let ask = search::by_cql("type = page").limit(50).expand(["content.space", "content.version"]);
        assert_eq!(ask.path(), "/search");
        assert_eq!(asked(&ask), ["cql=type = page", "limit=50", "expand=content.space,content.version"]);
        assert_eq!(ask.operation().paging, Paging::Cursor);
    }

    #[test]
    fn arguments_stay_in_their_segments() {
        let moved = children::move_page(12, MovePosition::Append, "7/8");
        assert_eq!(moved.path(), "/content/12/move/append/7%2F8");
        assert_eq!(content_labels::remove(5, "a b").path(), "/content/5/label/a%20b");
    }

    #[test]
    fn required_parameters_are_arguments() {
        let set = content_states::set(5, ContentStatus::Current, NewState::new().id(3));
        assert_eq!(
            (set.path().as_str(), asked(&set)),
            ("/content/5/state", vec!["status=current".to_owned()])
        );
        assert_eq!(sent(&set), r#"{"id":3}"#);
        assert_eq!(asked(&content_states::content("DOCS", 3)), ["state-id=3"]);
    }

    #[test]
    fn bodies_may_be_lists() {
        let add = content_labels::add(5, [NewLabel::global("a"), NewLabel::global("b")]);
        assert_eq!(sent(&add), r#"[{"prefix":"global","name":"a"},{"prefix":"global","name":"b"}]"#);
        let left_in = NewRestrictedTo::new().user([UserRef::account("557058:ab")]);
        let restrict = content_restrictions::replace(5, [RestrictionUpdate::new("update", left_in)])
            .expand([RestrictionExpansion::Users, RestrictionExpansion::Groups]);
        assert_eq!(asked(&restrict), ["expand=restrictions.user,restrictions.group"]);
        assert_eq!(
            sent(&restrict),
            r#"[{"operation":"update","restrictions":{"user":[{"type":"known","accountId":"557058:ab"}]}}]"#
        );
    }

    #[test]
    fn an_upload_is_multipart() {
        let upload = attachments::create_or_update(5, AttachmentUpload::bytes("a.txt", "x"));
        assert_eq!(upload.path(), "/content/5/child/attachment");
        assert!(matches!(upload.body(), Body::Multipart(_)));
    }
}
