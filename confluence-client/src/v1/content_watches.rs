//! Content watches: who follows content, spaces and labels.

use crate::declare::endpoints;
use crate::ids::{AccountId, ContentId, SpaceKey, UserKey};
use crate::models::v1::{ContentWatch, SpaceWatch, Watching};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the watchers of a page.
    fn of_page(page: ContentId) -> Paged<ContentWatch> = GetWatchesForPage:
        GET "/content/{page}/notification/child-created" paged Start
        needs granular ["read:user:confluence", "read:watcher:confluence"]
            or classic ["read:confluence-content.summary"]

    /// Lists the watchers of the space of a piece of content.
    fn of_space_of(content: ContentId) -> Paged<SpaceWatch> = GetWatchesForSpace:
        GET "/content/{content}/notification/created" paged Start
        needs granular ["read:user:confluence", "read:watcher:confluence"]
            or classic ["read:confluence-content.summary"]

    /// Lists the watchers of a space.
    fn of_space(space: SpaceKey) -> Paged<SpaceWatch> = GetWatchersForSpace: GET "/space/{space}/watch"
        paged Start
        needs granular ["read:user:confluence", "read:watcher:confluence"]

    /// Checks whether somebody watches a piece of content.
    fn is_watching_content(content: ContentId) -> Watching = GetContentWatchStatus:
        GET "/user/watch/content/{content}"
        needs granular ["read:watcher:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Adds a watcher of a piece of content.
    fn watch_content(content: ContentId) -> () = AddContentWatcher: POST "/user/watch/content/{content}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Removes a watcher of a piece of content.
    fn unwatch_content(content: ContentId) -> () = RemoveContentWatcher:
        DELETE "/user/watch/content/{content}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Checks whether somebody watches a label.
    fn is_watching_label(label: String) -> Watching = IsWatchingLabel: GET "/user/watch/label/{label}"
        needs granular ["read:watcher:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Adds a watcher of a label.
    fn watch_label(label: String) -> () = AddLabelWatcher: POST "/user/watch/label/{label}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Removes a watcher of a label.
    fn unwatch_label(label: String) -> () = RemoveLabelWatcher: DELETE "/user/watch/label/{label}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Checks whether somebody watches a space.
    fn is_watching_space(space: SpaceKey) -> Watching = IsWatchingSpace: GET "/user/watch/space/{space}"
        needs granular ["read:watcher:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Adds a watcher of a space.
    fn watch_space(space: SpaceKey) -> () = AddSpaceWatcher: POST "/user/watch/space/{space}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Removes a watcher of a space.
    fn unwatch_space(space: SpaceKey) -> () = RemoveSpaceWatch: DELETE "/user/watch/space/{space}"
        needs granular ["write:watcher:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }
}
