//! Encryption of what is stored: XChaCha20-Poly1305 under a key that is kept elsewhere.

use std::fmt;

use base64::prelude::*;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::hex::unhexed;
use crate::properties::KeyLocation;
use crate::secret::Secret;

use super::{KEY_BYTES, key};

const NAME: &str = "XChaCha20-Poly1305";
const NONCE_BYTES: usize = 24;

/// The form of what is encrypted.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope {
    version: u32,
    cipher: String,
    key_id: String,
    nonce: String,
    data: String,
}

/// A key that is ready for use.
pub(super) struct Cipher {
    aead: XChaCha20Poly1305,
    key_id: String,
}

impl Cipher {
    pub(super) fn open(location: &KeyLocation) -> Result<Self> {
        Self::with(&key::load(location)?)
    }

    /// As [`open`](Self::open); a key that a keyring does not have yet is made. Nothing may be stored yet that
    /// was encrypted with an earlier one.
    pub(super) fn open_or_new(location: &KeyLocation) -> Result<Self> {
        match location {
            #[cfg(feature = "keyring")]
            KeyLocation::Keyring(name) => Self::with(&super::keyring::key_or_new(name)?),
            _ => Self::open(location),
        }
    }

    fn with(text: &Secret) -> Result<Self> {
        let key = decode(text.expose().trim()).ok_or_else(|| {
            Error::config("OAuthSettingsKey", "the key must be 32 bytes in base64 or hexadecimal")
        })?;
        let aead = XChaCha20Poly1305::new_from_slice(&key)
            .map_err(|_| Error::config("OAuthSettingsKey", "the key must be 32 bytes"))?;
        let identity = Secret::new(BASE64_STANDARD.encode(&*key)).fingerprint();
        Ok(Self { aead, key_id: identity.to_string() })
    }

    /// Encrypts; the same `context` is needed to decrypt.
    pub(super) fn seal(&self, text: &[u8], context: &str) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)
            .map_err(|_| Error::store("the system's random number generator failed"))?;
        let header = header(&self.key_id, context);
        let sealed = self.aead.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: header.as_bytes() });
        let envelope = Envelope {
            version: 1,
            cipher: NAME.to_owned(),
            key_id: self.key_id.clone(),
            nonce: BASE64_STANDARD.encode(nonce),
            data: BASE64_STANDARD.encode(sealed.map_err(|_| Error::store("the tokens cannot be encrypted"))?),
        };
        serde_json::to_vec(&envelope).map_err(|_| Error::store("the tokens cannot be encrypted"))
    }

    pub(super) fn unseal(&self, envelope: &Envelope, context: &str) -> Result<Zeroizing<Vec<u8>>> {
        if envelope.version != 1 || envelope.cipher != NAME {
            return Err(Error::store("the stored tokens were encrypted by a newer release"));
        }
        if envelope.key_id != self.key_id {
            return Err(key_lost("the stored tokens were encrypted with another key than the one it names"));
        }
        self.decrypt(envelope, context).ok_or_else(|| {
            Error::store("OAuthSettingsLocation: the encrypted tokens were changed or are damaged")
        })
    }

    fn decrypt(&self, envelope: &Envelope, context: &str) -> Option<Zeroizing<Vec<u8>>> {
        let nonce: [u8; NONCE_BYTES] = BASE64_STANDARD.decode(&envelope.nonce).ok()?.try_into().ok()?;
        let data = BASE64_STANDARD.decode(&envelope.data).ok()?;
        let header = header(&envelope.key_id, context);
        let payload = Payload { msg: &data, aad: header.as_bytes() };
        self.aead.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cipher({})", self.key_id)
    }
}

pub(super) fn key_lost(why: &str) -> Error {
    Error::new(ErrorKind::KeyLost, format!("OAuthSettingsKey: {why}; they were left as they are"))
        .on_property("OAuthSettingsKey")
}

/// What is authenticated besides the data, so that no header can be put on other data, and no data elsewhere.
fn header(key_id: &str, context: &str) -> String {
    let space = if context.is_empty() { "" } else { " " };
    format!("confluence-oauth 1 {NAME} {key_id}{space}{context}")
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = if text.len() == 2 * KEY_BYTES {
        unhexed(text)?
    } else {
        BASE64_STANDARD.decode(text).or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(text)).ok()?
    };
    Some(Zeroizing::new(bytes)).filter(|bytes| bytes.len() == KEY_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(text: &str) -> Result<Cipher> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, text).unwrap();
        Cipher::open(&KeyLocation::File(path))
    }

    fn envelope(sealed: &[u8]) -> Envelope {
        serde_json::from_slice(sealed).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_in_either_notation() {
        let sealed = cipher(&"0a".repeat(32)).unwrap().seal(b"canary", "").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("canary"));
        let same = cipher(&BASE64_STANDARD.encode([10; 32])).unwrap();
        assert_eq!(&*same.unseal(&envelope(&sealed), "").unwrap(), b"canary");
    }

    #[test]
    fn another_key_is_key_lost_and_a_changed_file_is_damaged() {
        let one = cipher(&"0a".repeat(32)).unwrap();
        let mut sealed = envelope(&one.seal(b"text", "here").unwrap());
        let other = cipher(&"0b".repeat(32)).unwrap();
        assert_eq!(other.unseal(&sealed, "here").unwrap_err().kind(), ErrorKind::KeyLost);
        one.unseal(&sealed, "here").unwrap();
        assert_eq!(one.unseal(&sealed, "there").unwrap_err().kind(), ErrorKind::Store);
        sealed.data = BASE64_STANDARD.encode([0; 40]);
        assert_eq!(one.unseal(&sealed, "here").unwrap_err().kind(), ErrorKind::Store);
    }

    #[test]
    fn a_key_of_another_size_is_refused() {
        assert_eq!(cipher("c2hvcnQ=").unwrap_err().property(), Some("OAuthSettingsKey"));
    }
}
