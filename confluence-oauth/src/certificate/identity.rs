//! A key and its certificates for mutual TLS, in the one form that HTTP clients read.

use base64::prelude::*;
use zeroize::Zeroizing;

use super::{Found, selected};
use crate::error::{Error, ErrorKind, Result};
use crate::properties::CertificateProperties;
use crate::secret::Secret;

/// Characters on a line of PEM: RFC 7468, section 2.
const LINE: usize = 64;

impl CertificateProperties {
    /// Opens the store and returns the key and its certificates in PEM, for an HTTP client that shows them to a server.
    ///
    /// # Errors
    /// The store cannot be read or opened, holds several keys or none, or no certificate. The error names the property at
    /// fault, as it was read: see [`CertificateProperties::take_as`].
    pub fn identity(&self) -> Result<Secret> {
        let opened = self.store().map(|store| selected(store, self));
        let found = opened.unwrap_or_else(|| Err(Error::config("CertificateStore", "is missing")));
        found.and_then(|found| pem(&found)).map_err(|error| self.names().rename(error))
    }
}

fn pem(found: &Found) -> Result<Secret> {
    if found.certificates.is_empty() {
        let message = "CertificateStore: it holds a private key and no certificate to show for it";
        return Err(Error::new(ErrorKind::Certificate, message).on_property("CertificateStore"));
    }
    let mut text = Zeroizing::new(String::new());
    for certificate in &found.certificates {
        block(&mut text, "CERTIFICATE", certificate);
    }
    block(&mut text, "RSA PRIVATE KEY", &found.pkcs1);
    Ok(Secret::new(text.as_str()))
}

fn block(text: &mut String, label: &str, data: &[u8]) {
    let encoded = Zeroizing::new(BASE64_STANDARD.encode(data));
    text.reserve(encoded.len() + encoded.len() / LINE + 2 * label.len() + 40);
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(&format!("-----END {label}-----\n"));
}
