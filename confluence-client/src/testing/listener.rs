//! The origins that make up a site.

/// One of the origins that make up a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listener {
    Site,
    Gateway,
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    Authorization,
    Media,
}

impl Listener {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Gateway => "gateway",
            Self::Authorization => "authorization",
            Self::Media => "media",
        }
    }
}
