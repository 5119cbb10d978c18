//! RSASSA-PKCS1-v1_5 with SHA-1: RFC 5849, section 3.4.3.
//!
//! The one file with unsafe code. Signing with SHA-1 is in no safe interface of ring or aws-lc-rs. The crate `rsa` has
//! it, safe and in Rust; but RUSTSEC-2023-0071, key recovery by timing, was last seen without a patched version, though
//! its release 0.10 sets out to be one. aws-lc is in constant time, is already in the tree as the cryptography of rustls
//! so that this adds no second library, and builds wherever rustls does. Once the advisory names a patched version,
//! `rsa` can take this file's place, and its unsafe code can go.
#![expect(unsafe_code, reason = "calls into the cryptography library, argued below")]

use base64::prelude::*;

use crate::error::{Error, ErrorKind, Result};

/// More than any key's signature: RSA of 16,384 bits.
const MAX_SIGNATURE: usize = 2048;

/// A private key that signs.
#[derive(Debug)]
pub(crate) struct Signer {
    key: std::ptr::NonNull<aws_lc_sys::RSA>,
}

// SAFETY: the key is never changed after `new`, and the library documents concurrent use of an `RSA` that is not
// being changed as allowed.
unsafe impl Send for Signer {}
// SAFETY: as for `Send`.
unsafe impl Sync for Signer {}

impl Signer {
    /// Reads a key in the form `RSAPrivateKey` of RFC 8017, appendix A.1.2.
    pub(crate) fn new(pkcs1: &[u8]) -> Result<Self> {
        // SAFETY: pointer and length are those of one live slice, which the call reads and does not keep. It returns
        // null or a key that is ours to free, and it checks that the key's parts belong together.
        let key = unsafe { aws_lc_sys::RSA_private_key_from_bytes(pkcs1.as_ptr(), pkcs1.len()) };
        // SAFETY: takes no argument and clears this thread's queue, where a failed read leaves its reasons.
        unsafe { aws_lc_sys::ERR_clear_error() };
        let why = "CertificateStore: the RSA private key in it is damaged";
        let key = std::ptr::NonNull::new(key);
        let signer = Self { key: key.ok_or_else(|| Error::new(ErrorKind::Certificate, why))? };
        if signer.size() > MAX_SIGNATURE {
            return Err(Error::new(
                ErrorKind::Certificate,
                "CertificateStore: the RSA key in it is too large",
            ));
        }
        Ok(signer)
    }

    /// The length of the key in bits.
    pub(crate) fn bits(&self) -> usize {
        self.size() * 8
    }

    /// The signature of the text, in base64.
    pub(crate) fn sign(&self, text: &str) -> Result<String> {
        let mut digest = [0; 20];
        let mut signature = [0; MAX_SIGNATURE];
        let mut length = 0;
        // SAFETY: `digest` has the 20 bytes that SHA-1 writes; `signature` has at least the `RSA_size` bytes that
        // `RSA_sign` writes, which `new` checked; `length` outlives the call; the key is live until `self` drops, and
        // signing with it changes nothing but its own locked caches.
        let done = unsafe {
            aws_lc_sys::SHA1(text.as_ptr(), text.len(), digest.as_mut_ptr());
            aws_lc_sys::RSA_sign(
                aws_lc_sys::NID_sha1,
                digest.as_ptr(),
                digest.len(),
                signature.as_mut_ptr(),
                &raw mut length,
                self.key.as_ptr(),
            )
        };
        let length = usize::try_from(length).unwrap_or(0);
        let written = signature.get(..length).filter(|_| done == 1);
        let failed =
            || Error::new(ErrorKind::Certificate, "CertificateStore: signing with the RSA key failed");
        written.map(|bytes| BASE64_STANDARD.encode(bytes)).ok_or_else(failed)
    }

    fn size(&self) -> usize {
        // SAFETY: the key is live until `self` drops.
        usize::try_from(unsafe { aws_lc_sys::RSA_size(self.key.as_ptr()) }).unwrap_or(usize::MAX)
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        // SAFETY: the key came from the library, is freed once, and is not used after.
        unsafe { aws_lc_sys::RSA_free(self.key.as_ptr()) };
    }
}
