//! The properties of the key that signs OAuth 1.0a requests.

use crate::connection_string::{ConnectionString, Value};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// The properties of a certificate store (key file): where it is, its type and its passwords.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{CertificateProperties, CertificateStoreType, ConnectionString};
///
/// let mut string = ConnectionString::parse("CertificateStore=~/key.p12;CertificateStoreType=PFXFILE")?;
/// let properties = CertificateProperties::take_from(&mut string)?;
/// assert_eq!(properties.store_type(), Some(CertificateStoreType::PfxFile));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CertificateProperties {
    store: Option<Secret>,
    password: Option<Secret>,
    key_password: Option<Secret>,
    subject: String,
    store_type: Option<CertificateStoreType>,
    names: CertificateNames,
}

/// What a store has to have, in the words of one whose key signs.
pub(crate) const NO_KEY: &str = "no private key, which is what signs";
pub(crate) const ONLY_RSA: &str = "OAuth 1.0a needs RSA";

/// The names of the properties of one certificate store, such as `CertificateStore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateNames {
    /// Of its place or content.
    pub store: &'static str,
    /// Of its format.
    pub store_type: &'static str,
    /// Of its password.
    pub password: &'static str,
    /// Of the password of the key in it.
    pub key_password: &'static str,
    /// Of what selects one key of several.
    pub subject: &'static str,
}

impl CertificateNames {
    /// `CertificateStore` and its neighbours: the key that signs requests of OAuth 1.0a.
    pub const SIGNING: Self = Self {
        store: "CertificateStore",
        store_type: "CertificateStoreType",
        password: "CertificateStorePassword",
        key_password: "CertificateKeyPassword",
        subject: "CertificateSubject",
    };

    /// `SSLClientCert` and its neighbours: the client's own certificate.
    pub const CLIENT: Self = Self {
        store: "SSLClientCert",
        store_type: "SSLClientCertType",
        password: "SSLClientCertPassword",
        key_password: "SSLClientCertKeyPassword",
        subject: "SSLClientCertSubject",
    };

    /// The error of reading a store, about these properties.
    pub(crate) fn rename(self, error: Error) -> Error {
        let signing = Self::SIGNING;
        // The longer names first: they begin with the shorter one.
        let pairs = [
            (signing.password, self.password),
            (signing.store_type, self.store_type),
            (signing.key_password, self.key_password),
            (signing.subject, self.subject),
            (signing.store, self.store),
            (NO_KEY, "no private key, which goes with the certificate"),
            (
                ONLY_RSA,
                "other keys than RSA are read from PEM of the certificate and its unencrypted key alone",
            ),
        ];
        if self == signing { error } else { error.renamed(&pairs) }
    }
}

impl Default for CertificateNames {
    fn default() -> Self {
        Self::SIGNING
    }
}

/// A path with what it begins with made plain; anything else as it is.
fn store(value: &Value) -> Result<Secret> {
    let text = value.secret()?;
    let starts =
        |with: &str| text.expose().get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    if !["~", "$", "%", "file:"].into_iter().any(starts) {
        return Ok(text);
    }
    let path = value.expand(text.expose())?;
    path.into_os_string()
        .into_string()
        .map(Secret::new)
        .map_err(|_| value.error("names a path that is not Unicode"))
}

