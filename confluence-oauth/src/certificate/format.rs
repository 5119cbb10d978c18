//! The format of a certificate store, detected by its content.

use super::der::{Reader, is_pkcs8};
use super::{Result, damaged};
use crate::properties::CertificateStoreType as Type;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Format {
    Pem,
    Pkcs12,
    Jks,
    Ppk,
    Pkcs1,
    Pkcs8,
    EncryptedPkcs8,
    Xml,
    Jwk,
    WithoutKey(&'static str),
    Refused { what: &'static str, instead: &'static str },
}

const PUTTYGEN: &str = "puttygen STORE -O private -o key.ppk";
const FROM_JCEKS: &str = "keytool -importkeystore -srckeystore STORE -srcstoretype JCEKS -destkeystore key.p12 \
                          -deststoretype PKCS12";
/// Java does not know the format by itself: the provider comes with Bouncy Castle's `bc-fips` library.
const FROM_BCFKS: &str = "keytool -importkeystore -srckeystore STORE -srcstoretype BCFKS -destkeystore key.p12 \
                          -deststoretype PKCS12 -providerclass \
                          org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider -providerpath bc-fips.jar";

/// Tells the format; keytool writes PKCS#12 into files named `.jks`, so that names prove nothing.
pub(super) fn detect(content: &[u8]) -> Result<Format> {
    if content.trim_ascii().is_empty() {
        return Err(damaged("it is empty"));
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = content {
        return Err(damaged("it is text in UTF-16; write it in UTF-8"));
    }
    if let Ok(text) = std::str::from_utf8(content) {
        return text_format(text.trim_start_matches('\u{feff}').trim_start());
    }
    Ok(match content {
        [0xfe, 0xed, 0xfe, 0xed, ..] => Format::Jks,
        [0xce, 0xce, 0xce, 0xce, ..] => {
            Format::Refused { what: "a Java keystore of type JCEKS", instead: FROM_JCEKS }
        }
        [0x30, ..] => return binary_format(content),
        _ => return Err(damaged("its content is of no known format")),
    })
}

fn text_format(text: &str) -> Result<Format> {
    Ok(if text.contains("PRIVATE KEY-----") {
        Format::Pem
    } else if text.contains("-----BEGIN PKCS7") {
        Format::WithoutKey("a PKCS#7 bundle of certificates")
    } else if text.contains("-----BEGIN CERTIFICATE") {
        Format::WithoutKey("a certificate")
    } else if is_public_key(text) {
        Format::WithoutKey("a public key")
    } else if text.starts_with("---- BEGIN SSH2") {
        Format::Refused { what: "a private key of SSH.COM", instead: PUTTYGEN }
    } else if text.starts_with("PuTTY-User-Key-File-") {
        Format::Ppk
    } else if text.starts_with('<') {
        Format::Xml
    } else if text.starts_with('{') {
        Format::Jwk
    } else {
        return Err(damaged("its content is of no known format"));
    })
}

fn is_public_key(text: &str) -> bool {
    let pem = text.contains("-----BEGIN") && text.contains("PUBLIC KEY");
    pem || text.starts_with("ssh-") || text.starts_with("---- BEGIN SSH2 PUBLIC")
}

fn binary_format(content: &[u8]) -> Result<Format> {
    let mut top = Reader::new(content).sequence().ok_or_else(|| damaged("it is cut short or damaged"))?;
    Ok(match (top.next(), top.next()) {
        (Some((0x02, [3])), Some((0x30, _))) => Format::Pkcs12,
        (Some((0x02, _)), _) => match is_pkcs8(content) {
            Some(true) => Format::Pkcs8,
            Some(false) => Format::Pkcs1,
            None => return Err(damaged("it is cut short or damaged")),
        },
        (Some((0x06, _)), _) => Format::WithoutKey("a PKCS#7 bundle of certificates"),
        // `EncryptedPrivateKeyInfo` of RFC 5958, section 3: an algorithm and what it sealed.
        (Some((0x30, inner)), Some((0x04, _))) if inner.first() == Some(&0x06) => Format::EncryptedPkcs8,
        (Some((0x30, _)), Some((0x03, _))) => Format::WithoutKey("a public key"),
        (Some((0x30, inner)), _) if Reader::new(inner).next().is_some_and(|(tag, _)| tag == 0x30) => {
            Format::Refused { what: "a Bouncy Castle FIPS keystore", instead: FROM_BCFKS }
        }
        (Some((0x30, _)), _) => Format::WithoutKey("a certificate"),
        _ => return Err(damaged("its content is of no known format")),
    })
}

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Pkcs12 => "PKCS#12",
            Self::Jks => "a Java keystore",
            Self::Ppk => "a PuTTY key",
            Self::Pkcs1 | Self::Pkcs8 => "a private key in DER",
            Self::EncryptedPkcs8 => "an encrypted private key in DER",
            Self::Xml => "an XML key",
            Self::Jwk => "a JSON Web Key",
            Self::WithoutKey(what) | Self::Refused { what, .. } => what,
        }
    }

    /// Whether this is what was said to be there; what was not said cannot be wrong.
    pub(super) fn is_declared_as(self, declared: Type) -> bool {
        match declared {
            Type::PemKeyFile | Type::PemKeyBlob => self == Self::Pem,
            Type::PfxFile | Type::PfxBlob => self == Self::Pkcs12,
            Type::JksFile | Type::JksBlob => self == Self::Jks,
            Type::PpkFile | Type::PpkBlob => self == Self::Ppk,
            Type::XmlFile | Type::XmlBlob => self == Self::Xml,
            Type::JwkFile | Type::JwkBlob => self == Self::Jwk,
            Type::Auto => true,
            Type::PublicKeyFile
            | Type::PublicKeyBlob
            | Type::SshPublicKeyFile
            | Type::SshPublicKeyBlob
            | Type::P7bFile
            | Type::P7bBlob
            | Type::BcfksFile
            | Type::BcfksBlob
            | Type::User
            | Type::Machine => matches!(self, Self::WithoutKey(_) | Self::Refused { .. }),
        }
    }
}

impl Type {
    /// Whether the store is given as its content, and not as the name of a file.
    pub(super) fn is_blob(self) -> bool {
        self.as_str().ends_with("BLOB")
    }
}
