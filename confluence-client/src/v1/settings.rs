//! Settings: look and feel, themes and system information of the site.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::{
    Edited, LookAndFeel, LookAndFeelChange, LookAndFeelChoice, LookAndFeelSettings, SystemInfo,
};

endpoints! { V1:
    /// Returns the look and feel of the site or of a space.
    fn look_and_feel() -> LookAndFeelSettings = GetLookAndFeelSettings: GET "/settings/lookandfeel"
        needs granular ["read:configuration:confluence", "read:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
    }

    /// Selects the look and feel that a space uses.
    fn choose_look_and_feel() -> LookAndFeelChoice = UpdateLookAndFeel: PUT "/settings/lookandfeel"
        <- LookAndFeelChange
        needs granular ["read:space.setting:confluence", "write:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]

    /// Sets the custom look and feel of the site or of a space.
    fn set_look_and_feel() -> LookAndFeel = UpdateLookAndFeelSettings: POST "/settings/lookandfeel/custom"
        <- (Edited<LookAndFeel>)
        needs granular [
            "read:configuration:confluence", "read:space.setting:confluence",
            "write:configuration:confluence", "write:space.setting:confluence"
        ]
            or classic ["manage:confluence-configuration"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
    }

    /// Resets the custom look and feel of the site or of a space.
    fn reset_look_and_feel() -> () = ResetLookAndFeelSettings: DELETE "/settings/lookandfeel/custom"
        needs granular ["write:configuration:confluence", "write:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
    }

    /// Returns the system information of the site.
    fn system_info() -> SystemInfo = GetSystemInfo: GET "/settings/systemInfo"
        needs granular ["read:configuration:confluence"] or classic ["manage:confluence-configuration"]
}
