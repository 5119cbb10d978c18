//! PEM: RFC 7468, with PKCS#1 and PKCS#8 keys, certificates beside them.

use base64::prelude::*;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::EncryptionScheme;
use zeroize::Zeroizing;

use super::{Found, damaged, der, no_private_key, not_rsa, password_needed};
use crate::error::Result;
use crate::secret::Secret;

struct Block<'a> {
    label: &'a str,
    /// Headers of the old encrypted form: RFC 1421.
    encrypted: bool,
    data: Zeroizing<Vec<u8>>,
}

/// The keys in the text, each with the subjects of the certificates beside it.
pub(super) fn read(content: &[u8], password: Option<&Secret>) -> Result<Vec<Found>> {
    let text = std::str::from_utf8(content).map_err(|_| damaged("it is not text"))?;
    let blocks = blocks(text)?;
    let certificates = blocks.iter().filter(|block| block.label.ends_with("CERTIFICATE"));
    let names: Vec<String> = certificates.filter_map(|block| der::subject(&block.data)).collect();
    let mut found = Vec::new();
    for block in &blocks {
        if let Some(pkcs1) = key(block, password)? {
            found.push(Found { names: names.clone(), pkcs1 });
        }
    }
    if found.is_empty() { Err(no_private_key("the PEM text")) } else { Ok(found) }
}

fn key(block: &Block<'_>, password: Option<&Secret>) -> Result<Option<Zeroizing<Vec<u8>>>> {
    if block.encrypted {
        let why =
            "the key is encrypted in an old form; convert it: openssl pkcs8 -topk8 -in STORE -out key.pem";
        return Err(damaged(why));
    }
    match block.label {
        "RSA PRIVATE KEY" => Ok(Some(block.data.clone())),
        "PRIVATE KEY" => der::pkcs8(&block.data).map(Some),
        "ENCRYPTED PRIVATE KEY" => decrypted(&block.data, password).map(Some),
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => Err(not_rsa()),
        _ => Ok(None),
    }
}

/// PKCS#8 under a password: RFC 5958, section 3.
fn decrypted(data: &[u8], password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let info = EncryptedPrivateKeyInfoRef::try_from(data).map_err(|_| {
        damaged("the key is encrypted in a way that is not supported; convert it: openssl pkcs8 -topk8 -v2 aes256")
    })?;
    let password = password.ok_or_else(|| password_needed(false))?;
    bounded(&info.encryption_algorithm)?;
    let plain = info.decrypt(password.expose().as_bytes()).map_err(|_| password_needed(true))?;
    der::pkcs8(plain.as_bytes())
}

/// A store may ask for more work than opening it is worth.
pub(super) fn bounded(scheme: &EncryptionScheme) -> Result<()> {
    const MAX_ITERATIONS: u32 = 10_000_000;
    const MAX_MEMORY: u64 = 256 << 20;
    let Some(parameters) = scheme.pbes2() else {
        return Ok(());
    };
    let iterations = parameters.kdf.pbkdf2().is_some_and(|kdf| kdf.iteration_count > MAX_ITERATIONS);
    let memory = parameters.kdf.scrypt().is_some_and(|kdf| {
        kdf.cost_parameter.saturating_mul(u64::from(kdf.block_size)).saturating_mul(128) > MAX_MEMORY
    });
    if iterations || memory { Err(damaged("opening its encryption would take far too long")) } else { Ok(()) }
}

fn blocks(text: &str) -> Result<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----").ok_or_else(|| damaged("a PEM block has no label"))?;
        let end = format!("-----END {label}-----");
        let (body, after) = after.split_once(&end).ok_or_else(|| damaged("a PEM block does not end"))?;
        blocks.push(block(label, body)?);
        rest = after;
    }
    Ok(blocks)
}

fn block<'a>(label: &'a str, body: &str) -> Result<Block<'a>> {
    let encrypted = body.contains("Proc-Type:") && body.contains("ENCRYPTED");
    let data = Zeroizing::new(body.split_whitespace().collect::<String>());
    let data = if encrypted { Ok(Vec::new()) } else { BASE64_STANDARD.decode(data.as_bytes()) };
    let data = Zeroizing::new(data.map_err(|_| damaged("a PEM block is not base64"))?);
    Ok(Block { label, encrypted, data })
}
