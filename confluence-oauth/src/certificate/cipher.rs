//! The block ciphers of private key files, in the modes that the formats use.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit, KeyIvInit, StreamCipher};
use ctr::Ctr128BE;
use des::{Des, TdesEde3};
use rc2::Rc2;
use zeroize::Zeroizing;

type Plain = Zeroizing<Vec<u8>>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Des,
    TripleDes,
    /// RC2 with a key of this many bytes, all of them effective.
    Rc2(usize),
}

impl Cipher {
    /// The length of a key in bytes.
    pub(super) fn key_length(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Rc2(length) => length,
        }
    }

    /// The length of a block in bytes.
    pub(super) fn block_length(self) -> usize {
        match self {
            Self::Des | Self::TripleDes | Self::Rc2(_) => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// Cipher block chaining under the padding of PKCS#7; nothing if the lengths or the padding are wrong.
    pub(super) fn cbc(self, key: &[u8], iv: &[u8], sealed: &[u8]) -> Option<Plain> {
        self.decrypt(key, iv, sealed, true)
    }

    /// Cipher block chaining without padding.
    pub(super) fn cbc_unpadded(self, key: &[u8], iv: &[u8], sealed: &[u8]) -> Option<Plain> {
        self.decrypt(key, iv, sealed, false)
    }

    /// AES in counter mode.
    pub(super) fn ctr(self, key: &[u8], iv: &[u8], sealed: &[u8]) -> Option<Plain> {
        let mut plain = Zeroizing::new(sealed.to_vec());
        match self {
            Self::Aes128 => Ctr128BE::<Aes128>::new_from_slices(key, iv).ok()?.apply_keystream(&mut plain),
            Self::Aes192 => Ctr128BE::<Aes192>::new_from_slices(key, iv).ok()?.apply_keystream(&mut plain),
            Self::Aes256 => Ctr128BE::<Aes256>::new_from_slices(key, iv).ok()?.apply_keystream(&mut plain),
            _ => return None,
        }
        Some(plain)
    }

    fn decrypt(self, key: &[u8], iv: &[u8], sealed: &[u8], padded: bool) -> Option<Plain> {
        match self {
            Self::Aes128 => chained(Aes128::new_from_slice(key).ok()?, iv, sealed, padded),
            Self::Aes192 => chained(Aes192::new_from_slice(key).ok()?, iv, sealed, padded),
            Self::Aes256 => chained(Aes256::new_from_slice(key).ok()?, iv, sealed, padded),
            Self::Des => chained(Des::new_from_slice(key).ok()?, iv, sealed, padded),
            Self::TripleDes => chained(TdesEde3::new_from_slice(key).ok()?, iv, sealed, padded),
            Self::Rc2(length) if key.len() == length && (1..=128).contains(&length) => {
                chained(Rc2::new_with_eff_key_len(key, length * 8), iv, sealed, padded)
            }
            Self::Rc2(_) => None,
        }
    }
}

fn chained<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], sealed: &[u8], padded: bool) -> Option<Plain> {
    let decryptor = cbc::Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let mut plain = Zeroizing::new(sealed.to_vec());
    let length = match padded {
        true => decryptor.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len(),
        false => decryptor.decrypt_padded::<NoPadding>(&mut plain).ok()?.len(),
    };
    plain.truncate(length);
    Some(plain)
}
