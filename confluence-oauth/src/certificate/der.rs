//! The little of DER that private keys and certificates need: ITU-T X.690.

use zeroize::Zeroizing;

use super::{damaged, not_rsa_but};
use crate::error::Result;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// 1.2.840.113549.1.1.1
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// Reads one element after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next element: its tag and content.
    pub(super) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let mut length = usize::from(first);
        if first >= 0x80 {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let (digits, after) = rest.split_at_checked(count)?;
            length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
            rest = after;
        }
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((tag, content))
    }

    pub(super) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The next element whole, its tag and length included.
    pub(super) fn raw(&mut self) -> Option<&'a [u8]> {
        let before = self.0;
        self.next()?;
        before.get(..before.len() - self.0.len())
    }

    /// A number that is not negative and fits.
    pub(super) fn unsigned(&mut self) -> Option<u32> {
        let digits = self.expect(INTEGER)?;
        let start = digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len());
        let digits = digits.get(start..).filter(|digits| digits.len() <= 4)?;
        Some(digits.iter().fold(0, |number, digit| number << 8 | u32::from(*digit)))
    }

    pub(super) fn sequence(&mut self) -> Option<Reader<'a>> {
        self.expect(SEQUENCE).map(Reader)
    }
}

/// Takes the RSA key out of `PrivateKeyInfo`: RFC 5208, section 5.
pub(super) fn pkcs8(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let read = || {
        let mut info = Reader::new(bytes).sequence()?;
        info.expect(INTEGER)?;
        let algorithm = info.sequence()?.expect(OID)?;
        Some((algorithm, info.expect(OCTET_STRING)?))
    };
    match read() {
        Some((RSA_ENCRYPTION, key)) => Ok(Zeroizing::new(key.to_vec())),
        Some((algorithm, _)) => Err(not_rsa_but(algorithm_name(algorithm))),
        None => Err(damaged("the private key in it is damaged")),
    }
}

/// The usual name of an algorithm that is not RSA.
fn algorithm_name(oid: &[u8]) -> &'static [u8] {
    match oid {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => b"EC",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => b"DSA",
        [0x2b, 0x65, 0x70] => b"Ed25519",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10] => b"RSA-PSS, whose keys sign nothing else",
        _ => b"of another algorithm",
    }
}

/// Whether a certificate is of this key: it holds the key's modulus.
pub(super) fn certifies(certificate: &[u8], pkcs1: &[u8]) -> bool {
    let modulus = || {
        let mut key = Reader::new(pkcs1).sequence()?;
        key.expect(INTEGER)?;
        key.expect(INTEGER).filter(|modulus| modulus.len() > 32)
    };
    modulus().is_some_and(|modulus| certificate.windows(modulus.len()).any(|window| window == modulus))
}

/// Whether the bytes are `PrivateKeyInfo`, or else `RSAPrivateKey`; `None` if neither.
pub(super) fn is_pkcs8(bytes: &[u8]) -> Option<bool> {
    let mut key = Reader::new(bytes).sequence()?;
    key.expect(INTEGER)?;
    match key.next()? {
        (SEQUENCE, _) => Some(true),
        (INTEGER, _) => Some(false),
        _ => None,
    }
}

/// The subject of a certificate as `CN=..., O=...`: RFC 5280, section 4.1.
pub(super) fn subject(certificate: &[u8]) -> Option<String> {
    let mut body = Reader::new(certificate).sequence()?.sequence()?;
    let (tag, _) = body.next()?;
    if tag == 0xa0 {
        body.expect(INTEGER)?;
    }
    body.sequence()?;
    body.sequence()?;
    body.sequence()?;
    let mut names = body.sequence()?;
    let mut parts = Vec::new();
    while let Some(set) = names.expect(SET) {
        let mut pair = Reader::new(set).sequence()?;
        let (kind, (_, value)) = (attribute(pair.expect(OID)?), pair.next()?);
        parts.push(format!("{kind}={}", String::from_utf8_lossy(value)));
    }
    Some(parts.join(", "))
}

fn attribute(oid: &[u8]) -> &'static str {
    match oid {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "S",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "E",
        _ => "?",
    }
}

/// Text in UTF-16 as keystores hash it, with or without its end.
pub(super) fn utf16(text: &str, ended: bool) -> Zeroizing<Vec<u8>> {
    let end = ended.then_some([0, 0]).into_iter();
    Zeroizing::new(text.encode_utf16().map(u16::to_be_bytes).chain(end).flatten().collect())
}
