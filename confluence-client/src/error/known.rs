//! What those add to a failure who know more than the answer tells: the operation, the site, the credential.

use http::HeaderValue;

use super::{Error, ErrorKind};

impl Error {
    /// The same with more behind what was said.
    pub(crate) fn adding(mut self, more: &str) -> Self {
        self.0.message = Some(match self.0.message.take() {
            Some(said) => format!("{said}; {more}"),
            None => more.to_owned(),
        });
        self
    }

    /// The same without the credential that was sent, which some answers repeat.
    pub(crate) fn hiding(mut self, sent: Option<&HeaderValue>) -> Self {
        let secret =
            sent.and_then(|sent| sent.to_str().ok()?.split_once(' ')).map(|(_, secret)| secret.trim());
        if let (Some(secret), Some(said)) = (secret.filter(|secret| !secret.is_empty()), &mut self.0.message)
        {
            *said = said.replace(secret, "***");
        }
        self
    }

    /// Whether the answer holds no word of the service itself.
    pub(crate) fn is_bare(&self) -> bool {
        self.0.bare
    }

    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The credential is at fault.
    pub(crate) fn of_credential(mut self) -> Self {
        self.0.of_credential = true;
        self
    }

    /// The credential may be at fault.
    pub(crate) fn perhaps_of_credential(mut self) -> Self {
        self.0.maybe_unauthenticated = true;
        self
    }

    /// Every other request would be refused too.
    pub(crate) fn of_everything(mut self) -> Self {
        self.0.of_everything = true;
        self
    }
}
