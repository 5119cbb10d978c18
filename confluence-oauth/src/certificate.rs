//! The private key that signs OAuth 1.0a requests, in whatever form it is kept.

mod bounds;
mod cipher;
mod der;
mod format;
mod hash;
mod identity;
mod jks;
mod jwk;
mod openssh;
mod pbe;
mod pem;
mod pkcs12;
mod pkcs12_mac;
mod ppk;
mod rsa;
mod select;
mod ssh;
mod xml;

use std::io::Read;
use std::path::Path;

use base64::prelude::*;
use zeroize::Zeroizing;

use self::format::Format;
use crate::error::{Error, ErrorKind, Result};
use crate::exposure;
use crate::oauth1::Signer;
use crate::properties::{CertificateNames, CertificateProperties, CertificateStoreType, NO_KEY, ONLY_RSA};
use crate::secret::Secret;

/// More than any key or keystore of one.
const MAX_STORE: u64 = 1 << 20;
/// Base64 that is shorter holds no key, and names of files are no longer.
const LONGEST_NAME: usize = 255;
/// What is longer is no path that a person wrote, and may be a key.
const LONGEST_PATH: usize = 200;
/// Shorter keys are accepted, since old guides make them, and warned of.
const WEAK_BITS: usize = 2048;

/// One private key of a store.
pub(crate) struct Found {
    /// The subject of its certificate, or its alias, where there is one.
    names: Vec<String>,
    /// `RSAPrivateKey` of RFC 8017.
    pkcs1: Zeroizing<Vec<u8>>,
    /// In DER: the certificate of the key, where it is known, before all others.
    certificates: Vec<Vec<u8>>,
}

impl Found {
    fn key(pkcs1: Zeroizing<Vec<u8>>) -> Self {
        Self::named(Vec::new(), pkcs1)
    }

    fn named(names: Vec<String>, pkcs1: Zeroizing<Vec<u8>>) -> Self {
        Self { names, pkcs1, certificates: Vec::new() }
    }
}

/// Opens the store, selects the key, and makes it ready to sign.
pub(crate) fn open(properties: &CertificateProperties) -> Result<Signer> {
    let store = properties.store().ok_or_else(|| {
        Error::config(
            "CertificateStore",
            "is needed to sign requests of OAuth 1.0a: the file of the private key",
        )
    })?;
    let key = selected(store, properties)?;
    let signer = Signer::new(&key.pkcs1)?;
    if signer.bits() < WEAK_BITS {
        tracing::warn!(
            bits = signer.bits(),
            "the key of CertificateStore is short; make one of 2048 bits or more"
        );
    }
    Ok(signer)
}

fn selected(store: &Secret, properties: &CertificateProperties) -> Result<Found> {
    let declared = properties.store_type().unwrap_or_else(|| guess(store));
    let content = content(store, declared)?;
    let passwords = Passwords { store: properties.password(), key: properties.key_password() };
    let found = read(&content, declared, passwords, properties.names());
    // Everybody may read what is public.
    let is_public = found.as_ref().is_err_and(|error| error.kind() == ErrorKind::NoPrivateKey);
    let path = Path::new(store.expose());
    if is_file(store, declared) && !is_public && exposure::is_open_to_others(path) {
        let property = properties.names().store;
        tracing::warn!("{property}: others can read the private key in {}: chmod 600", path.display());
    }
    select::select(found?, properties.subject())
}

/// What opens a store, and the key in it.
#[derive(Clone, Copy, Default)]
struct Passwords<'a> {
    store: Option<&'a Secret>,
    key: Option<&'a Secret>,
}

/// PEM text is a blob, all else is told from the content.
fn guess(store: &Secret) -> CertificateStoreType {
    let blob = store.expose().contains("-----BEGIN");
    if blob { CertificateStoreType::PemKeyBlob } else { CertificateStoreType::Auto }
}

fn is_file(store: &Secret, declared: CertificateStoreType) -> bool {
    let auto = declared == CertificateStoreType::Auto;
    !(declared.is_blob() || (auto && is_inline(store.expose())))
}

/// Whether the text is a key itself, and no name of a file.
fn is_inline(text: &str) -> bool {
    let begins =
        ["<", "{", "PuTTY-User-Key-File-", "data:"].iter().any(|start| text.trim_start().starts_with(start));
    let base64 =
        text.len() > LONGEST_NAME && BASE64_STANDARD.decode(text.trim_end()).map(Zeroizing::new).is_ok();
    begins || base64 || text.contains('\n')
}

