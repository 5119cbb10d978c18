//! Encryption under a password: PBES2 and PBES1 of RFC 8018, and the older schemes of RFC 7292, appendix C.

use md5::Md5;
use pkcs8::der::Decode;
use pkcs8::pkcs5::{EncryptionScheme, pbes2};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::der::{self, Reader};
use super::hash::{Hash, Purpose};
use super::{bounds, damaged, password_needed};
use crate::error::Result;
use crate::secret::Secret;

const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
/// 1.2.840.113549.1, below which the old schemes are.
const RSADSI: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];

/// A scheme that old stores use, and how its key is derived.
enum Scheme {
    /// RFC 7292, appendix B, with SHA-1.
    Pkcs12(Cipher, usize),
    /// PBKDF1 of RFC 8018, with MD5 or SHA-1; always DES.
    Pbkdf1(fn(&[u8]) -> Zeroizing<Vec<u8>>),
}

/// Opens what a password seals: `algorithm` is the `AlgorithmIdentifier` as it stands in the store.
pub(super) fn open(algorithm: &[u8], sealed: &[u8], password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let text = password.map_or("", Secret::expose);
    let opened = match EncryptionScheme::from_der(algorithm) {
        Ok(EncryptionScheme::Pbes2(scheme)) => {
            bounded(&scheme)?;
            scheme.decrypt(text, sealed).ok().map(Zeroizing::new)
        }
        _ => old(algorithm, sealed, text)?,
    };
    opened.ok_or_else(|| password_needed(password.is_some()))
}

fn bounded(scheme: &pbes2::Parameters) -> Result<()> {
    if let Some(kdf) = scheme.kdf.pbkdf2() {
        bounds::iterations(kdf.iteration_count)?;
    }
    match scheme.kdf.scrypt() {
        Some(kdf) => bounds::scrypt(kdf.cost_parameter, kdf.block_size.into(), kdf.parallelization.into()),
        None => Ok(()),
    }
}

fn old(algorithm: &[u8], sealed: &[u8], password: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let unknown = || {
        damaged("it is encrypted in a way that is not supported; convert it: openssl pkcs8 -topk8 -v2 aes256")
    };
    let (scheme, salt, iterations) = read(algorithm).ok_or_else(unknown)?;
    bounds::iterations(iterations)?;
    Ok(match scheme {
        Scheme::Pkcs12(cipher, length) => {
            // Without a password some write none at all, some an empty one with its end.
            let empty = password.is_empty().then(|| Zeroizing::new(Vec::new()));
            let mut passwords = [Some(der::utf16(password, true)), empty].into_iter().flatten();
            passwords.find_map(|password| {
                let mut key = Hash::Sha1.derive_pkcs12(Purpose::Key, &password, salt, iterations, length);
                let block = cipher.block_length();
                let iv = Hash::Sha1.derive_pkcs12(Purpose::Iv, &password, salt, iterations, block);
                // Triple DES with two keys uses the first of them twice.
                let first = Zeroizing::new(key.get(..8).unwrap_or_default().to_vec());
                if cipher == Cipher::TripleDes && length == 16 {
                    key.extend_from_slice(&first);
                }
                cipher.cbc(&key, &iv, sealed)
            })
        }
        Scheme::Pbkdf1(digest) => {
            let mut derived = Zeroizing::new([password.as_bytes(), salt].concat());
            for _ in 0..iterations {
                derived = digest(&derived);
            }
            let (key, rest) = derived.split_at_checked(8).unwrap_or_default();
            rest.get(..8).and_then(|iv| Cipher::Des.cbc(key, iv, sealed))
        }
    })
}

fn read(algorithm: &[u8]) -> Option<(Scheme, &[u8], u32)> {
    let mut identifier = Reader::new(algorithm).sequence()?;
    let scheme = match identifier.expect(OID)?.strip_prefix(RSADSI)? {
        [5, 3] => Scheme::Pbkdf1(|bytes| Zeroizing::new(Md5::digest(bytes).to_vec())),
        [5, 10] => Scheme::Pbkdf1(|bytes| Zeroizing::new(Sha1::digest(bytes).to_vec())),
        [12, 1, 3] => Scheme::Pkcs12(Cipher::TripleDes, 24),
        [12, 1, 4] => Scheme::Pkcs12(Cipher::TripleDes, 16),
        [12, 1, 5] => Scheme::Pkcs12(Cipher::Rc2(16), 16),
        [12, 1, 6] => Scheme::Pkcs12(Cipher::Rc2(5), 5),
        _ => return None,
    };
    let mut parameters = identifier.sequence()?;
    let salt = parameters.expect(OCTETS)?;
    Some((scheme, salt, parameters.unsigned()?))
}
