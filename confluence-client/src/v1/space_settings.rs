//! Space settings.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::{SpaceSettings, SpaceSettingsUpdate};

endpoints! { V1:
    /// Returns the settings of a space.
    fn get(space: SpaceKey) -> SpaceSettings = GetSpaceSettings: GET "/space/{space}/settings"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Updates the settings of a space.
    fn update(space: SpaceKey) -> SpaceSettings = UpdateSpaceSettings: PUT "/space/{space}/settings"
        <- SpaceSettingsUpdate
        needs granular ["read:space.setting:confluence", "write:space.setting:confluence"]
            or classic ["write:confluence-space"]
}