fn content(store: &Secret, declared: CertificateStoreType) -> Result<Zeroizing<Vec<u8>>> {
    if matches!(declared, CertificateStoreType::User | CertificateStoreType::Machine) {
        let why = "the system's own certificate stores are not read; export the key as PFX, \
                   `Export-PfxCertificate -Cert <certificate> -FilePath key.pfx -Password <password>`, and use PFXFILE";
        return Err(Error::new(ErrorKind::Unsupported, format!("CertificateStoreType: {why}"))
            .on_property("CertificateStoreType"));
    }
    if !is_file(store, declared) {
        return Ok(blob(store.expose()));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let path = Path::new(store.expose());
    let read = std::fs::File::open(path).and_then(|file| file.take(MAX_STORE + 1).read_to_end(&mut bytes));
    read.map_err(|source| unreadable(store, source))?;
    if bytes.len() as u64 > MAX_STORE {
        return Err(damaged("it is larger than any keystore"));
    }
    // Base64 is how stores are handed on as text, in files too.
    match (format::detect(&bytes), std::str::from_utf8(&bytes)) {
        (Err(_), Ok(text)) => Ok(blob(text)),
        _ => Ok(bytes),
    }
}

/// A path is named, and nothing that could be a key.
fn unreadable(store: &Secret, source: std::io::Error) -> Error {
    let text = store.expose();
    let is_path =
        text.len() <= LONGEST_PATH && !text.chars().any(char::is_control) && text.contains(['/', '\\', '.']);
    let why = match is_path {
        true => format!("the file {text} cannot be read"),
        false => "the file that it names cannot be read, and its text is not a key".to_owned(),
    };
    Error::config("CertificateStore", why).with_source(source)
}

/// Base64, or the text as it is.
fn blob(text: &str) -> Zeroizing<Vec<u8>> {
    let text = text.split_once("base64,").map_or(text, |(_, data)| data);
    let compact = Zeroizing::new(text.split_whitespace().collect::<String>());
    let plain = || pem::unescaped(text).as_bytes().to_vec();
    Zeroizing::new(BASE64_STANDARD.decode(compact.as_bytes()).unwrap_or_else(|_| plain()))
}

/// Reads the keys by what the content is, whatever was declared; where the two differ, it is said.
fn read(
    content: &[u8],
    declared: CertificateStoreType,
    passwords: Passwords<'_>,
    names: CertificateNames,
) -> Result<Vec<Found>> {
    let format = format::detect(content)?;
    let found = read_as(format, content, passwords, names);
    if format.is_declared_as(declared) {
        return found;
    }
    let said = format!("the content is {}, not {}", format.name(), declared.as_str());
    match &found {
        Ok(_) => tracing::warn!("{}: {said}; it is read as what it is", names.store_type),
        Err(_) => tracing::debug!("{}: {said}", names.store_type),
    }
    found.map_err(|error| error.noting(&said))
}

fn read_as(
    format: Format,
    content: &[u8],
    passwords: Passwords<'_>,
    names: CertificateNames,
) -> Result<Vec<Found>> {
    let password = passwords.store;
    match format {
        Format::Pem => pem::read(content, password),
        Format::Pkcs12 => pkcs12::read(content, password, names),
        Format::Jks => jks::read(content, password, passwords.key),
        Format::Ppk => ppk::read(content, password).map(|key| vec![key]),
        Format::Xml => xml::read(content).map(|key| vec![key]),
        Format::Jwk => jwk::read(content),
        Format::Pkcs1 => Ok(vec![Found::key(Zeroizing::new(content.to_vec()))]),
        Format::Pkcs8 => der::pkcs8(content).map(|pkcs1| vec![Found::key(pkcs1)]),
        Format::EncryptedPkcs8 => pem::decrypted(content, password).map(|pkcs1| vec![Found::key(pkcs1)]),
        Format::WithoutKey(what) => Err(no_private_key(what)),
        Format::Refused { what, instead } => {
            let message =
                format!("CertificateStoreType: {what} is not read in this release; convert it: {instead}");
            Err(Error::new(ErrorKind::Unsupported, message).on_property("CertificateStoreType"))
        }
    }
}

/// What the fuzzer reads, each under a password.
#[cfg(fuzzing)]
pub(crate) mod fuzz {
    use super::*;

    fn password() -> Secret {
        Secret::new("sesame")
    }

    /// Bytes of whatever format they seem to be.
    pub(crate) fn any(content: &[u8]) {
        let password = password();
        let passwords = Passwords { store: Some(&password), key: None };
        let found = read(content, CertificateStoreType::Auto, passwords, CertificateNames::SIGNING);
        let _ = found.and_then(|found| select::select(found, "signer"));
    }

    pub(crate) fn java_keystore(content: &[u8]) {
        let _ = jks::read(content, Some(&password()), None);
    }

    pub(crate) fn putty_key(content: &[u8]) {
        let _ = ppk::read(content, Some(&password()));
    }

    pub(crate) fn xml_key(content: &[u8]) {
        let _ = xml::read(content);
    }

    /// A whole text, and one that stands between the lines of a key.
    pub(crate) fn legacy_pem(content: &[u8]) {
        let _ = pem::read(content, Some(&password()));
        let key = "RSA PRIVATE KEY";
        let text =
            format!("-----BEGIN {key}-----\n{}\n-----END {key}-----", String::from_utf8_lossy(content));
        let _ = pem::read(text.as_bytes(), Some(&password()));
    }

    /// A whole text, and what one decodes to.
    pub(crate) fn openssh_key(content: &[u8]) {
        let _ = pem::read(content, Some(&password()));
        let _ = openssh::read(&[b"openssh-key-v1\0", content].concat(), Some(&password()));
    }
}

fn damaged(why: &str) -> Error {
    Error::new(ErrorKind::Certificate, format!("CertificateStore: {why}")).on_property("CertificateStore")
}

fn no_private_key(what: &str) -> Error {
    let message = format!("CertificateStore: {what} holds {NO_KEY}");
    Error::new(ErrorKind::NoPrivateKey, message).on_property("CertificateStore")
}

fn password_needed(given: bool) -> Error {
    let why = if given { "does not open the store" } else { "is needed: the store is encrypted" };
    Error::new(ErrorKind::Certificate, format!("CertificateStorePassword: {why}"))
        .on_property("CertificateStorePassword")
}

fn key_password_needed(given: bool) -> Error {
    let why = match given {
        true => "does not open the key in the store",
        false => "is needed: the key in the Java keystore has a password of its own",
    };
    Error::new(ErrorKind::Certificate, format!("CertificateKeyPassword: {why}"))
        .on_property("CertificateKeyPassword")
}

fn not_rsa_but(algorithm: &[u8]) -> Error {
    let algorithm: String =
        String::from_utf8_lossy(algorithm).chars().filter(|c| !c.is_control()).take(40).collect();
    damaged(&format!("the private key in it is {algorithm}; {ONLY_RSA}"))
}
