//! Where the parts of a sandbox listen.

/// The deployment that the in-memory Confluence plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deployment {
    /// Cloud: v2 and v1 below `/wiki`, a gateway, an authorization server and a media host beside it.
    #[default]
    Cloud,
    /// Data Center: one API below the context path, with its own authorization server.
    DataCenter,
}

/// Origins and paths of a running sandbox.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    pub(crate) deployment: Deployment,
    /// The origin of the site.
    pub(crate) site: String,
    /// `/wiki` on Cloud, the context path on Data Center.
    pub(crate) context: String,
    pub(crate) gateway: String,
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    pub(crate) authorization: String,
    pub(crate) media: String,
    pub(crate) cloud_id: String,
}

impl Addresses {
    /// The base that links for people join to.
    pub(crate) fn base(&self) -> String {
        format!("{}{}", self.site, self.context)
    }
}
