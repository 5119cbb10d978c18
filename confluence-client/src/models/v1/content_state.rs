//! States that content carries on Cloud, such as "Rough draft".

use crate::declare::{bodies, models};

models! {
    /// A state of content.
    pub struct ContentState {
        /// Its number; 0 for what is only suggested.
        id: Option<i64> = default,
        /// Its name.
        name: Option<String>,
        /// Its colour, such as `#ff7452`.
        color: Option<String>,
    }

    /// The state that a piece of content carries.
    pub struct CurrentState {
        /// The state; none if it carries none.
        content_state: Option<ContentState>,
        /// When it was set.
        last_updated: Option<String>,
    }

    /// The states that a piece of content may get.
    pub struct AvailableStates {
        /// Those of its space.
        space_content_states: Vec<ContentState> = default,
        /// Those of the caller.
        custom_content_states: Vec<ContentState> = default,
    }

    /// Which states a space allows.
    pub struct StateSettings {
        /// Whether it allows any.
        content_states_allowed: bool = default,
        /// Whether people may make their own.
        custom_content_states_allowed: bool = default,
        /// Whether there are some of the space.
        space_content_states_allowed: bool = default,
        /// Those of the space.
        space_content_states: Vec<ContentState> = default,
    }
}

bodies! {
    /// The state that a piece of content shall carry: one that there is by `id`, or a new one by name and colour.
    pub struct NewState {
        /// The number of one that there is.
        id: i64,
        /// The name of a new one, at most 20 characters.
        name: String,
        /// The colour of a new one, such as `#ff7452`.
        color: String,
    }
}
