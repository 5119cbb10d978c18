//! The hash functions that keystores name, and what is derived with them.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// What RFC 7292, appendix B.3 derives.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

impl Hash {
    /// By the OID of the function itself: 1.3.14.3.2.26, or one below 2.16.840.1.101.3.4.2.
    pub(super) fn of_oid(oid: &[u8]) -> Option<Self> {
        match oid {
            [0x2b, 0x0e, 0x03, 0x02, 0x1a] => Some(Self::Sha1),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last] => match last {
                1 => Some(Self::Sha256),
                2 => Some(Self::Sha384),
                3 => Some(Self::Sha512),
                4 => Some(Self::Sha224),
                _ => None,
            },
            _ => None,
        }
    }

    /// By the OID of its HMAC, below 1.2.840.113549.2: RFC 8018, appendix B.1.
    pub(super) fn of_hmac_oid(oid: &[u8]) -> Option<Self> {
        match oid.strip_prefix(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02])? {
            [7] => Some(Self::Sha1),
            [8] => Some(Self::Sha224),
            [9] => Some(Self::Sha256),
            [10] => Some(Self::Sha384),
            [11] => Some(Self::Sha512),
            _ => None,
        }
    }

    fn digest(self, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        fn of<D: Digest>(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
            let digest = parts.iter().fold(D::new(), |digest, part| digest.chain_update(part));
            Zeroizing::new(digest.finalize().to_vec())
        }
        match self {
            Self::Sha1 => of::<Sha1>(parts),
            Self::Sha224 => of::<Sha224>(parts),
            Self::Sha256 => of::<Sha256>(parts),
            Self::Sha384 => of::<Sha384>(parts),
            Self::Sha512 => of::<Sha512>(parts),
        }
    }

    /// The bytes that it works on at a time: 128 for the two long ones.
    fn block(self) -> usize {
        match self {
            Self::Sha384 | Self::Sha512 => 128,
            _ => 64,
        }
    }

    pub(super) fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// RFC 2104; `None` never comes, since a key may have any length.
    pub(super) fn hmac(self, key: &[u8], parts: &[&[u8]]) -> Option<Zeroizing<Vec<u8>>> {
        macro_rules! with {
            ($hash:ty) => {{
                let mut mac = <Hmac<$hash> as KeyInit>::new_from_slice(key).ok()?;
                parts.iter().for_each(|part| mac.update(part));
                Some(Zeroizing::new(mac.finalize().into_bytes().to_vec()))
            }};
        }
        match self {
            Self::Sha1 => with!(Sha1),
            Self::Sha224 => with!(Sha224),
            Self::Sha256 => with!(Sha256),
            Self::Sha384 => with!(Sha384),
            Self::Sha512 => with!(Sha512),
        }
    }

    /// RFC 7292, appendix B.2.
    pub(super) fn derive_pkcs12(
        self,
        purpose: Purpose,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Zeroizing<Vec<u8>> {
        let block = self.block();
        let filled = |part: &[u8]| -> Vec<u8> {
            part.iter().copied().cycle().take(part.len().div_ceil(block) * block).collect()
        };
        let mut input = Zeroizing::new([filled(salt), filled(password)].concat());
        let diversifier = vec![purpose as u8; block];
        let mut derived = Zeroizing::new(Vec::with_capacity(length + self.length()));
        while derived.len() < length {
            let mut digest = self.digest(&[&diversifier, &input]);
            for _ in 1..iterations {
                digest = self.digest(&[&digest]);
            }
            derived.extend_from_slice(&digest);
            for block in input.chunks_mut(block) {
                add(block, &digest);
            }
        }
        derived.truncate(length);
        derived
    }

    /// PBKDF2 of RFC 8018, section 5.2.
    pub(super) fn derive_pbkdf2(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut derived = Zeroizing::new(Vec::with_capacity(length + self.length()));
        let mut number = 0_u32;
        while derived.len() < length {
            number += 1;
            let mut last = self.hmac(password, &[salt, &number.to_be_bytes()])?;
            let mut block = last.clone();
            for _ in 1..iterations {
                last = self.hmac(password, &[&last])?;
                block.iter_mut().zip(last.iter()).for_each(|(byte, more)| *byte ^= more);
            }
            derived.extend_from_slice(&block);
        }
        derived.truncate(length);
        Some(derived)
    }
}

/// Adds the digest, repeated over the block, and one, all as big-endian numbers.
fn add(block: &mut [u8], digest: &[u8]) {
    let repeated: Vec<u8> = digest.iter().copied().cycle().take(block.len()).collect();
    let mut carry = 1;
    for (byte, more) in block.iter_mut().zip(repeated).rev() {
        let [high, low] = (u16::from(*byte) + u16::from(more) + carry).to_be_bytes();
        *byte = low;
        carry = u16::from(high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pbkdf2_is_that_of_rfc_6070() {
        let derived = Hash::Sha1.derive_pbkdf2(b"password", b"salt", 2, 20).unwrap();
        let expected = crate::hex::unhexed("ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957").unwrap();
        assert_eq!(*derived, expected);
    }
}
