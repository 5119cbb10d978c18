//! How a site or a space looks on Cloud.

use serde_json::Value;

use super::{Icon, Links};
use crate::declare::{bodies, models, open_enums};
use crate::ids::SpaceKey;

open_enums! {
    /// Where a space takes its looks from.
    pub enum LookAndFeelType {
        /// From the site.
        Global = "global",
        /// From settings of its own.
        Custom = "custom",
        /// From its theme.
        Theme = "theme",
    }
}

models! {
    /// A theme.
    pub struct Theme {
        /// Its key.
        theme_key: Option<String>,
        /// Its name.
        name: Option<String>,
        /// What it is like.
        description: Option<String>,
        /// Its picture.
        icon: Option<Icon>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// The looks that there are, and which are chosen.
    pub struct LookAndFeelSettings {
        /// Which are chosen.
        selected: Option<LookAndFeelType>,
        /// Those of the site.
        global: Option<LookAndFeel>,
        /// Those of the theme.
        theme: Option<LookAndFeel>,
        /// Those of one's own.
        custom: Option<LookAndFeel>,
    }

    /// How a site or a space looks. Colours and sizes are written as in style sheets.
    #[derive(Default)]
    pub struct LookAndFeel {
        /// Headings.
        headings: Option<Colour>,
        /// Links.
        links: Option<Colour>,
        /// Menus.
        menus: Option<Menus>,
        /// The bar at the top.
        header: Option<Header>,
        /// The bar at the top of the newer design.
        horizontal_header: Option<HorizontalHeader>,
        /// What lies below.
        content: Option<ContentArea>,
        /// Lines.
        borders_and_dividers: Option<Colour>,
        /// The space that it belongs to.
        space_reference: Option<Value>,
    }

    /// A colour.
    pub struct Colour {
        /// The colour.
        color: Option<String>,
    }

    /// How menus look.
    pub struct Menus {
        /// The text.
        color: Option<String>,
        /// Under the pointer.
        hover_or_focus: Option<MenuHover>,
    }

    /// How an entry of a menu looks under the pointer.
    pub struct MenuHover {
        /// Behind the text.
        background_color: Option<String>,
    }

    /// How something looks under the pointer.
    pub struct Hover {
        /// Behind the text.
        background_color: Option<String>,
        /// The text.
        color: Option<String>,
    }

    /// How the bar at the top looks.
    pub struct Header {
        /// Behind everything.
        background_color: Option<String>,
        /// Its button.
        button: Option<Colours>,
        /// Its first row.
        primary_navigation: Option<Navigation>,
        /// Its second row.
        secondary_navigation: Option<Navigation>,
        /// Its search field.
        search: Option<Colours>,
    }

    /// How the bar at the top of the newer design looks.
    pub struct HorizontalHeader {
        /// Behind everything.
        background_color: Option<String>,
        /// Its button.
        button: Option<Colours>,
        /// Its first row.
        primary_navigation: Option<Navigation>,
        /// Its second row.
        secondary_navigation: Option<Navigation>,
        /// Its search field.
        search: Option<Colours>,
    }

    /// The colours of something.
    pub struct Colours {
        /// Behind the text.
        background_color: Option<String>,
        /// The text.
        color: Option<String>,
    }

    /// How a row of links looks.
    pub struct Navigation {
        /// The text.
        color: Option<String>,
        /// The mark of the current one.
        highlight_color: Option<String>,
        /// Under the pointer.
        hover_or_focus: Option<Hover>,
    }

    /// How the area below the header looks.
    pub struct ContentArea {
        /// All of it.
        screen: Option<Screen>,
        /// What holds the page.
        container: Option<Surface>,
        /// Above the page.
        header: Option<Surface>,
        /// The page.
        body: Option<Surface>,
    }

    /// How the whole area looks.
    pub struct Screen {
        /// What lies behind, in one.
        background: Option<String>,
        /// Whether it moves along.
        background_attachment: Option<String>,
        /// How it mixes.
        background_blend_mode: Option<String>,
        /// Where it ends.
        background_clip: Option<String>,
        /// Its colour.
        background_color: Option<String>,
        /// Its picture.
        background_image: Option<String>,
        /// Where it starts.
        background_origin: Option<String>,
        /// Its place.
        background_position: Option<String>,
        /// Whether it repeats.
        background_repeat: Option<String>,
        /// Its size.
        background_size: Option<String>,
        /// What lies in front of it.
        layer: Option<Layer>,
        /// The room above.
        gutter_top: Option<String>,
        /// The room to the right.
        gutter_right: Option<String>,
        /// The room below.
        gutter_bottom: Option<String>,
        /// The room to the left.
        gutter_left: Option<String>,
    }

    /// What lies in front of the background.
    pub struct Layer {
        /// Its width.
        width: Option<String>,
        /// Its height.
        height: Option<String>,
    }

    /// How a part of the area looks.
    pub struct Surface {
        /// What lies behind, in one.
        background: Option<String>,
        /// Whether it moves along.
        background_attachment: Option<String>,
        /// How it mixes.
        background_blend_mode: Option<String>,
        /// Where it ends.
        background_clip: Option<String>,
        /// Its colour.
        background_color: Option<String>,
        /// Its picture.
        background_image: Option<String>,
        /// Where it starts.
        background_origin: Option<String>,
        /// Its place.
        background_position: Option<String>,
        /// Whether it repeats.
        background_repeat: Option<String>,
        /// Its size.
        background_size: Option<String>,
        /// The room inside.
        padding: Option<String>,
        /// How round its corners are.
        border_radius: Option<String>,
    }

    /// Where a space takes its looks from.
    pub struct LookAndFeelChoice {
        /// The space.
        space_key: Option<SpaceKey>,
        /// Where from.
        look_and_feel_type: Option<LookAndFeelType>,
    }
}

bodies! {
    /// Where a space shall take its looks from.
    pub struct LookAndFeelChange(
        /// The space, and where from.
        space_key: SpaceKey,
        look_and_feel_type: LookAndFeelType,
    )

    /// The theme that a space shall have.
    pub struct ThemeChange(
        /// Its key.
        theme_key: String,
    )
}
