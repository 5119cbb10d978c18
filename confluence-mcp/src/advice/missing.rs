//! Failures of what was named and is not there.

use confluence_client::ErrorKind;

use super::Failure;

impl Failure {
    /// The same of what was looked for and is not there.
    pub(crate) fn missing(self) -> Self {
        Self { missing: true, ..self }
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.missing
    }

    /// The same where there are several sites: what one lacks may be on another.
    pub(crate) fn on_site(self, site: Option<&str>) -> Self {
        match site.filter(|_| self.missing || self.kind == Some(ErrorKind::NotFound)) {
            Some(site) => Self { what: format!("{} (on the site `{site}`)", self.what), ..self },
            None => self,
        }
    }
}
