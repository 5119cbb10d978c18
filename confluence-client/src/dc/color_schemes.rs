//! Colours of the site.

use crate::models::dc::ColorSchemes;
use crate::models::v1::Edited;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Hands out the colours that Confluence comes with.
    fn default() -> ColorSchemes = GetDefaultColorScheme: GET "/color-scheme/default"

    /// Hands out the colours of the site.
    fn get() -> ColorSchemes = GetGlobalColorScheme: GET "/color-scheme"

    /// Changes the colours of the site.
    fn update() -> ColorSchemes = UpdateGlobalColorScheme("updateColorScheme"): PUT "/color-scheme"
        <- (Edited<ColorSchemes>)

    /// Gives the site the colours that Confluence comes with.
    fn reset() -> ColorSchemes = ResetGlobalColorScheme: PUT "/color-scheme/reset"
}
