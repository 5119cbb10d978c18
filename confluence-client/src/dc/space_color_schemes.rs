//! Colours of spaces.

use crate::ids::SpaceKey;
use crate::models::dc::{ColorSchemeChoice, ColorSchemes, NewColorSchemeChoice};
use crate::models::v1::Edited;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Says where a space takes its colours from.
    fn choice(space: SpaceKey) -> ColorSchemeChoice = GetColorSchemeType:
        GET "/space/{space}/color-scheme/type"

    /// Says where a space shall take its colours from.
    fn choose(space: SpaceKey) -> ColorSchemeChoice = UpdateColorSchemeType:
        PUT "/space/{space}/color-scheme/type" <- NewColorSchemeChoice

    /// Hands out the colours of a space.
    fn get(space: SpaceKey) -> ColorSchemes = GetSpaceColorScheme: GET "/space/{space}/color-scheme"

    /// Gives a space colours of its own.
    fn update(space: SpaceKey) -> ColorSchemes = UpdateSpaceColorScheme: PUT "/space/{space}/color-scheme"
        <- (Edited<ColorSchemes>)

    /// Gives a space the colours that Confluence comes with.
    fn reset(space: SpaceKey) -> ColorSchemes = ResetSpaceColorScheme: PUT "/space/{space}/color-scheme/reset"
}
