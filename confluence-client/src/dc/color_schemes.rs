//! Color schemes of the site.

use crate::declare::endpoints;
use crate::models::dc::ColorSchemes;
use crate::models::v1::Edited;

endpoints! { DataCenter:
    /// Returns the default color scheme.
    fn default() -> ColorSchemes = GetDefaultColorScheme: GET "/color-scheme/default"

    /// Returns the color scheme of the site.
    fn get() -> ColorSchemes = GetGlobalColorScheme: GET "/color-scheme"

    /// Updates the color scheme of the site.
    fn update() -> ColorSchemes = UpdateGlobalColorScheme("updateColorScheme"): PUT "/color-scheme"
        <- (Edited<ColorSchemes>)

    /// Resets the color scheme of the site to the default.
    fn reset() -> ColorSchemes = ResetGlobalColorScheme: PUT "/color-scheme/reset"
}
