//! Whom the default transport takes for the site, where certificates were named: rustls with the platform's roots, those
//! that were added, and certificates that are trusted exactly as they are.

use std::sync::Arc;

use ::aws_lc_rs::digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};

use super::Network;

type Fault = Box<dyn std::error::Error + Send + Sync>;

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
            let chain = CertificateDer::pem_slice_iter(certificate.pem()).collect::<Result<_, _>>()?;
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_slice(certificate.pem())?)?
        }
        None => config.with_no_client_auth(),
    };
    // As the HTTP client offers by itself: RFC 9113, section 3.2.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(config))
}

/// The certificates in PEM, or the one in DER.
fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, Fault> {
    if text.first() == Some(&0x30) {
        return Ok(vec![CertificateDer::from(text.to_vec())]);
    }
    let found: Vec<_> = CertificateDer::pem_slice_iter(text).collect::<Result<_, _>>()?;
    if found.is_empty() { Err("there is no certificate in it".into()) } else { Ok(found) }
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
