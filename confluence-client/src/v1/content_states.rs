//! States of content, such as "Rough draft".

use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentStatus;
use crate::models::v1::{AvailableStates, Content, ContentState, CurrentState, NewState, StateSettings};
use crate::operation::declare::endpoints;
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Hands out the state that a piece of content carries.
    fn get(content: ContentId) -> CurrentState = GetContentState: GET "/content/{content}/state"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Of which version: `current`, `draft` or `archived`.
        status: ContentStatus ["current", "draft", "archived"],
    }

    /// Puts a state on a piece of content, as a new version without changes.
    fn set(content: ContentId)[status: ContentStatus ["current", "draft"]] -> CurrentState = SetContentState:
        PUT "/content/{content}/state" <- NewState
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]

    /// Takes the state off a piece of content, as a new version without changes.
    fn remove(content: ContentId) -> CurrentState = RemoveContentState: DELETE "/content/{content}/state"
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]
    {
        /// Off which version: `current` or `draft`.
        status: ContentStatus,
    }

    /// Hands out the states that a piece of content may get.
    fn available(content: ContentId) -> AvailableStates = GetAvailableContentStates:
        GET "/content/{content}/state/available"
        needs granular ["write:content:confluence"] or classic ["write:confluence-content"]

    /// Lists the states that the caller made.
    fn custom() -> Vec<ContentState> = GetCustomContentStates: GET "/content-states"
        needs granular ["read:user.property:confluence"]

    /// Lists the states that a space suggests.
    fn of_space(space: SpaceKey) -> Vec<ContentState> = GetSpaceContentStates: GET "/space/{space}/state"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Says which states a space allows.
    fn settings(space: SpaceKey) -> StateSettings = GetContentStateSettings:
        GET "/space/{space}/state/settings"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Lists the content of a space that carries a state.
    fn content(space: SpaceKey)[state_id as "state-id": u64] -> Paged<Content> = GetContentsWithState:
        GET "/space/{space}/state/content" paged Start
        needs granular ["read:content:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
