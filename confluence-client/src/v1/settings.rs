//! How the site looks, and what it is.

use crate::ids::SpaceKey;
use crate::models::v1::{
    Edited, LookAndFeel, LookAndFeelChange, LookAndFeelChoice, LookAndFeelSettings, SystemInfo,
};
use crate::operation::declare::endpoints;

endpoints! { V1:
    /// Hands out how the site or a space looks, and where from.
    fn look_and_feel() -> LookAndFeelSettings = GetLookAndFeelSettings: GET "/settings/lookandfeel"
        needs granular ["read:configuration:confluence", "read:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
    }

    /// Says where a space shall take its looks from.
    fn choose_look_and_feel() -> LookAndFeelChoice = UpdateLookAndFeel: PUT "/settings/lookandfeel"
        <- LookAndFeelChange
        needs granular ["read:space.setting:confluence", "write:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]

    /// Gives the site or a space looks of its own.
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

    /// Takes the looks of its own from the site or a space.
    fn reset_look_and_feel() -> () = ResetLookAndFeelSettings: DELETE "/settings/lookandfeel/custom"
        needs granular ["write:configuration:confluence", "write:space.setting:confluence"]
            or classic ["manage:confluence-configuration"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
    }

    /// Says what the site is.
    fn system_info() -> SystemInfo = GetSystemInfo: GET "/settings/systemInfo"
        needs granular ["read:configuration:confluence"] or classic ["manage:confluence-configuration"]
}
