//! How Markdown is to be written.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::site::Deployment;

type Resolve = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Options of converting Markdown to storage format: where the page will stand, and what its links mean.
///
/// ```
/// use confluence_client::content::{WriteOptions, to_storage};
/// use confluence_client::Deployment;
///
/// let options = WriteOptions::new()
///     .target(Deployment::DataCenter)
///     .resolve_links(|path| path.strip_suffix(".md").map(|title| format!("page:DOC/{title}")))
///     .resolve_images(|path| path.rsplit('/').next().map(|file| format!("attachment:{file}")))
///     .fence_macro("mermaid", "mermaid-cloud");
/// let page = to_storage("[Set up](Setup.md) ![plan](img/plan.png)", &options)?;
/// assert!(page.storage.contains(r#"<ri:page ri:space-key="DOC" ri:content-title="Setup" />"#));
/// assert!(page.storage.contains(r#"<ri:attachment ri:filename="plan.png" />"#));
/// assert!(page.notes.is_empty());
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Default)]
pub struct WriteOptions {
    pub(crate) deployment: Option<Deployment>,
    pub(crate) links: Option<Resolve>,
    pub(crate) images: Option<Resolve>,
    pub(crate) fences: BTreeMap<String, String>,
}

impl WriteOptions {
    /// For any deployment, without anything to resolve links by.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the page will stand: Data Center shows an error in the place of code in a language that it does not know.
    #[must_use]
    pub fn target(mut self, deployment: Deployment) -> Self {
        self.deployment = Some(deployment);
        self
    }

    /// Asks for what a relative link means, such as `docs/setup.md`: a URL as in
    /// [our Markdown](super#our-markdown), or `None` for a link that leads nowhere, of which a note says so.
    #[must_use]
    pub fn resolve_links(mut self, resolve: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.links = Some(Arc::new(resolve));
        self
    }

    /// Asks for what the relative URL of an image means, such as `img/plan.png`: a URL, usually
    /// `attachment:plan.png`.
    #[must_use]
    pub fn resolve_images(
        mut self,
        resolve: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.images = Some(Arc::new(resolve));
        self
    }

    /// Writes fences of a language as a macro of an app and not as code: `mermaid`, `math`, `plantuml`.
    #[must_use]
    pub fn fence_macro(mut self, language: impl Into<String>, name: impl Into<String>) -> Self {
        self.fences.insert(language.into(), name.into());
        self
    }
}

impl fmt::Debug for WriteOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WriteOptions")
            .field("deployment", &self.deployment)
            .field("links", &self.links.is_some())
            .field("images", &self.images.is_some())
            .field("fences", &self.fences)
            .finish()
    }
}
