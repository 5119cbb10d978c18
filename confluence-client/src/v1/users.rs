//! Users.

use crate::declare::endpoints;
use crate::ids::AccountId;
use crate::models::v1::{AccountEmail, Group, User, UserExpansion};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Returns one person.
    fn get()[account_id: AccountId] -> User = GetUser: GET "/user"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-user"]
    {
        /// What more to answer.
        expand: Commas<UserExpansion>,
    }

    /// Returns the anonymous user: how those appear who are not logged in.
    fn anonymous() -> User = GetAnonymousUser: GET "/user/anonymous"
        needs granular ["read:user:confluence"] or classic ["read:confluence-user"]
    {
        /// `operations`: what they may do.
        expand: Commas<UserExpansion> ["operations"],
    }

    /// Returns the caller.
    fn current() -> User = GetCurrentUser: GET "/user/current"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-user"]
    {
        /// What more to answer.
        expand: Commas<UserExpansion>,
    }

    /// Lists the groups of a person.
    fn groups()[account_id: AccountId] -> Paged<Group> = GetGroupMembershipsForUser: GET "/user/memberof"
        paged Start
        needs granular ["read:group:confluence", "read:user:confluence"] or classic ["read:confluence-user"]

    /// Returns some people, the first hundred at the most.
    fn list()[account_id: String] -> Paged<User> = GetBulkUserLookup: GET "/user/bulk"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-user"]
    {
        /// What more to answer.
        expand: Commas<UserExpansion>,
    }

    /// Returns a person's e-mail address, whatever their privacy settings; for apps that Atlassian approved.
    fn email()[account_id: AccountId] -> AccountEmail = GetPrivacyUnsafeUserEmail: GET "/user/email"
        needs granular ["read:email-address:confluence"]

    /// Returns people's e-mail addresses, whatever their privacy settings; for apps that Atlassian approved.
    fn emails()[account_id: Commas<AccountId>] -> Vec<AccountEmail> = GetPrivacyUnsafeUserEmailBulk:
        GET "/user/email/bulk"
        needs granular ["read:email-address:confluence"]
}
