//! The routes: what is served at which path.

/// What a request asks for, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Mcp,
    Metadata,
    ServerCard,
    Login,
    Health,
    Ready,
    Metrics,
    Unknown,
}

impl Route {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Metadata => "metadata",
            Self::ServerCard => "server_card",
            Self::Login => "login",
            Self::Health => "health",
            Self::Ready => "ready",
            Self::Metrics => "metrics",
            Self::Unknown => "unknown",
        }
    }
}
