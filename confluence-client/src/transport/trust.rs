//! Whom the default transport takes for the site, where certificates were named: rustls with the platform's roots, those
//! that were added, and certificates that are trusted exactly as they are.

use std::sync::Arc;

use ::aws_lc_rs::digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};

use super::{ClientCertificate, Network, TransportError, TransportErrorKind};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Whether each certificate that was given can be read, and that of the client belongs to its key: what is found before
/// there is a connection is told with the property at fault.
pub(super) fn check(network: &Network) -> Result<(), TransportError> {
    let cannot = |said, property| {
        move |fault: Fault| TransportError::new(TransportErrorKind::Setup, fault).at_fault(said, property)
    };
    for roots in &network.trust_roots {
        certificates(roots).map_err(cannot("a certificate to trust cannot be read", "SSLServerCert"))?;
    }
    match &network.client_certificate {
        Some(certificate) => identity(certificate)
            .map(drop)
            .map_err(cannot("the client certificate cannot be used", "SSLClientCert")),
        None => Ok(()),
    }
}

/// What a server can be shown.
fn identity(certificate: &ClientCertificate) -> Result<CertifiedKey, Fault> {
    let chain = certificates(certificate.pem())?;
    let key = PrivateKeyDer::from_pem_slice(certificate.pem());
    let key = key.map_err(|_| "there is no private key in it that can be read without a password")?;
    match CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()) {
        Ok(identity) => Ok(identity),
        Err(rustls::Error::InconsistentKeys(_)) => {
            Err("the private key in it belongs to another certificate".into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The TLS of this network; nothing where the HTTP client's own is what is wanted.
pub(super) fn config(network: &Network) -> Result<Option<ClientConfig>, Fault> {
    if network.trust_roots.is_empty() && network.pinned_certificates.is_empty() {
        return Ok(None);
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut named = Vec::new();
    for roots in &network.trust_roots {
        named.extend(certificates(roots)?);
    }
    let platform =
        rustls_platform_verifier::Verifier::new_with_extra_roots(named.clone(), Arc::clone(&provider))?;
    let verifier = Verifier {
        provider: Arc::clone(&provider),
        platform,
        named,
        pinned: network.pinned_certificates.clone(),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &network.client_certificate {
        Some(certificate) => {
            config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity(certificate)?)))
        }
        None => config.with_no_client_auth(),
    };
    // As the HTTP client offers by itself: RFC 9113, section 3.2.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(config))
}

/// The certificates in PEM, or the one in DER.
fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let found: Vec<_> = match text.first() {
        Some(&SEQUENCE) => vec![CertificateDer::from(text.to_vec())],
        // The error of the parser holds the line as numbers.
        _ => CertificateDer::pem_slice_iter(text).collect::<Result<_, _>>().map_err(|_| {
            "what is in it is not PEM: -----BEGIN CERTIFICATE-----, the base64 and -----END CERTIFICATE----- have lines of \
             their own"
        })?,
    };
    let is_bundle =
        |der: &CertificateDer<'_>| inner(der).is_some_and(|inner| inner.first() == Some(&IDENTIFIER));
    if found.iter().any(is_bundle) || text.windows(BUNDLE.len()).any(|window| window == BUNDLE) {
        return Err("it is a bundle of PKCS#7: `openssl pkcs7 -print_certs -in FILE -out NEW.pem`, with `-inform DER` where it is \
                    no text, makes PEM of it"
            .into());
    }
    if found.iter().any(|found| inner(found).is_some_and(|inner| inner.starts_with(&PKCS12))) {
        return Err("it is a keystore of PKCS#12: `openssl pkcs12 -in FILE -nokeys -out NEW.pem` makes PEM of what is in it"
            .into());
    }
    if !found.iter().all(|found| is_certificate(found)) {
        return Err("what is in it has not the form of a certificate".into());
    }
    let has_key = || text.windows(KEY.len()).any(|window| window == KEY);
    match found.is_empty() {
        false => Ok(found),
        true if has_key() => Err("there is a private key in it, and no certificate".into()),
        true => Err("there is no certificate in it".into()),
    }
}

const KEY: &[u8] = b"PRIVATE KEY-----";
/// What a certificate in DER begins with, and what it has in it first. In keys and keystores that is a number, and in
/// bundles of PKCS#7 the name of a type.
const SEQUENCE: u8 = 0x30;

/// What a file begins with that is no certificate: RFC 2315, section 7, and the version of RFC 7292, section 4.
const IDENTIFIER: u8 = 0x06;
const PKCS12: [u8; 3] = [0x02, 0x01, 0x03];
const BUNDLE: &[u8] = b"-----BEGIN PKCS7-----";

fn is_certificate(der: &[u8]) -> bool {
    inner(der).is_some_and(|inner| inner.first() == Some(&SEQUENCE))
}

/// What is in the outermost sequence.
fn inner(der: &[u8]) -> Option<&[u8]> {
    let [SEQUENCE, length, rest @ ..] = der else { return None };
    // The length is in one byte, or in as many as the low bits of this one say: X.690, section 8.1.3.
    let more = if length & 0x80 == 0 { 0 } else { usize::from(length & 0x7f) };
    rest.get(more..)
}

#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    platform: rustls_platform_verifier::Verifier,
    /// A server whose own certificate the user named needs no other proof: what `openssl req -x509` makes is a
    /// certificate of an authority, which no chain may end with (RFC 5280, section 4.2.1.9).
    named: Vec<CertificateDer<'static>>,
    /// SHA-256 of certificates that are trusted as they are.
    pinned: Vec<[u8; 32]>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let digest = digest::digest(&digest::SHA256, end_entity.as_ref());
        if self.named.iter().any(|named| named.as_ref() == end_entity.as_ref())
            || self.pinned.iter().any(|pinned| pinned == digest.as_ref())
        {
            return Ok(ServerCertVerified::assertion());
        }
        self.platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_told_by_what_it_is() {
        let pem = |label: &str, der: &str| format!("-----BEGIN {label}-----\n{der}\n-----END {label}-----\n");
        // A sequence of a sequence, and one of a number.
        let (certificate, key) = (pem("CERTIFICATE", "MAIwAA=="), pem("PRIVATE KEY", "MAMCAQA="));
        assert_eq!(certificates(certificate.as_bytes()).unwrap().len(), 1);
        assert_eq!(certificates(&[0x30, 0x81, 0x02, 0x30, 0x00]).unwrap().len(), 1);
        for (text, says) in [
            (key.as_bytes(), "a private key in it, and no certificate"),
            (b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n", "no certificate in it"),
            (&[0x30, 0x03, 0x02, 0x01, 0x00], "not the form of a certificate"),
            (&[0x30, 0xff], "not the form of a certificate"),
            (&[0x30, 0x05, 0x02, 0x01, 0x03, 0x30, 0x00], "openssl pkcs12"),
            (&[0x30, 0x82, 0x00, 0x03, 0x06, 0x01, 0x2a], "openssl pkcs7"),
            (b"-----BEGIN PKCS7-----\nMAMGASo=\n-----END PKCS7-----\n", "openssl pkcs7"),
            (pem("CERTIFICATE", "MAMCAQA=").as_bytes(), "not the form of a certificate"),
        ] {
            let said = certificates(text).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
