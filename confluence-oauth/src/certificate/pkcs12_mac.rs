//! The MAC over a PKCS#12 store: RFC 7292, section 4 and appendix B, and PBMAC1 of RFC 9579.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::der::{self, Reader};
use super::hash::{Hash, Purpose};
use super::{bounds, damaged};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
/// 1.2.840.113549.1.5.14
const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e];
/// 1.2.840.113549.1.5.12
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];

/// How the key of the MAC is derived.
enum Derivation<'a> {
    Pkcs12(Hash),
    Pbkdf2 { prf: Hash, salt: &'a [u8], iterations: u32, length: usize, mac: Hash },
}

/// Checks that nobody changed what the store holds, and that the password is its own.
pub(super) fn verify(safes: &[u8], mac_data: &[u8], password: Option<&Secret>) -> Result<()> {
    let read = || {
        let mut data = Reader::new(mac_data).sequence()?;
        let mut info = data.sequence()?;
        let derivation = derivation(info.sequence()?)?;
        let expected = info.expect(OCTETS)?;
        let salt = data.expect(OCTETS)?;
        Some((derivation, expected, salt, data.unsigned().unwrap_or(1)))
    };
    let (derivation, expected, salt, iterations) = read().ok_or_else(|| {
        damaged("the MAC of the PKCS#12 store is damaged, or of a kind that is not supported")
    })?;
    let text = password.map_or("", Secret::expose);
    let matches = |mac: Option<Zeroizing<Vec<u8>>>| mac.is_some_and(|mac| bool::from(mac.ct_eq(expected)));
    let right = match derivation {
        Derivation::Pkcs12(hash) => {
            bounds::iterations(iterations)?;
            // Without a password some write none at all, some an empty one with its end.
            let empty = text.is_empty().then(|| Zeroizing::new(Vec::new()));
            let mut passwords = [Some(der::utf16(text, true)), empty].into_iter().flatten();
            passwords.any(|password| {
                let key = hash.derive_pkcs12(Purpose::Mac, &password, salt, iterations, hash.length());
                matches(hash.hmac(&key, &[safes]))
            })
        }
        Derivation::Pbkdf2 { prf, salt, iterations, length, mac } => {
            bounds::iterations(iterations)?;
            let key = prf.derive_pbkdf2(text.as_bytes(), salt, iterations, length);
            key.is_some_and(|key| matches(mac.hmac(&key, &[safes])))
        }
    };
    if right || cfg!(fuzzing) { Ok(()) } else { Err(mismatch(password.is_some())) }
}

fn derivation(mut algorithm: Reader<'_>) -> Option<Derivation<'_>> {
    let oid = algorithm.expect(OID)?;
    if oid != PBMAC1 {
        return Hash::of_oid(oid).map(Derivation::Pkcs12);
    }
    let mut parameters = algorithm.sequence()?;
    let mut kdf = parameters.sequence()?;
    kdf.expect(OID).filter(|oid| *oid == PBKDF2)?;
    let mac = Hash::of_hmac_oid(parameters.sequence()?.expect(OID)?)?;
    let mut kdf = kdf.sequence()?;
    let (salt, iterations) = (kdf.expect(OCTETS)?, kdf.unsigned()?);
    // RFC 9579, section 5: the length must be there. No MAC has a longer key.
    let length = usize::try_from(kdf.unsigned()?).ok().filter(|length| (1..=64).contains(length))?;
    let prf = match kdf.sequence() {
        Some(mut prf) => Hash::of_hmac_oid(prf.expect(OID)?)?,
        None => Hash::Sha1,
    };
    Some(Derivation::Pbkdf2 { prf, salt, iterations, length, mac })
}

fn mismatch(given: bool) -> Error {
    let why = if given {
        "does not open the store, or the store was changed"
    } else {
        "is needed to open the store"
    };
    Error::new(ErrorKind::Certificate, format!("CertificateStorePassword: {why}"))
        .on_property("CertificateStorePassword")
}
