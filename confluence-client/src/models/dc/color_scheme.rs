//! Colours of the site and of spaces.

use crate::declare::{bodies, models};

models! {
    /// The colours of the light and of the dark theme.
    #[derive(Default)]
    pub struct ColorSchemes {
        /// In the light.
        color_scheme_model_light: Option<ColorScheme>,
        /// In the dark.
        color_scheme_model_dark: Option<ColorScheme>,
    }

    /// Colours, written as in style sheets.
    #[derive(Default)]
    pub struct ColorScheme {
        /// The bar at the top.
        top_bar_color: Option<String>,
        /// Behind the chosen entry of that bar.
        top_bar_menu_selected_bg_color: Option<String>,
        /// The chosen entry of that bar.
        top_bar_menu_selected_text_color: Option<String>,
        /// The way from the top.
        breadcrumbs_text_color: Option<String>,
        /// Behind the button of the header.
        header_button_bg_color: Option<String>,
        /// The button of the header.
        header_button_text_color: Option<String>,
        /// Behind the search field.
        search_field_bg_color: Option<String>,
        /// The search field.
        search_field_text_color: Option<String>,
        /// Behind the chosen entry of a menu.
        menu_item_selected_bg_color: Option<String>,
        /// The chosen entry of a menu.
        menu_item_selected_text_color: Option<String>,
        /// The entries of menus.
        menu_item_text_color: Option<String>,
        /// Headings.
        heading_text_color: Option<String>,
        /// Links.
        link_color: Option<String>,
    }

    /// Where a space takes its colours from.
    pub struct ColorSchemeChoice {
        /// `custom`, `global`, `theme`, ...
        kind: Option<String> as "type",
    }
}

bodies! {
    /// Where a space shall take its colours from.
    pub struct NewColorSchemeChoice(
        /// `custom`, `global`, `theme`, ...
        kind: String as "type",
    )
}
