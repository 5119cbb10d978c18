//! PuTTY's private key files, versions 2 and 3, as its manual's appendix on the format describes them.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::ssh::{RSA, Wire};
use super::{Found, Result, bounds, damaged, not_rsa_but, password_needed, rsa};
use crate::error::Error;
use crate::hex::unhexed;
use crate::secret::Secret;

/// The fields of a file, in their order.
struct File<'a> {
    version: u8,
    algorithm: &'a str,
    encryption: &'a str,
    comment: &'a str,
    public: Vec<u8>,
    derivation: Option<Derivation<'a>>,
    private: Zeroizing<Vec<u8>>,
    mac: Vec<u8>,
}

/// How version 3 makes keys of a password.
struct Derivation<'a> {
    kind: &'a str,
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
}

/// What opens a file and shows that it is whole.
struct Keys {
    cipher: Zeroizing<Vec<u8>>,
    iv: Zeroizing<Vec<u8>>,
    mac: Zeroizing<Vec<u8>>,
}

/// The key of the file, under its comment.
pub(super) fn read(content: &[u8], password: Option<&Secret>) -> Result<Found> {
    let text = std::str::from_utf8(content).map_err(|_| damaged("it is not text"))?;
    if text.starts_with("PuTTY-User-Key-File-1") {
        return Err(damaged("the PuTTY key is of version 1; convert it: puttygen STORE -o key.ppk"));
    }
    let file = file(text).ok_or_else(cut_short)?;
    if file.algorithm.as_bytes() != RSA {
        return Err(not_rsa_but(file.algorithm.as_bytes()));
    }
    let private = file.open(password)?;
    let numbers = || {
        let [_algorithm, e, n] = Wire(&file.public).strings()?;
        let [d, p, q, inverse] = Wire(&private).strings()?;
        Some([n, e, d, p, q, inverse])
    };
    let pkcs1 = rsa::private_key_of_six(numbers().ok_or_else(cut_short)?)?;
    Ok(Found::named(vec![file.comment.to_owned()], pkcs1))
}

fn file(text: &str) -> Option<File<'_>> {
    let mut lines = Lines(text.lines());
    let (version, algorithm) = [(2, "PuTTY-User-Key-File-2"), (3, "PuTTY-User-Key-File-3")]
        .into_iter()
        .find_map(|(version, name)| Some((version, lines.clone().field(name)?)))?;
    lines.0.next();
    let encryption = lines.field("Encryption")?;
    let comment = lines.field("Comment")?;
    let public = lines.block("Public-Lines")?.to_vec();
    let derivation = match version == 3 && encryption != "none" {
        true => Some(lines.derivation()?),
        false => None,
    };
    let private = lines.block("Private-Lines")?;
    let mac = unhexed(lines.field("Private-MAC")?.trim_end())?;
    Some(File { version, algorithm, encryption, comment, public, derivation, private, mac })
}

#[derive(Clone)]
struct Lines<'a>(std::str::Lines<'a>);

impl<'a> Lines<'a> {
    fn field(&mut self, name: &str) -> Option<&'a str> {
        self.0.next()?.strip_prefix(name)?.strip_prefix(": ")
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        self.field(name)?.parse().ok()
    }

    fn block(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        let mut text = Zeroizing::new(String::new());
        for _ in 0..self.number(name)? {
            text.push_str(self.0.next()?);
        }
        BASE64_STANDARD.decode(text.as_bytes()).ok().map(Zeroizing::new)
    }

    fn derivation(&mut self) -> Option<Derivation<'a>> {
        Some(Derivation {
            kind: self.field("Key-Derivation")?,
            memory: self.number("Argon2-Memory")?,
            passes: self.number("Argon2-Passes")?,
            lanes: self.number("Argon2-Parallelism")?,
            salt: unhexed(self.field("Argon2-Salt")?.trim_end())?,
        })
    }
}

