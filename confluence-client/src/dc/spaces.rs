//! Spaces.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::Space;

endpoints! { DataCenter:
    /// Lists spaces.
    fn list() -> Paged<Space> = Spaces: GET "/space" paged Start {
        /// Only these.
        space_key: Vec<SpaceKey>,
        /// What else to answer.
        expand: String,
    }
}
