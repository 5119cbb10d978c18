//! Watches of users: content and spaces that they follow.

use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey, UserKey};
use crate::models::v1::{ContentWatch, SpaceWatch, Watching};

endpoints! { DataCenter:
    /// Checks whether somebody watches a piece of content.
    fn is_watching_content(content: ContentId) -> Watching = IsWatchingContent:
        GET "/user/watch/content/{content}"
    {
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }

    /// Adds a watcher of a piece of content.
    fn watch_content(content: ContentId) -> ContentWatch = AddContentWatcher:
        POST "/user/watch/content/{content}"
    {
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }

    /// Removes a watcher of a piece of content.
    fn unwatch_content(content: ContentId) -> () = RemoveContentWatcher:
        DELETE "/user/watch/content/{content}"
    {
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }

    /// Checks whether somebody watches a space.
    fn is_watching_space(space: SpaceKey) -> Watching = IsWatchingSpace: GET "/user/watch/space/{space}" {
        /// Whether they follow its `blogpost`s alone.
        content_type: String,
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }

    /// Adds a watcher of a space.
    fn watch_space(space: SpaceKey) -> SpaceWatch = AddSpaceWatch: POST "/user/watch/space/{space}" {
        /// `blogpost` to follow its blog posts alone.
        content_type: Vec<String>,
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }

    /// Removes a watcher of a space.
    fn unwatch_space(space: SpaceKey) -> () = RemoveSpaceWatch: DELETE "/user/watch/space/{space}" {
        /// `blogpost` where they follow its blog posts alone.
        content_type: Vec<String>,
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
    }
}