impl File<'_> {
    fn open(&self, password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
        let keys = self.keys(password)?;
        let plain = match self.encryption {
            "none" => self.private.clone(),
            _ => {
                let opened = Cipher::Aes256.cbc_unpadded(&keys.cipher, &keys.iv, &self.private);
                opened.ok_or_else(cut_short)?
            }
        };
        let given = password.is_some() && self.encryption != "none";
        match self.is_whole(&plain, &keys.mac) {
            true => Ok(plain),
            false if given => Err(password_needed(true)),
            false => Err(cut_short()),
        }
    }

    fn keys(&self, password: Option<&Secret>) -> Result<Keys> {
        let password = match self.encryption {
            "none" => "",
            "aes256-cbc" => password.ok_or_else(|| password_needed(false))?.expose(),
            _ => return Err(damaged("the PuTTY key is encrypted in a way that is not supported")),
        };
        match &self.derivation {
            Some(derivation) => derivation.keys(password),
            None if self.version == 3 => Ok(Keys::none()),
            None => Ok(Keys::of_version_2(password)),
        }
    }

    /// The file's own check over everything that matters in it.
    fn is_whole(&self, private: &[u8], key: &[u8]) -> bool {
        let mut message = Zeroizing::new(Vec::new());
        let parts = [
            self.algorithm.as_bytes(),
            self.encryption.as_bytes(),
            self.comment.as_bytes(),
            &self.public,
            private,
        ];
        for part in parts {
            message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            message.extend_from_slice(part);
        }
        let verified = match self.version {
            2 => Hmac::<Sha1>::new_from_slice(key)
                .map(|mac| mac.chain_update(&message).verify_slice(&self.mac)),
            _ => Hmac::<Sha256>::new_from_slice(key)
                .map(|mac| mac.chain_update(&message).verify_slice(&self.mac)),
        };
        cfg!(fuzzing) || verified.is_ok_and(|verified| verified.is_ok())
    }
}

impl Keys {
    fn none() -> Self {
        let nothing = || Zeroizing::new(Vec::new());
        Self { cipher: nothing(), iv: nothing(), mac: nothing() }
    }

    fn of_version_2(password: &str) -> Self {
        let digest =
            |prefix: &[u8]| Sha1::new().chain_update(prefix).chain_update(password).finalize().to_vec();
        let mut cipher = Zeroizing::new([digest(&[0, 0, 0, 0]), digest(&[0, 0, 0, 1])].concat());
        cipher.truncate(Cipher::Aes256.key_length());
        let mac = Zeroizing::new(digest(b"putty-private-key-file-mac-key"));
        Self { cipher, iv: Zeroizing::new(vec![0; 16]), mac }
    }
}

impl Derivation<'_> {
    fn keys(&self, password: &str) -> Result<Keys> {
        let algorithm = Algorithm::new(self.kind.to_ascii_lowercase());
        let algorithm = algorithm
            .map_err(|_| damaged("the PuTTY key derives its keys in a way that is not supported"))?;
        bounds::argon2(self.memory, self.passes, self.lanes)?;
        let mut derived = Zeroizing::new([0; 32 + 16 + 32]);
        let parameters = Params::new(self.memory, self.passes, self.lanes, Some(derived.len()));
        let parameters = parameters.map_err(|_| cut_short())?;
        let argon2 = Argon2::new(algorithm, Version::V0x13, parameters);
        let done = argon2.hash_password_into(password.as_bytes(), &self.salt, derived.as_mut_slice());
        done.map_err(|_| cut_short())?;
        let (cipher, rest) = derived.split_at_checked(32).unwrap_or_default();
        let (iv, mac) = rest.split_at_checked(16).unwrap_or_default();
        let kept = |part: &[u8]| Zeroizing::new(part.to_vec());
        Ok(Keys { cipher: kept(cipher), iv: kept(iv), mac: kept(mac) })
    }
}

fn cut_short() -> Error {
    damaged("the PuTTY key is cut short or damaged")
}
