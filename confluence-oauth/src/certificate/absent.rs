//! In place of certificate stores, where the feature `oauth1` is off.

use crate::error::{Error, ErrorKind, Result};
use crate::oauth1::Signer;
use crate::properties::CertificateProperties;
use crate::secret::Secret;

/// Opens no store: this build reads none.
pub(crate) fn open(_: &CertificateProperties) -> Result<Signer> {
    let why =
        "OAuthVersion: 1.0 needs the feature `oauth1` of confluence-oauth, which reads the key and signs";
    Err(Error::new(ErrorKind::Unsupported, why).on_property("OAuthVersion"))
}

impl CertificateProperties {
    /// The certificate and its key in PEM.
    ///
    /// # Errors
    /// `Unsupported`: this build reads no key stores. PEM of a certificate with its unencrypted key needs no reading.
    pub fn identity(&self) -> Result<Secret> {
        let why = "CertificateStore: this kind of certificate needs the feature `oauth1` of confluence-oauth; give PEM \
                   of the certificate and its unencrypted key";
        let error = Error::new(ErrorKind::Unsupported, why).on_property("CertificateStore");
        Err(self.names().rename(error))
    }
}
