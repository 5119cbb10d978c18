//! Addresses for people.

use crate::declare::models;

models! {
    /// Addresses, relative to the site's base; see [`Site::link`](crate::Site::link).
    #[derive(Default)]
    pub struct Links {
        /// To read it.
        webui: Option<String>,
        /// To edit it.
        editui: Option<String>,
        /// The short address.
        tinyui: Option<String>,
        /// Its bytes.
        download: Option<String>,
        /// The site's base address.
        base: Option<String>,
    }
}
