//! Content states, such as "Rough draft".

use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentStatus;
use crate::models::v1::{AvailableStates, Content, ContentState, CurrentState, NewState, StateSettings};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Returns the content state of a piece of content.
    fn get(content: ContentId) -> CurrentState = GetContentState: GET "/content/{content}/state"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Of which version: `current`, `draft` or `archived`.
        status: ContentStatus ["current", "draft", "archived"],
    }

    /// Sets the content state of a piece of content, as a new version without changes.
    fn set(content: ContentId)[status: ContentStatus ["current", "draft"]] -> CurrentState = SetContentState:
        PUT "/content/{content}/state" <- NewState
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]

    /// Removes the content state of a piece of content, as a new version without changes.
    fn remove(content: ContentId) -> CurrentState = RemoveContentState: DELETE "/content/{content}/state"
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]
    {
        /// Off which version: `current` or `draft`.
        status: ContentStatus ["current", "draft"],
    }

    /// Returns the content states that are available to a piece of content.
    fn available(content: ContentId) -> AvailableStates = GetAvailableContentStates:
        GET "/content/{content}/state/available"
        needs granular ["write:content:confluence"] or classic ["write:confluence-content"]

    /// Lists the caller's custom content states.
    fn custom() -> Vec<ContentState> = GetCustomContentStates: GET "/content-states"
        needs granular ["read:user.property:confluence"]

    /// Lists the suggested content states of a space.
    fn of_space(space: SpaceKey) -> Vec<ContentState> = GetSpaceContentStates: GET "/space/{space}/state"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Returns the content state settings of a space.
    fn settings(space: SpaceKey) -> StateSettings = GetContentStateSettings:
        GET "/space/{space}/state/settings"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Lists the content of a space in a content state.
    fn content(space: SpaceKey)[state_id as "state-id": u64] -> Paged<Content> = GetContentsWithState:
        GET "/space/{space}/state/content" paged Start
        needs granular ["read:content:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
