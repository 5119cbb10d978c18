//! Java keystores in their own form, "JKS": big-endian records under a digest that starts from the password.

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::der::{self, Reader};
use super::{Found, Result, damaged, key_password_needed, no_private_key, password_needed};
use crate::secret::Secret;

const PRIVATE_KEY: u32 = 1;
const DIGEST: usize = 20;
/// What the keystore's own digest mixes in.
const WHITENER: &[u8] = b"Mighty Aphrodite";

/// The keys of the store, each under its alias and the subject of its certificate.
pub(super) fn read(
    content: &[u8],
    password: Option<&Secret>,
    key_password: Option<&Secret>,
) -> Result<Vec<Found>> {
    let given = password.is_some();
    let password = der::utf16(password.map_or("", Secret::expose), false);
    let (body, digest) = content.split_at_checked(content.len().saturating_sub(DIGEST)).unwrap_or_default();
    if sha1(&[&password, WHITENER, body]) != digest && !cfg!(fuzzing) {
        return Err(password_needed(given));
    }
    let entries = Records(body).entries().ok_or_else(|| damaged("the Java keystore is damaged"))?;
    let mut found = Vec::new();
    for entry in entries {
        let own = key_password.map(|own| der::utf16(own.expose(), false));
        let plain = unlock(entry.sealed, own.as_ref().unwrap_or(&password))?;
        let plain = plain.ok_or_else(|| key_password_needed(key_password.is_some()))?;
        let subject = entry.chain.first().copied().and_then(der::subject);
        found.push(Found {
            names: subject.into_iter().chain([entry.alias]).collect(),
            pkcs1: der::pkcs8(&plain)?,
            certificates: entry.chain.iter().map(|certificate| certificate.to_vec()).collect(),
        });
    }
    if found.is_empty() { Err(no_private_key("the Java keystore")) } else { Ok(found) }
}

struct Entry<'a> {
    alias: String,
    sealed: &'a [u8],
    /// The certificate of the key, and those above it.
    chain: Vec<&'a [u8]>,
}

struct Records<'a>(&'a [u8]);

impl<'a> Records<'a> {
    fn entries(mut self) -> Option<Vec<Entry<'a>>> {
        self.take(4)?;
        let version = self.number()?;
        let count = self.number()?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let kind = self.number()?;
            let alias = self.text()?;
            self.take(8)?;
            if kind == PRIVATE_KEY {
                let sealed = self.block()?;
                let chain = self.chain(version)?;
                entries.push(Entry { alias, sealed, chain });
            } else {
                self.certificate(version)?;
            }
        }
        Some(entries)
    }

    fn chain(&mut self, version: u32) -> Option<Vec<&'a [u8]>> {
        let mut chain = Vec::new();
        for _ in 0..self.number()? {
            chain.push(self.certificate(version)?);
        }
        Some(chain)
    }

    fn certificate(&mut self, version: u32) -> Option<&'a [u8]> {
        if version > 1 {
            self.text()?;
        }
        self.block()
    }

    fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_be_bytes(self.take(2)?.try_into().ok()?);
        Some(String::from_utf8_lossy(self.take(usize::from(length))?).into_owned())
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

/// Takes the key out of its own protection: a salt, the key under a keystream of digests, and a digest of it. Nothing if
/// the password is not its own.
fn unlock(sealed: &[u8], password: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let read = || {
        let mut info = Reader::new(sealed).sequence()?;
        info.sequence()?;
        let (salt, rest) = info.expect(0x04)?.split_at_checked(DIGEST)?;
        let (hidden, check) = rest.split_at_checked(rest.len().checked_sub(DIGEST)?)?;
        Some((salt, hidden, check))
    };
    let (salt, hidden, check) = read().ok_or_else(|| damaged("the Java keystore is damaged"))?;
    let mut plain = Zeroizing::new(Vec::with_capacity(hidden.len()));
    let mut stream = Zeroizing::new(salt.to_vec());
    for chunk in hidden.chunks(DIGEST) {
        *stream = sha1(&[password, &stream]).to_vec();
        plain.extend(chunk.iter().zip(stream.iter()).map(|(hidden, key)| hidden ^ key));
    }
    Ok((sha1(&[password, &plain]) == check || cfg!(fuzzing)).then_some(plain))
}

fn sha1(parts: &[&[u8]]) -> [u8; DIGEST] {
    let digest = parts.iter().fold(Sha1::new(), |digest, part| digest.chain_update(part));
    digest.finalize().into()
}
