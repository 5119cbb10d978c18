//! Themes.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::{Theme, ThemeChange};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the themes that there are, without the default one.
    fn list() -> Paged<Theme> = GetThemes: GET "/settings/theme" paged Start
        needs granular ["read:configuration:confluence"] or classic ["manage:confluence-configuration"]

    /// Returns the theme of the site; an error of kind `NotFound` where it is the default one.
    fn selected() -> Theme = GetGlobalTheme: GET "/settings/theme/selected"
        needs granular ["read:configuration:confluence"] or classic ["manage:confluence-configuration"]

    /// Returns one theme.
    fn get(theme: String) -> Theme = GetTheme: GET "/settings/theme/{theme}"
        needs granular ["read:configuration:confluence"] or classic ["manage:confluence-configuration"]

    /// Returns the theme of a space; an error of kind `NotFound` where it is that of the site.
    fn of_space(space: SpaceKey) -> Theme = GetSpaceTheme: GET "/space/{space}/theme"
        needs granular ["read:space.setting:confluence"] or classic ["read:confluence-space.summary"]

    /// Sets the theme of a space.
    fn set_of_space(space: SpaceKey) -> Theme = SetSpaceTheme: PUT "/space/{space}/theme" <- ThemeChange
        needs granular ["read:space.setting:confluence", "write:space.setting:confluence"]
            or classic ["write:confluence-space"]

    /// Resets the theme of a space to that of the site.
    fn reset_of_space(space: SpaceKey) -> () = ResetSpaceTheme: DELETE "/space/{space}/theme"
        needs granular ["write:space.setting:confluence"] or classic ["write:confluence-space"]
}