/// Declares the formats, each with its spelling. What is spelt with `BLOB` at its end is given as content; any other names
/// a file.
macro_rules! store_types {
    ($($(#[$doc:meta])* $Type:ident = $spelling:literal),+ $(,)?) => {
        /// The format of a certificate store.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CertificateStoreType {
            $($(#[$doc])* $Type,)+
        }

        impl CertificateStoreType {
            pub(super) const ALL: &[(&str, Self)] = &[$(($spelling, Self::$Type)),+];

            /// The name of the format as `CertificateStoreType` gives it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Type => $spelling,)+
                }
            }
        }
    };
}

store_types! {
    /// A PEM file with a private key.
    PemKeyFile = "PEMKEY_FILE",
    /// PEM text with a private key.
    PemKeyBlob = "PEMKEY_BLOB",
    /// A PKCS#12 file.
    PfxFile = "PFXFILE",
    /// PKCS#12, in base64.
    PfxBlob = "PFXBLOB",
    /// A Java keystore file.
    JksFile = "JKSFILE",
    /// A Java keystore, in base64.
    JksBlob = "JKSBLOB",
    /// A PuTTY key file.
    PpkFile = "PPKFILE",
    /// A PuTTY key.
    PpkBlob = "PPKBLOB",
    /// A file with an XML RSA key value.
    XmlFile = "XMLFILE",
    /// An XML RSA key value.
    XmlBlob = "XMLBLOB",
    /// A file with a JSON Web Key.
    JwkFile = "JWKFILE",
    /// A JSON Web Key.
    JwkBlob = "JWKBLOB",
    /// A file with a public key.
    PublicKeyFile = "PUBLIC_KEY_FILE",
    /// A public key.
    PublicKeyBlob = "PUBLIC_KEY_BLOB",
    /// A file with a public SSH key.
    SshPublicKeyFile = "SSHPUBLIC_KEY_FILE",
    /// A public SSH key.
    SshPublicKeyBlob = "SSHPUBLIC_KEY_BLOB",
    /// A PKCS#7 file of certificates.
    P7bFile = "P7BFILE",
    /// PKCS#7 certificates.
    P7bBlob = "P7BBLOB",
    /// The current user's store of the operating system.
    User = "USER",
    /// The machine's store of the operating system.
    Machine = "MACHINE",
    /// A Bouncy Castle FIPS keystore file.
    BcfksFile = "BCFKSFILE",
    /// A Bouncy Castle FIPS keystore, in base64.
    BcfksBlob = "BCFKSBLOB",
    /// Whatever the content turns out to be.
    Auto = "AUTO",
}

impl CertificateStoreType {
    /// Whether it is offered.
    pub(super) fn is_listed((_, kind): &(&str, Self)) -> bool {
        kind.may_hold_a_key()
    }

    /// Whether a key is read from it here; any other is known and refused with what to do.
    fn may_hold_a_key(self) -> bool {
        !matches!(
            self,
            Self::PublicKeyFile
                | Self::PublicKeyBlob
                | Self::SshPublicKeyFile
                | Self::SshPublicKeyBlob
                | Self::P7bFile
                | Self::P7bBlob
                | Self::User
                | Self::Machine
                | Self::BcfksFile
                | Self::BcfksBlob
        )
    }
}

impl CertificateProperties {
    /// Takes the properties of the key that signs out of a connection string.
    ///
    /// # Errors
    /// A value that cannot be; the error names its property.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        Self::take_as(string, CertificateNames::SIGNING)
    }

    /// The same under other names: for a key with another purpose, such as a client certificate.
    ///
    /// # Errors
    /// As [`take_from`](Self::take_from).
    pub fn take_as(string: &mut ConnectionString, names: CertificateNames) -> Result<Self> {
        let mut secret = |name: &str| string.take(name).map(|value| value.secret()).transpose();
        let (password, key_password) = (secret(names.password)?, secret(names.key_password)?);
        let subject = string.take(names.subject).map(|value| value.text()).transpose()?;
        Ok(Self {
            store: string.take(names.store).map(|value| store(&value)).transpose()?,
            password,
            key_password,
            subject: subject.unwrap_or_default(),
            store_type: string
                .take(names.store_type)
                .map(|value| value.one_of_listed(CertificateStoreType::ALL, CertificateStoreType::is_listed))
                .transpose()?,
            names,
        })
    }

    /// The store of this path or content, for a program that has it from elsewhere: nothing is looked up.
    #[must_use]
    pub fn new(store: impl Into<Secret>) -> Self {
        Self { store: Some(store.into()), ..Self::default() }
    }

    /// What the store is; otherwise its content shows it.
    #[must_use]
    pub fn with_store_type(self, store_type: CertificateStoreType) -> Self {
        Self { store_type: Some(store_type), ..self }
    }

    /// What opens the store and the key in it.
    #[must_use]
    pub fn with_password(self, password: impl Into<Secret>) -> Self {
        Self { password: Some(password.into()), ..self }
    }

    /// What opens the key in a Java keystore, where it has a password of its own.
    #[must_use]
    pub fn with_key_password(self, password: impl Into<Secret>) -> Self {
        Self { key_password: Some(password.into()), ..self }
    }

    /// Which key of several; `*` is the first.
    #[must_use]
    pub fn with_subject(self, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..self }
    }

    pub(crate) fn names(&self) -> CertificateNames {
        self.names
    }

    /// What opens the key in a Java keystore, where it has a password of its own.
    #[must_use]
    pub fn key_password(&self) -> Option<&Secret> {
        self.key_password.as_ref()
    }

    /// The path, text or name of the store. It counts as secret, since a blob holds the key itself.
    #[must_use]
    pub fn store(&self) -> Option<&Secret> {
        self.store.as_ref()
    }

    /// What opens the store and the key in it.
    #[must_use]
    pub fn password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }

    /// Which key of several; empty means the only one, `*` the first.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The declared format, if any.
    #[must_use]
    pub fn store_type(&self) -> Option<CertificateStoreType> {
        self.store_type
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_page_on_logins_lists_every_type() {
        let page = include_str!("../../LOGIN.md");
        let table = page.lines().skip_while(|line| !line.starts_with("| `CertificateStoreType` |")).skip(1);
        let cells = table.take_while(|row| row.starts_with('|')).filter_map(|row| row.split('|').nth(1));
        let listed: BTreeSet<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
        let known: BTreeSet<&str> = CertificateStoreType::ALL.iter().map(|(spelling, _)| *spelling).collect();
        assert_eq!(listed, known, "the table in confluence-oauth/LOGIN.md");
    }
}
