//! Groups and their members.

use crate::declare::endpoints;
use crate::models::v1::{Group, User};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Lists the ancestor groups of a group: its parents and theirs.
    fn ancestors(group: String) -> Paged<Group> = GetAncestorGroups: GET "/group/{group}/groupancestor"
        paged Start

    /// Returns one group.
    fn get(group: String) -> Group = GetGroup: GET "/group/{group}" {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Lists groups.
    fn list() -> Paged<Group> = GetGroups: GET "/group" paged Start {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Lists the members of a group.
    fn members(group: String) -> Paged<User> = GetGroupMembers("getMembers"): GET "/group/{group}/member"
        paged Start
    {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Lists the nested groups of a group.
    fn nested(group: String) -> Paged<Group> = GetNestedGroupMembers: GET "/group/{group}/groupmember"
        paged Start
    {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Lists the parent groups of a group.
    fn parents(group: String) -> Paged<Group> = GetParentGroups: GET "/group/{group}/groupparent" paged Start
    {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }
}
