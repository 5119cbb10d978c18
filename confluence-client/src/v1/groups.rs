//! Groups and their members.

use crate::declare::endpoints;
use crate::ids::{AccountId, GroupId, UserKey};
use crate::models::v1::{Group, GroupAccess, NewGroup, NewMember, User, UserExpansion};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Lists the groups of the site.
    fn list() -> Paged<Group> = GetGroups: GET "/group" paged Start
        needs granular ["read:group:confluence"] or classic ["read:confluence-groups"]
    {
        /// Only groups that give this access.
        access_type: GroupAccess,
    }

    /// Creates a group.
    fn create() -> Group = CreateGroup: POST "/group" <- NewGroup
        needs granular ["read:group:confluence", "write:group:confluence"]
            or classic ["write:confluence-groups"]

    /// Returns one group.
    fn get()[id: GroupId] -> Group = GetGroupByGroupId: GET "/group/by-id"
        needs granular ["read:group:confluence"] or classic ["read:confluence-groups"]

    /// Deletes a group.
    fn delete()[id: GroupId] -> () = RemoveGroupById: DELETE "/group/by-id"
        needs granular ["write:group:confluence"] or classic ["write:confluence-groups"]

    /// Searches for groups by a part of the name.
    fn search()[query: String] -> Paged<Group> = SearchGroups: GET "/group/picker" paged Start
        needs granular ["read:group:confluence"] or classic ["read:confluence-groups"]
    {
        /// Whether to count them all, which takes time.
        should_return_total_size: bool,
    }

    /// Lists the members of a group.
    fn members(group: GroupId) -> Paged<User> = GetGroupMembersByGroupId:
        GET "/group/{group}/membersByGroupId" paged Start
        needs granular ["read:group:confluence", "read:user:confluence"] or classic ["read:confluence-groups"]
    {
        /// Whether to count them all, which takes time.
        should_return_total_size: bool,
        /// What more to answer.
        expand: Commas<UserExpansion>,
    }

    /// Adds a person to a group.
    fn add_member()[group_id: GroupId] -> () = AddUserToGroupByGroupId: POST "/group/userByGroupId"
        <- NewMember
        needs granular ["write:group:confluence"] or classic ["write:confluence-groups"]

    /// Removes a person from a group.
    fn remove_member()[group_id: GroupId, account_id: AccountId] -> () = RemoveMemberFromGroupByGroupId:
        DELETE "/group/userByGroupId"
        needs granular ["write:group:confluence"] or classic ["write:confluence-groups"]
    {
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }
}
