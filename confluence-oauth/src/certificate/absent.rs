//! In place of certificate stores, where the feature `oauth1` is off.

use crate::error::{Error, ErrorKind, Result};
use crate::oauth1::Signer;
use crate::properties::CertificateProperties;

/// Opens no store: this build reads none.
pub(crate) fn open(_: &CertificateProperties) -> Result<Signer> {
    let why =
        "OAuthVersion: 1.0 needs the feature `oauth1` of confluence-oauth, which reads the key and signs";
    Err(Error::new(ErrorKind::Unsupported, why).on_property("OAuthVersion"))
}
