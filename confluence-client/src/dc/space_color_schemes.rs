//! Color schemes of spaces.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::dc::{ColorSchemeChoice, ColorSchemes, NewColorSchemeChoice};
use crate::models::v1::Edited;

endpoints! { DataCenter:
    /// Returns which color scheme a space uses.
    fn choice(space: SpaceKey) -> ColorSchemeChoice = GetColorSchemeType:
        GET "/space/{space}/color-scheme/type"

    /// Selects which color scheme a space uses.
    fn choose(space: SpaceKey) -> ColorSchemeChoice = UpdateColorSchemeType:
        PUT "/space/{space}/color-scheme/type" <- NewColorSchemeChoice

    /// Returns the color scheme of a space.
    fn get(space: SpaceKey) -> ColorSchemes = GetSpaceColorScheme: GET "/space/{space}/color-scheme"

    /// Updates the color scheme of a space.
    fn update(space: SpaceKey) -> ColorSchemes = UpdateSpaceColorScheme: PUT "/space/{space}/color-scheme"
        <- (Edited<ColorSchemes>)

    /// Resets the color scheme of a space to the default.
    fn reset(space: SpaceKey) -> ColorSchemes = ResetSpaceColorScheme: PUT "/space/{space}/color-scheme/reset"
}
