//! The properties of the key that signs OAuth 1.0a requests.

use crate::connection_string::ConnectionString;
use crate::error::Result;
use crate::secret::Secret;

/// Where the signing key is, and how to open it.
#[derive(Clone, Debug, Default)]
pub struct CertificateProperties {
    store: Option<Secret>,
    password: Option<Secret>,
    subject: String,
    store_type: Option<CertificateStoreType>,
}

/// The format of a certificate store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateStoreType {
    /// The current user's store of the operating system.
    User,
    /// The machine's store of the operating system.
    Machine,
    /// A PKCS#12 file.
    PfxFile,
    /// PKCS#12, in base64.
    PfxBlob,
    /// A Java keystore file.
    JksFile,
    /// A Java keystore, in base64.
    JksBlob,
    /// A PEM file with a private key.
    PemKeyFile,
    /// PEM text with a private key.
    PemKeyBlob,
    /// A file with a public key.
    PublicKeyFile,
    /// A public key.
    PublicKeyBlob,
    /// A file with a public SSH key.
    SshPublicKeyFile,
    /// A public SSH key.
    SshPublicKeyBlob,
    /// A PKCS#7 file of certificates.
    P7bFile,
    /// PKCS#7 certificates.
    P7bBlob,
    /// A PuTTY key file.
    PpkFile,
    /// A PuTTY key.
    PpkBlob,
    /// A file with an XML RSA key value.
    XmlFile,
    /// An XML RSA key value.
    XmlBlob,
    /// A file with a JSON Web Key.
    JwkFile,
    /// A JSON Web Key.
    JwkBlob,
    /// A Bouncy Castle FIPS keystore file.
    BcfksFile,
    /// A Bouncy Castle FIPS keystore, in base64.
    BcfksBlob,
    /// Whatever the content turns out to be.
    Auto,
}

impl CertificateStoreType {
    /// The name of the format as `CertificateStoreType` gives it.
    pub fn as_str(self) -> &'static str {
        TYPES.iter().find(|(_, kind)| *kind == self).map_or("AUTO", |(name, _)| *name)
    }
}

impl CertificateProperties {
    pub(crate) fn take_from(string: &mut ConnectionString) -> Result<Self> {
        Ok(Self {
            store: string.take("CertificateStore").map(|value| value.secret()).transpose()?,
            password: string.take("CertificateStorePassword").map(|value| value.secret()).transpose()?,
            subject: string
                .take("CertificateSubject")
                .map(|value| value.text())
                .transpose()?
                .unwrap_or_default(),
            store_type: string.take("CertificateStoreType").map(|value| value.one_of(TYPES)).transpose()?,
        })
    }

    /// The path, text or name of the store. It counts as secret, since a blob holds the key itself.
    pub fn store(&self) -> Option<&Secret> {
        self.store.as_ref()
    }

    /// What opens the store and the key in it.
    pub fn password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }

    /// Which key of several; empty means the only one, `*` the first.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The declared format, if any.
    pub fn store_type(&self) -> Option<CertificateStoreType> {
        self.store_type
    }
}

const TYPES: &[(&str, CertificateStoreType)] = &[
    ("PEMKEY_FILE", CertificateStoreType::PemKeyFile),
    ("PEMKEY_BLOB", CertificateStoreType::PemKeyBlob),
    ("PFXFILE", CertificateStoreType::PfxFile),
    ("PFXBLOB", CertificateStoreType::PfxBlob),
    ("JKSFILE", CertificateStoreType::JksFile),
    ("JKSBLOB", CertificateStoreType::JksBlob),
    ("PPKFILE", CertificateStoreType::PpkFile),
    ("PPKBLOB", CertificateStoreType::PpkBlob),
    ("XMLFILE", CertificateStoreType::XmlFile),
    ("XMLBLOB", CertificateStoreType::XmlBlob),
    ("JWKFILE", CertificateStoreType::JwkFile),
    ("JWKBLOB", CertificateStoreType::JwkBlob),
    ("PUBLIC_KEY_FILE", CertificateStoreType::PublicKeyFile),
    ("PUBLIC_KEY_BLOB", CertificateStoreType::PublicKeyBlob),
    ("SSHPUBLIC_KEY_FILE", CertificateStoreType::SshPublicKeyFile),
    ("SSHPUBLIC_KEY_BLOB", CertificateStoreType::SshPublicKeyBlob),
    ("P7BFILE", CertificateStoreType::P7bFile),
    ("P7BBLOB", CertificateStoreType::P7bBlob),
    ("USER", CertificateStoreType::User),
    ("MACHINE", CertificateStoreType::Machine),
    ("BCFKSFILE", CertificateStoreType::BcfksFile),
    ("BCFKSBLOB", CertificateStoreType::BcfksBlob),
    ("AUTO", CertificateStoreType::Auto),
];
