//! URLs for people.

use crate::declare::models;

models! {
    /// URLs, relative to the site's base; see [`Site::link`](crate::Site::link).
    #[derive(Default)]
    pub struct Links {
        /// To read it.
        webui: Option<String>,
        /// To edit it.
        editui: Option<String>,
        /// The short URL.
        tinyui: Option<String>,
        /// Its bytes.
        download: Option<String>,
        /// The site's base URL.
        base: Option<String>,
    }
}
