//! OpenSSH's own private key files, `openssh-key-v1`, as its PROTOCOL.key describes them.

use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::ssh::{RSA, Wire};
use super::{Found, Result, bounds, damaged, not_rsa_but, password_needed, rsa};
use crate::error::Error;
use crate::secret::Secret;

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The envelope around the keys.
struct Envelope<'a> {
    cipher: &'a [u8],
    derivation: &'a [u8],
    options: &'a [u8],
    sealed: &'a [u8],
}

/// The key in what stands between the lines of the PEM.
pub(super) fn read(data: &[u8], password: Option<&Secret>) -> Result<Found> {
    let envelope = envelope(data).ok_or_else(cut_short)?;
    let opened = envelope.open(password)?;
    let mut wire = Wire(&opened);
    let [one, other] = [wire.number(), wire.number()];
    if one.is_none() || one != other {
        return Err(if envelope.cipher == b"none" { cut_short() } else { password_needed(true) });
    }
    let algorithm = wire.string().ok_or_else(cut_short)?;
    if algorithm != RSA {
        return Err(not_rsa_but(algorithm));
    }
    let [n, e, d, inverse, p, q, comment] = wire.strings().ok_or_else(cut_short)?;
    let name = String::from_utf8_lossy(comment).into_owned();
    Ok(Found::named(vec![name], rsa::private_key_of_six([n, e, d, p, q, inverse])?))
}

fn envelope(data: &[u8]) -> Option<Envelope<'_>> {
    let mut wire = Wire(data.strip_prefix(MAGIC)?);
    let [cipher, derivation, options] = wire.strings()?;
    // One key: no tool writes more.
    wire.number().filter(|count| *count == 1)?;
    let [_public, sealed] = wire.strings()?;
    Some(Envelope { cipher, derivation, options, sealed })
}

impl Envelope<'_> {
    fn open(&self, password: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
        if self.cipher == b"none" {
            return Ok(Zeroizing::new(self.sealed.to_vec()));
        }
        let (cipher, counter) = match self.cipher {
            b"aes128-ctr" => (Cipher::Aes128, true),
            b"aes192-ctr" => (Cipher::Aes192, true),
            b"aes256-ctr" => (Cipher::Aes256, true),
            b"aes128-cbc" => (Cipher::Aes128, false),
            b"aes192-cbc" => (Cipher::Aes192, false),
            b"aes256-cbc" => (Cipher::Aes256, false),
            b"3des-cbc" => (Cipher::TripleDes, false),
            _ => return Err(unsupported()),
        };
        let password = password.ok_or_else(|| password_needed(false))?;
        let derived = self.derive(password, cipher.key_length() + cipher.block_length())?;
        let (key, iv) = derived.split_at_checked(cipher.key_length()).unwrap_or_default();
        let opened = match counter {
            true => cipher.ctr(key, iv, self.sealed),
            false => cipher.cbc_unpadded(key, iv, self.sealed),
        };
        opened.ok_or_else(cut_short)
    }

    fn derive(&self, password: &Secret, length: usize) -> Result<Zeroizing<Vec<u8>>> {
        if self.derivation != b"bcrypt" {
            return Err(unsupported());
        }
        let mut options = Wire(self.options);
        let parts = options.string().zip(options.number());
        let (salt, rounds) = parts.ok_or_else(cut_short)?;
        bounds::rounds(rounds)?;
        let mut derived = Zeroizing::new(vec![0; length]);
        bcrypt_pbkdf::bcrypt_pbkdf(password.expose(), salt, rounds, &mut derived)
            .map_err(|_| password_needed(true))?;
        Ok(derived)
    }
}

fn unsupported() -> Error {
    damaged(
        "the OpenSSH key is encrypted in a way that is not supported; convert it: ssh-keygen -p -Z aes256-ctr -f STORE",
    )
}

fn cut_short() -> Error {
    damaged("the OpenSSH key is cut short or damaged")
}
