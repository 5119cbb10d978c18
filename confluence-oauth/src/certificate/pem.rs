//! PEM: RFC 7468, with PKCS#1, PKCS#8 and OpenSSH keys, certificates beside them, and the old encryption of RFC 1421.

use std::borrow::Cow;

use base64::prelude::*;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::der::{self, Reader};
use super::{Found, bounds, damaged, no_private_key, not_rsa_but, openssh, password_needed, pbe};
use crate::error::Result;
use crate::hex::unhexed;
use crate::secret::Secret;

struct Block<'a> {
    label: &'a str,
    /// `DEK-Info` of the old encrypted form: a cipher and its initialization vector.
    sealed: Option<(&'a str, &'a str)>,
    data: Zeroizing<Vec<u8>>,
}

/// The keys in the text, each with the subjects of its certificates.
pub(super) fn read(content: &[u8], password: Option<&Secret>) -> Result<Vec<Found>> {
    let text = std::str::from_utf8(content).map_err(|_| damaged("it is not text"))?;
    let text = unescaped(text);
    let blocks = blocks(&text)?;
    let sealed = blocks.iter().filter(|block| {
        block.sealed.is_some() || matches!(block.label, "ENCRYPTED PRIVATE KEY" | "OPENSSH PRIVATE KEY")
    });
    bounds::sealed(sealed.count())?;
    let certificates = blocks.iter().filter(|block| block.label.ends_with("CERTIFICATE"));
    let mut found = Vec::new();
    for block in &blocks {
        if let Some(mut key) = key(block, password)? {
            let (own, others): (Vec<_>, Vec<_>) =
                certificates.clone().partition(|certificate| der::certifies(&certificate.data, &key.pkcs1));
            let subjects = own.iter().filter_map(|certificate| der::subject(&certificate.data));
            key.names.extend(subjects);
            key.certificates =
                own.iter().chain(&others).map(|certificate| certificate.data.to_vec()).collect();
            found.push(key);
        }
    }
    if found.is_empty() { Err(no_private_key("the PEM text")) } else { Ok(found) }
}

fn key(block: &Block<'_>, password: Option<&Secret>) -> Result<Option<Found>> {
    let pkcs1 = match block.label {
        "RSA PRIVATE KEY" => block.opened(password)?,
        "PRIVATE KEY" => der::pkcs8(&block.data)?,
        "ENCRYPTED PRIVATE KEY" => decrypted(&block.data, password)?,
        "OPENSSH PRIVATE KEY" => return openssh::read(&block.data, password).map(Some),
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => {
            return Err(not_rsa_but(block.label.split(' ').next().unwrap_or_default().as_bytes()));
        }
        _ => return Ok(None),
    };
    Ok(Some(Found::key(pkcs1)))
}

/// PKCS#8 under a password: RFC 5958, section 3.
pub(super) fn decrypted(data: &[u8], password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let parts = || {
        let mut info = Reader::new(data).sequence()?;
        Some((info.raw()?, info.expect(0x04)?))
    };
    let (algorithm, sealed) = parts().ok_or_else(|| damaged("the encrypted private key in it is damaged"))?;
    let password = password.ok_or_else(|| password_needed(false))?;
    let plain = pbe::open(algorithm, sealed, Some(password))?;
    der::pkcs8(&plain)
        .map_err(|error| if plain.first() == Some(&0x30) { error } else { password_needed(true) })
}

impl Block<'_> {
    /// The content, and if the block says that it is sealed, opened: the key is made by digests of the password and
    /// the first eight bytes of the initialization vector.
    fn opened(&self, password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
        let Some((name, iv)) = self.sealed else {
            return Ok(self.data.clone());
        };
        let cipher = match name {
            "AES-128-CBC" => Cipher::Aes128,
            "AES-192-CBC" => Cipher::Aes192,
            "AES-256-CBC" => Cipher::Aes256,
            "DES-EDE3-CBC" => Cipher::TripleDes,
            "DES-CBC" => Cipher::Des,
            _ => {
                let why = "the key is encrypted with a cipher that is not supported; convert it: \
                           openssl pkcs8 -topk8 -in STORE -out key.pem";
                return Err(damaged(why));
            }
        };
        let iv = unhexed(iv.trim_end()).ok_or_else(|| damaged("the DEK-Info of the key is damaged"))?;
        let password = password.ok_or_else(|| password_needed(false))?;
        let salt = iv.get(..8).ok_or_else(|| damaged("the DEK-Info of the key is damaged"))?;
        let mut key = Zeroizing::new(Vec::new());
        let mut digest = Zeroizing::new(Vec::new());
        while key.len() < cipher.key_length() {
            let next = Md5::new().chain_update(&digest).chain_update(password.expose()).chain_update(salt);
            digest = Zeroizing::new(next.finalize().to_vec());
            key.extend_from_slice(&digest);
        }
        key.truncate(cipher.key_length());
        let plain = cipher.cbc(&key, &iv, &self.data).ok_or_else(|| password_needed(true))?;
        // One wrong password in 256 makes a padding by chance, and next to none a key.
        if der::is_pkcs8(&plain) == Some(false) { Ok(plain) } else { Err(password_needed(true)) }
    }
}

/// The text with its line breaks, where `.env` files and JSON left them as a backslash and an `n`.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    match text.contains("\\n") {
        true => Cow::Owned(text.replace("\\r", "").replace("\\n", "\n")),
        false => Cow::Borrowed(text),
    }
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

fn block<'a>(label: &'a str, body: &'a str) -> Result<Block<'a>> {
    let headers = body.lines().filter_map(|line| line.split_once(": "));
    let sealed = headers.clone().find(|(name, _)| *name == "DEK-Info");
    let sealed = sealed.and_then(|(_, value)| value.trim().split_once(','));
    let lines = body.lines().filter(|line| !line.contains(':'));
    let data = Zeroizing::new(lines.flat_map(str::split_whitespace).collect::<String>());
    let data = BASE64_STANDARD.decode(data.as_bytes()).map_err(|_| damaged("a PEM block is not base64"))?;
    if sealed.is_none() && body.contains("ENCRYPTED") && body.contains("Proc-Type") {
        return Err(damaged("the DEK-Info of the key is missing or damaged"));
    }
    Ok(Block { label, sealed, data: Zeroizing::new(data) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_many_encrypted_keys_is_refused_before_one_is_opened() {
        let block = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let said = |blocks: usize| read(block.repeat(blocks).as_bytes(), None).err().unwrap().to_string();
        assert!(said(17).contains("far too long") && !said(16).contains("far too long"), "{}", said(17));
    }
}
